package dev.weft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code weft actors}: each scenario for a moment. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ActorsTest {

    @ParameterizedTest
    @CsvSource({"storm, spawnsPerSecond", "storm --pages 0, spawnsPerSecond", "fairness, notifiesPerSecond",
        "pingpong, messagesPerSecond", "pingpong --java, messagesPerSecond", "recovery, restartsPerSecond",
        "recovery --java, restartsPerSecond", "stream, bytesPerSecond", "idle, killSeconds"})
    void scenario_withJson_endsWithItsRate(String scenario, String rate) {
        String words = "actors " + scenario + " --live 3 --time 200ms --warmup 300ms --tier interp --json";
        var result = Weft.run(words.split(" "));
        assertEquals(0, result.code(), result.err());
        String[] lines = result.text().split("\n");
        assertEquals(1, lines.length, result.text());
        assertTrue(lines[0].startsWith("{\"scenario\": \"" + scenario.split(" ")[0] + "\", \"tier\": \"interp\""));
        assertTrue(lines[0].endsWith("\"countersAgree\": true}"), lines[0]);
        Matcher value = Pattern.compile("\"" + rate + "\": ([0-9.]+)").matcher(lines[0]);
        assertTrue(value.find(), lines[0]);
        assertTrue(result.err().startsWith(scenario.split(" ")[0] + ": "), "what happens is told elsewhere");
    }

    @Test
    void scenario_withoutJson_isTold() {
        var result = Weft.run("actors", "idle", "--live", "10", "--time", "100ms", "--warmup", "0s");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.text().startsWith("idle: 10 processes without memory that wait\n"), result.text());
        assertTrue(result.text().contains("spawned: 10\nfinished: 10\nnotifications: 10\n"), result.text());
    }

    @Test
    void scenario_unknown_isRefused() {
        var result = Weft.run("actors", "dance");
        assertEquals(64, result.code());
        assertTrue(result.err().contains("known are: storm, fairness"), result.err());
        assertEquals(64, Weft.run("actors", "storm", "--live", "-1").code());
    }
}
