package dev.weft.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.host.wasi.Wasi;
import dev.weft.runtime.Engine;
import dev.weft.runtime.FuelCosts;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.Trap;
import dev.weft.text.TextParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Guests that spawn threads, on every tier. */
@ParameterizedClass
@MethodSource("tiers")
class WasiThreadsTest {
    private static final String IMPORTS = """
            (import "env" "memory" (memory $memory 1 2 shared))
            (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
            (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
            (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
            (export "memory" (memory $memory))
            """;

    private final String tier;
    private final Engine engine;
    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();

    WasiThreadsTest(String tier) {
        this.tier = tier;
        this.engine = Tiers.engine(tier);
    }

    static List<String> tiers() {
        return Tiers.forTests();
    }

    private int run(Wasi.Builder builder, String text) throws IOException {
        Store store = Store.of(engine);
        PreparedModule module = engine.prepare(TextParser.assemble("(module " + IMPORTS + text + ")"));
        try (Wasi wasi = builder.stdout(stdout).build()) {
            Linker linker = new Linker();
            wasi.addTo(linker).addMemories(linker, store, module);
            return wasi.start(linker.instantiate(store, module));
        }
    }

    /** Spawns threads until one is refused, lets each add to a counter and end, and exits with the counter. */
    private static String counting(int threads, int adds) {
        return """
            (func (export "wasi_thread_start") (param $tid i32) (param $arg i32) (local $i i32)
              (loop $more
                (drop (i32.atomic.rmw.add (i32.const 0) (local.get $arg)))
                (br_if $more (i32.lt_u
                  (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const %2$d))))
              (drop (i32.atomic.rmw.add (i32.const 4) (i32.const 1)))
              (drop (memory.atomic.notify (i32.const 4) (i32.const -1))))
            (func (export "_start") (local $i i32) (local $done i32)
              (loop $more
                (if (i32.le_s (call $spawn (i32.const 1)) (i32.const 0)) (then unreachable))
                (br_if $more (i32.lt_u
                  (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const %1$d))))
              (loop $wait
                (local.set $done (i32.atomic.load (i32.const 4)))
                (if (i32.lt_u (local.get $done) (i32.const %1$d)) (then
                  (drop (memory.atomic.wait32 (i32.const 4) (local.get $done) (i64.const -1)))
                  (br $wait))))
              (call $exit (i32.load (i32.const 0))))
            """.formatted(threads, adds);
    }

    @Test
    void threads_addingAtomically_loseNothing() throws IOException {
        assertEquals(80_000, run(Wasi.builder(), counting(8, 10_000)));
    }

    @Test
    void threads_virtual_doTheSame() throws IOException {
        assertEquals(50_000, run(Wasi.builder().threadFactory(Thread.ofVirtual().factory()), counting(500, 100)));
    }

    @Test
    void spawn_moreThanAllowed_isRefused() throws IOException {
        assertEquals(3, run(Wasi.builder().maxThreads(3), """
            (func (export "wasi_thread_start") (param i32 i32)
              (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1))))
            (func (export "_start") (local $count i32) (local $last i32) (local $tid i32)
              (block $refused
                (loop $more
                  (local.set $tid (call $spawn (i32.const 0)))
                  (br_if $refused (i32.lt_s (local.get $tid) (i32.const 0)))
                  (if (i32.le_s (local.get $tid) (local.get $last)) (then unreachable))
                  (local.set $last (local.get $tid))
                  (local.set $count (i32.add (local.get $count) (i32.const 1)))
                  (br $more)))
              (if (i32.ne (local.get $tid) (i32.const -6)) (then unreachable))
              (call $exit (local.get $count)))
            """));
    }

    @Test
    void spawn_oneAfterTheOther_freesWhatEndedThreadsHeld() throws IOException {
        assertEquals(300, run(Wasi.builder().maxThreads(2), """
            (func (export "wasi_thread_start") (param i32 i32)
              (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
              (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))
            (func (export "_start") (local $done i32)
              (loop $more
                (br_if $more (i32.lt_s (call $spawn (i32.const 0)) (i32.const 0)))
                (drop (memory.atomic.wait32 (i32.const 0) (local.get $done) (i64.const -1)))
                (local.set $done (i32.add (local.get $done) (i32.const 1)))
                (br_if $more (i32.lt_u (local.get $done) (i32.const 300))))
              (call $exit (i32.load (i32.const 0))))
            """));
    }

    @Test
    void spawn_withoutEntry_isRefused() throws IOException {
        assertEquals(-58, run(Wasi.builder(), """
            (func (export "wasi_thread_start") (param i32))
            (func (export "_start") (call $exit (call $spawn (i32.const 0))))
            """));
    }

