package dev.weft.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.runtime.ArrayInstance;
import dev.weft.runtime.Caller;
import dev.weft.runtime.Engine;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.I31;
import dev.weft.runtime.Instance;
import dev.weft.runtime.LinkedModule;
import dev.weft.runtime.Linker;
import dev.weft.runtime.Store;
import dev.weft.runtime.StoreLimits;
import dev.weft.runtime.StructInstance;
import dev.weft.runtime.TagInstance;
import dev.weft.runtime.Trap;
import dev.weft.runtime.V128;
import dev.weft.runtime.WasmException;
import dev.weft.runtime.WasmFunction;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.runtime.memory.MemoryLimiter;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.NumType;
import dev.weft.text.TextParser;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** Guests and Java calling each other, with real code on the default tier. */
class GuestsAndHostsTest {
    private final Engine engine = Engine.create();
    private final Store store = Store.of(engine);
    private final Linker linker = new Linker();

    private Instance instantiate(String text) {
        return linker.instantiate(store, engine.prepare(TextParser.assemble(text)));
    }

    @Test
    void startFunction_runsLast_andItsTrapKeepsWhatWasWritten() {
        Instance lender = instantiate("(module (memory (export \"m\") 1) (table (export \"t\") 1 funcref))");
        linker.defineInstance("l", lender);
        Trap trap = assertThrows(Trap.class, () -> instantiate("""
                (module (import "l" "m" (memory 1)) (import "l" "t" (table 1 funcref))
                  (data (i32.const 0) "x") (elem (i32.const 0) func $f)
                  (func $f (result i32) (i32.load8_u (i32.const 0)))
                  (func $start (i32.store8 (i32.const 1) (call $f)) unreachable) (start $start))"""));
        assertEquals(Trap.Kind.UNREACHABLE, trap.kind());
        assertEquals("xx", lender.memory("m").readUtf8(0, 2));
        assertEquals((int) 'x', ((FunctionInstance) lender.table("t").get(0)).call());
    }

    @Test
    void trap_throughTwoInstancesAndAHost_showsAllFrames() {
        linker.define("java", "through", Runnable.class, () -> ((FunctionInstance) store.data()).call());
        Instance inner = instantiate("""
                (module $inner (memory 1) (func $deepest (export "boom") (param i32) (result i32)
                  (i32.load (i32.const -1))) (func $mid (export "mid") (drop (call $deepest (i32.const 1)))))""");
        store.setData(inner.function("mid"));
        Instance outer = instantiate("""
                (module $outer (import "java" "through" (func $h))
                  (func $a (export "a") (call $b)) (func $b (call $h)))""");
        Trap trap = assertThrows(Trap.class, () -> outer.function("a").call());
        assertEquals(List.of("inner.deepest", "inner.mid", "outer.b", "outer.a"),
                java.util.Arrays.stream(trap.getStackTrace()).map(e -> e.getClassName() + "." + e.getMethodName())
                        .toList());
        assertTrue(trap.getMessage().startsWith("out of bounds memory access"), trap.getMessage());
        assertTrue(trap.getMessage().contains("func 0 \"deepest\", offset 0x"), trap.getMessage());
    }

    @Test
    void endlessRecursion_ofGuests_isExhaustionAndTheStoreGoesOn() {
        Instance instance = instantiate("""
                (module (func $f (export "f") (param i32) (result i32) (i32.add (call $f (local.get 0)) (i32.const 1)))
                  (func (export "ok") (result i32) (i32.const 7)))""");
        for (int i = 0; i < 3; i++) {
            assertEquals(Trap.Kind.CALL_STACK_EXHAUSTED,
                    assertThrows(Trap.class, () -> instance.function("f").call(0)).kind());
            assertEquals(7, instance.function("ok").call());
        }
    }

    @Test
    void endlessRecursion_throughTheHost_isExhaustion() {
        Store deep = Store.of(engine, StoreLimits.DEFAULT.withCallDepth(100_000_000));
        linker.define("java", "again", IntUnaryOperator.class, x -> (int) ((FunctionInstance) deep.data()).call(x));
        Instance instance = linker.instantiate(deep, engine.prepare(TextParser.assemble("""
                (module (import "java" "again" (func $h (param i32) (result i32)))
                  (func (export "f") (param i32) (result i32) (call $h (local.get 0))))""")));
        deep.setData(instance.function("f"));
        assertEquals(Trap.Kind.CALL_STACK_EXHAUSTED,
                assertThrows(Trap.class, () -> instance.function("f").call(0)).kind());
    }

