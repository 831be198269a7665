package dev.weft.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.runtime.Engine;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.Store;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.text.TextParser;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of calls when their store or memory is closed: an exception on every tier, never a native access. */
class ClosedStoresTest {
    private static final String GUEST = """
            (module
              (import "java" "close" (func $close))
              (memory (export "memory") 1)
              (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
              (func (export "constant") (result i32) (i32.load offset=8 (i32.const 8)))
              (func (export "none") (param i32) (result i32) (local.get 0))
              (func (export "loadAfter") (param i32) (result i32) (call $close) (i32.load (local.get 0)))
              (func (export "storeAfter") (param i32) (result i32)
                (call $close) (i32.store (local.get 0) (local.get 0)) (i32.const 0)))""";

    private static Instance instantiate(String tier, Runnable close) {
        Engine engine = Engine.builder().tier(tier).build();
        return new Linker().define("java", "close", Runnable.class, close)
                .instantiate(Store.of(engine), engine.prepare(TextParser.assemble(GUEST)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"interp", "jit", "auto"})
    void call_ofClosedStore_isRefused(String tier) {
        Instance instance = instantiate(tier, () -> { });
        FunctionInstance load = instance.function("load");
        IntUnaryOperator typed = load.as(IntUnaryOperator.class);
        assertEquals(0, typed.applyAsInt(0));
        instance.store().close();
        instance.store().close();
        for (String name : new String[] {"load", "none", "loadAfter"}) {
            assertEquals("the store is closed", assertThrows(IllegalStateException.class,
                    () -> instance.function(name).call(0)).getMessage());
        }
        assertThrows(IllegalStateException.class, () -> instance.function("constant").call());
        assertThrows(IllegalStateException.class, () -> typed.applyAsInt(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"interp", "jit", "auto"})
    void memory_closedBesideItsStore_failsAccesses(String tier) {
        Instance instance = instantiate(tier, () -> { });
        assertEquals(0, instance.function("load").call(0));
        instance.memory("memory").close();
        assertThrows(RuntimeException.class, () -> instance.function("load").call(0));
        assertThrows(RuntimeException.class, () -> instance.function("load").call(1 << 20));
        assertThrows(RuntimeException.class, () -> instance.function("constant").call());
        assertEquals(7, instance.function("none").call(7));
        Instance untouched = instantiate(tier, () -> { });
        untouched.memory("memory").close();
        assertThrows(RuntimeException.class, () -> untouched.function("load").call(0));
        assertThrows(RuntimeException.class, () -> untouched.function("constant").call());
    }

    @ParameterizedTest
    @ValueSource(strings = {"interp", "jit", "auto"})
    void memory_closedByHostFunction_failsTheAccessBehind(String tier) {
        for (String name : new String[] {"loadAfter", "storeAfter"}) {
            MemoryInstance[] memory = new MemoryInstance[1];
            Instance instance = instantiate(tier, () -> memory[0].close());
            memory[0] = instance.memory("memory");
            assertThrows(RuntimeException.class, () -> instance.function(name).call(0));
        }
    }
}
