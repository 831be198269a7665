package dev.weft.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.runtime.Engine;
import dev.weft.runtime.FuelCosts;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.Trap;
import dev.weft.runtime.tier.ModuleCode;
import dev.weft.script.Tiers;
import dev.weft.text.TextParser;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Functions that are many times too long for one JVM method do what short ones do, on every tier. */
class LongFunctionsTest {
    private static final int MANY = 400;
    /** What lets a function that reads memory be called again. */
    private static final String CLEAR = "(memory.fill (i32.const 0) (i32.const 0) (i32.const 8192))";

    private static Instance instantiate(String tier, String text) {
        Engine engine = Tiers.engine(tier);
        return new Linker().instantiate(Store.of(engine), engine.prepare(TextParser.assemble(text)));
    }

    private static void assertSame(String text, Object... arguments) {
        Object expected = instantiate("interp", text).function("f").call(arguments);
        for (String tier : Tiers.forTests()) {
            Instance instance = instantiate(tier, text);
            for (int i = 0; i < 3; i++) {
                assertEquals(expected, instance.function("f").call(arguments), tier);
            }
        }
    }

    /** That, and the compiler leaves none of the module's functions to the interpreter. */
    private static void assertSameAndCompiled(String text, Object... arguments) {
        assertSame(text, arguments);
        PreparedModule module = Tiers.engine("jit").prepare(TextParser.assemble(text));
        ModuleCode code = CompileEverythingTest.jit().prepareOnDemand(module);
        for (int i = 0; i < module.valid().funcCount(); i++) {
            assertTrue(code.compile(i, -1), "function " + i);
        }
    }

    /** A statement that changes a local, and the memory, by a number. */
    private static String statement(int i, int locals) {
        String x = "(local.get " + (1 + i % locals) + ")";
        String y = "(local.get " + (1 + (i + 3) % locals) + ")";
        return "(local.set " + (1 + i % locals) + " (i32.add (i32.mul " + x + " (i32.const " + (2 * i + 3) + ")) " + y
                + "))\n(i32.store offset=" + 4 * (i % 50) + " (i32.and " + y + " (i32.const 1020)) (i32.xor " + x
                + " (i32.load (i32.and " + x + " (i32.const 2044)))))\n";
    }

    private static String statements(int from, int count, int locals) {
        StringBuilder all = new StringBuilder();
        for (int i = from; i < from + count; i++) {
            all.append(statement(i, locals));
        }
        return all.toString();
    }

    private static String sum(int locals) {
        StringBuilder sum = new StringBuilder("(i32.load (i32.const 64))");
        for (int i = 1; i <= locals; i++) {
            sum = new StringBuilder("(i32.add " + sum + " (i32.mul (i32.const 31) (local.get " + i + ")))");
        }
        return sum.toString();
    }

    private static String locals(int count) {
        return "(local" + " i32".repeat(count) + ")";
    }

    /** Three types of so many fields that one JVM class cannot name them all. */
    @Test
    void structures_withMoreFieldsThanAClassCanName_areReadFieldByField() {
        StringBuilder types = new StringBuilder();
        StringBuilder body = new StringBuilder();
        for (int type = 0; type < 3; type++) {
            types.append("(type $t").append(type).append(" (struct").append(" (field (mut i32))".repeat(10_000 - type))
                    .append("))");
            String struct = "(local.get $t" + type + ")";
            body.append("(local.set $t" + type + " (struct.new_default $t" + type + "))");
            for (int field = 0; field < 10_000 - type; field++) {
                body.append("(struct.set $t" + type + " " + field + " " + struct + " (local.get 0))"
                        + "(local.set 0 (i32.add (i32.const " + field + ") (struct.get $t" + type + " " + field + " "
                        + struct + ")))");
            }
        }
        assertSame("(module " + types + "(func (export \"f\") (param i32) (result i32)"
                + "(local $t0 (ref null $t0)) (local $t1 (ref null $t1)) (local $t2 (ref null $t2))" + body
                + "(local.get 0)))", 7);
    }

    @Test
    void straightCode_thatFillsManyMethods_keepsItsLocals() {
        assertSame("(module (memory 1) (func (export \"f\") (param i32) (result i32) " + locals(20)
                + "(local.set 1 (local.get 0))" + statements(0, 3_000, 20) + sum(20) + "))", 7);
    }