    @Test
    void depthLimit_isCaughtAtTheSameDepthEachTime() {
        Store shallow = Store.of(engine, StoreLimits.DEFAULT.withCallDepth(50));
        Instance instance = linker.instantiate(shallow, engine.prepare(TextParser.assemble("""
                (module (global $n (export "n") (mut i32) (i32.const 0))
                  (func $f (export "f") (global.set $n (i32.add (global.get $n) (i32.const 1))) (call $f)))""")));
        assertThrows(Trap.class, () -> instance.function("f").call());
        Object reached = instance.global("n").get();
        instance.global("n").set(0);
        assertThrows(Trap.class, () -> instance.function("f").call());
        assertEquals(reached, instance.global("n").get());
        assertEquals(50, reached);
    }

    /** Reads and writes the memory of whoever calls. */
    static final class Doubler {
        private Instance seen;

        @WasmFunction
        void twice(Caller caller, int address) {
            seen = caller.instance();
            caller.memory().storeI32(address, 2 * caller.memory().loadI32(address));
        }
    }

    @Test
    void caller_isTheInstanceThatImports() {
        Doubler doubler = new Doubler();
        linker.defineMethods("java", doubler);
        String text = """
                (module (import "java" "twice" (func $twice (param i32))) (memory (export "memory") 1)
                  (data (i32.const 0) "\\05") (func (export "go") (call $twice (i32.const 0))))""";
        Instance one = instantiate(text);
        Instance two = instantiate(text);
        two.function("go").call();
        assertEquals(two, doubler.seen);
        two.function("go").call();
        one.function("go").call();
        assertEquals(one, doubler.seen);
        assertEquals(10, one.memory("memory").loadI32(0));
        assertEquals(20, two.memory("memory").loadI32(0));
    }

    @Test
    void gcObjects_crossTheBorder() {
        Instance instance = instantiate("""
                (module (type $p (struct (field $x (mut i32)) (field $y i8)))
                  (type $a (array (mut f32)))
                  (func (export "make") (result (ref $p)) (struct.new $p (i32.const 3) (i32.const -1)))
                  (func (export "x") (param (ref null $p)) (result i32) (struct.get $p $x (local.get 0)))
                  (func (export "array") (result arrayref) (array.new $a (f32.const 1.5) (i32.const 4)))
                  (func (export "i31") (param anyref) (result i32) (i31.get_s (ref.cast (ref i31) (local.get 0))))
                  (func (export "extern") (param anyref) (result externref) (extern.convert_any (local.get 0))))""");
        StructInstance struct = (StructInstance) instance.function("make").call();
        assertEquals(3, instance.function("x").call(struct));
        struct.setBits(0, 9);
        assertEquals(9, instance.function("x").call(struct));
        assertEquals(0xFF, struct.bits(1));
        assertEquals(Trap.Kind.NULL_STRUCTURE_REFERENCE,
                assertThrows(Trap.class, () -> instance.function("x").call((Object) null)).kind());
        assertThrows(IllegalArgumentException.class, () -> instance.function("x").call("no structure"));
        ArrayInstance array = (ArrayInstance) instance.function("array").call();
        assertEquals(1.5f, Float.intBitsToFloat((int) array.bits(3)));
        assertEquals(-5, instance.function("i31").call(new I31(-5)));
        assertEquals(Trap.Kind.CAST_FAILURE,
                assertThrows(Trap.class, () -> instance.function("i31").call(array)).kind());
        assertSame(struct, instance.function("extern").call(struct));
        assertNull(instance.function("extern").call((Object) null));
    }

    @Test
    void v128_passesThroughGuestAndHost() {
        linker.define("java", "swap", Swap.class, v -> new V128(v.high(), v.low()));
        Instance instance = instantiate("""
                (module (import "java" "swap" (func $swap (param v128) (result v128)))
                  (func (export "go") (param i32 v128 i32) (result i32 v128)
                    (i32.sub (local.get 0) (local.get 2)) (call $swap (local.get 1))))""");
        Object[] results = (Object[]) instance.function("go").call(5, new V128(1, 2), 3);
        assertEquals(2, results[0]);
        assertEquals(new V128(2, 1), results[1]);
    }

