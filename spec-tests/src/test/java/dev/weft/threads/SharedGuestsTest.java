package dev.weft.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.runtime.Engine;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.runtime.memory.MemoryLimiter;
import dev.weft.script.Tiers;
import dev.weft.text.TextParser;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Guests in stores and threads of their own over one shared memory, on every tier. */
class SharedGuestsTest {
    private static final String MODULE = """
            (module
              (import "env" "memory" (memory 1 1000 shared))
              (func (export "add") (param $n i32)
                (loop $more
                  (drop (i32.atomic.rmw.add (i32.const 64) (i32.const 1)))
                  (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
              (func (export "addAll") (param $n i32) (local $old i64)
                (loop $more
                  (drop (i32.atomic.rmw8.add_u (i32.const 1) (i32.const 1)))
                  (drop (i32.atomic.rmw16.sub_u (i32.const 2) (i32.const 1)))
                  (drop (i64.atomic.rmw32.add_u (i32.const 4) (i64.const 1)))
                  (drop (i64.atomic.rmw.add (i32.const 8) (i64.const 0x100000001)))
                  (loop $again
                    (local.set $old (i64.atomic.load (i32.const 16)))
                    (br_if $again (i64.ne (local.get $old) (i64.atomic.rmw.cmpxchg (i32.const 16)
                      (local.get $old) (i64.add (local.get $old) (i64.const 3))))))
                  (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
              (func (export "pingPong") (param $mine i32) (param $rounds i32)
                ;; the ball lies at 128; each waits until it is on its side and plays it back
                (loop $round
                  (block $here
                    (loop $wait
                      (br_if $here (i32.eq (i32.atomic.load (i32.const 128)) (local.get $mine)))
                      (drop (memory.atomic.wait32 (i32.const 128)
                        (i32.sub (i32.const 1) (local.get $mine)) (i64.const -1)))
                      (br $wait)))
                  (i32.atomic.store (i32.const 128) (i32.sub (i32.const 1) (local.get $mine)))
                  (drop (memory.atomic.notify (i32.const 128) (i32.const 1)))
                  (br_if $round (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1))))))
              (func (export "wait") (result i32)
                (drop (i32.atomic.rmw.add (i32.const 320) (i32.const 1)))
                (memory.atomic.wait32 (i32.const 256) (i32.const 0) (i64.const -1)))
              (func (export "grow") (param $pages i32)
                (loop $more
                  (if (i32.lt_s (memory.grow (i32.const 1)) (i32.const 0)) (then unreachable))
                  (br_if $more (local.tee $pages (i32.sub (local.get $pages) (i32.const 1))))))
              (func (export "touch") (param $until i32) (local $last i32)
                (loop $more
                  (local.set $last (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 4)))
                  (i32.store (local.get $last) (local.get $last))
                  (if (i32.ne (i32.load (local.get $last)) (local.get $last)) (then unreachable))
                  (br_if $more (i32.lt_u (memory.size) (local.get $until))))))
            """;

    private final MemoryInstance memory = MemoryInstance.allocate(1, 1000, 16, true, false, MemoryLimiter.DEFAULT);
    private final List<Future<Object>> results = new ArrayList<>();

    static Stream<String> tiers() {
        return LitmusTest.tiers();
    }

    private interface Guest {
        Object run(Instance instance);
    }

    private final class Guests implements AutoCloseable {
        private final Engine engine;
        private final PreparedModule module;
        private final Linker linker = new Linker().define("env", "memory", memory);
        private final ExecutorService executor;

        Guests(String tier, boolean virtual) {
            engine = Tiers.engine(tier);
            module = engine.prepare(TextParser.assemble(MODULE));
            executor = virtual ? Executors.newVirtualThreadPerTaskExecutor() : Executors.newCachedThreadPool();
        }

        void start(int count, Guest guest) {
            for (int i = 0; i < count; i++) {
                results.add(executor.submit(() -> {
                    try (Store store = Store.of(engine)) {
                        return guest.run(linker.instantiate(store, module));
                    }
                }));
            }
        }

        List<Object> join() throws Exception {
            List<Object> values = new ArrayList<>();
            for (Future<Object> result : results) {
                values.add(result.get());
            }
            return values;
        }

        @Override
        public void close() {
            executor.close();
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void adds_ofTwoToEightThreads_areExact(String tier) throws Exception {
        for (int threads = 2; threads <= 8; threads += 3) {
            memory.fill(0, 0, 64);
            try (Guests guests = new Guests(tier, threads == 5)) {
                guests.start(threads, instance -> instance.function("addAll").call(5_000));
                guests.join();
            }
            int adds = threads * 5_000;
            assertEquals(adds & 0xFF, memory.loadI8U(1));
            assertEquals(-adds & 0xFFFF, memory.loadI16U(2));
            assertEquals(adds, memory.loadI32(4));
            assertEquals(adds * 0x1_0000_0001L, memory.loadI64(8));
            assertEquals(adds * 3L, memory.loadI64(16));
        }
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("tiers")
    void adds_ofEightThreads_tenMillionEach_areExact(String tier) throws Exception {
        try (Guests guests = new Guests(tier, false)) {
            guests.start(8, instance -> instance.function("add").call(10_000_000));
            guests.join();
        }
        assertEquals(80_000_000, memory.loadI32(64));
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void pingPong_betweenTwoGuests_ends(String tier) throws Exception {
        pingPong(tier, 2_000);
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("tiers")
    void pingPong_betweenTwoGuests_manyRounds_ends(String tier) throws Exception {
        pingPong(tier, 200_000);
    }

    private void pingPong(String tier, int rounds) throws Exception {
        for (boolean virtual : new boolean[] {false, true}) {
            try (Guests guests = new Guests(tier, virtual)) {
                guests.start(1, instance -> instance.function("pingPong").call(0, rounds));
                guests.start(1, instance -> instance.function("pingPong").call(1, rounds));
                guests.join();
            }
            assertEquals(0, memory.loadI32(128));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void waits_ofManyGuestsOnVirtualThreads_holdNoCarrier(String tier) throws Exception {
        // more than the scheduler's largest pool: were they pinned, they could not all come to wait
        int count = 600;
        try (Guests guests = new Guests(tier, true)) {
            guests.start(count, instance -> instance.function("wait").call());
            CompletableFuture<Integer> host = memory.waitAsync32(256, 0, -1);
            while (memory.atomicLoad32(320) < count) {
                Thread.sleep(1);
            }
            int woken = 0;
            while (woken < count + 1) {
                woken += memory.notify(256, -1);
                Thread.onSpinWait();
            }
            assertEquals(0, host.get());
            assertTrue(guests.join().stream().allMatch(Integer.valueOf(0)::equals));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void grow_byOneGuest_isSeenByOthers(String tier) throws Exception {
        try (Guests guests = new Guests(tier, false)) {
            guests.start(2, instance -> instance.function("touch").call(401));
            guests.start(2, instance -> instance.function("grow").call(200));
            guests.join();
        }
        assertEquals(401, memory.pages());
    }
}