    @Test
    void trap_inThread_endsAllAndIsThrown() {
        Trap trap = assertThrows(Trap.class, () -> run(Wasi.builder(), """
            (func (export "wasi_thread_start") (param $tid i32) (param $arg i32)
              (if (local.get $arg) (then (drop (i32.div_u (i32.const 1) (i32.const 0)))))
              (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1))))
            (func (export "_start")
              (drop (call $spawn (i32.const 0)))
              (drop (call $spawn (i32.const 1)))
              (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1))))
            """));
        assertEquals(Trap.Kind.INTEGER_DIVIDE_BY_ZERO, trap.kind());
        assertTrue(trap.getMessage().contains("wasi_thread_start"), trap.getMessage());
    }

    @Test
    void exit_whileThreadsWriteAllTheTime_endsThem() throws Exception {
        assertEquals(7, run(Wasi.builder(), """
            (data (i32.const 16) "\\18\\00\\00\\00\\02\\00\\00\\00x\\n")
            (func (export "wasi_thread_start") (param i32 i32)
              (loop $more
                (if (i32.ge_u (i32.atomic.rmw.add (i32.const 0) (i32.const 1)) (i32.const 100)) (then
                  (drop (memory.atomic.notify (i32.const 4) (i32.const 1)))))
                (drop (call $write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 32)))
                (br $more)))
            (func (export "_start")
              (drop (call $spawn (i32.const 0)))
              (drop (memory.atomic.wait32 (i32.const 4) (i32.const 0) (i64.const -1)))
              (call $exit (i32.const 7)))
            """));
        assertTrue(stdout.toString(StandardCharsets.UTF_8).startsWith("x\nx\n"));
    }

    @Test
    void threads_ofGuestThatHasEnded_areGone() throws Exception {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        assertEquals(7, run(Wasi.builder().threadFactory(body -> {
            Thread thread = Thread.ofPlatform().daemon().unstarted(body);
            threads.add(thread);
            return thread;
        }), """
            (func (export "wasi_thread_start") (param $tid i32) (param $arg i32)
              (if (local.get $arg) (then (loop $busy (br $busy))))
              (loop $forever
                (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))
                (br $forever)))
            (func (export "_start")
              (drop (call $spawn (i32.const 0)))
              (drop (call $spawn (i32.const 1)))
              (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const 10000000)))
              (call $exit (i32.const 7)))
            """));
        assertEquals(3, threads.size());
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void threads_ofMeteredGuest_burnNoMoreThanItHas() {
        Engine metered = Tiers.builder(tier).fuel(FuelCosts.DEFAULT).build();
        try (Store store = Store.of(metered)) {
            store.setFuel(100_000);
            PreparedModule module = metered.prepare(TextParser.assemble("(module " + IMPORTS + """
                (func (export "wasi_thread_start") (param $tid i32) (param $arg i32)
                  (loop $busy (br $busy)))
                (func (export "_start")
                  (drop (call $spawn (i32.const 0)))
                  (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))))
                """));
            try (Wasi wasi = Wasi.builder().build()) {
                Linker linker = new Linker();
                wasi.addTo(linker).addMemories(linker, store, module);
                Instance instance = linker.instantiate(store, module);
                assertEquals(Trap.Kind.ALL_FUEL_CONSUMED,
                    assertThrows(Trap.class, () -> wasi.start(instance)).kind());
                assertTrue(store.fuel() <= 50_000, "half of it went to the thread");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void threads_thatDoNotBegin_costNoFuel() throws IOException {
        Engine metered = Tiers.builder(tier).fuel(FuelCosts.DEFAULT).build();
        AtomicInteger asked = new AtomicInteger();
        try (Store store = Store.of(metered)) {
            store.setFuel(100_000);
            PreparedModule module = metered.prepare(TextParser.assemble("(module " + IMPORTS + """
                (func (export "wasi_thread_start") (param $tid i32) (param $arg i32))
                (func (export "_start") (local $i i32)
                  (loop $more
                    (if (i32.ge_s (call $spawn (i32.const 0)) (i32.const 0)) (then unreachable))
                    (br_if $more (i32.lt_u
                      (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 30))))))
                """));
            // the guest's first thread, and no other
            Wasi.Builder builder = Wasi.builder()
                    .threadFactory(body -> asked.getAndIncrement() == 0 ? new Thread(body) : null);
            try (Wasi wasi = builder.build()) {
                Linker linker = new Linker();
                wasi.addTo(linker).addMemories(linker, store, module);
                assertEquals(0, wasi.start(linker.instantiate(store, module)));
                assertEquals(31, asked.get());
                assertTrue(store.fuel() > 95_000, store.fuel() + " left of 100000");
                assertEquals(100_000, store.fuel() + store.fuelUsed());
            }
        }
    }

    @Test
    void wait_whereStoreMayNotBlock_traps() {
        try (Store store = Store.of(engine)) {
            store.setMayBlock(false);
            Instance instance = new Linker().instantiate(store, engine.prepare(TextParser.assemble("""
                (module (memory 1 1 shared)
                  (func (export "wait") (result i32)
                    (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const 0))))
                """)));
            assertEquals(Trap.Kind.AGENT_MAY_NOT_BLOCK,
                assertThrows(Trap.class, () -> instance.function("wait").call()).kind());
            store.setMayBlock(true);
            assertEquals(2, instance.function("wait").call());
        }
    }
}
