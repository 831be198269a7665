package dev.weft.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A short run of each oracle with every build, from one seed on, or from that of {@code -Dweft.fuzz.seed}: what fails
 * here is a change's fault. Fresh seeds are for {@code ./weft fuzz}, and for the full build.
 */
class FuzzTest {
    private static final long SEED = Long.getLong("weft.fuzz.seed", 20_261_125);
    private static final long FRESH = Long.getLong("weft.fuzz.seed", System.nanoTime() >>> 4);

    private static void run(String oracle, long seed, int seconds, long cases)
            throws IOException, InterruptedException {
        ByteArrayOutputStream report = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(report, true, StandardCharsets.UTF_8);
        int found = new Fuzz(seed, Duration.ofSeconds(seconds), cases, List.of(oracle), null, out).run();
        System.out.print(report.toString(StandardCharsets.UTF_8));
        assertEquals(0, found, () -> report.toString(StandardCharsets.UTF_8));
    }

    @Test
    void identity_ofRandomModules_holds() throws IOException, InterruptedException {
        run("identity", SEED, 10, 150);
    }

    @Test
    void mutations_ofRandomModules_areRefusedOrValid() throws IOException, InterruptedException {
        run("mutations", SEED, 10, 60);
    }

    @Test
    void v8_onRandomModules_agrees() throws IOException, InterruptedException {
        if (Oracles.names().contains("v8")) {
            run("v8", SEED, 15, 60);
        }
    }

    @Test
    void v8_onDamagedModules_refusesTheSame() throws IOException, InterruptedException {
        if (Oracles.names().contains("validity")) {
            run("validity", SEED, 10, 100);
        }
    }

    @Test
    void tiers_onRandomModules_agree() throws IOException, InterruptedException {
        run("tiers", SEED, 20, 25);
    }

    /** With fresh seeds, too, and so only on demand: what fails is not the last change's fault alone. */
    @Tag("full")
    @Test
    void tiers_onFreshModules_agree() throws IOException, InterruptedException {
        run("tiers", FRESH, 120, Long.MAX_VALUE);
    }
}
