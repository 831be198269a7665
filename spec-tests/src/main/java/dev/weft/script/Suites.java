package dev.weft.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds scripts and the names by which reports and skips know them. */
public final class Suites {

    /**
     * A script and its name: the path inside its suite, or {@code threads-repo/…} for the threads proposal's own,
     * {@code weft/…} for Weft's.
     */
    public record Entry(Path path, String name) {
    }

    private Suites() {
    }

    /** All scripts under a path, sorted by name. */
    public static List<Entry> find(Path path) throws IOException {
        Path start = path.toAbsolutePath().normalize();
        if (!Files.exists(start)) {
            throw new java.nio.file.NoSuchFileException(path.toString());
        }
        Path root = rootOf(start);
        String prefix = root.endsWith("threads") && Files.exists(root.resolve("wait_notify.wast")) ? "threads-repo/"
                : root.endsWith("src/test/resources/scripts") ? "weft/" : "";
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> files = Files.walk(start)) {
            files.filter(file -> file.toString().endsWith(".wast")).sorted().forEach(file ->
                    entries.add(new Entry(file, prefix + root.relativize(file).toString().replace('\\', '/'))));
        }
        return entries;
    }

    /** The suite that a path lies in: the folder above {@code proposals}, {@code legacy}, {@code custom}. */
    private static Path rootOf(Path path) {
        Path folder = Files.isDirectory(path) ? path : path.getParent();
        for (Path above = folder; above != null && above.getParent() != null; above = above.getParent()) {
            if (Files.isDirectory(above.resolve("proposals")) && Files.exists(above.resolve("i32.wast"))) {
                return above;
            }
        }
        return folder;
    }
}
