package dev.weft.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Deliberate mistakes in the engine, the patches {@code faults/NAME.ORACLE.patch}: the fuzzer finds each. A patched
 * file is compiled alone, and its classes stand in front of the engine's on the class path of another JVM.
 */
@Tag("full")
class SeededFaultsTest {
    private static final Path FAULTS = Path.of("src/test/faults");
    private static final Path ROOT = Path.of("..");
    /** Two are enough on a machine that does nothing else. */
    private static final int MINUTES = 10;

    @TempDir
    Path folder;

    /** What the other JVM runs: an oracle, until the first finding. */
    static final class Main {
        private Main() {
        }

        public static void main(String[] arguments) throws Exception {
            long from = System.nanoTime();
            Fuzz fuzz = new Fuzz(1, Duration.ofMinutes(MINUTES), Long.MAX_VALUE, List.of(arguments[0]), null,
                    System.out);
            int found = fuzz.onlyFirst().run();
            System.out.println("after " + (System.nanoTime() - from) / 1_000_000_000 + " s");
            System.exit(found);
        }
    }

    private static List<Path> patches() throws IOException {
        try (Stream<Path> files = Files.list(FAULTS)) {
            return files.filter(file -> file.toString().endsWith(".patch")).sorted().toList();
        }
    }

    @Test
    void faults_areTwentyOrMore_andFitTheSources() throws IOException {
        assertTrue(patches().size() >= 20);
        for (Path patch : patches()) {
            patched(patch);
        }
    }

    @TestFactory
    @Timeout(value = 3, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    Stream<DynamicTest> fault_seeded_isFound() throws IOException {
        return patches().stream().map(patch -> DynamicTest.dynamicTest(patch.getFileName().toString(), () -> {
            String[] words = patch.getFileName().toString().split("\\.");
            Assumptions.assumeTrue(Oracles.names().contains(words[1]));
            assertEquals(1, find(words[1], compiled(patch)), words[0]);
        }));
    }

    /** The file that a patch is for, and its text with the mistake in it. */
    private record Patched(String file, String text) {
    }

    private static Patched patched(Path patch) throws IOException {
        String file = null;
        int line = 0;
        StringBuilder before = new StringBuilder();
        StringBuilder after = new StringBuilder();
        for (String row : Files.readAllLines(patch)) {
            if (row.startsWith("+++ b/")) {
                file = row.substring("+++ b/".length());
            } else if (row.startsWith("@@")) {
                line = Integer.parseInt(row.replaceAll("^@@ -([0-9]+).*", "$1"));
            } else if (row.startsWith(" ") || row.isEmpty()) {
                String same = row.isEmpty() ? "" : row.substring(1);
                before.append(same).append('\n');
                after.append(same).append('\n');
            } else if (row.startsWith("-") && file != null) {
                before.append(row.substring(1)).append('\n');
            } else if (row.startsWith("+") && !row.startsWith("+++")) {
                after.append(row.substring(1)).append('\n');
            }
        }
        String text = Files.readString(ROOT.resolve(file));
        int place = nearest(text, before.toString(), line);
        assertTrue(place >= 0, patch + " does not fit " + file);
        return new Patched(file, text.substring(0, place) + after + text.substring(place + before.length()));
    }

    /** Where a part of a text is, the one that is nearest to a line if there are several; -1 if it is nowhere. */
    private static int nearest(String text, String part, int line) {
        int best = -1;
        long distance = Long.MAX_VALUE;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
            long away = Math.abs(text.substring(0, at).lines().count() + 1 - line);
            if (away < distance) {
                best = at;
                distance = away;
            }
        }
        return best;
    }

    private Path compiled(Path patch) throws IOException {
        Patched patched = patched(patch);
        Path source = folder.resolve(Path.of(patched.file).getFileName());
        Files.writeString(source, patched.text);
        Path classes = Files.createTempDirectory(folder, "classes");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertEquals(0, compiler.run(null, null, null, "-d", classes.toString(), "-cp",
                System.getProperty("java.class.path"), "-proc:none", "-nowarn", source.toString()));
        return classes;
    }

    private static int find(String oracle, Path classes) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xss2m", "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED",
                "--add-exports", "java.base/jdk.internal.module=ALL-UNNAMED", "-cp",
                classes + System.getProperty("path.separator") + System.getProperty("java.class.path"),
                Main.class.getName(), oracle));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            System.out.println(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            return process.waitFor();
        } finally {
            process.destroyForcibly();
        }
    }
}
