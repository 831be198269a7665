package dev.weft.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.weft.runtime.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The official wasi-testsuite, if it is here: in {@code -Dweft.suites=FOLDER}, in {@code third_party} (put there by
 * {@code tools/fetch-suites}), or beside the project in {@code shared}.
 */
class WasiTestSuiteTest {
    @TestFactory
    Stream<DynamicTest> wasiTestSuite_onHostFolders_passes() throws IOException {
        return tests(false);
    }

    @TestFactory
    Stream<DynamicTest> wasiTestSuite_onFilesInMemory_passes() throws IOException {
        return tests(true);
    }

    @TestFactory
    Stream<DynamicTest> threads_onEveryTier_pass() throws IOException {
        return Tiers.forTests().stream().flatMap(tier -> {
            try {
                return tests(Tiers.engine(tier), false, "wasi-threads");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static Stream<DynamicTest> tests(boolean inMemory) throws IOException {
        return tests(Engine.create(), inMemory, "");
    }

    private static Stream<DynamicTest> tests(Engine engine, boolean inMemory, String part) throws IOException {
        Path suite = find();
        if (suite == null) {
            String message = "wasi-testsuite is not here, its tests did not run; tools/fetch-suites gets it";
            System.err.println("[weft] " + message);
            return abort(message);
        }
        WasiTestRunner runner = new WasiTestRunner(engine, inMemory);
        List<Path> tests = WasiTestRunner.tests(suite).stream()
            .filter(test -> test.toString().contains(part))
            .filter(test -> !inMemory || !test.toString().endsWith(".wat")).toList();
        assertFalse(tests.isEmpty(), suite + " has no tests");
        return tests.stream().map(test -> DynamicTest.dynamicTest(suite.relativize(test).toString(),
            () -> assertEquals("", runner.run(test).detail())));
    }

    private static Path find() {
        Path here = Path.of("").toAbsolutePath();
        Path root = Files.exists(here.resolve("spec-tests")) ? here : here.getParent();
        Stream<Path> places = Stream.of(root.resolve("third_party"), root.resolveSibling("shared"));
        String property = System.getProperty("weft.suites");
        if (property != null) {
            places = Stream.concat(Stream.of(Path.of(property)), places);
        }
        return places.map(place -> place.resolve("wasi-testsuite").resolve("tests")).filter(Files::isDirectory)
            .findFirst().orElse(null);
    }
}
