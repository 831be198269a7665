package dev.weft.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The official scripts on every tier, if they are here: in {@code -Dweft.suites=FOLDER}, in {@code third_party} (put
 * there by {@code tools/fetch-suites}), or beside the project in {@code shared/spec}.
 */
class OfficialSuiteTest {

    @TestFactory
    Stream<DynamicTest> officialScript_everyCommand_passes() throws IOException {
        List<Suites.Entry> entries = new ArrayList<>();
        for (Path suite : find()) {
            entries.addAll(Suites.find(suite));
        }
        if (entries.isEmpty()) {
            String message = "the official test suite is not here, its scripts did not run; tools/fetch-suites gets it";
            System.err.println("[weft] " + message);
            return abort(message);
        }
        return Tiers.forTests().stream().flatMap(tier -> {
            ScriptRunner runner = new ScriptRunner(tier);
            return entries.stream().map(entry -> DynamicTest.dynamicTest(entry.name() + " on " + tier,
                    () -> assertEquals("", failures(runner.run(entry.path(), entry.name())))));
        });
    }

    static String failures(List<Outcome> outcomes) {
        return outcomes.stream().filter(outcome -> outcome.result() == Outcome.Result.FAILED)
                .map(Outcome::toString).collect(Collectors.joining("\n"));
    }

    /** The folders of scripts that are here: the core suite, and the threads proposal's own. */
    static List<Path> find() {
        Path here = Path.of("").toAbsolutePath();
        Path root = Files.exists(here.resolve("spec-tests")) ? here : here.getParent();
        Stream<Path> places = Stream.of(root.resolve("third_party"), root.resolveSibling("shared").resolve("spec"));
        String property = System.getProperty("weft.suites");
        if (property != null) {
            places = Stream.concat(Stream.of(Path.of(property)), places);
        }
        return places.filter(place -> Files.isDirectory(place.resolve("testsuite"))).findFirst()
                .map(place -> Stream.of(place.resolve("testsuite"), place.resolve("threads/test/core/threads"),
                        place.resolve("threads")).filter(Files::isDirectory).limit(2).toList())
                .orElse(List.of());
    }
}
