package dev.weft.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.runtime.Engine;
import dev.weft.runtime.EngineLimits;
import dev.weft.runtime.FuelCosts;
import dev.weft.runtime.Instance;
import dev.weft.runtime.LimitExceededException;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.StoreLimits;
import dev.weft.runtime.StoreUsage;
import dev.weft.runtime.Trap;
import dev.weft.script.Tiers;
import dev.weft.text.TextParser;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What guests may use, and what embedders can see of it. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LimitsTest {
    private static final int MANY = 4 << 20;
    private static final String OBJECTS = """
            (module
              (type $node (struct (field (mut i64)) (field (ref null $node)))) (type $longs (array (mut i64)))
              (type $nodes (array (mut (ref null $node))))
              (global $list (mut (ref null $node)) (ref.null $node))
              (func (export "keep") (param i32)
                (loop
                  (global.set $list (struct.new $node (i64.const 7) (global.get $list)))
                  (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
              (func (export "length") (result i32) (local (ref null $node) i32)
                (local.set 0 (global.get $list))
                (block (loop
                  (br_if 1 (ref.is_null (local.get 0)))
                  (local.set 0 (struct.get $node 1 (local.get 0)))
                  (local.set 1 (i32.add (local.get 1) (i32.const 1)))
                  (br 0)))
                (local.get 1))
              (func (export "forget") (global.set $list (ref.null $node)))
              (func (export "waste") (param i32)
                (loop
                  (drop (array.new_default $longs (i32.const 1000)))
                  (drop (array.new $nodes (global.get $list) (i32.const 100)))
                  (drop (array.new_fixed $longs 2 (i64.const 1) (i64.const 2)))
                  (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
              (func (export "large") (param i32) (result i32)
                (array.len (array.new $longs (i64.const 1) (local.get 0)))))""";

    static List<String> tiers() {
        return Tiers.forTests();
    }

    private static Instance instantiate(Store store, String text) {
        return new Linker().instantiate(store, store.engine().prepare(TextParser.assemble(text)));
    }

    private static void assertOutOfMemory(Instance instance, String function, Object... arguments) {
        Trap trap = assertThrows(Trap.class, () -> instance.function(function).call(arguments));
        assertEquals(Trap.Kind.OUT_OF_MEMORY, trap.kind());
        assertTrue(trap.getMessage().startsWith("out of memory: more than " + MANY + " bytes of objects"),
                trap.getMessage());
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void objects_thatAreKept_trapAtTheLimit_thatAreNot_never(String tier) {
        Engine engine = Tiers.builder(tier).storeLimits(StoreLimits.DEFAULT.withObjectBytes(MANY)).build();
        try (Store store = Store.of(engine)) {
            Instance instance = instantiate(store, OBJECTS);
            instance.function("waste").call(4_000);
            assertOutOfMemory(instance, "keep", 1_000_000);
            int length = (int) instance.function("length").call();
            assertTrue(length > MANY / 100 && length < MANY / 20, "kept " + length);
            assertTrue(store.usage().objectBytes() <= MANY);
            instance.function("forget").call();
            instance.function("keep").call(1_000);
            assertEquals(1_000, instance.function("length").call());
            assertOutOfMemory(instance, "large", MANY / 8);
            assertOutOfMemory(instance, "large", -1);
            assertEquals(1_000, instance.function("large").call(1_000));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void objects_ofAllStores_trapAtTheEnginesLimit(String tier) {
        Engine engine = Tiers.builder(tier).limits(EngineLimits.NONE.withObjectBytes(MANY)).build();
        try (Store first = Store.of(engine); Store second = Store.of(engine)) {
            instantiate(first, OBJECTS).function("keep").call(MANY / 64);
            Instance instance = instantiate(second, OBJECTS);
            assertEquals(Trap.Kind.OUT_OF_MEMORY,
                    assertThrows(Trap.class, () -> instance.function("keep").call(MANY / 32)).kind());
            assertTrue(engine.usage().objectBytes() <= MANY);
            assertEquals(engine.usage().objectBytes(), first.usage().objectBytes() + second.usage().objectBytes());
        }
        assertEquals(0, engine.usage().objectBytes());
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void store_thatLimitsObjects_needsAnEngineThatCountsThem(String tier) {
        assertThrows(IllegalArgumentException.class,
                () -> Store.of(Tiers.engine(tier), StoreLimits.DEFAULT.withObjectBytes(MANY)));
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void memoriesTablesAndInstances_ofAllStores_stopAtTheEnginesLimits(String tier) {
        Engine engine = Tiers.builder(tier)
                .limits(EngineLimits.NONE.withMemoryBytes(10 << 16).withTableElements(20).withInstances(3)).build();
        String text = """
                (module (memory 4) (table 5 funcref)
                  (func (export "memory") (param i32) (result i32) (memory.grow (local.get 0)))
                  (func (export "table") (param i32) (result i32) (table.grow (ref.null func) (local.get 0))))""";
        try (Store second = Store.of(engine)) {
            Instance instance;
            try (Store first = Store.of(engine)) {
                instantiate(first, text).function("memory").call(1);
                instance = instantiate(second, text);
                assertEquals(-1, instance.function("memory").call(2));
                assertEquals(4, instance.function("memory").call(1));
                assertEquals(5, instance.function("table").call(10));
                assertEquals(-1, instance.function("table").call(1));
                assertThrows(LimitExceededException.class, () -> instantiate(first, text));
                assertEquals(10 << 16, engine.usage().memoryBytes());
                assertEquals(20, engine.usage().tableElements());
                assertEquals("more than 3 instances in all stores", assertThrows(LimitExceededException.class, () -> {
                    instantiate(first, "(module)");
                    instantiate(first, "(module)");
                }).getMessage());
            }
            assertEquals(5, instance.function("memory").call(5));
            assertEquals(15, instance.function("table").call(5));
        }
        assertEquals(0, engine.usage().memoryBytes() + engine.usage().tableElements() + engine.usage().instances());
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void codePastTheEnginesLimits_isInterpreted(String tier) {
        String text = """
                (module (func $double (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
                  (func (export "sum") (param i32) (result i32) (local i32)
                    (loop
                      (local.set 1 (i32.add (local.get 1) (call $double (local.get 0))))
                      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
                    (local.get 1)))""";
        for (EngineLimits limits : List.of(EngineLimits.NONE.withCodeBytes(0),
                EngineLimits.NONE.withCompileTime(Duration.ZERO), EngineLimits.NONE)) {
            Engine engine = Tiers.builder(tier).limits(limits).build();
            PreparedModule module = engine.prepare(TextParser.assemble(text));
            try (Store store = Store.of(engine)) {
                Instance instance = new Linker().instantiate(store, module);
                for (int i = 0; i < 3; i++) {
                    assertEquals(10_100, instance.function("sum").call(100));
                }
                boolean compiles = limits == EngineLimits.NONE && (tier.equals("jit") || tier.equals(Tiers.EAGER));
                assertEquals(compiles, module.functionsCompiled() > 0);
                assertEquals(module.functionsCompiled(), engine.usage().functionsCompiled());
                assertEquals(module.codeBytes(), store.usage().codeBytes());
            }
        }
    }

    /** A structure type's class is shared by all engines while somebody uses it, so each test has types of its own. */
    private static String structures(int fewestFields) {
        StringBuilder text = new StringBuilder("(module");
        for (int i = 0; i < 20; i++) {
            text.append("(type $t").append(i).append(" (sub (struct")
                    .append(" (field i64)".repeat(fewestFields + i)).append(")))(func (export \"").append(i)
                    .append("\") (drop (struct.new_default $t").append(i).append(")))");
        }
        return text.append(")").toString();
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void structureTypesPastTheEnginesLimit_haveNoStructures(String tier) {
        int fields = 100 + 100 * Tiers.forTests().indexOf(tier);
        Engine free = Tiers.builder(tier).build();
        instantiate(Store.of(free), structures(fields + 40)).function("0").call();
        long ofOne = free.usage().codeBytes();
        assertTrue(ofOne > 10 * fields, "counted: " + ofOne);

        Engine engine = Tiers.builder(tier).limits(EngineLimits.NONE.withStructClassBytes(30L * 10 * fields)).build();
        Instance instance = instantiate(Store.of(engine), structures(fields));
        int made = 0;
        Trap trap = null;
        while (trap == null) {
            try {
                instance.function(Integer.toString(made)).call();
                made++;
            } catch (Trap e) {
                trap = e;
            }
        }
        assertEquals(Trap.Kind.OUT_OF_MEMORY, trap.kind());
        assertTrue(made > 0, "none");
        instance.function("0").call();
        String next = Integer.toString(made);
        assertEquals(Trap.Kind.OUT_OF_MEMORY,
                assertThrows(Trap.class, () -> instance.function(next).call()).kind());
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void casts_toTypesThatMayHaveNoStructures_answer(String tier) {
        Engine engine = Tiers.builder(tier).limits(EngineLimits.NONE.withStructClassBytes(0)).build();
        Instance instance = instantiate(Store.of(engine), """
                (module
                  (type $t (sub (struct (field f32 f64 i32 i64 i8 v128 i16 f32 i8))))
                  (func (export "test") (result i32) (ref.test (ref $t) (ref.i31 (i32.const 1))))
                  (func (export "cast") (drop (ref.cast (ref null $t) (ref.i31 (i32.const 1)))))
                  (func (export "branch") (result i32)
                    (block $is (result (ref $t))
                      (return (ref.test (ref i31) (br_on_cast $is anyref (ref $t) (ref.i31 (i32.const 1))))))
                    (drop) (i32.const 2)))""");
        for (int i = 0; i < 3; i++) {
            assertEquals(0, instance.function("test").call());
            assertEquals(1, instance.function("branch").call());
            Trap trap = assertThrows(Trap.class, () -> instance.function("cast").call());
            assertEquals(Trap.Kind.CAST_FAILURE, trap.kind());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void usage_whileTheGuestRuns_isThereForOthers(String tier) throws InterruptedException {
        Engine engine = Tiers.builder(tier).fuel(FuelCosts.DEFAULT).measureTime(true).build();
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Linker linker = new Linker().define("test", "tick", Runnable.class, () -> { })
                .define("test", "block", Runnable.class, () -> {
                    arrived.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
        try (Store store = Store.of(engine)) {
            assertEquals(0, store.usage().fuelUsed() + store.usage().calls());
            Instance instance = linker.instantiate(store, engine.prepare(TextParser.assemble("""
                    (module (import "test" "tick" (func $tick)) (import "test" "block" (func $block)) (memory 2)
                      (func (export "run") (call $tick) (call $tick) (drop (memory.grow (i32.const 1)))
                        (call $block)))""")));
            Thread thread = new Thread(() -> instance.function("run").call());
            thread.start();
            arrived.await();
            StoreUsage usage = store.usage();
            goOn.countDown();
            thread.join();
            assertEquals(1, usage.calls());
            assertEquals(3, usage.hostCalls());
            assertEquals(3 << 16, usage.peakMemoryBytes());
            assertTrue(usage.fuelUsed() > 0);
            assertTrue(usage.wallTime().toNanos() > 0);
            assertTrue(store.usage().wallTime().compareTo(usage.wallTime()) > 0);
            assertTrue(store.usage().cpuTime().compareTo(usage.cpuTime()) >= 0);
            assertEquals(store.fuelUsed(), store.usage().fuelUsed());
        }
    }
}
