package dev.weft.cli;

import dev.weft.runtime.cache.CodeCache;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options that say where code is kept for later runs. */
final class CacheOptions {
    @Option(names = "--cache", paramLabel = "DIR",
            description = "Where compiled code is kept for later runs. Default: weft in the user's folder of caches, "
                    + "or $WEFT_CACHE.")
    private Path folder;

    @Option(names = "--no-cache", description = "Keeps no code, and uses none that is kept.")
    private boolean none;

    /** The cache to use, or null; guests that are run from Java get none unless it is named. */
    CodeCache cache(Streams streams) {
        if (none || folder == null && !streams.inherited()) {
            return null;
        }
        if (folder != null && folder.toString().isEmpty()) {
            // Java would take it for the current folder
            throw new Failure(ExitCode.USAGE, "--cache names no folder; --no-cache keeps no code");
        }
        if (folder == null) {
            return CodeCache.at(CodeCache.defaultFolder());
        }
        String problem = problem(folder);
        if (problem != null) {
            streams.complain("no code can be kept in " + folder + ": " + problem);
        }
        return CodeCache.at(folder);
    }

    /** What keeps a folder from being written, or made, or null. */
    static String problem(Path folder) {
        Path there = folder.toAbsolutePath();
        while (there.getParent() != null && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            return there + " is not a folder";
        }
        return Files.isWritable(there) ? null : there + " cannot be written";
    }
}
