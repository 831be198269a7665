package dev.weft.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Modules that real toolchains made, from the folder {@code shared} beside the project. */
final class RealModules {
    private static final List<String> FOLDERS = List.of("guests", "bench/wasm");

    private RealModules() {
    }

    /** All modules by file name; without any, the test is skipped, and says so. */
    static Map<String, byte[]> all() throws IOException {
        Map<String, byte[]> modules = new TreeMap<>();
        for (Path dir = Path.of("").toAbsolutePath(); dir != null && modules.isEmpty(); dir = dir.getParent()) {
            for (String folder : FOLDERS) {
                addAll(dir.resolve("shared").resolve(folder), modules);
            }
        }
        if (modules.isEmpty()) {
            System.err.println("NOT TESTED on real modules: there is no folder shared/guests beside this project");
            Assumptions.abort("no shared/guests beside this project");
        }
        return modules;
    }

    private static void addAll(Path folder, Map<String, byte[]> modules) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".wasm")).toList()) {
                    modules.put(file.getFileName().toString(), Files.readAllBytes(file));
                }
            }
        }
    }
}