    @Test
    void loop_aroundASwitchOfManyArms_goesThroughAllOfThem() {
        StringBuilder arms = new StringBuilder("(br_table");
        for (int i = 0; i < MANY; i++) {
            arms.append(' ').append(i);
        }
        arms.append(" (i32.rem_u (i32.mul (local.get 0) (i32.const 7)) (i32.const ").append(MANY).append(")))");
        for (int i = 0; i < MANY; i++) {
            arms.insert(0, "(block ").append(")").append(statements(3 * i, 1 + i % 5, 9))
                    .append(i % 7 == 0 ? "" : "(br $next)");
        }
        assertSame("(module (memory 1) (func (export \"f\") (param i32) (result i32) " + locals(9)
                + "(loop $loop (block $next " + arms + ") (br_if $loop (local.tee 0 (i32.sub (local.get 0)"
                + " (i32.const 1))))) " + sum(9) + "))", 3_000);
    }

    @Test
    void nestedLoops_inLongCode_runAsOften() {
        String inner = "(local.set 8 (i32.const 50)) (loop " + statements(5, 6, 7)
                + "(br_if 0 (local.tee 8 (i32.sub (local.get 8) (i32.const 1)))))";
        assertSame("(module (memory 1) (func (export \"f\") (param i32) (result i32) " + locals(8)
                + statements(0, 200, 7) + "(loop " + inner + statements(20, 300, 7) + inner
                + "(br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))" + statements(3, 100, 7) + sum(8)
                + "))", 20);
    }