    interface Swap {
        V128 swap(V128 vector);
    }

    @Test
    void guestException_withAVector_isCaughtAcrossInstances() {
        TagInstance tag = TagInstance.of(new FuncType(
                List.of(NumType.I64, dev.weft.syntax.VecType.V128), List.of()));
        linker.define("env", "tag", tag);
        Instance thrower = instantiate("""
                (module (import "env" "tag" (tag $t (param i64 v128)))
                  (func (export "throw") (throw $t (i64.const 6) (v128.const i64x2 7 8))))""");
        linker.defineInstance("thrower", thrower);
        Instance catcher = instantiate("""
                (module (import "env" "tag" (tag $t (param i64 v128))) (import "thrower" "throw" (func $throw))
                  (func (export "catch") (result i64 v128)
                    (block $h (result i64 v128) (try_table (catch $t $h) (call $throw)) unreachable)))""");
        Object[] caught = (Object[]) catcher.function("catch").call();
        assertEquals(6L, caught[0]);
        assertEquals(new V128(7, 8), caught[1]);
        assertSame(tag, assertThrows(WasmException.class, () -> thrower.function("throw").call()).tag());
    }

    @Test
    void oneModule_inManyStoresOnManyThreads_computesAlone() throws Exception {
        LinkedModule linked = linker.define("java", "twice", IntUnaryOperator.class, x -> 2 * x)
                .link(engine.prepare(TextParser.assemble("""
                        (module (import "java" "twice" (func $twice (param i32) (result i32)))
                          (memory 1) (global $g (mut i32) (i32.const 0))
                          (func (export "step") (param i32) (result i32)
                            (global.set $g (i32.add (global.get $g) (call $twice (local.get 0))))
                            (i32.store (i32.const 8) (global.get $g))
                            (i32.load (i32.const 8))))""")));
        List<Callable<Integer>> guests = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            int step = i;
            guests.add(() -> {
                try (Store own = Store.of(engine)) {
                    IntUnaryOperator function = linked.instantiate(own).function("step").as(IntUnaryOperator.class);
                    int last = 0;
                    for (int n = 0; n < 1_000; n++) {
                        last = function.applyAsInt(step);
                    }
                    return last;
                }
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> results = threads.invokeAll(guests);
            for (int i = 1; i <= 40; i++) {
                assertEquals(2_000 * i, results.get(i - 1).get());
            }
        }
    }

    @Test
    void functionsTablesAndMemories_ofAnotherStore_areRefused() {
        Engine engine = Engine.create();
        try (Store first = Store.of(engine); Store second = Store.of(engine)) {
            Instance exporter = new Linker().instantiate(first, engine.prepare(TextParser.assemble(
                    "(module (func $f (export \"f\")) (table (export \"t\") funcref (elem $f))"
                            + " (memory (export \"m\") 1))")));
            for (String item : List.of("\"f\" (func)", "\"t\" (table 1 funcref)", "\"m\" (memory 1)")) {
                Linker linker = new Linker().defineInstance("l", exporter);
                var importer = engine.prepare(TextParser.assemble("(module (import \"l\" " + item + "))"));
                linker.instantiate(first, importer);
                IllegalArgumentException refused = assertThrows(IllegalArgumentException.class,
                        () -> linker.instantiate(second, importer));
                assertTrue(refused.getMessage().contains("belongs to another store"), refused.getMessage());
            }
        }
    }

    @Test
    void memoryOfTheHost_belongsToOneOpenStoreAtATime() {
        Engine engine = Engine.create();
        var importer = engine.prepare(TextParser.assemble("""
                (module (memory (import "h" "m") 1)
                  (func (export "next") (result i32)
                    (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))
                    (i32.load (i32.const 0))))"""));
        MemoryInstance memory = MemoryInstance.allocate(1, -1, 16, false, false, MemoryLimiter.DEFAULT);
        Linker linker = new Linker().define("h", "m", memory);
        try (Store first = Store.of(engine); Store second = Store.of(engine)) {
            assertEquals(1, linker.instantiate(first, importer).function("next").call());
            assertEquals(2, linker.instantiate(first, importer).function("next").call());
            assertThrows(IllegalArgumentException.class, () -> linker.instantiate(second, importer));
            first.close();
            assertEquals(3, linker.instantiate(second, importer).function("next").call());
        }
    }
}
