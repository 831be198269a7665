package dev.weft.runtime;

import static java.lang.invoke.MethodType.methodType;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TypedCallTest {
    private final FakeTier tier = new FakeTier();
    private final Engine engine = tier.engine();
    private final Store store = Store.of(engine);

    /** Each export calls the import of the same name: what goes in comes out through the host. */
    private Instance relay(Linker linker, String name, String type) {
        tier.body(name, (instance, stack, base) -> instance.functions[0].entry().call(stack, base));
        return linker.instantiate(store, FakeTier.prepare(engine,
                "(module (import \"h\" \"" + name + "\" (func " + type + ")) (memory (export \"memory\") 1)"
                        + "(func (export \"" + name + "\") " + type + " unreachable))"));
    }

    record Pair(int low, double high) {
    }

    interface Mixed {
        double mix(int a, long b, float c, double d);
    }

    @Test
    void lambda_allNumberTypes_passUnharmed() throws Throwable {
        Linker linker = new Linker().define("h", "mix", Mixed.class, (a, b, c, d) -> (double) a + b + c + d);
        FunctionInstance mix = relay(linker, "mix", "(param i32 i64 f32 f64) (result f64)").function("mix");
        assertEquals((1L << 40) - 0.25, mix.call(-1, 1L << 40, 0.5f, 0.25));
        assertEquals(-0.25, mix.as(Mixed.class).mix(-1, 0, 0.5f, 0.25));
        MethodHandle handle = mix.handle(
                methodType(double.class, int.class, long.class, float.class, double.class));
        assertEquals(10.0, (double) handle.invokeExact(1, 2L, 3f, 4.0));
        assertEquals(10.0, (double) mix.handle().invokeExact(1, 2L, 3f, 4.0));
    }

    @Test
    void jdkInterfaces_ofNumbers_fit() {
        Linker linker = new Linker().define("h", "add", IntBinaryOperator.class, Integer::sum);
        assertEquals(5, relay(linker, "add", "(param i32 i32) (result i32)").function("add")
                .as(IntBinaryOperator.class).applyAsInt(2, 3));
        linker.define("h", "pow", DoubleBinaryOperator.class, Math::pow);
        assertEquals(8, relay(linker, "pow", "(param f64 f64) (result f64)").function("pow")
                .as(DoubleBinaryOperator.class).applyAsDouble(2, 3));
        linker.define("h", "neg", LongUnaryOperator.class, a -> -a);
        assertEquals(-8, relay(linker, "neg", "(param i64) (result i64)").function("neg")
                .as(LongUnaryOperator.class).applyAsLong(8));
    }

    @Test
    void record_severalResults_bothWays() throws Throwable {
        MethodHandle body = MethodHandles.lookup().findStatic(TypedCallTest.class, "pair",
                methodType(Pair.class, double.class, int.class));
        Linker linker = new Linker().define("h", "swap", body);
        FunctionInstance swap = relay(linker, "swap", "(param f64 i32) (result i32 f64)").function("swap");
        assertArrayEquals(new Object[] {7, 1.5}, (Object[]) swap.call(1.5, 7));
        assertEquals(new Pair(7, 1.5),
                (Pair) swap.handle(methodType(Pair.class, double.class, int.class)).invokeExact(1.5, 7));
        assertArrayEquals(new long[] {7, Double.doubleToRawLongBits(1.5)},
                (long[]) swap.handle(methodType(long[].class, double.class, int.class)).invokeExact(1.5, 7));
        assertArrayEquals(new Object[] {7, 1.5}, (Object[]) swap.handle().invokeExact(1.5, 7));
    }

    static Pair pair(double high, int low) {
        return new Pair(low, high);
    }

    @Test
    void v128AndReferences_passUnharmed() throws Throwable {
        MethodHandle body = MethodHandles.lookup().findStatic(TypedCallTest.class, "pick",
                methodType(V128.class, String.class, V128.class, int.class));
        Linker linker = new Linker().define("h", "pick", body);
        FunctionInstance pick =
                relay(linker, "pick", "(param externref v128 i32) (result v128)").function("pick");
        assertEquals(new V128(4, 5), pick.call("four", new V128(1, 2), 3));
        assertEquals(new V128(4, 5), (V128) pick.handle(methodType(V128.class, String.class, V128.class, int.class))
                .invokeExact("four", new V128(1, 2), 3));
        assertThrows(ClassCastException.class, () -> pick.call(17, new V128(1, 2), 3));
    }

    static V128 pick(String text, V128 vector, int number) {
        assertEquals(new V128(1, 2), vector);
        assertEquals(3, number);
        return new V128(text.length(), 5);
    }

    @Test
    void funcref_throughHost_keepsIdentity() {
        Linker linker = new Linker().define("h", "same", MethodHandles.identity(FunctionInstance.class));
        FunctionInstance same = relay(linker, "same", "(param funcref) (result funcref)").function("same");
        assertSame(same, same.call(same));
        assertNull(same.call((Object) null));
        assertThrows(IllegalArgumentException.class, () -> same.call("no function"));
        MethodHandle loose = same.handle(methodType(Object.class, Object.class));
        assertThrows(IllegalArgumentException.class, () -> loose.invoke((Object) "no function"));
    }

    public static final class Clock {
        private long now = 5;

        @WasmFunction("tick")
        long advance(Caller caller, int by) {
            caller.memory().storeI32(0, by);
            return now += by;
        }
    }

    interface Ticking {
        @WasmFunction("tick")
        long on(int by);

        default long twice(int by) {
            return on(by) + on(by);
        }
    }

    @Test
    void annotatedMethods_andInterface_meet() {
        Instance instance = relay(new Linker().defineMethods("h", new Clock()), "tick",
                "(param i32) (result i64)");
        Ticking ticking = instance.as(Ticking.class);
        assertEquals(8, ticking.on(3));
        assertEquals(3, instance.memory("memory").loadI32(0));
        assertEquals(9 + 10, instance.as(MethodHandles.lookup(), Ticking.class).twice(1));
    }

    interface Wrong {
        int tick(long by);
    }

    @Test
    void misfits_areRefusedWithAReason() {
        Instance instance = relay(new Linker().defineMethods("h", new Clock()), "tick",
                "(param i32) (result i64)");
        assertTrue(assertThrows(IllegalArgumentException.class, () -> instance.as(Wrong.class)).getMessage()
                .startsWith("method tick: the Java type long cannot stand for i32"));
        assertThrows(java.util.NoSuchElementException.class, () -> instance.as(Mixed.class));
        assertThrows(IllegalArgumentException.class, () -> new Linker().defineMethods("h", "nothing annotated"));
        assertThrows(IllegalArgumentException.class, () -> new Linker().define("h", "x",
                MethodHandles.identity(byte.class)));
        assertThrows(IllegalArgumentException.class, () -> instance.function("tick").call(1L));
        assertThrows(IllegalArgumentException.class, () -> instance.function("tick").call());
    }

    interface Once {
        int both(int a);
    }

    interface Again {
        int both(int a);
    }

    interface Both extends Once, Again {
    }

    @Test
    void interface_thatInheritsItsMethodTwice_hasOne() {
        FunctionInstance both = relay(new Linker().define("h", "both", Both.class, a -> a + 1), "both",
                "(param i32) (result i32)").function("both");
        assertEquals(8, both.as(Both.class).both(7));
        assertEquals(8, relay(new Linker().define("h", "both", Once.class, a -> a + 1), "both",
                "(param i32) (result i32)").as(Both.class).both(7));
    }

    sealed interface Closed permits OnlyOne {
        int both(int a);
    }

    record OnlyOne() implements Closed {
        @Override
        public int both(int a) {
            return a;
        }
    }

    @Test
    void sealedInterface_isRefusedWithAReason() {
        FunctionInstance both = relay(new Linker().define("h", "both", Closed.class, new OnlyOne()), "both",
                "(param i32) (result i32)").function("both");
        assertTrue(assertThrows(IllegalArgumentException.class, () -> both.as(Closed.class)).getMessage()
                .endsWith("is sealed: nobody else may implement it"));
    }

    static class Above {
        @WasmFunction
        private int who() {
            return 1;
        }
    }

    static final class Below extends Above implements UnaryOperator<V128> {
        @WasmFunction
        private int who() {
            return 2;
        }

        @Override
        @WasmFunction
        public V128 apply(V128 vector) {
            return new V128(vector.high(), vector.low());
        }
    }

    @Test
    void annotatedMethods_ofSubclassAndOfGenericInterface_areTheOnesWritten() {
        Linker linker = new Linker().defineMethods("h", new Below());
        assertEquals(new V128(2, 1),
                relay(linker, "apply", "(param v128) (result v128)").function("apply").call(new V128(1, 2)));
        assertEquals(2, relay(linker, "who", "(result i32)").function("who").call());
    }

    static int count(Object... values) {
        return values.length;
    }

    @Test
    void handleOfVariableArity_getsTheArrayItIsPassed() throws Throwable {
        Linker linker = new Linker().define("h", "count", MethodHandles.lookup()
                .findStatic(TypedCallTest.class, "count", methodType(int.class, Object[].class)));
        FunctionInstance count = relay(linker, "count", "(param externref) (result i32)").function("count");
        assertEquals(3, count.call((Object) new Object[] {1, 2, 3}));
    }

    interface Failing {
        void run() throws IOException;
    }

    @Test
    void hostException_reachesTheEmbedderUnchanged() {
        IOException thrown = new IOException("disk on fire");
        Linker linker = new Linker().define("h", "fail", Failing.class, () -> {
            throw thrown;
        });
        FunctionInstance fail = relay(linker, "fail", "").function("fail");
        assertSame(thrown, assertThrows(IOException.class, () -> fail.as(Failing.class).run()));
        assertSame(thrown, assertThrows(IOException.class, fail::call));
    }

    @Test
    void trap_showsGuestFrames() {
        tier.body("outer", (instance, stack, base) -> instance.functions[1].entry().call(stack, base));
        tier.body("inner", (instance, stack, base) -> {
            throw Trap.of(Trap.Kind.INTEGER_DIVIDE_BY_ZERO);
        });
        Instance instance = new Linker().instantiate(store, FakeTier.prepare(engine,
                "(module $demo (func (export \"outer\")) (func $inner (export \"inner\")))"));
        Trap trap = assertThrows(Trap.class, () -> instance.function("outer").call());
        assertEquals("integer divide by zero (func 1 \"inner\", offset 0x11)", trap.getMessage());
        assertEquals(2, trap.frames().size());
        assertEquals("demo", trap.getStackTrace()[0].getClassName());
        assertEquals("inner", trap.getStackTrace()[0].getMethodName());
        assertEquals("outer", trap.getStackTrace()[1].getMethodName());
        java.io.StringWriter text = new java.io.StringWriter();
        trap.printStackTrace(new java.io.PrintWriter(text));
        assertTrue(text.toString().contains("at demo.inner(func 1, offset 0x11)"), text.toString());
    }

    @Test
    void recursion_throughHost_isExhaustionAndLeavesTheStoreUsable() {
        tier.body("again", (instance, stack, base) -> {
            stack.ensure(base + 40);
            instance.functions[0].entry().call(stack, base + 20);
        });
        FunctionInstance[] again = new FunctionInstance[1];
        Linker linker = new Linker().define("h", "again", Runnable.class, () -> again[0].call());
        PreparedModule module = FakeTier.prepare(engine,
                "(module (import \"h\" \"again\" (func)) (func (export \"again\")))");
        for (int depth : new int[] {100, 100_000_000}) {
            Store other = Store.of(engine, StoreLimits.DEFAULT.withCallDepth(depth).withStackSlots(1 << 28));
            again[0] = linker.instantiate(other, module).function("again");
            assertEquals(Trap.Kind.CALL_STACK_EXHAUSTED, assertThrows(Trap.class, () -> again[0].call()).kind());
            assertEquals(0, other.stack().depth);
            assertEquals(0, other.stack().top);
        }
    }

    @Test
    void call_fromSecondThreadDuringCall_isRefused() throws Exception {
        Throwable[] seen = new Throwable[1];
        FunctionInstance[] function = new FunctionInstance[1];
        Linker linker = new Linker().define("h", "cross", Runnable.class, () -> {
            Thread other = Thread.ofPlatform().start(() -> {
                try {
                    function[0].call();
                } catch (Throwable e) {
                    seen[0] = e;
                }
            });
            try {
                other.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        function[0] = relay(linker, "cross", "").function("cross");
        function[0].call();
        assertTrue(seen[0] instanceof IllegalStateException, String.valueOf(seen[0]));
    }

    @Test
    void wasmException_carriesItsValues() {
        TagInstance tag = TagInstance.of(new dev.weft.syntax.FuncType(
                java.util.List.of(dev.weft.syntax.NumType.I32, dev.weft.syntax.VecType.V128,
                        dev.weft.syntax.RefType.EXTERNREF), java.util.List.of()));
        WasmException exception = WasmException.of(tag, 7, new V128(1, 2), "x");
        assertEquals(4, exception.slotCount());
        assertArrayEquals(new Object[] {7, new V128(1, 2), "x"}, exception.values());
        long[] slots = new long[6];
        Object[] refs = new Object[6];
        exception.copyTo(slots, refs, 1);
        assertArrayEquals(exception.values(), WasmException.ofSlots(tag, slots, refs, 1).values());
    }

    @Test
    void smallStack_growsDuringHostCall_resultStays() {
        tier.body("grow", (instance, stack, base) -> stack.ensure(100_000));
        FunctionInstance[] grow = new FunctionInstance[1];
        Linker linker = new Linker().define("h", "deep", java.util.function.IntSupplier.class, () -> {
            grow[0].call();
            return 77;
        });
        tier.body("deep", (instance, stack, base) -> instance.functions[0].entry().call(stack, base));
        Instance instance = linker.instantiate(store, FakeTier.prepare(engine, """
                (module (import "h" "deep" (func (result i32)))
                  (func (export "deep") (result i32) unreachable) (func (export "grow")))"""));
        grow[0] = instance.function("grow");
        assertEquals(77, instance.function("deep").call());
    }
}
