package dev.weft.workers;

import static dev.weft.workers.OxidePuppet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.host.ExitReason;
import dev.weft.host.webble.WebbleException;
import dev.weft.host.webble.WebbleMode;
import dev.weft.host.webble.WebblePool;
import dev.weft.host.webble.WebbleState;
import dev.weft.runtime.Trap;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.text.TextParser;
import dev.weft.workers.WebblePuppet.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Webble's checklist, item by item. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WebbleChecklistTest {
    /** A guest that notifies its own word in its first four drains, when nobody waits there yet. */
    private static final String SELF_NOTIFIER = """
            (module
              (import "env" "memory" (memory 1 1 shared))
              (func (export "__notify_index") (param $id i32) (result i32)
                (i32.add (i32.const 16) (local.get $id)))
              (func (export "drained") (result i32) (i32.atomic.load (i32.const 128)))
              (func (export "notify") (result i32)
                (drop (i32.atomic.rmw.add (i32.const 64) (i32.const 1)))
                (memory.atomic.notify (i32.const 64) (i32.const 1)))
              (func (export "__worker_drain") (param $id i32) (result i32)
                (if (i32.eqz (local.get $id)) (then
                  (if (i32.lt_u (i32.atomic.rmw.add (i32.const 128) (i32.const 1)) (i32.const 4)) (then
                    (drop (i32.atomic.rmw.add (i32.const 64) (i32.const 1)))
                    (drop (memory.atomic.notify (i32.const 64) (i32.const 1)))))))
                (i32.const 1)))""";

    static List<String> tiers() {
        return Tiers.all();
    }

    static List<String> controlled() {
        return Tiers.controlled();
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item01_words_areDistinctAndAligned(String tier) {
        try (WebblePuppet puppet = WebblePuppet.pool(tier, 4)) {
            Set<Long> words = new HashSet<>();
            for (int id = WebblePuppet.MAIN; id < 4; id++) {
                long address = puppet.word(id);
                assertEquals(0, address % 4);
                assertTrue(words.add(address), "shared by " + id);
                int before = puppet.memory().atomicLoad32(address);
                puppet.call("notify_of", id);
                assertTrue(puppet.memory().atomicLoad32(address) > before);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item01_notify_bumpsItsOwnWordOnly(String tier) {
        try (WebblePuppet puppet = WebblePuppet.alone(tier, 4)) {
            puppet.call("notify_of", 2);
            for (int id = WebblePuppet.MAIN; id < 4; id++) {
                assertEquals(id == 2 ? 1 : 0, puppet.memory().atomicLoad32(puppet.word(id)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item02_notifyDuringTheDrain_isNotLost(String tier) {
        try (WebblePool pool =
                WebblePool.builder(WebblePuppet.layer(tier), TextParser.assemble(SELF_NOTIFIER)).build()) {
            pool.init(1);
            await(() -> (int) pool.call("drained").join() == 5);
            // from now on it sleeps, and each notification is one more drain
            await(() -> (int) pool.call("notify").join() == 1);
            await(() -> (int) pool.call("drained").join() > 5);
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item03_waits_areOkNotEqualTimedOut_asyncOnesToo(String tier) {
        try (WebblePuppet puppet = WebblePuppet.alone(tier, 2)) {
            MemoryInstance memory = puppet.memory();
            long word = puppet.word(1);
            assertEquals(1, memory.waitAsync32(word, 7, -1).join());
            assertEquals(2, memory.waitAsync32(word, 0, 1_000_000).join());
            CompletableFuture<Integer> waits = memory.waitAsync32(word, 0, -1);
            assertFalse(waits.isDone());
            assertEquals(1, puppet.callInt("notify_of", 1));
            assertEquals(0, waits.join());
            assertEquals(1, memory.atomicLoad32(word));
            assertEquals(1, memory.wait32(word, 0, -1));
            assertEquals(2, memory.wait32(word, 1, 1_000_000));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item04_notify_wakesOneOfSeveral_andTellsHowMany(String tier) {
        try (WebblePuppet puppet = WebblePuppet.alone(tier, 2)) {
            long word = puppet.word(0);
            assertEquals(0, puppet.callInt("notify_of", 0), "nobody waits");
            List<CompletableFuture<Integer>> waits = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                waits.add(puppet.memory().waitAsync32(word, 1, -1));
            }
            assertEquals(1, puppet.callInt("notify_of", 0));
            assertEquals(0, waits.get(0).join());
            assertFalse(waits.get(1).isDone() || waits.get(2).isDone());
            assertEquals(2, puppet.memory().notify(word, 5));
            assertEquals(0, waits.get(1).join() + waits.get(2).join());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item05_spawn_queuesThenBumpsThenNotifies(String tier) {
        try (WebblePuppet puppet = WebblePuppet.alone(tier, 2)) {
            CompletableFuture<Integer> wait = puppet.memory().waitAsync32(puppet.word(0), 0, -1);
            int handle = puppet.spawn(Kind.GIVE, 7);
            assertEquals(0, wait.join());
            // whoever is woken finds the word changed and the task there
            assertEquals(1, puppet.memory().atomicLoad32(puppet.word(0)));
            assertEquals(1, puppet.callInt("num_tasks_waiting"));
            puppet.drain(0);
            assertEquals(7, puppet.value(handle));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item06_pinned_leastLoadedFirst_tieToTheLowest_neverMigrates(String tier) {
        try (WebblePuppet puppet = WebblePuppet.alone(tier, 3)) {
            List<Integer> handles = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                handles.add(puppet.spawn(Kind.WHERE, 0));
            }
            assertEquals(List.of(3, 2, 2), loads(puppet, 3));
            puppet.drain(1);
            assertEquals(List.of(3, 0, 2), loads(puppet, 3), "what has ended counts no more");
            puppet.spawn(Kind.WHERE, 0);
            assertEquals(List.of(3, 1, 2), loads(puppet, 3));
            puppet.drain(0);
            puppet.drain(2);
            for (int i = 0; i < 7; i++) {
                assertEquals(i % 3, puppet.value(handles.get(i)));
            }
        }
        try (WebblePuppet puppet = WebblePuppet.pool(tier, 3)) {
            List<Integer> handles = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                handles.add(puppet.spawn(Kind.YIELD, 20));
            }
            for (int handle : handles) {
                assertNotEquals(-2L & 0xFFFF_FFFFL, puppet.value(handle), "migrated");
            }
            await(() -> loads(puppet, 3).equals(List.of(0, 0, 0)));
        }
    }

    private static List<Integer> loads(WebblePuppet puppet, int workers) {
        List<Integer> loads = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            loads.add(puppet.callInt("load_of", i));
        }
        return loads;
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item07_whatIsOfOneThread_mayBeHeldOverASuspension(String tier) {
        try (WebblePuppet puppet = WebblePuppet.pool(tier, 4)) {
            List<Integer> handles = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                handles.add(puppet.spawn(Kind.SCRATCH, 5));
            }
            handles.forEach(puppet::awaitIdle);
            handles.forEach(handle -> puppet.call("wake", handle));
            for (int handle : handles) {
                assertEquals(15, puppet.value(handle));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item08_wakeFromAnotherThread_runsOnTheOwner(String tier) {
        try (WebblePuppet puppet = WebblePuppet.pool(tier, 2)) {
            int first = puppet.spawn(Kind.SUSPEND, 0);
            int second = puppet.spawn(Kind.SUSPEND, 0);
            // the load is least on 0, so that worker 0 wakes the task of worker 1, and main that of worker 0
            int waker = puppet.spawn(Kind.WAKER, second);
            assertEquals(777, puppet.value(waker));
            assertEquals(0x1_0000_0001L, puppet.value(second));
            puppet.awaitIdle(first);
            puppet.call("wake", first);
            assertEquals(0, puppet.value(first));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item09_stealable_onePerDrain_ownNewestFirst_thenOthers_thenInjector(String tier) {
        try (WebblePuppet puppet = WebblePuppet.alone(tier, 3)) {
            puppet.drain(WebblePuppet.MAIN);
            puppet.stealable(Kind.NOTE, 1);
            puppet.stealable(Kind.NOTE, 2);
            puppet.drain(1);
            assertEquals(List.of(1), puppet.notes(), "one only, the injector's oldest");
            // as worker 1
            puppet.stealable(Kind.NOTE, 11);
            puppet.stealable(Kind.NOTE, 12);
            puppet.stealable(Kind.NOTE, 13);
            assertEquals(4, puppet.callInt("num_tasks_waiting"));
            puppet.drain(1);
            assertEquals(List.of(1, 13), puppet.notes(), "its own newest");
            puppet.drain(0);
            assertEquals(List.of(1, 13, 11), puppet.notes(), "the victim's oldest, before the injector");
            puppet.drain(2);
            puppet.drain(2);
            assertEquals(2, puppet.notes().getLast(), "the injector last");
            assertEquals(5, puppet.notes().size());
            assertEquals(0, puppet.callInt("num_tasks_waiting"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item09_stealable_runOnceEach_onSeveralWorkers(String tier) {
        int count = 20_000;
        try (WebblePuppet puppet = WebblePuppet.pool(tier, 2)) {
            assertEquals(count, puppet.callInt("spawn_many", Kind.MARK_IN_TWO.ordinal(), 0, count));
            puppet.call("spread", count, count);
            await(() -> puppet.callInt("marked") == 2 * count);
            assertEquals(0, puppet.callInt("marked_twice"));
            assertEquals(-1, puppet.callInt("first_unmarked", 2 * count));
            assertTrue(puppet.callInt("marked_by", 0) > 0);
            assertTrue(puppet.callInt("marked_by", 1) > 0);
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item10_wakeOne_claimsTheLowestIdle_andOnlyThat(String tier) {
        try (WebblePuppet puppet = WebblePuppet.alone(tier, 4)) {
            puppet.call("set_idle", 0, 0b1110);
            assertEquals(1, puppet.callInt("wake_one"));
            assertEquals(0b1100, puppet.callInt("idle_mask", 0));
            for (int id = 0; id < 4; id++) {
                assertEquals(id == 1 ? 1 : 0, puppet.memory().atomicLoad32(puppet.word(id)));
            }
            puppet.call("set_idle", 0, 0);
            assertEquals(-1, puppet.callInt("wake_one"));
            assertEquals(0, puppet.memory().atomicLoad32(puppet.word(0)));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item11_workThatComesBeforeTheIdleBit_isSeen(String tier) {
        try (WebblePuppet puppet = WebblePuppet.alone(tier, 2)) {
            puppet.drain(0);
            assertEquals(1, puppet.callInt("idle_mask", 0), "nothing to do");
            puppet.callInt("spawn_many", Kind.NOTE.ordinal(), 1, 3);
            puppet.drain(0);
            // it has work left, so it is not idle, and has armed itself again
            assertEquals(0, puppet.callInt("idle_mask", 0));
            assertEquals(1, puppet.notes().size());
        }
        try (WebblePuppet puppet = WebblePuppet.pool(tier, 1)) {
            // nobody notifies for the second to the last: the worker itself looks again
            puppet.callInt("spawn_many", Kind.NOTE.ordinal(), 1, 50);
            await(() -> puppet.callInt("ordered") == 50);
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item12_drain_isFalseAfterShutdown(String tier) {
        try (WebblePuppet puppet = WebblePuppet.alone(tier, 2)) {
            assertEquals(1, puppet.drain(0));
            puppet.call("__runtime_shutdown");
            assertEquals(0, puppet.drain(0));
            assertEquals(0, puppet.drain(1));
            assertEquals(0, puppet.callInt("num_workers"));
            assertEquals(1, puppet.memory().atomicLoad32(puppet.word(1)), "notified");
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item13_restart_withTheSameCountOnly(String tier) {
        try (WebblePuppet puppet = WebblePuppet.pool(tier, WebbleMode.LEGACY, builder -> { })) {
            puppet.pool.init(3);
            assertEquals(3, puppet.callInt("num_workers"));
            assertEquals(5, puppet.value(puppet.spawn(Kind.GIVE, 5)));
            assertEquals(0, puppet.pool.shutdown());
            assertEquals(WebbleState.SHUTDOWN, puppet.pool.state());
            assertEquals("a restart needs as many workers as the first start",
                    assertThrows(WebbleException.class, () -> puppet.pool.init(2)).getMessage());
            puppet.pool.init(3);
            assertEquals(6, puppet.value(puppet.spawn(Kind.GIVE, 6)));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item14_moreThan32Workers_areRejected_defaultIsTheCores(String tier) {
        try (WebblePuppet puppet = WebblePuppet.pool(tier, WebbleMode.LEGACY, builder -> builder.cores(0))) {
            assertEquals("there can be 32 workers at most",
                    assertThrows(WebbleException.class, () -> puppet.pool.init(33)).getMessage());
            assertEquals(WebbleState.UNINIT, puppet.pool.state());
            puppet.pool.init();
            assertEquals(4, puppet.callInt("num_workers"), "the number of cores is not known");
        }
        try (WebblePuppet puppet = WebblePuppet.pool(tier, WebbleMode.LEGACY, builder -> builder.cores(3))) {
            puppet.pool.init();
            assertEquals(3, puppet.callInt("num_workers"));
        }
        try (WebblePuppet puppet = WebblePuppet.pool(tier, WebbleMode.LEGACY, builder -> { })) {
            puppet.pool.init(0);
            // nobody rejects that, but nothing can be spawned
            assertInstanceOf(Trap.class, assertThrows(CompletionException.class, () ->
                    puppet.spawn(Kind.GIVE, 0)).getCause());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item15_secondInit_isRejected(String tier) {
        try (WebblePuppet puppet = WebblePuppet.pool(tier, 2)) {
            assertEquals("the runtime is running",
                    assertThrows(WebbleException.class, () -> puppet.pool.init(2)).getMessage());
            assertEquals(1, puppet.callInt("__runtime_init", 2, 0), "nor does the guest");
            assertEquals(9, puppet.value(puppet.spawn(Kind.GIVE, 9)));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item16_trap_endsItsWorkerOnly_andItsLoadLeaks(String tier) {
        ConcurrentLinkedQueue<ExitReason> losses = new ConcurrentLinkedQueue<>();
        try (WebblePuppet puppet = WebblePuppet.pool(tier, WebbleMode.LEGACY,
                builder -> builder.onLoss((id, reason) -> losses.add(reason)))) {
            puppet.pool.init(2);
            int lost = puppet.spawn(Kind.TRAP, 0);
            await(() -> losses.size() == 1);
            assertEquals(ExitReason.Kind.TRAPPED, losses.peek().kind());
            assertEquals(1, puppet.callInt("load_of", 0), "leaked");
            // the next goes to worker 1, which has less load, and stealable work, too
            assertEquals(1, puppet.value(puppet.spawn(Kind.WHERE, 0)));
            assertEquals(1, puppet.value(puppet.stealable(Kind.WHERE, 0)));
            assertEquals(0, puppet.state(lost), "never answered");
            assertEquals(1, puppet.pool.metrics().lost());
            assertEquals(0, puppet.pool.metrics().replaced());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item17_droppedHandle_doesNotCancel_droppedTask_givesNone(String tier) {
        try (WebblePuppet puppet = WebblePuppet.pool(tier, 2)) {
            int dropped = puppet.spawn(Kind.MARK, 3);
            puppet.call("release", dropped);
            await(() -> puppet.callInt("marked") == 1);
            int left = puppet.spawn(Kind.SUSPEND, 0);
            puppet.awaitIdle(left);
            puppet.pool.shutdown();
            assertEquals(-1, puppet.state(left), "dropped unfinished");
        }
        try (WebblePuppet puppet = WebblePuppet.pool(tier, WebbleMode.LEGACY, builder -> { })) {
            puppet.pool.init(1);
            int left = puppet.spawn(Kind.SUSPEND, 0);
            puppet.awaitIdle(left);
            puppet.pool.shutdown();
            assertEquals(0, puppet.state(left), "the original leaks it");
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item18_onMain_runsOnMain_readyBeforeIncoming_neverStealable(String tier) {
        try (WebblePuppet puppet = WebblePuppet.alone(tier, 2)) {
            int later = puppet.onMain(Kind.NOTE_LATER, 100);
            puppet.drain(WebblePuppet.MAIN);
            puppet.drain(0);
            // as worker 0
            puppet.onMain(Kind.NOTE, 1);
            puppet.call("wake", later);
            puppet.stealable(Kind.NOTE, 50);
            puppet.drain(WebblePuppet.MAIN);
            assertEquals(List.of(100, 1), puppet.notes());
            assertEquals(0, puppet.callInt("idle_mask", 0) & ~1, "main has no idle bit");
        }
        try (WebblePuppet puppet = WebblePuppet.pool(tier, 2)) {
            assertEquals(0xFFFF_FFFFL, puppet.value(puppet.onMain(Kind.WHERE, 0)));
            assertEquals(0x1_0000_0000L, puppet.value(puppet.spawn(Kind.ASK_MAIN, 0)));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item19_growth_isSeenByAll_dataIsLaidDownOnce(String tier) {
        try (WebblePuppet puppet = WebblePuppet.pool(tier)) {
            assertEquals(42, puppet.callInt("next_initialized"));
            puppet.pool.init(3);
            assertEquals(43, puppet.callInt("next_initialized"), "not again for each worker");
            puppet.value(puppet.spawn(Kind.GIVE, 0));
            int pages = puppet.callInt("pages");
            assertEquals(pages, puppet.value(puppet.spawn(Kind.GROW, 5)));
            assertEquals(pages + 5, puppet.callInt("pages"));
            assertEquals(pages + 5, puppet.memory().pages());
        }
    }

    @ParameterizedTest
    @MethodSource("controlled")
    void item20_spinningWorker_isStoppedByForce(String tier) {
        for (WebbleMode mode : WebbleMode.values()) {
            try (WebblePuppet puppet =
                    WebblePuppet.pool(tier, mode, builder -> builder.grace(Duration.ofMillis(40)))) {
                puppet.pool.init(2);
                puppet.spawn(Kind.SPIN, 0);
                await(() -> puppet.callInt("counted") == 1);
                int forced = puppet.pool.shutdown();
                assertTrue(forced >= 1);
                assertEquals(forced, puppet.pool.metrics().forced());
                puppet.pool.init(2);
                assertEquals(8, puppet.value(puppet.spawn(Kind.GIVE, 8)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void waits_ofMainAndOfUnsharedMemory_trap(String tier) {
        String text = """
                (module
                  (import "env" "memory" (memory 1 1 shared))
                  (func (export "__notify_index") (param i32) (result i32) (i32.add (i32.const 16) (local.get 0)))
                  (func (export "__worker_drain") (param i32) (result i32) (i32.const 1))
                  (func (export "wait") (result i32)
                    (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const 1))))""";
        try (WebblePool pool = WebblePool.builder(WebblePuppet.layer(tier), TextParser.assemble(text)).build()) {
            Trap trap = assertInstanceOf(Trap.class,
                    assertThrows(CompletionException.class, () -> pool.call("wait").join()).getCause());
            assertTrue(trap.getMessage().contains("block"), trap.getMessage());
        }
        assertThrows(WebbleException.class, () -> WebblePool.builder(WebblePuppet.layer(tier), TextParser.assemble("""
                (module (memory 1))""")).build());
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void counter_ofSeveralWorkers_isExact(String tier) {
        try (WebblePuppet puppet = WebblePuppet.pool(tier, 4)) {
            List<Integer> handles = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                handles.add(puppet.spawn(Kind.COUNT, 10_000));
            }
            handles.forEach(puppet::value);
            assertEquals(80_000, puppet.callInt("counted"));
        }
    }

    @Test
    void webble_isFoundByName() {
        assertEquals(List.of("webble"), WebblePuppet.layer("interp").abis().stream().map(abi -> abi.name()).toList());
    }
}
