package dev.weft.embedding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.host.wasi.Wasi;
import dev.weft.runtime.DeadlineAction;
import dev.weft.runtime.Engine;
import dev.weft.runtime.Linker;
import dev.weft.runtime.Store;
import dev.weft.runtime.Trap;
import dev.weft.script.Tiers;
import dev.weft.syntax.FuncType;
import dev.weft.text.TextParser;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Interruptions and deadlines: how embedders stop guests. */
class InterruptionTest {
    private static final String GUEST = """
            (module (import "test" "ready" (func $ready)) (memory (export "memory") 16 16 shared)
              (func (export "five") (result i32) (i32.const 5))
              (func (export "spin") (call $ready) (loop $l (br $l)))
              (func (export "count") (local $i i32)
                (call $ready)
                (loop $l (br_if $l (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 0)))
                  (br $l)))
              (func (export "table") (call $ready) (loop $l (br_table $l $l (i32.const 0))))
              (func $f (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
              (func (export "calls") (local $i i32)
                (call $ready) (loop $l (local.set $i (call $f (local.get $i))) (br $l)))
              (func $r (param i32) (if (local.get 0) (then
                (call $r (i32.sub (local.get 0) (i32.const 1))) (call $r (i32.sub (local.get 0) (i32.const 1))))))
              (func (export "recurse") (call $ready) (call $r (i32.const 5000)))
              (func (export "tail") (call $ready) (return_call $t))
              (func $t (return_call $t))
              (func (export "bulk") (call $ready)
                (loop $l (memory.fill (i32.const 0) (i32.const 1) (i32.const 1000000)) (br $l)))
              (func (export "wait") (result i32)
                (call $ready) (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1))))""";

    static List<String> tiers() {
        return ControlledGuest.tiers();
    }

