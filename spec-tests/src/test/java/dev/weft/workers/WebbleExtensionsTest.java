package dev.weft.workers;

import static dev.weft.workers.OxidePuppet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.host.ExitReason;
import dev.weft.host.GuestOptions;
import dev.weft.host.kernel.RestartBudget;
import dev.weft.host.webble.WebbleException;
import dev.weft.host.webble.WebbleMode;
import dev.weft.host.webble.WebblePool;
import dev.weft.host.webble.WebbleState;
import dev.weft.runtime.StoreLimits;
import dev.weft.runtime.Trap;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What our host of webble's guests can do and the original cannot. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WebbleExtensionsTest {
    static List<String> tiers() {
        return Tiers.all();
    }

    static List<String> controlled() {
        return Tiers.controlled();
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void workers_moreThan32_allGetWork(String tier) {
        try (WebblePuppet puppet = WebblePuppet.pool(tier, 70)) {
            assertEquals(70, puppet.callInt("num_workers"));
            Set<Long> used = new HashSet<>();
            List<Integer> handles = new ArrayList<>();
            for (int i = 0; i < 70; i++) {
                handles.add(puppet.spawn(Kind.SUSPEND, 0));
            }
            handles.forEach(puppet::awaitIdle);
            handles.forEach(handle -> puppet.call("wake", handle));
            handles.forEach(handle -> used.add(puppet.value(handle) >>> 32));
            assertEquals(70, used.size());
        }
        try (WebblePuppet puppet = WebblePuppet.alone(tier, 70)) {
            puppet.call("set_idle", 2, 0b100000);
            assertEquals(69, puppet.callInt("wake_one"));
            assertEquals(1, puppet.memory().atomicLoad32(puppet.word(69)));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void trappedWorker_isReplaced_itsHandlesFail_itsLoadComesBack(String tier) {
        ConcurrentLinkedQueue<ExitReason> losses = new ConcurrentLinkedQueue<>();
        try (WebblePuppet puppet = WebblePuppet.pool(tier, WebbleMode.IMPROVED,
                builder -> builder.onLoss((id, reason) -> losses.add(reason)))) {
            puppet.pool.init(2);
            int bystander = puppet.spawn(Kind.SUSPEND, 0);
            int elsewhere = puppet.spawn(Kind.SUSPEND, 0);
            puppet.awaitIdle(bystander);
            puppet.awaitIdle(elsewhere);
            int trapping = puppet.spawn(Kind.TRAP, 0);
            puppet.awaitDropped(trapping);
            // what was suspended on the lost instance cannot go on; what is on the other one can
            puppet.awaitDropped(bystander);
            puppet.call("wake", elsewhere);
            assertEquals(0x1_0000_0001L, puppet.value(elsewhere));
            await(() -> puppet.callInt("load_of", 0) == 0 && puppet.callInt("load_of", 1) == 0);
            assertEquals(0, puppet.value(puppet.spawn(Kind.WHERE, 0)), "the successor works");
            await(() -> losses.size() == 1);
            assertEquals(ExitReason.Kind.TRAPPED, losses.peek().kind());
            assertEquals(1, puppet.pool.metrics().replaced());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void trapsAmongStealableTasks_loseThemselvesOnly(String tier) {
        try (WebblePuppet puppet = WebblePuppet.pool(tier, 3)) {
            List<Integer> trapping = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                puppet.callInt("spawn_many", Kind.MARK.ordinal(), i * 100, 100);
                trapping.add(puppet.stealable(Kind.TRAP, 0));
            }
            trapping.forEach(puppet::awaitDropped);
            await(() -> puppet.callInt("marked") == 1000);
            assertEquals(0, puppet.callInt("marked_twice"));
            trapping.forEach(handle -> puppet.call("release", handle));
            await(() -> puppet.callInt("live_records") == 0);
            assertEquals(10, puppet.pool.metrics().lost());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void successor_endedBeforeItBegins_isReplacedToo(String tier) {
        AtomicReference<WebblePool> pool = new AtomicReference<>();
        AtomicInteger losses = new AtomicInteger();
        WebblePuppet.Change stopsAgain = builder -> builder.onLoss((id, reason) -> {
            // its successor is there, but has hardly begun
            if (losses.incrementAndGet() < 50) {
                pool.get().stop(id, "again");
            }
        });
        try (WebblePuppet puppet = WebblePuppet.pool(tier, WebbleMode.IMPROVED, stopsAgain)) {
            pool.set(puppet.pool);
            puppet.pool.init(2);
            puppet.pool.stop(0, "once");
            await(() -> losses.get() == 50);
            assertEquals(50, puppet.pool.metrics().replaced());
            assertEquals(0, puppet.value(puppet.spawn(Kind.WHERE, 0)), "the last successor works");
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void restartBudget_spent_endsTheRuntime(String tier) {
        try (WebblePuppet puppet = WebblePuppet.pool(tier, WebbleMode.IMPROVED,
                builder -> builder.restarts(RestartBudget.lifetime(1)))) {
            puppet.pool.init(1);
            int suspended = puppet.spawn(Kind.SUSPEND, 0);
            puppet.awaitIdle(suspended);
            int first = puppet.spawn(Kind.TRAP, 0);
            puppet.awaitDropped(first);
            puppet.awaitDropped(suspended);
            await(() -> puppet.pool.metrics().replaced() == 1);
            int second = puppet.spawn(Kind.TRAP, 0);
            await(() -> puppet.pool.state() == WebbleState.SHUTDOWN);
            puppet.awaitDropped(second);
            assertEquals(0, puppet.spawn(Kind.GIVE, 0), "nobody is there for it");
            puppet.pool.init(1);
            assertEquals(4, puppet.value(puppet.spawn(Kind.GIVE, 4)));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void cancelled_queuedOrSuspended_isDropped_doneIsNot(String tier) {
        try (WebblePuppet puppet = WebblePuppet.pool(tier, 2)) {
            int suspended = puppet.spawn(Kind.SUSPEND, 0);
            puppet.awaitIdle(suspended);
            puppet.call("cancel", suspended);
            puppet.awaitDropped(suspended);
            await(() -> puppet.callInt("load_of", 0) == 0);
            int done = puppet.spawn(Kind.GIVE, 11);
            assertEquals(11, puppet.value(done));
            puppet.call("cancel", done);
            assertEquals(11, puppet.value(done));
        }
        try (WebblePuppet puppet = WebblePuppet.alone(tier, 1)) {
            int queued = puppet.spawn(Kind.NOTE, 1);
            puppet.call("cancel", queued);
            puppet.drain(0);
            assertEquals(-1, puppet.state(queued));
            assertEquals(List.of(), puppet.notes());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void restart_withAnotherCount(String tier) {
        try (WebblePuppet puppet = WebblePuppet.pool(tier)) {
            for (int count : new int[] {2, 40, 1, 3}) {
                puppet.pool.init(count);
                assertEquals(count, puppet.callInt("num_workers"));
                List<Integer> handles = new ArrayList<>();
                for (int i = 0; i < 2 * count; i++) {
                    handles.add(puppet.spawn(Kind.YIELD, 3));
                }
                handles.add(puppet.stealable(Kind.SUM, 10));
                for (int handle : handles.subList(0, 2 * count)) {
                    assertTrue(puppet.value(handle) < count, "where it began and ended");
                }
                assertEquals(55, puppet.value(handles.getLast()));
                handles.forEach(handle -> puppet.call("release", handle));
                puppet.pool.shutdown();
                assertEquals(0, puppet.callInt("live_records"));
            }
            assertEquals("a runtime without workers",
                    assertThrows(WebbleException.class, () -> puppet.pool.init(0)).getMessage());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void onMain_suspendedWork_goesOn_inTheOriginalItTraps(String tier) {
        try (WebblePuppet puppet = WebblePuppet.pool(tier, 2)) {
            int suspended = puppet.onMain(Kind.SUSPEND, 0);
            puppet.awaitIdle(suspended);
            // woken by a worker, and by main itself
            puppet.spawn(Kind.WAKER, suspended);
            assertEquals(-1L, puppet.value(suspended), "main began it and main went on");
            int yielding = puppet.onMain(Kind.YIELD, 3);
            assertEquals(0xFFFF_FFFFL, puppet.value(yielding));
        }
        try (WebblePuppet puppet = WebblePuppet.pool(tier, WebbleMode.LEGACY, builder -> { })) {
            puppet.pool.init(2);
            int suspended = puppet.onMain(Kind.SUSPEND, 0);
            puppet.awaitIdle(suspended);
            assertInstanceOf(Trap.class, assertThrows(CompletionException.class, () ->
                    puppet.call("wake", suspended)).getCause());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void main_outlivesTraps(String tier) {
        try (WebblePuppet puppet = WebblePuppet.pool(tier, 1)) {
            assertInstanceOf(Trap.class, assertThrows(CompletionException.class, () ->
                    puppet.call("trap_here")).getCause());
            int trapping = puppet.onMain(Kind.TRAP, 0);
            int later = puppet.onMain(Kind.WHERE, 0);
            puppet.awaitDropped(trapping);
            assertEquals(0xFFFF_FFFFL, puppet.value(later));
            assertEquals(0, puppet.value(puppet.spawn(Kind.WHERE, 0)));
            assertThrows(CompletionException.class, () -> puppet.call("no_such_export"));
        }
    }

    @ParameterizedTest
    @MethodSource("controlled")
    void stop_ofAWorkerWhoseTaskSpins_losesThatTaskOnly(String tier) {
        try (WebblePuppet puppet = WebblePuppet.pool(tier, 2)) {
            int spinning = puppet.spawn(Kind.SPIN, 0);
            await(() -> puppet.callInt("counted") == 1);
            int behind = puppet.spawn(Kind.WHERE, 0);
            int queued = puppet.spawn(Kind.WHERE, 0);
            assertEquals(1, puppet.value(behind));
            assertTrue(puppet.pool.stop(0, "it spins"));
            puppet.awaitDropped(spinning);
            assertTrue(List.of(0L, 1L).contains(puppet.value(queued)), "what never began is kept");
            assertEquals(1, puppet.pool.metrics().replaced());
        }
    }

    @ParameterizedTest
    @MethodSource("controlled")
    void shutdown_withASpinningMain_replacesMain(String tier) {
        try (WebblePuppet puppet = WebblePuppet.pool(tier, WebbleMode.IMPROVED,
                builder -> builder.grace(Duration.ofMillis(40)))) {
            puppet.pool.init(2);
            CompletableFuture<Object> spinning = puppet.pool.call("spin_here");
            long counter = 1;
            puppet.pool.shutdown();
            assertInstanceOf(WebbleException.class,
                    assertThrows(CompletionException.class, spinning::join).getCause());
            puppet.pool.init(2);
            assertEquals(counter, puppet.value(puppet.spawn(Kind.GIVE, counter)));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void timers_runOnTheirParticipant(String tier) {
        try (WebblePuppet puppet = WebblePuppet.pool(tier, 1)) {
            assertEquals(0, puppet.callInt("count_later", 5, 0));
            assertEquals(0, puppet.callInt("count_later", 7, 20));
            await(() -> puppet.callInt("counted") == 12);
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void records_areUsedAgain(String tier) {
        try (WebblePuppet puppet = WebblePuppet.pool(tier, 2)) {
            int pages = 0;
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < 4; i++) {
                    puppet.callInt("spawn_many", Kind.GIVE.ordinal(), 0, 500);
                    await(() -> puppet.callInt("live_records") == 0);
                }
                pages = round == 0 ? puppet.callInt("pages") : pages;
                assertTrue(puppet.callInt("pages") <= pages + 1, "grows");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void workersThatCannotStart_leaveNothing(String tier) {
        String text = """
                (module
                  (import "env" "memory" (memory 1 1 shared))
                  (func (export "__notify_index") (param $id i32) (result i32)
                    (if (i32.eq (local.get $id) (i32.const 2)) (then (unreachable)))
                    (i32.add (i32.const 16) (local.get $id)))
                  (func (export "__worker_drain") (param i32) (result i32) (i32.const 1)))""";
        try (WebblePool pool = WebblePool.builder(WebblePuppet.layer(tier), TextParser.assemble(text)).build()) {
            WebbleException thrown = assertThrows(WebbleException.class, () -> pool.init(3));
            assertTrue(thrown.getMessage().startsWith("a worker could not start: unreachable"), thrown.getMessage());
            assertEquals(WebbleState.UNINIT, pool.state());
            assertEquals(0, pool.metrics().workers());
            pool.init(2);
            assertEquals(2, pool.metrics().workers());
        }
        String sameWord = text.replace("(local.get $id)))\n", "(i32.const 0)))\n").replace("(unreachable)", "");
        try (WebblePool pool = WebblePool.builder(WebblePuppet.layer(tier), TextParser.assemble(sameWord)).build()) {
            assertEquals("two participants have the same word",
                    assertThrows(WebbleException.class, () -> pool.init(1)).getMessage());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void memoryLimit_boundsTheSharedMemory(String tier) {
        StoreLimits limits = StoreLimits.DEFAULT.withMemoryBytes(4 << 20);
        try (WebblePuppet puppet = WebblePuppet.pool(tier, WebbleMode.IMPROVED, builder -> builder.options(
                GuestOptions.DEFAULT.limits(limits)))) {
            puppet.pool.init(1);
            assertEquals(0xFFFF_FFFFL, puppet.value(puppet.spawn(Kind.GROW, 64)), "refused");
            WebbleException thrown = assertThrows(WebbleException.class, () -> {
                puppet.pool.shutdown();
                puppet.pool.init(200);
            });
            assertTrue(thrown.getMessage().contains("no memory"), thrown.getMessage());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void grace_isWaitedForNoLongerThanNeeded(String tier) {
        try (WebblePuppet puppet = WebblePuppet.pool(tier, WebbleMode.IMPROVED,
                builder -> builder.grace(Duration.ofDays(1)))) {
            puppet.pool.init(4);
            assertEquals(0, puppet.pool.shutdown(), "all leave by themselves");
        }
    }
}
