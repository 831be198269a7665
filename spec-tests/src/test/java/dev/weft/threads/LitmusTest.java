package dev.weft.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.runtime.Engine;
import dev.weft.script.Tiers;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * The memory model (threads proposal, section "Memory Model") by litmus programs on every tier: atomic accesses are
 * sequentially consistent and order the plain ones around them; plain ones alone may be seen in any order, but show
 * only what was stored.
 */
class LitmusTest {
    private static final List<Litmus> PROGRAMS = List.of(
            new Litmus("MP atomic", List.of("x:=1 y:=1", "r0:=y r1:=x"), List.of("10"), 1),
            new Litmus("MP plain data, atomic flag", List.of("x=1 y:=1", "r0:=y r1=x"), List.of("10"), 1),
            new Litmus("MP data overwritten", List.of("x=1 x=2 y:=1", "r0:=y r1=x"), List.of("10", "11"), 2),
            new Litmus("MP plain", List.of("x=1 y=1", "r0=y r1=x"), List.of(), 1),
            new Litmus("SB atomic", List.of("x:=1 r0:=y", "y:=1 r1:=x"), List.of("00"), 1),
            new Litmus("SB atomic among plain ones", List.of("x:=1 r0:=y r1=x", "y:=1 r2:=x r3=y"),
                    List.of("0.0.", ".0..", "...0"), 1),
            new Litmus("SB plain", List.of("x=1 r0=y", "y=1 r1=x"), List.of(), 1),
            new Litmus("LB atomic", List.of("r0:=x y:=1", "r1:=y x:=1"), List.of("11"), 1),
            new Litmus("LB plain", List.of("r0=x y=1", "r1=y x=1"), List.of(), 1),
            new Litmus("CoRR atomic", List.of("x:=1", "r0:=x r1:=x"), List.of("10"), 1),
            new Litmus("CoRR atomic, two stores", List.of("x:=1 x:=2", "r0:=x r1:=x r2:=x"),
                    List.of("10.", ".10", "1.0", "20.", ".20", "2.0", "21.", ".21", "2.1"), 2),
            new Litmus("CoRR plain", List.of("x=1", "r0=x r1=x"), List.of(), 1),
            new Litmus("CoWR atomic", List.of("x:=1 r0:=x", "x:=2 r1:=x"), List.of("0.", ".0", "21"), 2),
            new Litmus("IRIW atomic", List.of("x:=1", "y:=1", "r0:=x r1:=y", "r2:=y r3:=x"), List.of("1010"), 1),
            new Litmus("IRIW plain", List.of("x=1", "y=1", "r0=x r1=y", "r2=y r3=x"), List.of(), 1));

    @TestFactory
    Stream<DynamicTest> litmus_thousandsOfRuns_showAllowedOutcomesOnly() {
        return tests(20);
    }

    @Tag("full")
    @TestFactory
    Stream<DynamicTest> litmus_millionsOfRuns_showAllowedOutcomesOnly() {
        return tests(2_000);
    }

    private static Stream<DynamicTest> tests(int batches) {
        return tiers().flatMap(tier -> PROGRAMS.stream().map(program -> DynamicTest.dynamicTest(tier + " " + program,
                () -> check(program, Tiers.engine(tier), batches))));
    }

    static Stream<String> tiers() {
        return Tiers.forTests().stream();
    }

    private static void check(Litmus program, Engine engine, int batches) throws Exception {
        Map<String, Integer> outcomes = program.run(engine, batches);
        if (System.getProperty("weft.litmus") != null) {
            System.out.println(program + " " + outcomes);
        }
        assertEquals(batches * 1_000, outcomes.values().stream().mapToInt(Integer::intValue).sum());
        assertTrue(outcomes.keySet().stream().noneMatch(program::forbids), program + ": " + outcomes);
    }
}
