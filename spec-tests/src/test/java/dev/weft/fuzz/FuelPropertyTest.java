package dev.weft.fuzz;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random programs with random inputs and random fuel: every tier stops at the same instruction, with the same memory,
 * tables, globals and the same fuel left.
 */
class FuelPropertyTest {
    private static final int CHOICES = 4_000;
    private static final int MOST_FUEL = 4_000;
    /** How many different amounts of fuel a program gets. */
    private static final int AMOUNTS = 4;

    @Test
    void programs_withRandomFuel_stopAtTheSameInstruction() {
        check(0, 75);
    }

    @Test
    @Tag("full")
    void tenThousandCases_withRandomFuel_stopAtTheSameInstruction() {
        check(1_000_000, 2_500);
    }

    private static void check(int firstSeed, int programs) {
        Set<Facet> facets = EnumSet.allOf(Facet.class);
        facets.remove(Facet.GIANTS);
        TiersOracle oracle = new TiersOracle();
        assertTrue(Lineup.all().stream().filter(tier -> tier.metered() != null).count() >= 2);
        for (int seed = firstSeed; seed < firstSeed + programs; seed++) {
            GeneratedModule module = ModuleGenerator.generate(Choices.random(seed, CHOICES), facets);
            Random random = new Random(seed);
            for (int i = 0; i < AMOUNTS; i++) {
                // small amounts are as likely as large ones
                long fuel = random.nextInt(1 + random.nextInt(MOST_FUEL));
                GeneratedModule withFuel = new GeneratedModule(module.bytes(), module.calls(), module.facets(),
                        module.globals(), module.memories(), module.tables(), fuel, module.callDepth());
                assertNull(oracle.compare(withFuel, true), "seed " + seed + ", fuel " + fuel);
            }
        }
        assertTrue(oracle.slow() * 10 <= (long) programs * AMOUNTS, oracle.slow() + " were too slow");
    }
}
