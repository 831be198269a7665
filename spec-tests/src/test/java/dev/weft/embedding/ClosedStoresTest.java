package dev.weft.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.runtime.Engine;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.Trap;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.runtime.memory.MemoryLimiter;
import dev.weft.text.TextParser;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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

    /** Who had looked at the size of a shared memory goes on in bytes that are nobody else's. */
    @ParameterizedTest
    @ValueSource(strings = {"interp", "jit", "auto"})
    void sharedMemory_closedUnderRunningGuests_staysTheirs(String tier) throws Exception {
        Engine engine = Engine.builder().tier(tier).build();
        PreparedModule module = engine.prepare(TextParser.assemble("""
                (module
                  (import "java" "memory" (memory 4 4 shared))
                  (func (export "run") (param $at i32)
                    (loop $more
                      (i32.store (local.get $at) (i32.const -1))
                      (i64.store offset=65536 (local.get $at) (i64.const -1))
                      (br_if $more (i32.eqz (i32.atomic.load (i32.const 0)))))))"""));
        for (int i = 0; i < 20; i++) {
            MemoryInstance shared = MemoryInstance.allocate(4, 4, 16, true, false, MemoryLimiter.DEFAULT);
            List<Store> stores = List.of(Store.of(engine), Store.of(engine));
            List<Thread> guests = new ArrayList<>();
            CountDownLatch ready = new CountDownLatch(stores.size());
            for (Store store : stores) {
                FunctionInstance run = new Linker().define("java", "memory", shared).instantiate(store, module)
                        .function("run");
                guests.add(Thread.ofPlatform().start(() -> {
                    ready.countDown();
                    // a trap of the first access that looks at the size again, or the interruption
                    assertThrows(Trap.class, () -> run.call(1024 + 8 * guests.size()));
                }));
            }
            ready.await();
            Thread.sleep(5);
            shared.close();
            MemoryInstance[] others = new MemoryInstance[4];
            for (int k = 0; k < others.length; k++) {
                others[k] = MemoryInstance.allocate(4, 4, 16, true, false, MemoryLimiter.DEFAULT);
            }
            Thread.sleep(5);
            stores.forEach(store -> store.interrupt("enough"));
            for (Thread guest : guests) {
                guest.join();
            }
            assertEquals(0, shared.byteLength());
            assertEquals(-1, shared.grow(1));
            for (MemoryInstance other : others) {
                for (int at = 0; at < 4 << 16; at += 8) {
                    assertEquals(0, other.loadI64(at));
                }
                other.close();
            }
        }
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
