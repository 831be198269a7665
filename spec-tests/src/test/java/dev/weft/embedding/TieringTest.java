package dev.weft.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.runtime.Engine;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.Trap;
import dev.weft.runtime.WasmFrame;
import dev.weft.script.Tiers;
import dev.weft.text.TextParser;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How functions change from the interpreter to compiled code. */
class TieringTest {
    private static final String TWICE = """
            (module (func $twice (export "twice") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2))))""";

    private static Engine engine(int calls, int rounds) {
        return Engine.builder().tier("auto").hotAfter(calls, rounds).backgroundCompilation(false).build();
    }

    private static Instance instantiate(Engine engine, String text) {
        return new Linker().instantiate(Store.of(engine), engine.prepare(TextParser.assemble(text)));
    }

    private static Class<?> code(FunctionInstance function) {
        return function.entry().getClass();
    }

    @Test
    void function_compiledForOneInstance_isUsedByNewOnesAtOnceAndByOthersWhenCalled() {
        Engine engine = engine(3, 1_000);
        PreparedModule module = engine.prepare(TextParser.assemble(TWICE));
        FunctionInstance first = new Linker().instantiate(Store.of(engine), module).function("twice");
        FunctionInstance second = new Linker().instantiate(Store.of(engine), module).function("twice");
        assertEquals(14, second.call(7));
        Class<?> interpreted = code(first);
        first.call(7);
        assertSame(interpreted, code(first));
        assertEquals(14, first.call(7));
        Class<?> compiled = code(first);
        assertNotSame(interpreted, compiled);
        assertSame(interpreted, code(second));
        assertEquals(14, second.call(7));
        assertSame(compiled, code(second));
        FunctionInstance third = new Linker().instantiate(Store.of(engine), module).function("twice");
        assertSame(compiled, code(third));
        assertEquals(14, third.call(7));
    }

    @Test
    void compilation_inTheBackground_changesNothingButTheCode() throws InterruptedException {
        Engine engine = Engine.builder().tier("auto").hotAfter(1, 1).build();
        FunctionInstance twice = instantiate(engine, TWICE).function("twice");
        Class<?> interpreted = code(twice);
        while (code(twice) == interpreted) {
            assertEquals(14, twice.call(7));
            Thread.sleep(1);
        }
        assertEquals(14, twice.call(7));
    }

    /** Of one with a branch to many places a call executes little, and HotSpot would have much to compile. */
    @Test
    void largeFunction_isHotLaterOnlyIfItBranchesToManyPlaces() {
        String body = "(local.set 0 (i32.add (local.get 0) (i32.const 1)))".repeat(10_000);
        String dispatch = "(block $on (block $all (br_table" + " $on".repeat(64) + " $all (local.get 0))) (return))";
        assertEquals(5, callsUntilCompiled(body));
        // 70,000 bytes and a few
        assertEquals(5 * 2, callsUntilCompiled(dispatch + body));
        assertEquals(5, callsUntilCompiled(dispatch.repeat(100)));
    }

    private static int callsUntilCompiled(String body) {
        FunctionInstance function = instantiate(engine(5, 1_000),
                "(module (func (export \"f\") (param i32) " + body + "))").function("f");
        Class<?> interpreted = code(function);
        int calls = 0;
        while (code(function) == interpreted) {
            function.call(100);
            calls++;
        }
        return calls;
    }

