package dev.weft.host.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.host.ExitReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Workers without guests: their lives, links, monitors, supervisors. */
class KernelTest {
    private static final ExitReason CRASH = new ExitReason(ExitReason.Kind.FAILED, "crash", null);

    private final Kernel kernel = Kernel.create();

    @AfterEach
    void close() {
        kernel.close();
    }

    private static void sleepForEver(Worker self) {
        while (true) {
            self.receive();
        }
    }

    private static void crash(Worker self) {
        throw new ExitReason.Exit(CRASH);
    }

    @Test
    void worker_returns_endsNormallyAndIsGone() {
        Worker worker = kernel.spawn(self -> { });
        assertEquals(ExitReason.NORMAL, worker.join());
        assertNull(kernel.find(worker.id()));
        assertEquals(1, kernel.finishedCount());
        assertEquals(0, kernel.liveCount());
        assertEquals(Mailbox.Post.CLOSED, worker.mailbox().post(new Mail.Message(-1, new byte[0])));
        assertEquals(1, kernel.spawn(self -> { }).id());
    }

    @Test
    void worker_throws_endsWithWhatThatMeans() {
        Worker worker = kernel.spawn(self -> {
            throw new IllegalStateException("of the host");
        });
        assertEquals(ExitReason.Kind.FAILED, worker.join().kind());
        assertEquals("java.lang.IllegalStateException: of the host", worker.exitReason().detail());
        assertEquals(CRASH, kernel.spawn(KernelTest::crash).join());
    }

    @Test
    void kill_ofAWaitingOrSleepingOrNewWorker_ends() throws InterruptedException {
        Worker waiting = kernel.spawn(KernelTest::sleepForEver);
        CountDownLatch begun = new CountDownLatch(1);
        Worker sleeping = kernel.spawn(self -> {
            begun.countDown();
            Thread.sleep(Duration.ofDays(1));
        });
        begun.await();
        assertTrue(waiting.kill(ExitReason.killed("by test")));
        assertTrue(sleeping.kill(ExitReason.killed("by test")));
        Worker fresh = kernel.spawn(KernelTest::sleepForEver);
        assertTrue(fresh.kill(ExitReason.killed("by test")));
        assertFalse(fresh.kill(ExitReason.killed("again")));
        for (Worker worker : List.of(waiting, sleeping, fresh)) {
            assertEquals(ExitReason.killed("by test"), worker.join());
        }
    }

    @Test
    void deadline_passes_isTheReason() {
        Worker worker = kernel.spawn(self -> {
            self.setDeadline(Duration.ofMillis(20));
            sleepForEver(self);
        });
        assertEquals(ExitReason.deadline("after 20 ms"), worker.join());
        Worker other = kernel.spawn(self -> {
            self.setDeadline(Duration.ofMillis(1));
            self.setDeadline(null);
            Thread.sleep(50);
        });
        assertEquals(ExitReason.NORMAL, other.join());
    }

    @Test
    void receive_selective_keepsTheRest() {
        List<Long> order = Collections.synchronizedList(new ArrayList<>());
        Worker worker = kernel.spawn(self -> {
            Mail wanted = self.receive(mail -> mail instanceof Mail.Message m && m.from() == 7, -1);
            order.add(((Mail.Message) wanted).from());
            order.add(((Mail.Message) self.receive()).from());
            order.add(((Mail.Message) self.receive()).from());
            assertNull(self.receive(mail -> true, 1_000_000));
            assertNull(self.receive(0));
        });
        for (long from : new long[] {1, 2, 7}) {
            worker.mailbox().post(new Mail.Message(from, new byte[1]));
        }
        assertEquals(ExitReason.NORMAL, worker.join());
        assertEquals(List.of(7L, 1L, 2L), order);
        assertEquals(3, worker.usage().received());
        assertEquals(3, worker.usage().receivedBytes());
    }

    @Test
    void peek_waitsAndLeavesWhatItFinds() {
        Worker worker = kernel.spawn(self -> {
            Mail found = self.peek(mail -> mail instanceof Mail.Message m && m.from() == 7, -1);
            assertSame(found, self.peek(mail -> mail == found, 0));
            assertNull(self.peek(mail -> mail instanceof Mail.Down, 1_000_000));
            assertEquals(1, ((Mail.Message) self.receive()).from());
            assertSame(found, self.receive());
        });
        worker.mailbox().post(new Mail.Message(1, new byte[1]));
        worker.mailbox().post(new Mail.Message(7, new byte[1]));
        assertEquals(ExitReason.NORMAL, worker.join());
    }

