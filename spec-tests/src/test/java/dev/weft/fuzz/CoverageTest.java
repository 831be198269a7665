package dev.weft.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.syntax.Opcode;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Generated modules execute every row of the instruction table, on every tier. */
@Timeout(value = 3600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CoverageTest {
    private static final int CHOICES = 4_000;
    private static final int MOST_MODULES = 6_000;

    @Test
    @Tag("full")
    void generatedModules_onEachTier_executeEveryRow() {
        CoverageOracle oracle = run(MOST_MODULES);
        oracle.missing().forEach((tier, rows) -> assertEquals(Set.of(), rows, tier));
    }

    @Test
    void fewGeneratedModules_onEachTier_executeTheUsualRows() {
        CoverageOracle oracle = run(12);
        Set<Opcode> usual = EnumSet.of(Opcode.I32_CONST, Opcode.LOCAL_GET, Opcode.IF, Opcode.CALL);
        oracle.missing().forEach((tier, rows) -> {
            Set<Opcode> missing = EnumSet.copyOf(usual);
            missing.retainAll(rows);
            assertEquals(Set.of(), missing, tier);
        });
    }

    private static CoverageOracle run(int most) {
        CoverageOracle oracle = new CoverageOracle();
        for (int seed = 0; seed < most
                && oracle.missing().values().stream().anyMatch(rows -> !rows.isEmpty()); seed++) {
            Choices choices = Choices.random(seed, CHOICES);
            oracle.check(ModuleGenerator.generate(choices, oracle.facets()), choices);
        }
        return oracle;
    }
}
