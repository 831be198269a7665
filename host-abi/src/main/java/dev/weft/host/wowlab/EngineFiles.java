package dev.weft.host.wowlab;

import dev.weft.host.ModuleCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files that engines are served as: named by the hash of their content, and a manifest that says which are the
 * present ones.
 */
public final class EngineFiles {
    private static final int DIGITS = 12;

    private EngineFiles() {
    }

    /** The first twelve digits of the SHA-256 of a module. */
    public static String shortHash(byte[] wasm) {
        return ModuleCache.hash(wasm).substring(0, DIGITS);
    }

    /** The version of a package: {@code wowlab-engine-0.1.0-eb2e077417ca}. */
    public static String version(String base, byte[] wasm) {
        return base + "-" + shortHash(wasm);
    }

    /**
     * Copies the two modules to a folder under their names, deletes older ones, and writes {@code manifest.json}.
     *
     * @throws NoSuchFileException if an input is missing
     */
    public static void publish(Path engine, Path common, Path folder) throws IOException {
        byte[] engineBytes = Files.readAllBytes(engine);
        byte[] commonBytes = Files.readAllBytes(common);
        Files.createDirectories(folder);
        String engineName = write("wowlab_engine_bg", engineBytes, folder);
        String commonName = write("wowlab_common_bg", commonBytes, folder);
        Path manifest = Files.createTempFile(folder, "manifest", ".tmp");
        Files.writeString(manifest, "{\"engineWasm\":\"/wasm/" + engineName + "\",\"commonWasm\":\"/wasm/" + commonName
                + "\"}\n");
        Files.move(manifest, folder.resolve("manifest.json"), StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
        deleteOthers("wowlab_engine_bg", engineName, folder);
        deleteOthers("wowlab_common_bg", commonName, folder);
    }

    private static String write(String base, byte[] bytes, Path folder) throws IOException {
        String name = base + "." + shortHash(bytes) + ".wasm";
        Files.write(folder.resolve(name), bytes);
        return name;
    }

    private static void deleteOthers(String base, String kept, Path folder) throws IOException {
        List<Path> old = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.getFileName().toString().matches(base + "\\.[0-9a-f]{12}\\.wasm")
                    && !file.getFileName().toString().equals(kept)).forEach(old::add);
        }
        for (Path file : old) {
            Files.delete(file);
        }
    }
}