    @Test
    void linkIfAlive_ofTheDead_changesNothing() {
        Worker living = kernel.spawn(KernelTest::sleepForEver);
        Worker dead = kernel.spawn(KernelTest::crash);
        dead.join();
        assertFalse(living.linkIfAlive(dead));
        assertFalse(dead.linkIfAlive(living));
        assertTrue(living.linkIfAlive(living));
        assertEquals(0, living.linkCount());
        Worker other = kernel.spawn(KernelTest::sleepForEver);
        assertTrue(living.linkIfAlive(other));
        assertEquals(1, other.linkCount());
        other.kill(CRASH);
        assertEquals(CRASH, living.join());
    }

    @Test
    void attachment_isMadeOnce() {
        Worker worker = kernel.spawn(KernelTest::sleepForEver);
        assertNull(worker.attachment(String.class, () -> null));
        assertEquals("one", worker.attachment(String.class, () -> "one"));
        assertEquals("one", worker.attachment(String.class, () -> "two"));
    }

    @Test
    void monitor_isToldOnce_alsoOfTheDead() throws Exception {
        List<Mail> mail = Collections.synchronizedList(new ArrayList<>());
        Worker victim = kernel.spawn(KernelTest::sleepForEver);
        Worker watcher = kernel.spawn(self -> {
            long first = self.monitor(victim);
            long second = self.monitor(victim);
            self.demonitor(victim, second);
            victim.kill(CRASH);
            mail.add(self.receive());
            assertNull(kernel.find(victim.id()));
            long third = self.monitor(victim.id());
            mail.add(self.receive());
            assertEquals(first + 2, third);
            assertNull(self.receive(1_000_000));
        });
        assertEquals(ExitReason.NORMAL, watcher.join());
        assertEquals(CRASH, ((Mail.Down) mail.get(0)).reason());
        assertEquals(ExitReason.NO_WORKER, ((Mail.Down) mail.get(1)).reason());
    }

    @Test
    void links_cascadeWithTheSameReason_unlessNormalOrTrapped() {
        Worker a = kernel.spawn(KernelTest::sleepForEver);
        Worker b = kernel.spawn(WorkerOptions.DEFAULT.linkedTo(a), KernelTest::sleepForEver);
        Worker[] seen = new Worker[1];
        Mail[] got = new Mail[2];
        Worker trapping = kernel.spawn(WorkerOptions.DEFAULT.linkedTo(b).trappingExits(), self -> {
            got[0] = self.receive();
            Worker quiet = self.kernel().spawn(WorkerOptions.DEFAULT.linkedTo(self), peer -> { });
            seen[0] = quiet;
            got[1] = self.receive();
        });
        Worker unlinked = kernel.spawn(WorkerOptions.DEFAULT.linkedTo(a), KernelTest::sleepForEver);
        unlinked.unlink(a);
        a.kill(CRASH);
        assertEquals(CRASH, b.join());
        assertEquals(ExitReason.NORMAL, trapping.join());
        assertEquals(new Mail.Exited(b.id(), CRASH), got[0]);
        assertEquals(new Mail.Exited(seen[0].id(), ExitReason.NORMAL), got[1]);
        assertFalse(unlinked.hasEnded());
        Worker late = kernel.spawn(WorkerOptions.DEFAULT.linkedTo(a), KernelTest::sleepForEver);
        assertEquals(CRASH, late.join());
        Worker normalPeer = kernel.spawn(KernelTest::sleepForEver);
        kernel.spawn(WorkerOptions.DEFAULT.linkedTo(normalPeer), self -> { }).join();
        assertFalse(normalPeer.hasEnded());
    }

    @Test
    void exitActions_runBeforeTheDownsAndAfterTheNumberIsGone() {
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        Worker victim = kernel.spawn(KernelTest::sleepForEver);
        victim.onExit(reason -> events.add("exit " + kernel.find(victim.id())));
        Worker watcher = kernel.spawn(self -> {
            self.monitor(victim);
            victim.kill(CRASH);
            self.receive();
            events.add("down");
        });
        watcher.join();
        assertEquals(List.of("exit null", "down"), events);
        victim.onExit(reason -> events.add("late"));
        assertEquals("late", events.getLast());
        assertSame(CRASH, victim.exited().join());
    }

