package dev.weft.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The project's own scripts on every tier, and the runner's own behaviour. */
class OwnScriptsTest {

    @TestFactory
    Stream<DynamicTest> ownScript_everyCommand_passes() throws IOException {
        Path folder = Path.of("src/test/resources/scripts");
        List<Suites.Entry> entries = Suites.find(folder);
        assertFalse(entries.isEmpty());
        return Tiers.forTests().stream().flatMap(tier -> {
            ScriptRunner runner = new ScriptRunner(tier);
            return entries.stream().map(entry -> DynamicTest.dynamicTest(entry.name() + " on " + tier,
                    () -> assertEquals("", OfficialSuiteTest.failures(runner.run(entry.path(), entry.name())))));
        });
    }

    private static List<Outcome> run(String script) {
        return new ScriptRunner(Tiers.forTests().getFirst()).run(script.getBytes(StandardCharsets.UTF_8), "x.wast");
    }

    @Test
    void wrongExpectations_everyKind_fail() {
        List<Outcome> outcomes = run("""
                (module (func (export "one") (result i32) (i32.const 1)) (func (export "trap") unreachable))
                (assert_return (invoke "one") (i32.const 2))
                (assert_return (invoke "one") (i64.const 1))
                (assert_return (invoke "one"))
                (assert_trap (invoke "one") "unreachable")
                (assert_trap (invoke "trap") "unreachable code")
                (assert_exhaustion (invoke "trap") "unreachable")
                (assert_exception (invoke "one"))
                (assert_malformed (module quote "(func)") "unexpected token")
                (assert_invalid (module quote "(func") "unexpected token")
                (assert_unlinkable (module) "unknown import")
                (invoke "missing")
                """);
        assertEquals(Outcome.Result.PASSED, outcomes.getFirst().result());
        assertEquals(11, outcomes.stream().filter(outcome -> outcome.result() == Outcome.Result.FAILED).count());
        assertEquals(2, outcomes.get(1).line());
    }

    @Test
    void script_malformed_isOneFailure() {
        List<Outcome> outcomes = run("(assert_nothing)");
        assertEquals(1, outcomes.size());
        assertEquals(Outcome.Result.FAILED, outcomes.getFirst().result());
    }
}
