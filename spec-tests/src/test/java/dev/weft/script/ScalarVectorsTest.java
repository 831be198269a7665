package dev.weft.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The compiler without the Vector API, as in a JVM that was started without its module: vectors are two longs. */
class ScalarVectorsTest {
    private static final String SWITCH = "weft.jit.vectors";

    @Test
    void scriptWithVectors_onTheCompilerWithoutTheVectorApi_passes() throws IOException {
        List<Suites.Entry> entries = new ArrayList<>(Suites.find(Path.of("src/test/resources/scripts")));
        for (Path suite : OfficialSuiteTest.find()) {
            entries.addAll(Suites.find(suite));
        }
        entries.removeIf(entry -> !entry.name().matches(".*(simd|relaxed|vectors).*"));
        assertFalse(entries.isEmpty());
        System.setProperty(SWITCH, "false");
        try {
            ScriptRunner runner = new ScriptRunner("jit");
            StringBuilder failures = new StringBuilder();
            for (Suites.Entry entry : entries) {
                failures.append(OfficialSuiteTest.failures(runner.run(entry.path(), entry.name())));
            }
            assertEquals("", failures.toString());
        } finally {
            System.clearProperty(SWITCH);
        }
    }
}