    private static void assertStopped(String detail, Object outcome) {
        Trap trap = assertInstanceOf(Trap.class, outcome);
        assertEquals(Trap.Kind.INTERRUPTED, trap.kind());
        assertTrue(trap.getMessage().startsWith("interrupted: " + detail), trap.getMessage());
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void interrupt_stopsAGuestWhereverItIs(String tier) throws InterruptedException {
        for (Engine engine : List.of(Tiers.engine(tier), ControlledGuest.metered(tier))) {
            for (String function : List.of("spin", "count", "table", "calls", "recurse", "tail", "bulk", "wait")) {
                ControlledGuest guest = new ControlledGuest(engine, GUEST);
                assertStopped("enough of " + function,
                        guest.callAndDo(() -> guest.store.interrupt("enough of " + function), function));
                assertEquals(5, guest.call("five"));
                guest.store.close();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void nudge_changesNothing_andAGuestThatWasNudgedCanBeStopped(String tier) throws InterruptedException {
        for (Engine engine : List.of(Tiers.engine(tier), ControlledGuest.metered(tier))) {
            ControlledGuest guest = new ControlledGuest(engine, """
                    (module (import "test" "ready" (func $ready))
                      (func $f (param i32) (result i32) (i32.add (local.get 0) (i32.const 3)))
                      (func (export "sum") (param $n i32) (result i32) (local $sum i32)
                        (call $ready)
                        (loop $l
                          (local.set $sum (call $f (local.get $sum)))
                          (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                        (local.get $sum))
                      (func (export "spin") (call $ready) (loop $l (br $l))))""");
            long[] used = new long[2];
            for (int round = 0; round < 2; round++) {
                long before = guest.store.usage().fuelUsed();
                Runnable nudges = round == 0 ? () -> { } : () -> {
                    for (int i = 0; i < 1000; i++) {
                        guest.store.nudge();
                    }
                };
                assertEquals(6_000_000, guest.callAndDo(nudges, "sum", 2_000_000));
                used[round] = guest.store.usage().fuelUsed() - before;
            }
            assertEquals(used[0], used[1]);
            guest.store.nudge();
            assertStopped("now", guest.callAndDo(() -> {
                guest.store.nudge();
                guest.store.interrupt("now");
            }, "spin"));
            guest.store.close();
            guest.store.nudge();
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void interrupt_ofALoopThatRanBefore_stopsItAgain(String tier) throws InterruptedException {
        Engine engine = Tiers.engine(tier);
        ControlledGuest other = new ControlledGuest(engine, GUEST);
        for (int i = 0; i < 20; i++) {
            ControlledGuest guest = new ControlledGuest(engine, GUEST);
            assertStopped("stop", guest.callAndDo(() -> guest.store.interrupt("stop"), "count"));
            assertStopped("stop", guest.callAndDo(() -> guest.store.interrupt("stop"), "spin"));
            assertEquals(5, other.call("five"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void interrupt_ofOneStore_leavesAnotherOfTheSameModuleAlone(String tier) throws InterruptedException {
        Engine engine = Tiers.engine(tier);
        var module = engine.prepare(TextParser.assemble(GUEST));
        CountDownLatch ready = new CountDownLatch(2);
        Linker linker = new Linker().define("test", "ready", Runnable.class, ready::countDown);
        var first = linker.instantiate(Store.of(engine), module);
        var second = linker.instantiate(Store.of(engine), module);
        Object[] outcomes = new Object[2];
        Thread[] threads = new Thread[2];
        for (int i = 0; i < 2; i++) {
            int index = i;
            threads[i] = new Thread(() -> outcomes[index] = assertThrows(Trap.class,
                    () -> (index == 0 ? first : second).function("count").call()));
            threads[i].start();
        }
        ready.await();
        first.store().interrupt("first");
        threads[0].join();
        assertTrue(threads[1].isAlive());
        second.store().interrupt("second");
        threads[1].join();
        assertStopped("first", outcomes[0]);
        assertStopped("second", outcomes[1]);
        assertEquals(1, ((Trap) outcomes[1]).frameCount());
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void interrupt_whileNoneRuns_stopsTheNextCallOnly(String tier) {
        ControlledGuest guest = new ControlledGuest(Tiers.engine(tier), GUEST);
        guest.store.interrupt("early");
        assertEquals("interrupted: early", assertThrows(Trap.class, () -> guest.call("five")).getMessage());
        assertEquals(5, guest.call("five"));
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void interrupt_inAWasiSleep_endsIt(String tier) throws Exception {
        Linker linker = new Linker();
        try (Wasi wasi = Wasi.builder().build()) {
            wasi.addTo(linker);
            ControlledGuest guest = new ControlledGuest(Tiers.engine(tier), """
                    (module (import "test" "ready" (func $ready))
                      (import "wasi_snapshot_preview1" "poll_oneoff"
                        (func $poll (param i32 i32 i32 i32) (result i32)))
                      (memory (export "memory") 1)
                      (func (export "sleep") (call $ready)
                        (i64.store (i32.const 24) (i64.const 3600000000000))
                        (i32.store (i32.const 16) (i32.const 1))
                        (drop (call $poll (i32.const 0) (i32.const 100) (i32.const 1) (i32.const 200)))))""", linker);
            assertStopped("wake up", guest.callAndDo(() -> guest.store.interrupt("wake up"), "sleep"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void interrupt_inAHostFunction_becomesTheTrap(String tier) throws InterruptedException {
        Linker linker = new Linker();
        linker.define("java", "read", new FuncType(List.of(), List.of()), (caller, slots, refs, base) -> {
            new CountDownLatch(1).await();
        });
        ControlledGuest guest = new ControlledGuest(Tiers.engine(tier), """
                (module (import "java" "read" (func $read)) (import "test" "ready" (func $ready))
                  (func (export "f") (call $ready) (call $read)))""", linker);
        Trap trap = assertInstanceOf(Trap.class, guest.callAndDo(() -> guest.store.interrupt("now"), "f"));
        assertEquals("interrupted: now", trap.getMessage());
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void deadline_ofTheTicker_stopsLoopsAndWaits(String tier) throws InterruptedException {
        Engine engine = Tiers.builder(tier).epochTick(Duration.ofMillis(1)).build();
        for (String function : List.of("count", "recurse", "wait")) {
            ControlledGuest guest = new ControlledGuest(engine, GUEST);
            assertStopped("deadline reached", guest.callAndDo(() -> guest.store.setDeadline(2), function));
            assertThrows(Trap.class, () -> guest.call("five"));
            guest.store.clearDeadline();
            assertEquals(5, guest.call("five"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void deadline_ofTheEmbedder_asksItsAction(String tier) throws InterruptedException {
        Engine engine = Tiers.builder(tier).epochTick(Duration.ZERO).build();
        ControlledGuest guest = new ControlledGuest(engine, GUEST);
        AtomicInteger asked = new AtomicInteger();
        guest.store.setDeadline(1, store -> {
            return asked.incrementAndGet() < 10 ? 1 : 0;
        });
        assertEquals(5, guest.call("five"));
        assertStopped("deadline reached", guest.callAndDo(() -> {
            while (asked.get() < 10) {
                engine.advanceEpoch();
            }
        }, "count"));
        assertEquals(10, asked.get());
        guest.store.setDeadline(1, DeadlineAction.yield(5));
        engine.advanceEpoch();
        assertEquals(5, guest.call("five"));
        for (int i = 0; i < 5; i++) {
            engine.advanceEpoch();
        }
        assertEquals(5, guest.call("five"));
        guest.store.setDeadline(0);
        assertThrows(Trap.class, () -> guest.call("five"));
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void deadline_thatNeverComes_doesNotStop(String tier) {
        Engine engine = Tiers.builder(tier).epochTick(Duration.ZERO).build();
        ControlledGuest guest = new ControlledGuest(engine, GUEST);
        engine.advanceEpoch();
        guest.store.setDeadline(Long.MAX_VALUE);
        engine.advanceEpoch();
        assertEquals(5, guest.call("five"));
        AtomicInteger asked = new AtomicInteger();
        guest.store.setDeadline(0, store -> asked.incrementAndGet() < 10 ? Long.MAX_VALUE : 0);
        assertEquals(5, guest.call("five"));
        engine.advanceEpoch();
        assertEquals(5, guest.call("five"));
        assertEquals(1, asked.get());
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void bulkInstructions_thatLookInBetween_moveWhatOneWould(String tier) {
        ControlledGuest guest = new ControlledGuest(Tiers.engine(tier), """
                (module (memory (export "m") 400)
                  (func (export "fill") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
                  (func (export "copy") (param i32 i32 i32) (memory.copy
                    (local.get 0) (local.get 1) (local.get 2))))""");
        var memory = guest.instance.memory("m");
        int length = 20_000_001;
        byte[] expected = new byte[400 << 16];
        new Random(1).nextBytes(expected);
        memory.write(0, expected, 0, expected.length);
        for (int[] move : new int[][] {{100_000, 7}, {7, 100_000}, {5_000_000, 0}, {3, 2}, {4, 4}}) {
            guest.call("copy", move[0], move[1], length);
            System.arraycopy(expected, move[1], expected, move[0], length);
            assertArrayEquals(expected, memory.readBytes(0, expected.length));
        }
        guest.call("fill", 5, 9, length);
        Arrays.fill(expected, 5, 5 + length, (byte) 9);
        assertArrayEquals(expected, memory.readBytes(0, expected.length));
        assertThrows(Trap.class, () -> guest.call("fill", 0, 1, -1));
        assertThrows(Trap.class, () -> guest.call("copy", 10_000_000, 0, length));
        assertArrayEquals(expected, memory.readBytes(0, expected.length));
    }
}
