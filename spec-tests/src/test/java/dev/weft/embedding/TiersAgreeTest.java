package dev.weft.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.runtime.Engine;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.Store;
import dev.weft.runtime.StoreLimits;
import dev.weft.runtime.Trap;
import dev.weft.script.Tiers;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.NumType;
import dev.weft.text.TextParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Behaviour that the official scripts do not look at, the same on the interpreter and in compiled code. */
class TiersAgreeTest {
    private static final List<String> TIERS = Tiers.forTests();

    private static Instance instantiate(String tier, StoreLimits limits, String text) {
        Engine engine = Tiers.engine(tier);
        Linker linker = new Linker();
        linker.define("host", "twice", new FuncType(List.of(NumType.I32), List.of(NumType.I32)),
                (caller, slots, refs, base) -> slots[base] = 2 * (int) slots[base]);
        linker.define("host", "again", new FuncType(List.of(NumType.I32), List.of(NumType.I32)),
                (caller, slots, refs, base) -> slots[base] =
                        (int) caller.instance().function("back").call((int) slots[base]));
        return linker.instantiate(Store.of(engine, limits), engine.prepare(TextParser.assemble(text)));
    }

    private static Instance instantiate(String tier, String text) {
        return instantiate(tier, StoreLimits.DEFAULT, text);
    }

    private static String frames(String tier, String text, boolean deferred) {
        Instance instance = instantiate(tier, StoreLimits.DEFAULT.withCallDepth(50), text);
        Store store = instance.function("f").store();
        if (deferred) {
            store.deferBacktraces();
        }
        // on a tier that compiles what is called twice, the second trap comes from other code
        assertThrows(Trap.class, () -> instance.function("f").call(1));
        Trap trap = assertThrows(Trap.class, () -> instance.function("f").call(1));
        // nothing of the store is needed to tell what happened
        store.close();
        StringWriter printed = new StringWriter();
        trap.printStackTrace(new PrintWriter(printed));
        return printed + trap.getMessage() + "\n" + trap.frames().stream().map(Object::toString)
                .collect(Collectors.joining("\n")) + "\n" + trap.frameCount()
                + Arrays.toString(trap.getStackTrace());
    }

    private static void assertSameFrames(String text) {
        for (String tier : TIERS) {
            assertEquals(frames("interp", text, false), frames(tier, text, false), tier);
            assertEquals(frames("interp", text, false), frames(tier, text, true), tier + ", asked for later");
        }
    }

    @Test
    void wait_whereTheStoreMayNotBlock_traps() {
        String text = "(module (memory 1 1 shared) (func (export \"f\") (result i32)"
                + "(memory.atomic.wait32 (i32.const 0) (i32.const 1) (i64.const 0))))";
        for (String tier : TIERS) {
            Engine engine = Tiers.engine(tier);
            try (Store store = Store.of(engine)) {
                store.setMayBlock(false);
                Instance instance = new Linker().instantiate(store, engine.prepare(TextParser.assemble(text)));
                assertEquals(Trap.Kind.AGENT_MAY_NOT_BLOCK,
                        assertThrows(Trap.class, () -> instance.function("f").call()).kind(), tier);
                store.setMayBlock(true);
                assertEquals(1, instance.function("f").call(), tier);
            }
        }
    }

    @Test
    void trap_insideNestedCalls_showsTheSameFrames() {
        String text = """
                (module (memory 1) (table funcref (elem $leaf))
                  (type $t (func (param i32) (result i32)))
                  (func $leaf (param i32) (result i32) (i32.add (i32.const 1) (i32.load offset=4 (i32.const -2))))
                  (func $middle (param i32) (result i32) (nop)
                    (i32.mul (i32.const 3) (call_indirect (type $t) (local.get 0) (i32.const 0))))
                  (func (export "f") (param i32) (result i32)
                    (loop (br_if 0 (i32.eqz (local.get 0)))) (i32.add (call $middle (local.get 0)) (i32.const 1))))""";
        assertSameFrames(text);
    }

