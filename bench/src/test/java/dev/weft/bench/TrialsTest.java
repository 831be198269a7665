package dev.weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes that measure, for as short as can be. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TrialsTest {
    private static final Workload TAK = Workload.own("tak");

    @Test
    void weft_inAProcessOfItsOwn_yieldsTheRightResultAndAllFigures() throws Exception {
        try (Trials trials = new Trials(Path.of("none"), 1, 1)) {
            Measurement measurement = trials.run("weft", TAK);
            assertEquals("7", measurement.check());
            assertTrue(measurement.wall().length >= 3 && measurement.cold() > measurement.first()
                    && measurement.curve().length >= 2, measurement.line());
        }
    }

    @Test
    void nativeCode_ofOurOwnGuests_yieldsWhatWeftDoes() throws Exception {
        try (Trials trials = new Trials(Path.of("none"), 1, 1)) {
            for (String name : List.of("tak", "sieve", "matrix", "machine")) {
                Workload workload = Workload.own(name);
                String expected = new WeftContender().load(workload.wasm(null), "interp", null)
                        .run(workload.kind(), workload.argument()).check();
                try {
                    assertEquals(expected, trials.run("native", workload).check(), name);
                } catch (MissingException e) {
                    assertTrue(e.getMessage().contains("no compiler"), e.getMessage());
                    return;
                }
            }
        }
    }

    @Test
    void engineThatIsNotHere_isMissing() throws Exception {
        try (Trials trials = new Trials(Path.of("none"), 1, 1)) {
            assertThrows(MissingException.class, () -> trials.run("nobody", TAK));
            assertThrows(MissingException.class, () -> trials.run("native:no-such-compiler", TAK));
            assertThrows(MissingException.class, () -> trials.run("v8:no-such-node", TAK));
        }
    }
}
