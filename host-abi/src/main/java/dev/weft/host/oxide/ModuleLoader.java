package dev.weft.host.oxide;

import dev.weft.host.Capabilities;
import java.io.IOException;

/** Where the modules of workers come from. Safe for any thread; may block. */
@FunctionalInterface
public interface ModuleLoader {
    /**
     * The bytes behind a URL.
     *
     * @param url as the guest wrote it
     * @param rights of the guest
     * @throws IOException whose message says why there are none
     */
    byte[] load(String url, Capabilities rights) throws IOException, InterruptedException;

    /** Loads from {@code http}, {@code https} and {@code file}, as far as the rights of the guest allow. */
    static ModuleLoader ofUrls() {
        return new UrlLoader(50 << 20);
    }
}