    @Test
    void codeOfAModule_nobodyHolds_isUnloaded() throws InterruptedException {
        WeakReference<ClassLoader> loader = loaderOfCompiledCode();
        for (int i = 0; i < 50 && loader.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertNull(loader.get());
    }

    private static WeakReference<ClassLoader> loaderOfCompiledCode() {
        FunctionInstance twice = instantiate(Tiers.engine(Tiers.EAGER), TWICE).function("twice");
        twice.call(1);
        twice.call(1);
        ClassLoader loader = code(twice).getClassLoader();
        assertNotSame(Engine.class.getClassLoader(), loader);
        return new WeakReference<>(loader);
    }

    /** Thirty-two functions that stay interpreted are called by one that is compiled, and call it again. */
    @Test
    void recursion_betweenTiers_endsInExhaustion() {
        String others = IntStream.range(0, 32).mapToObj(i -> """
                (func $g%d (param i32) (result i32)
                  (i32.add (call $f (i32.add (local.get 0) (i32.const 1))) (i32.const %d)))
                """.formatted(i, i)).collect(Collectors.joining());
        String elements = IntStream.range(0, 32).mapToObj(i -> "$g" + i).collect(Collectors.joining(" "));
        Instance instance = instantiate(engine(5_000, 1 << 30), """
                (module (type $t (func (param i32) (result i32))) (table funcref (elem %s)) %s
                  (func $f (export "f") (param i32) (result i32)
                    (if (i32.lt_s (local.get 0) (i32.const 0)) (then (return (i32.const 1))))
                    (call_indirect (type $t) (local.get 0) (i32.and (local.get 0) (i32.const 31)))))
                """.formatted(elements, others));
        FunctionInstance f = instance.function("f");
        Class<?> interpreted = code(f);
        for (int i = 0; i < 5_001; i++) {
            f.call(-1);
        }
        assertNotSame(interpreted, code(f));
        for (int i = 0; i < 3; i++) {
            Trap trap = assertThrows(Trap.class, () -> f.call(0));
            assertEquals(Trap.Kind.CALL_STACK_EXHAUSTED, trap.kind());
            assertEquals(1, f.call(-1));
        }
    }

    /** Of two functions that call each other in tail position one is hot, since it is called by others too. */
    @Test
    void tailCalls_betweenTiers_takeNoSpace() {
        for (String call : List.of("return_call $%s", "return_call_indirect (type $t)", "return_call_ref $t")) {
            String toOdd = operands(call, "odd", 1);
            String toEven = operands(call, "even", 0);
            Instance instance = instantiate(engine(400_000, 1 << 30), """
                    (module (type $t (func (param i32 i64) (result i64)))
                      (table funcref (elem $even $odd)) (elem declare func $even $odd)
                      (func $even (export "even") (type $t)
                        (if (i32.eqz (local.get 0)) (then (return (local.get 1))))
                        %s)
                      (func $odd (export "odd") (type $t)
                        (if (i32.eqz (local.get 0)) (then (return (local.get 1))))
                        %s))
                    """.formatted(toOdd, toEven));
            FunctionInstance even = instance.function("even");
            Class<?> interpreted = code(even);
            for (int i = 0; i < 400_000; i++) {
                even.call(0, 0L);
            }
            assertNotSame(interpreted, code(even));
            assertSame(interpreted, code(instance.function("odd")));
            // the other one becomes hot on the way
            assertEquals(1_000_000L, even.call(1_000_000, 0L), call);
            assertEquals(1_000_000L, instance.function("odd").call(1_000_000, 0L), call);
        }
    }

    private static String operands(String call, String name, int index) {
        String last = call.contains("indirect") ? "(i32.const " + index + ")"
                : call.contains("ref") ? "(ref.func $" + name + ")" : "";
        return "(" + call.formatted(name) + " (i32.sub (local.get 0) (i32.const 1)) "
                + "(i64.add (local.get 1) (i64.const 1)) " + last + ")";
    }

    @Test
    void trap_inCodeThatTookOverAFrame_showsThatFrameOnce() {
        String text = """
                (module (func $inner (param i32) (result i32) (i32.div_s (i32.const 1) (local.get 0)))
                  (func $outer (export "f") (param i32) (result i32)
                    (i32.add (i32.const 1) (call $inner (local.get 0)))))""";
        for (int calls = 1; calls < 4; calls++) {
            FunctionInstance f = instantiate(engine(calls, 1_000), text).function("f");
            for (int i = 0; i < 4; i++) {
                Trap trap = assertThrows(Trap.class, () -> f.call(0));
                assertEquals(List.of("inner", "outer"),
                        trap.frames().stream().map(WasmFrame::functionName).toList());
            }
        }
    }

    /** Calls a function that calls {@code test.here} when its loops are over; in which methods that happened. */
    private static String whereItEnds(Engine engine, String text, Object expected, Object... arguments) {
        StringBuilder methods = new StringBuilder();
        Linker linker = new Linker();
        linker.define("test", "here", Runnable.class, () -> StackWalker.getInstance().forEach(frame ->
                methods.append(frame.getMethodName()).append(' ')));
        Instance instance = linker.instantiate(Store.of(engine), engine.prepare(TextParser.assemble(text)));
        assertEquals(expected, instance.function("f").call(arguments));
        return methods.toString();
    }

    private static void assertTakenOver(String text, Object... arguments) {
        StringBuilder unused = new StringBuilder();
        Linker linker = new Linker();
        linker.define("test", "here", Runnable.class, () -> unused.append('x'));
        Engine interp = Tiers.engine("interp");
        Object expected = linker.instantiate(Store.of(interp), interp.prepare(TextParser.assemble(text)))
                .function("f").call(arguments);
        for (int rounds : new int[] {1, 2, 3, 7, 30}) {
            String methods = whereItEnds(engine(1 << 20, rounds), text, expected, arguments);
            assertTrue(methods.contains("$loop"), rounds + ": " + methods);
        }
        assertFalse(whereItEnds(engine(1 << 20, 1 << 20), text, expected, arguments).contains("$loop"));
    }

    @Test
    void loop_thatRuns_goesOnInCompiledCodeWithAllItsValues() {
        assertTakenOver("""
                (module (import "test" "here" (func $here)) (memory 1)
                  (func (export "f") (param i32 i64 f32 f64) (result i64)
                    (local $i i32) (local $v v128) (local $r externref) (local $g f32)
                    (local.set $v (v128.const i64x2 5 9))
                    (i64.const 1000) (local.get 1) (i32.wrap_i64 (i64.const 0x1_0000_0007)) (f64.const 0.5)
                    (loop $next (param f64) (result f64)
                      (f64.add (f64.convert_i32_s (local.get $i)))
                      (local.set $v (i64x2.add (local.get $v) (i64x2.splat (i64.extend_i32_s (local.get $i)))))
                      (local.set 2 (f32.mul (local.get 2) (f32.const 1.01)))
                      (local.set 3 (f64.sub (local.get 3) (f64.const 0.25)))
                      (i32.store (i32.shl (local.get $i) (i32.const 2)) (local.get $i))
                      (local.set $i (i32.add (local.get $i) (i32.const 1)))
                      (br_if $next (i32.lt_s (local.get $i) (local.get 0))))
                    (call $here)
                    (i64.trunc_f64_s)
                    (i64.add (i64.reinterpret_f64 (local.get 3)))
                    (i64.add (i64.extend_i32_s (i32.reinterpret_f32 (local.get 2))))
                    (i64.add (i64x2.extract_lane 1 (local.get $v)))
                    (i64.add (i64.extend_i32_u (ref.is_null (local.get $r))))
                    (local.set 1)
                    (i64.extend_i32_s) (i64.add (local.get 1)) (i64.add) (i64.add)))
                """, 50, 77L, 1.5f, 9.75);
    }

    @Test
    void loop_insideOfOthers_goesOnInCompiledCodeThroughAllOfThem() {
        assertTakenOver("""
                (module (import "test" "here" (func $here))
                  (func $step (param i32) (result i32) (i32.mul (local.get 0) (i32.const 31)))
                  (func (export "f") (param i32) (result i32) (local $i i32) (local $j i32) (local $sum i32)
                    (i32.const 11)
                    (loop $outer
                      (local.set $j (i32.const 0))
                      (if (i32.and (local.get $i) (i32.const 1))
                        (then
                          (loop $inner
                            (local.set $sum (i32.add (call $step (local.get $sum)) (local.get $j)))
                            (local.set $j (i32.add (local.get $j) (i32.const 1)))
                            (block $leave
                              (br_table $inner $leave $inner $leave
                                (i32.sub (i32.const 8) (local.get $j))))
                            (br_if $inner (i32.lt_s (local.get $j) (i32.const 9)))))
                        (else (loop $other
                          (local.set $sum (i32.rotl (local.get $sum) (i32.const 3)))
                          (local.set $j (i32.add (local.get $j) (i32.const 1)))
                          (br_if $other (i32.lt_s (local.get $j) (i32.const 5))))))
                      (br_if $outer (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get 0))))
                    (call $here)
                    (i32.add (local.get $sum))))
                """, 20);
    }

    @Test
    void loop_insideATry_goesOnInCompiledCodeThatCatches() {
        assertTakenOver("""
                (module (import "test" "here" (func $here)) (tag $t (param i32))
                  (func $throw (param i32) (throw $t (local.get 0)))
                  (func (export "f") (param i32) (result i32) (local $i i32)
                    (block $caught (result i32)
                      (try_table (catch $t $caught)
                        (loop $next
                          (if (i32.eq (local.get $i) (local.get 0)) (then (call $throw (local.get $i))))
                          (local.set $i (i32.add (local.get $i) (i32.const 1)))
                          (br $next)))
                      (unreachable))
                    (call $here)
                    (i32.mul (local.get $i))))
                """, 40);
    }

    @Test
    void loop_insideALegacyCatch_staysInterpreted() {
        String text = """
                (module (import "test" "here" (func $here)) (tag $t)
                  (func (export "f") (param i32) (result i32) (local $i i32)
                    (try
                      (do (throw $t))
                      (catch $t
                        (loop $next
                          (local.set $i (i32.add (local.get $i) (i32.const 1)))
                          (br_if $next (i32.lt_s (local.get $i) (local.get 0))))
                        (call $here)))
                    (local.get $i)))
                """;
        assertFalse(whereItEnds(engine(1 << 20, 1), text, 40, 40).contains("$loop"));
    }

    @Test
    void trap_inALoopThatWasTakenOver_showsItsFrameOnce() {
        String text = """
                (module (func $inner (param i32) (result i32) (local $i i32)
                    (loop (result i32)
                      (drop (i32.div_s (i32.const 1) (i32.sub (local.get 0) (local.get $i))))
                      (local.set $i (i32.add (local.get $i) (i32.const 1)))
                      (br 0)))
                  (func $outer (export "f") (param i32) (result i32)
                    (i32.add (i32.const 1) (call $inner (local.get 0)))))""";
        Engine interp = Tiers.engine("interp");
        Trap expected = assertThrows(Trap.class, () -> instantiate(interp, text).function("f").call(9));
        for (int rounds : new int[] {1, 5, 1 << 20}) {
            Trap trap = assertThrows(Trap.class, () -> instantiate(engine(3, rounds), text).function("f").call(9));
            assertEquals(expected.frames().toString(), trap.frames().toString());
        }
    }
}