    @Test
    void trap_throughAHostFunction_showsTheSameFrames() {
        String text = """
                (module (import "host" "again" (func $again (param i32) (result i32)))
                  (func $divide (param i32) (result i32) (i32.div_u (i32.const 1) (i32.const 0)))
                  (func (export "back") (param i32) (result i32) (call $divide (local.get 0)))
                  (func (export "f") (param i32) (result i32) (i32.add (call $again (local.get 0)) (i32.const 1))))""";
        assertSameFrames(text);
    }

    @Test
    void trap_ofAnAddressOutOfBounds_showsTheSameFrames() {
        String text = """
                (module (memory 1) (func (export "f") (param i32) (result i32) (nop)
                  (local.set 0 (i32.shl (local.get 0) (i32.const 20)))
                  (i32.add (i32.load (i32.const 0)) (i32.load offset=8 (local.get 0)))))""";
        assertSameFrames(text);
    }

    @Test
    void trap_behindAnInstructionWithoutCode_showsTheSameFrames() {
        String text = """
                (module (type $s (struct (field (ref null any))))
                  (func (export "f") (param i32) (result i32)
                    (ref.is_null (ref.as_non_null (extern.convert_any (struct.get $s 0 (struct.new_default $s)))))))""";
        assertSameFrames(text);
    }

    @Test
    void trap_ofACallThatIsRefused_showsTheSameFrames() {
        String text = "(module (func $r (export \"f\") (param i32) (result i32) (nop) (call $r (local.get 0))))";
        assertSameFrames(text);
    }

    @Test
    void recursion_tooDeepForItsStore_trapsAtTheSameDepth() {
        for (String tier : TIERS) {
            Instance instance = instantiate(tier, StoreLimits.DEFAULT.withCallDepth(50), """
                    (module (global (export "n") (mut i32) (i32.const 0))
                      (func $f (export "f") (global.set 0 (i32.add (global.get 0) (i32.const 1))) (call $f)))""");
            Trap trap = assertThrows(Trap.class, () -> instance.function("f").call());
            assertEquals(Trap.Kind.CALL_STACK_EXHAUSTED, trap.kind(), tier);
            assertEquals(50, instance.global("n").get(), tier);
        }
    }

    @Test
    void function_tooLongForTheJvm_runsAndIsCalledBothWays() {
        String body = IntStream.range(0, 6_000).mapToObj(i -> """
                (local.set 0 (i32.xor (i32.rotl (local.get 0) (i32.const 5)) (i32.load offset=%d (i32.const 0))))
                """.formatted(i)).collect(Collectors.joining());
        String text = "(module (import \"host\" \"twice\" (func $twice (param i32) (result i32))) (memory 1)"
                + "(func $small (param i32) (result i32) (i32.add (call $twice (local.get 0)) (i32.const 1)))"
                + "(func $long (param i32) (result i32)" + body + "(call $small (local.get 0)))"
                + "(func (export \"f\") (param i32) (result i32) (call $small (call $long (local.get 0)))))";
        Object expected = instantiate("interp", text).function("f").call(77);
        for (String tier : TIERS) {
            assertEquals(expected, instantiate(tier, text).function("f").call(77), tier);
        }
    }

    @Test
    void function_withThreeHundredParameters_getsThem() {
        String params = "(param" + " i32 i64".repeat(150) + ")";
        String arguments = IntStream.range(0, 150).mapToObj(i -> "(i32.const " + i + ") (i64.const " + i + ")")
                .collect(Collectors.joining(" "));
        String text = "(module (type $t (func " + params + "(result i64 i32))) (table funcref (elem $many))"
                + "(func $many (type $t) (local.get 299) (local.get 298))"
                + "(func (export \"f\") (result i64 i32) (call $many " + arguments + "))"
                + "(func (export \"g\") (result i64 i32) (call_indirect (type $t) " + arguments + " (i32.const 0))))";
        for (String tier : TIERS) {
            Instance instance = instantiate(tier, text);
            assertEquals(List.of(149L, 149), List.of(instance.function("f").callMulti()), tier);
            assertEquals(List.of(149L, 149), List.of(instance.function("g").callMulti()), tier);
        }
    }
}
