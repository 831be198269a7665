package dev.weft.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.runtime.Engine;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.Trap;
import dev.weft.runtime.compiled.EmittedNames;
import dev.weft.text.TextParser;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the compiler emits: sizes, names, and that nothing is emitted before it is called. */
class EmittedMethodTest {
    private static final Engine ENGINE = Engine.builder().tier(new JitTier()).build();

    private static PreparedModule prepare(String text) {
        return ENGINE.prepare(TextParser.assemble(text));
    }

    private static List<Integer> codeLengths(PreparedModule module) {
        CompiledModule compiled = (CompiledModule) module.code();
        return ClassFile.of().parse(compiled.classBytes(compiled.className(0))).methods().stream()
                .map(method -> ((CodeAttribute) method.code().orElseThrow()).codeLength()).toList();
    }

    private static String function(int accesses) {
        return "(module (memory 1) (func (export \"f\") (param i32) (result i32)"
                + "(local.set 0 (i32.load offset=8 (local.get 0)))".repeat(accesses) + " (local.get 0)))";
    }

    @Test
    void function_withManyAccesses_isNoLongerThanHotSpotCompiles() {
        for (int accesses : new int[] {10, 150, 300, 600, 3_000, 30_000}) {
            for (int length : codeLengths(prepare(function(accesses)))) {
                assertTrue(length < 8_000, accesses + " accesses: " + length + " bytes");
            }
        }
    }

    @Test
    void smallFunction_thatCallsItself_isEmittedTwice() {
        PreparedModule module = prepare("""
                (module (func $down (export "f") (param i32)
                  (if (i32.eqz (local.get 0)) (then (unreachable)))
                  (call $down (i32.sub (local.get 0) (i32.const 1)))))""");
        Instance instance = new Linker().instantiate(Store.of(ENGINE), module);
        Trap trap = assertThrows(Trap.class, () -> instance.function("f").call(3));
        assertEquals(4, trap.frames().size());
        trap.frames().forEach(frame -> assertEquals("down", frame.functionName()));
        CompiledModule compiled = (CompiledModule) module.code();
        assertEquals(List.of("down$0", "down$0$twin"), ClassFile.of().parse(compiled.classBytes(compiled.className(0)))
                .methods().stream().map(method -> method.methodName().stringValue()).toList());
    }

    /** Each region of arms is one call away from the table: a jump that is not foretold costs more than an arm. */
    @Test
    void switch_withManyArms_callsItsRegionsFromOneMethod() {
        int arms = 2_000;
        StringBuilder text = new StringBuilder(
                "(module (func (export \"f\") (param i32) (result i32) (local i32) (loop\n");
        text.append("(block\n".repeat(arms + 1)).append("(br_table");
        for (int i = 0; i < arms; i++) {
            text.append(' ').append(i);
        }
        text.append(" (local.get 0)))");
        for (int i = 0; i < arms; i++) {
            for (int k = 0; k < 4; k++) {
                text.append("(local.set 1 (i32.rotl (i32.xor (local.get 1) (i32.const ").append(i * 7 + k)
                        .append(")) (i32.const ").append(i % 32).append(")))");
            }
            text.append(" (br ").append(arms - 1 - i).append("))\n");
        }
        text.append("(br_if 0 (local.tee 0 (i32.shr_u (local.get 0) (i32.const 1))))) (local.get 1)))");
        PreparedModule module = prepare(text.toString());
        CompiledModule compiled = (CompiledModule) module.code();
        List<Long> calls = ClassFile.of().parse(compiled.classBytes(compiled.className(0))).methods().stream()
                .map(method -> method.code().orElseThrow().elementStream()
                        .filter(element -> element instanceof InvokeInstruction call
                                && call.name().stringValue().contains(EmittedNames.REGION)).count())
                .filter(count -> count > 1).toList();
        assertEquals(1, calls.size(), "regions called from each method that calls some: " + calls);
        assertTrue(calls.getFirst() > 8, calls + " regions");
    }

    /** Code that HotSpot has thrown away goes on in calls that are in it, so none may be in it for long. */
    @Test
    void loop_aroundRegions_isLeftAfterManyRoundsAndGoesOn() {
        StringBuilder arms = new StringBuilder();
        long expected = 0;
        int rounds = 2 * CompiledModule.MOST_ROUNDS + 10;
        for (int i = 0; i < 900; i++) {
            arms.append("(local.set 2 (i64.add (i64.mul (local.get 2) (i64.const ").append(2 * i + 1)
                    .append(")) (i64.extend_i32_u (local.get 1))))\n");
            arms.append("(local.set 2 (i64.rotl (local.get 2) (i64.const ").append(i % 64).append(")))\n");
        }
        for (int outer = 3; outer > 0; outer--) {
            for (int inner = rounds; inner > 0; inner--) {
                for (int i = 0; i < 900; i++) {
                    expected = Long.rotateLeft(expected * (2 * i + 1) + inner, i % 64);
                }
            }
            expected += 5;
        }
        PreparedModule module = prepare("""
                (module (func (export "f") (param i32 i32) (result i64) (local i64)
                  (i64.const 5) (i32.const 3)
                  (loop (param i64 i32) (result i64)
                    (local.set 0) (local.set 1 (i32.const %d))
                    (loop (param i64) (result i64) %s
                      (br_if 0 (local.tee 1 (i32.sub (local.get 1) (i32.const 1)))))
                    (local.set 2 (i64.add (local.get 2) (i64.const 5)))
                    (local.get 0) (i32.const 1) (i32.sub)
                    (br_if 0 (local.tee 0) (local.get 0)) (drop))
                  (drop) (local.get 2)))
                """.formatted(rounds, arms));
        assertEquals(expected, new Linker().instantiate(Store.of(ENGINE), module).function("f").call(0, 0));
        CompiledModule compiled = (CompiledModule) module.code();
        List<Boolean> counting = ClassFile.of().parse(compiled.classBytes(compiled.className(0))).methods().stream()
                .filter(method -> method.code().orElseThrow().elementStream().anyMatch(element -> element
                        instanceof InvokeInstruction call && call.name().stringValue().contains(EmittedNames.REGION)))
                .map(method -> method.code().orElseThrow().elementStream().anyMatch(element ->
                        element instanceof IncrementInstruction increment && increment.constant() == -1)).toList();
        assertEquals(List.of(false, true, true), counting, "which methods that call regions count rounds");
    }

    @Test
    void function_ofMiddlingLength_stillRuns() {
        for (int accesses : new int[] {10, 150, 300, 600}) {
            Instance instance = new Linker().instantiate(Store.of(ENGINE), prepare(function(accesses)));
            assertEquals(0, instance.function("f").call(4));
        }
    }

    @Test
    void function_thatIsNotCalled_isNotEmitted() {
        PreparedModule module = prepare("(module (func $a (export \"a\")) (func $b (export \"b\") (unreachable)))");
        CompiledModule compiled = (CompiledModule) module.code();
        assertFalse(compiled.isEmitted(0));
        new Linker().instantiate(Store.of(ENGINE), module).function("a").call();
        assertTrue(compiled.isEmitted(0));
    }
}
