package dev.weft.fuzz;

import dev.weft.binary.ModuleDecoder;
import dev.weft.syntax.Features;
import dev.weft.text.TextPrinter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Real modules, as compilers make them: those in the folders that the property {@code weft.fuzz.modules} names, by
 * default the project's own guests and, where they are, the shared ones.
 */
final class Corpus {
    /** Larger ones take too long to be damaged thousands of times. */
    private static final long MOST_BYTES = 30_000;
    private static final String USUAL = String.join(File.pathSeparator, "guests", "../guests", "../shared/guests",
            "../../shared/guests", "../shared/bench/wasm", "../../shared/bench/wasm");

    /** A module: binary, and as text. */
    record Entry(String name, byte[] bytes, String text) {
    }

    private Corpus() {
    }

    /** All of them. */
    static List<Entry> modules() {
        List<Entry> entries = new ArrayList<>();
        for (String folder : System.getProperty("weft.fuzz.modules", USUAL).split(File.pathSeparator)) {
            if (Files.isDirectory(Path.of(folder))) {
                try (Stream<Path> files = Files.walk(Path.of(folder))) {
                    for (Path file : files.filter(Corpus::isFit).sorted().toList()) {
                        byte[] bytes = Files.readAllBytes(file);
                        entries.add(new Entry(file.getFileName().toString(), bytes,
                                TextPrinter.print(ModuleDecoder.decode(bytes, Features.ALL))));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return entries;
    }

    private static boolean isFit(Path file) {
        try {
            return file.toString().endsWith(".wasm") && Files.size(file) <= MOST_BYTES;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
