package dev.weft.runtime.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.runtime.Trap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Waiting without blocking, in one queue with the threads that block. */
final class WaitAsyncTest {
    private final MemoryInstance memory = MemoryInstance.allocate(1, 1, 16, true, false, MemoryLimiter.DEFAULT);

    @Test
    void waitAsync_valueDiffersOrNoTime_isCompleteAtOnce() {
        memory.storeI64(0, 5);
        assertEquals(1, memory.waitAsync32(0, 6, -1).getNow(-1));
        assertEquals(1, memory.waitAsync64(0, 6, -1).getNow(-1));
        assertEquals(2, memory.waitAsync32(0, 5, 0).getNow(-1));
        assertEquals(2, memory.waitAsync64(0, 5, 0).getNow(-1));
        assertEquals(0, memory.notify(0, -1));
    }

    @Test
    void waitAsync_notNotified_timesOutAndLeavesTheQueue() {
        assertEquals(2, memory.waitAsync32(0, 0, 1_000_000).join());
        assertEquals(2, memory.waitAsync64(0, 0, 1).join());
        assertEquals(0, memory.notify(0, -1));
    }

    @Test
    void waitAsync_amongThreads_isWokenInItsTurn() throws Exception {
        CompletableFuture<Integer> first = memory.waitAsync32(8, 0, -1);
        Thread second = waiting();
        CompletableFuture<Integer> third = memory.waitAsync64(8, 0, Long.MAX_VALUE);
        assertEquals(1, memory.notify(8, 1));
        assertEquals(0, first.join());
        assertFalse(third.isDone());
        assertEquals(1, memory.notify(8, 1));
        second.join();
        assertFalse(third.isDone());
        assertEquals(1, memory.notify(8, -1));
        assertEquals(0, third.join());
    }

    private Thread waiting() {
        Thread thread = Thread.ofVirtual().start(() -> assertEquals(0, memory.wait32(8, 0, -1)));
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return thread;
    }

    @Test
    void waitAsync_cancelled_leavesTheQueue() {
        CompletableFuture<Integer> cancelled = memory.waitAsync32(8, 0, -1);
        CompletableFuture<Integer> next = memory.waitAsync32(8, 0, -1);
        assertTrue(cancelled.cancel(false));
        assertThrows(CancellationException.class, cancelled::join);
        assertEquals(1, memory.notify(8, 1));
        assertEquals(0, next.join());
    }

    @Test
    void waitAsync_dependents_neverRunInTheNotifier() throws Exception {
        List<Thread> ran = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        memory.waitAsync32(8, 0, -1).thenRun(() -> {
            ran.add(Thread.currentThread());
            done.countDown();
        });
        assertEquals(1, memory.notify(8, 1));
        done.await();
        assertNotSame(Thread.currentThread(), ran.getFirst());
    }

    @Test
    void waitAsync_unalignedOutsideOrUnshared_traps() {
        assertEquals(Trap.Kind.UNALIGNED_ATOMIC,
                assertThrows(Trap.class, () -> memory.waitAsync64(4, 0, -1)).kind());
        assertEquals(Trap.Kind.OUT_OF_BOUNDS_MEMORY_ACCESS,
                assertThrows(Trap.class, () -> memory.waitAsync32(65_536, 0, -1)).kind());
        MemoryInstance unshared = MemoryInstance.allocate(1, 1, 16, false, false, MemoryLimiter.DEFAULT);
        assertEquals(Trap.Kind.EXPECTED_SHARED_MEMORY,
                assertThrows(Trap.class, () -> unshared.waitAsync32(0, 0, -1)).kind());
    }

    @Test
    void waitAsync_timeoutsRacingWithNotifies_countsAgree() {
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        int told = 0;
        for (int i = 0; i < 5_000; i++) {
            futures.add(memory.waitAsync32(16, 0, 1 + i % 100_000L));
            told += memory.notify(16, i % 3);
        }
        int woken = 0;
        for (CompletableFuture<Integer> future : futures) {
            woken += future.join() == 0 ? 1 : 0;
        }
        assertEquals(told, woken);
        assertEquals(0, memory.notify(16, -1));
    }

    @Test
    void wait_manyVirtualThreads_holdNoCarrier() throws Exception {
        // more than the scheduler's largest pool: were they pinned, the last ones could not even begin
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            threads.add(waiting());
        }
        assertEquals(1_000, memory.notify(8, -1));
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
