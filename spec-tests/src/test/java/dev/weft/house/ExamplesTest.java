package dev.weft.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The programs in `examples/`, run as a reader would: one folder per idea, in it one source file with a main method,
 * what it prints (`expected.txt`), and the files it wants.
 */
class ExamplesTest {
    private static final Path EXAMPLES = ProductionClasses.root().resolve("examples");

    @TestFactory
    Stream<DynamicTest> examples_run_printWhatTheyPromise() throws IOException {
        return folders().stream().map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> {
            Path output = Files.createTempFile("example", ".out");
            int exit = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                    source(folder).getFileName().toString())
                    .directory(folder.toFile())
                    .redirectErrorStream(true).redirectOutput(output.toFile()).start().waitFor();
            String printed = Files.readString(output);
            Files.delete(output);
            assertEquals(Files.readString(folder.resolve("expected.txt")), printed);
            assertEquals(0, exit);
        }));
    }

    @Test
    void readme_embeddingExample_isTheOneThatRuns() throws IOException {
        String readme = Files.readString(ProductionClasses.root().resolve("README.md"), StandardCharsets.UTF_8);
        String code = readme.substring(readme.indexOf("```java\n") + 8);
        String source = Files.readString(EXAMPLES.resolve("hello/Hello.java")).replaceAll("(?m)^ +", "");
        for (String line : code.substring(0, code.indexOf("```")).lines().map(String::strip).toList()) {
            assertTrue(source.contains(line), line);
        }
    }

    private static List<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(EXAMPLES)) {
            return all.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static Path source(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).findFirst().orElseThrow();
        }
    }
}