    @Test
    void supervisor_instantCrasher_runsFourTimesWithABudgetOfThree() {
        AtomicInteger runs = new AtomicInteger();
        Worker bystander = kernel.spawn(self -> { });
        bystander.join();
        Supervisor supervisor = new Supervisor(Supervisor.Strategy.ONE_FOR_ONE, RestartBudget.standard(), List.of(
                Supervisor.Child.of("calm", KernelTest::sleepForEver),
                Supervisor.Child.of("crasher", self -> {
                    runs.incrementAndGet();
                    crash(self);
                })));
        Worker worker = kernel.spawn(supervisor);
        assertEquals(ExitReason.Kind.FAILED, worker.join().kind());
        assertEquals(4, runs.get());
        assertEquals("restart budget exhausted by crasher: failed: crash", worker.exitReason().detail());
        Worker calm = supervisor.child("calm");
        assertTrue(calm == null || calm.join().kind() == ExitReason.Kind.KILLED);
    }

    @Test
    void supervisor_strategies_restartWhomTheySay() {
        assertEquals("a1 b2 c1", generations(Supervisor.Strategy.ONE_FOR_ONE));
        assertEquals("a2 b2 c2", generations(Supervisor.Strategy.ONE_FOR_ALL));
        assertEquals("a1 b2 c2", generations(Supervisor.Strategy.REST_FOR_ONE));
    }

    private String generations(Supervisor.Strategy strategy) {
        AtomicInteger[] starts = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
        CountDownLatch first = new CountDownLatch(3);
        CountDownLatch restarted = new CountDownLatch(strategy == Supervisor.Strategy.ONE_FOR_ONE ? 4
                : strategy == Supervisor.Strategy.ONE_FOR_ALL ? 6 : 5);
        List<Supervisor.Child> children = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            AtomicInteger count = starts[i];
            children.add(Supervisor.Child.of(String.valueOf((char) ('a' + i)), self -> {
                count.incrementAndGet();
                first.countDown();
                restarted.countDown();
                sleepForEver(self);
            }));
        }
        Supervisor supervisor = new Supervisor(strategy, RestartBudget.lifetime(5), children);
        Worker worker = kernel.spawn(supervisor);
        try {
            first.await();
            supervisor.child("b").kill(CRASH);
            restarted.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        worker.kill(ExitReason.killed("done"));
        worker.join();
        return "a" + starts[0] + " b" + starts[1] + " c" + starts[2];
    }

    @Test
    void supervisor_childThatEndedForGood_endsIt() {
        Supervisor supervisor = new Supervisor(Supervisor.Strategy.ONE_FOR_ONE, RestartBudget.standard(), List.of(
                new Supervisor.Child(WorkerOptions.DEFAULT, self -> { }, Supervisor.Restart.IF_ABNORMAL)));
        assertEquals(ExitReason.NORMAL, kernel.spawn(supervisor).join());
    }

    @Test
    void budget_ofAWindow_forgets() {
        RestartBudget budget = RestartBudget.of(2, Duration.ofNanos(100));
        assertTrue(budget.spend(0));
        assertTrue(budget.spend(50));
        assertFalse(budget.spend(99));
        assertTrue(budget.spend(100));
        assertFalse(budget.spend(149));
        assertTrue(budget.spend(150));
        RestartBudget whole = RestartBudget.lifetime(1);
        assertTrue(whole.spend());
        assertFalse(whole.spend());
        assertTrue(whole.fresh().spend());
    }

    @Test
    void shutdown_killsAllAndCountsThem() {
        for (int i = 0; i < 100; i++) {
            kernel.spawn(KernelTest::sleepForEver);
        }
        assertEquals(100, kernel.shutdown("test"));
        assertEquals(0, kernel.liveCount());
        assertEquals(100, kernel.finishedCount());
        kernel.close();
        assertThrows(IllegalStateException.class, () -> kernel.spawn(self -> { }));
    }

    @Test
    void messages_betweenWorkers_allArriveInOrder() {
        int count = 50_000;
        Worker echo = kernel.spawn(WorkerOptions.DEFAULT.named("echo"), self -> {
            while (true) {
                Mail.Message message = assertInstanceOf(Mail.Message.class, self.receive());
                Worker to = self.kernel().find(message.from());
                assertNotNull(to);
                self.send(to.mailbox(), message.bytes());
            }
        });
        Worker client = kernel.spawn(self -> {
            for (int i = 0; i < count; i++) {
                self.send(echo.mailbox(), new byte[] {(byte) i});
                assertEquals((byte) i, ((Mail.Message) self.receive()).bytes()[0]);
            }
        });
        assertEquals(ExitReason.NORMAL, client.join());
        assertEquals(count, client.usage().sent());
        assertEquals(count, client.usage().received());
        assertEquals(count, echo.usage().sentBytes());
    }
}