    /** As compilers make of comparing a string with many others: each loop has the next in it, and little else. */
    @Test
    void loops_nestedTwoHundredDeep_areCut() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            body.append("loop ").append(statement(i, 6));
        }
        for (int i = 0; i < 200; i++) {
            body.append("(br_if 0 (i32.and (i32.gt_s (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))")
                    .append(" (i32.const 0)) (i32.rem_u (local.get 0) (i32.const ").append(2 + i % 5)
                    .append(")))) end ");
        }
        assertSameAndCompiled("(module (memory 1) (func (export \"f\") (param i32) (result i32) " + locals(6)
                + CLEAR + "(local.set 1 (local.get 0))" + body + sum(6) + "))", 3_000);
    }

    /** The ways into a region, through it and out of it are many more than a method has room for code for each. */
    @Test
    void switchOfManyArms_thatJumpFarAhead_goesThroughAllOfThem() {
        int arms = 1_500;
        StringBuilder body = new StringBuilder(CLEAR + "(local.set 1 (local.get 0)) loop ")
                .append("block ".repeat(arms)).append("(br_table");
        for (int i = 0; i < arms; i++) {
            body.append(' ').append(i);
        }
        body.append(" (i32.rem_u (local.get 0) (i32.const ").append(arms).append(")))");
        for (int i = 0; i < arms; i++) {
            int ahead = Math.max(0, arms - 2 - i) * (i * 7 % 11) / 11;
            body.append(" end ").append(statements(i, 3, 6))
                    .append("(local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br_if ").append(ahead)
                    .append(" (i32.and (local.get 2) (i32.const 1)))");
            if (i % 3 == 0) {
                body.append("(br_if ").append(arms - 1 - i).append(" (i32.gt_s (local.get 0) (i32.const 0)))");
            }
        }
        assertSameAndCompiled("(module (memory 1) (func (export \"f\") (param i32) (result i32) " + locals(6) + body
                + "(br_if 0 (i32.gt_s (local.get 0) (i32.const 0))) end " + sum(6) + "))", 5_000);
    }

    @Test
    void trap_behindMoreInstructionsThanTheJvmHasLines_tellsWhere() {
        int arms = 1_500;
        StringBuilder body = new StringBuilder("block ".repeat(arms)).append("(br_table");
        for (int i = 0; i < arms; i++) {
            body.append(' ').append(i);
        }
        body.append(" (local.get 0))");
        for (int i = 0; i < arms; i++) {
            body.append(" end ");
            for (int k = 0; k < 8; k++) {
                body.append("(local.set 2 (i32.xor (i32.rotl (local.get 2) (i32.const 5)) (i32.const ").append(i + k)
                        .append(")))");
            }
            body.append("(local.set 2 (i32.div_u (local.get 2) (local.get 1)))");
        }
        byte[] module = TextParser.assemble("(module (func $" + "name".repeat(500)
                + " (export \"f\") (param i32 i32) (result i32) (local i32) " + body + "(local.get 2)))");
        String expected = frames("interp", module);
        assertEquals(9, expected.lines().filter(line -> line.contains("offset 0x")).count(), expected);
        for (String tier : Tiers.forTests()) {
            assertEquals(expected, frames(tier, module), tier);
        }
    }

    /** Where the function traps that divides by its second argument in each arm, and where it runs out of fuel. */
    private static String frames(String tier, byte[] module) {
        Engine engine = Tiers.builder(tier).fuel(FuelCosts.DEFAULT).build();
        Store store = Store.of(engine);
        Instance instance = new Linker().instantiate(store, engine.prepare(module));
        StringBuilder all = new StringBuilder();
        for (int arm : new int[] {0, 700, 1_200, 1_300, 1_499}) {
            store.setFuel(1_000_000);
            all.append(assertThrows(Trap.class, () -> instance.function("f").call(arm, 0)).frames()).append('\n');
        }
        for (int fuel : new int[] {500, 40_000, 65_000, 70_000}) {
            store.setFuel(fuel);
            all.append(assertThrows(Trap.class, () -> instance.function("f").call(0, 1)).frames()).append('\n');
        }
        return all.toString();
    }

    @Test
    void loops_moreThanAThousandDeep_areLeftToTheInterpreter() {
        int depth = 1_500;
        String loop = "(loop (local.set 0 (i32.add (i32.mul (local.get 0) (i32.const 3)) (i32.const 7)))";
        String text = "(module (func (export \"f\") (param i32) (result i32) " + loop.repeat(depth)
                + ")".repeat(depth) + " (local.get 0)))";
        assertSame(text, 1);
        Instance instance = instantiate("jit", text);
        instance.function("f").call(1);
        assertEquals(0, instance.store().usage().functionsCompiled());
    }

    @Test
    void exception_outOfTheMiddleOfLongCode_showsLocalsAsTheyWere() {
        String body = statements(0, 300, 6) + "(if (i32.gt_u (local.get 0) (i32.const 5)) (then (throw $e (local.get 2"
                + "))))" + statements(9, 300, 6);
        for (int argument : new int[] {3, 9}) {
            assertSame("(module (memory 1) (tag $e (param i32)) (func (export \"f\") (param i32) (result i32) "
                    + locals(6) + "(i32.xor (block $caught (result i32) (try_table (catch $e $caught)" + body
                    + ") (i32.const 1))" + statements(2, 300, 6) + sum(6) + ")))", argument);
        }
    }

    @Test
    void results_thatWaitOnTheStackBelowLongCode_areStillThere() {
        assertSame("(module (memory 1) (func (export \"f\") (param i32) (result i32) " + locals(5)
                + "(i32.mul (local.get 0) (i32.const 3)) (block (param i32) (result i32 i32) (local.get 0) "
                + statements(0, 300, 5) + "(br_if 0 (i32.and (local.get 3) (i32.const 1)))" + statements(7, 300, 5)
                + ") i32.sub " + sum(5) + " i32.xor))", 11);
    }

    @Test
    void function_withThousandsOfLocals_keepsThem() {
        assertSame("(module (memory 1) (func (export \"f\") (param i32) (result i32) " + locals(3_000)
                + statements(0, 4_000, 3_000) + sum(40) + "))", 5);
    }

    @Test
    void tailCallOfTheFunctionItself_behindALoop_beginsAnewWithItsArguments() {
        String function = "(func $g (param i32) (result i32) " + locals(6)
                + "(local.set 1 (i32.add (local.get 1) (local.get 0)))" + statements(0, 300, 6)
                + "(loop " + statements(3, 300, 6) + "(local.set 6 (i32.add (local.get 6) (i32.const 1)))"
                + "(br_if 0 (i32.lt_u (local.get 6) (i32.const 3))))"
                + "(if (local.get 0) (then (return_call $g (i32.sub (local.get 0) (i32.const 1)))))" + sum(6) + ")";
        assertSame("(module (memory 1) " + function + "(func (export \"f\") (param i32) (result i32)"
                + CLEAR + "(call $g (local.get 0))))", 5);
    }

    @Test
    void trap_inTheMiddleOfLongCode_hasOneFrame() {
        String text = "(module (memory 1) (func $f (export \"f\") (param i32) (result i32) " + locals(4)
                + statements(0, 400, 4) + "(local.set 1 (i32.div_u (i32.const 1) (local.get 0)))"
                + statements(0, 400, 4) + sum(4) + ") (func (export \"g\") (result i32) (call $f (i32.const 0))))";
        String expected = frames("interp", text);
        for (String tier : Tiers.forTests()) {
            assertEquals(expected, frames(tier, text), tier);
        }
    }

    private static String frames(String tier, String text) {
        Instance instance = instantiate(tier, text);
        Trap trap = assertThrows(Trap.class, () -> instance.function("g").call());
        return trap.getMessage() + trap.frames().stream().map(Object::toString).collect(Collectors.joining("\n"));
    }
}
