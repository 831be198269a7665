package dev.weft.host.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.host.ExitReason;
import dev.weft.host.kernel.Supervisor.Child;
import dev.weft.host.kernel.Supervisor.Strategy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Children that fail as fast as they are restarted, mostly on one another's threads. */
@Timeout(60)
class SupervisorStormTest {
    private static final ExitReason CRASH = new ExitReason(ExitReason.Kind.FAILED, "crash", null);
    private static final ExitReason DONE = ExitReason.killed("done");

    private final Kernel kernel = Kernel.create();

    @AfterEach
    void close() {
        kernel.close();
    }

    private static void crash(Worker self) {
        throw new ExitReason.Exit(CRASH);
    }

    private static Supervisor storming(int budget, Child... children) {
        return new Supervisor(Strategy.ONE_FOR_ONE, RestartBudget.lifetime(budget), List.of(children));
    }

    private void awaitRestarts(long count) {
        while (kernel.restartedCount() < count) {
            LockSupport.parkNanos(100_000);
        }
    }

    @Test
    void failingChild_isRestartedOnItsThread_withANumberAndAMailboxOfItsOwn() throws InterruptedException {
        record Life(Worker worker, Thread thread) { }
        List<Life> lives = Collections.synchronizedList(new ArrayList<>());
        Worker top = kernel.spawn(storming(200, Child.of("child", self -> {
            lives.add(new Life(self, Thread.currentThread()));
            assertEquals(0, self.mailbox().size());
            self.mailbox().post(new Mail.Message(-1, new byte[1]));
            crash(self);
        })));
        assertEquals(ExitReason.Kind.FAILED, top.join().kind());
        assertEquals(201, lives.size());
        int together = 0;
        for (int i = 1; i < lives.size(); i++) {
            assertTrue(lives.get(i - 1).worker.id() < lives.get(i).worker.id());
            assertSame(CRASH, lives.get(i).worker.exitReason());
            together += lives.get(i - 1).thread == lives.get(i).thread ? 1 : 0;
        }
        assertTrue(together > 0, "no two on one thread");
    }

    @Test
    void stormsOnEveryCore_leaveCoresToOthers() {
        for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
            kernel.spawn(storming(0, Child.of("child", self -> {
                // fast ones get into each other's way, and then wait
                long until = System.nanoTime() + 500_000;
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                crash(self);
            })));
        }
        awaitRestarts(100);
        for (int i = 0; i < 50; i++) {
            // each has to wait for a core twice
            assertEquals(ExitReason.NORMAL, kernel.spawn(self -> Thread.yield()).join());
        }
    }

    @Test
    void manyChildrenThatFailAtOnce_spendTheBudgetExactly() {
        for (int round = 0; round < 20; round++) {
            AtomicInteger starts = new AtomicInteger();
            Child[] children = new Child[8];
            for (int i = 0; i < children.length; i++) {
                children[i] = Child.of("child " + i, self -> {
                    starts.incrementAndGet();
                    crash(self);
                });
            }
            long before = kernel.restartedCount();
            Worker top = kernel.spawn(storming(500, children));
            assertEquals(ExitReason.Kind.FAILED, top.join().kind());
            assertEquals(500, kernel.restartedCount() - before);
            while (kernel.liveCount() > 0) {
                Thread.onSpinWait();
            }
            // the last ones may have been killed before they began
            assertTrue(starts.get() <= 508 && starts.get() >= 500, starts::toString);
        }
    }

    @Test
    void supervisorKilledInAStorm_leavesNoChild() {
        for (int round = 0; round < 200; round++) {
            Worker top = kernel.spawn(storming(0, Child.of("a", SupervisorStormTest::crash),
                    Child.of("b", SupervisorStormTest::crash)));
            awaitRestarts(kernel.restartedCount() + round % 20);
            assertTrue(top.kill(DONE));
            assertSame(DONE, top.join());
            while (kernel.liveCount() > 0 || kernel.finishedCount() < kernel.spawnedCount()) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void killedChild_leavesNoInterruptToTheNext() throws InterruptedException {
        SynchronousQueue<Worker> alive = new SynchronousQueue<>();
        Worker top = kernel.spawn(storming(0, Child.of("child", self -> {
            assertFalse(Thread.currentThread().isInterrupted());
            alive.put(self);
            while (true) {
                self.receive();
            }
        })));
        Worker before = null;
        for (int i = 0; i < 2_000; i++) {
            Worker now = alive.poll(30, TimeUnit.SECONDS);
            assertNotSame(before, now);
            assertTrue(now.kill(DONE));
            assertSame(DONE, now.join());
            before = now;
        }
        top.kill(DONE);
        top.join();
        assertTrue(kernel.restartedCount() <= 2_000, "more restarts than kills: " + kernel.restartedCount());
    }

    @Test
    void childThatInterruptsItsThread_leavesNoInterruptToTheNext() {
        AtomicInteger interrupted = new AtomicInteger();
        Worker top = kernel.spawn(storming(100, Child.of("child", self -> {
            interrupted.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
            self.onExit(reason -> Thread.currentThread().interrupt());
            crash(self);
        })));
        assertEquals(ExitReason.Kind.FAILED, top.join().kind());
        assertEquals(0, interrupted.get());
    }

    @Test
    void watchersAndLinks_areToldOfEachEnd() {
        AtomicInteger exits = new AtomicInteger();
        CountDownLatch ready = new CountDownLatch(1);
        Worker peer = kernel.spawn(WorkerOptions.DEFAULT.trappingExits(), self -> {
            ready.countDown();
            while (exits.get() < 301) {
                exits.addAndGet(self.receive() instanceof Mail.Exited exited && exited.reason() == CRASH ? 1 : 0);
            }
        });
        Worker top = kernel.spawn(new Supervisor(Strategy.ONE_FOR_ONE, RestartBudget.lifetime(300),
                List.of(new Child(WorkerOptions.DEFAULT.linkedTo(peer), SupervisorStormTest::crash,
                        Supervisor.Restart.ALWAYS))));
        assertEquals(ExitReason.Kind.FAILED, top.join().kind());
        assertEquals(ExitReason.NORMAL, peer.join());
    }

    @Test
    void blockedFuture_holdsNoRestartBack() throws InterruptedException {
        CountDownLatch later = new CountDownLatch(1);
        AtomicInteger starts = new AtomicInteger();
        Worker top = kernel.spawn(storming(0, Child.of("child", self -> {
            if (starts.getAndIncrement() == 0) {
                self.exited().thenRun(() -> {
                    try {
                        later.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                crash(self);
            }
            later.countDown();
            self.receive();
        })));
        later.await();
        assertEquals(2, starts.get());
        top.kill(DONE);
        top.join();
    }
}
