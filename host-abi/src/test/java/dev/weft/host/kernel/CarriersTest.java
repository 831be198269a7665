package dev.weft.host.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CarriersTest {
    private static final int THREADS = 600;

    private final Carriers carriers = new Carriers(2);

    private void start(Runnable task) {
        carriers.newThread("test", task).start();
    }

    @Test
    void theBuildLendsWhatItTakes() {
        assertNotNull(Carriers.SHARED);
    }

    @Test
    void threadsKnowTheirCarrierAndTheirName() throws InterruptedException {
        List<String> seen = new CopyOnWriteArrayList<>();
        Thread thread = carriers.newThread("somebody", () -> {
            seen.add(Thread.currentThread().toString());
            Thread.startVirtualThread(() -> seen.add(Thread.currentThread().toString()));
        });
        thread.start();
        thread.join();
        while (seen.size() < 2) {
            Thread.sleep(1);
        }
        assertTrue(thread.isVirtual());
        assertEquals("somebody", thread.getName());
        assertTrue(seen.get(0).contains("@weft-carrier-"), seen.get(0));
        assertTrue(seen.get(1).contains("@weft-carrier-"), "a child runs where its parent does: " + seen.get(1));
    }

    @Test
    void whoLetsOthersRunGoesOn() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(THREADS);
        for (int i = 0; i < THREADS; i++) {
            start(() -> {
                for (int round = 0; round < 200; round++) {
                    Thread.yield();
                }
                done.countDown();
            });
        }
        done.await();
    }

    @Test
    void moreThreadsThanAQueueHoldsAllRun() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(5 * THREADS);
        start(() -> {
            for (int i = 0; i < 5 * THREADS; i++) {
                start(done::countDown);
            }
        });
        done.await();
    }

    /** Tokens go round in a ring of sleepers, some of them no virtual threads; a wake-up that is lost stops one. */
    @Test
    void nobodyIsWokenInVain() throws InterruptedException {
        int tokens = 7;
        int seats = 40;
        AtomicIntegerArray held = new AtomicIntegerArray(seats);
        AtomicInteger left = new AtomicInteger(60_000);
        CountDownLatch done = new CountDownLatch(seats);
        Thread[] ring = new Thread[seats];
        for (int i = 0; i < seats; i++) {
            int seat = i;
            Runnable play = () -> {
                while (left.get() > 0) {
                    if (held.get(seat) == 0) {
                        LockSupport.park();
                        continue;
                    }
                    held.decrementAndGet(seat);
                    if (left.decrementAndGet() <= 0) {
                        for (Thread each : ring) {
                            LockSupport.unpark(each);
                        }
                        break;
                    }
                    int next = (seat + 1) % seats;
                    held.incrementAndGet(next);
                    LockSupport.unpark(ring[next]);
                }
                done.countDown();
            };
            ring[i] = i % 10 == 9 ? Thread.ofPlatform().daemon().unstarted(play)
                    : carriers.newThread("seat " + i, play);
        }
        for (int i = 0; i < tokens; i++) {
            held.set(i * 5, 1);
        }
        for (Thread each : ring) {
            each.start();
        }
        done.await();
    }

    @Test
    void whoeverWaitsBehindOneThatDoesNotGoOnIsRunByAnother() throws InterruptedException {
        AtomicInteger turns = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(1);
        start(() -> {
            start(turns::incrementAndGet);
            while (turns.get() == 0) {
                Thread.onSpinWait();
            }
            done.countDown();
        });
        done.await();
    }

    @Test
    void blockedCarriersAreRelievedForAsLongAsTheyAre() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(6);
        CountDownLatch done = new CountDownLatch(6);
        AtomicInteger go = new AtomicInteger();
        for (int i = 0; i < 6; i++) {
            start(() -> {
                blocked.countDown();
                while (go.get() == 0) {
                    Thread.onSpinWait();
                }
                done.countDown();
            });
        }
        blocked.await();
        assertTrue(carriers.count() >= 6, carriers.count() + " carriers run six threads");
        CountDownLatch ran = new CountDownLatch(1);
        start(ran::countDown);
        assertTrue(ran.await(60, TimeUnit.SECONDS), "a seventh waits for ever");
        go.set(1);
        done.await();
        while (carriers.count() > 2) {
            Thread.sleep(1);
        }
    }
}
