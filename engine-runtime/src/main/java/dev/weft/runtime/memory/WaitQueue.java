package dev.weft.runtime.memory;

import dev.weft.runtime.Trap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Those who wait at the addresses of one shared memory, first come, first woken (threads proposal, {@code
 * memory.atomic.wait} and {@code notify}): threads, and futures of the host.
 *
 * <p>Implementation note. One lock per memory makes comparing and queueing one step, as the proposal asks, so no
 * notify can fall between them. A waiter leaves its queue exactly once, under the lock: by the notifier, which counts
 * it, or by itself when its time is over. Waiting parks, so virtual threads release their carriers. A queue is a linked
 * set, so that leaving from the middle does not search. Those who were taken out are woken in their order after the
 * lock is free, for they will soon want it; futures on the common pool, so that what depends on them never runs inside
 * a guest's {@code notify}.
 */
final class WaitQueue {
    static final int OK = 0;
    static final int NOT_EQUAL = 1;
    static final int TIMED_OUT = 2;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, LinkedHashSet<Waiter>> queues = new HashMap<>();

    /** A thread that waits, or a future. */
    private static final class Waiter {
        final Thread thread;
        final CompletableFuture<Integer> future;
        volatile boolean notified;
        /** The one woken after it by the same notification. */
        Waiter next;

        Waiter(Thread thread, CompletableFuture<Integer> future) {
            this.thread = thread;
            this.future = future;
        }
    }

    /**
     * Waits at {@code address} if {@code isExpected}, which is asked under the lock.
     *
     * @param timeout in nanoseconds; negative: for ever
     */
    int await(long address, BooleanSupplier isExpected, long timeout) {
        Waiter waiter = new Waiter(Thread.currentThread(), null);
        if (!enter(address, waiter, isExpected)) {
            return NOT_EQUAL;
        }
        long start = System.nanoTime();
        boolean interrupted = false;
        while (!waiter.notified) {
            interrupted = waiter.thread.isInterrupted();
            long left = timeout - (System.nanoTime() - start);
            if (interrupted || timeout >= 0 && left <= 0) {
                break;
            }
            if (timeout < 0) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, left);
            }
        }
        if (waiter.notified || !leave(address, waiter)) {
            return OK;
        }
        if (interrupted) {
            throw Trap.of(Trap.Kind.INTERRUPTED, "while waiting at address 0x" + Long.toHexString(address));
        }
        return TIMED_OUT;
    }

    /** The same without blocking: a future of the result. Completing it from outside takes the waiter away. */
    CompletableFuture<Integer> awaitAsync(long address, BooleanSupplier isExpected, long timeout) {
        CompletableFuture<Integer> future = new CompletableFuture<>();
        Waiter waiter = new Waiter(null, future);
        if (!enter(address, waiter, isExpected)) {
            return CompletableFuture.completedFuture(NOT_EQUAL);
        }
        if (timeout == 0) {
            return CompletableFuture.completedFuture(leave(address, waiter) ? TIMED_OUT : OK);
        }
        CompletableFuture<Void> timer = new CompletableFuture<>();
        if (timeout > 0) {
            timer.thenRunAsync(() -> {
                if (leave(address, waiter)) {
                    future.complete(TIMED_OUT);
                }
            });
            timer.completeOnTimeout(null, timeout, TimeUnit.NANOSECONDS);
        }
        future.whenComplete((result, failure) -> {
            timer.cancel(false);
            if (!waiter.notified) {
                leave(address, waiter);
            }
        });
        return future;
    }

    private boolean enter(long address, Waiter waiter, BooleanSupplier isExpected) {
        lock.lock();
        try {
            if (!isExpected.getAsBoolean()) {
                return false;
            }
            return queues.computeIfAbsent(address, a -> new LinkedHashSet<>()).add(waiter);
        } finally {
            lock.unlock();
        }
    }

    /** Takes a waiter out of its queue; false if a notifier was faster. */
    private boolean leave(long address, Waiter waiter) {
        lock.lock();
        try {
            LinkedHashSet<Waiter> queue = queues.get(address);
            if (queue == null || !queue.remove(waiter)) {
                return false;
            }
            if (queue.isEmpty()) {
                queues.remove(address);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Wakes the first {@code count} (unsigned) waiters at {@code address} and tells how many there were to wake. */
    int signal(long address, int count) {
        int woken = 0;
        Waiter first = null;
        lock.lock();
        try {
            LinkedHashSet<Waiter> queue = queues.get(address);
            if (queue == null) {
                return 0;
            }
            for (Waiter last = null; Integer.compareUnsigned(woken, count) < 0 && !queue.isEmpty(); woken++) {
                Waiter waiter = queue.removeFirst();
                if (last == null) {
                    first = waiter;
                } else {
                    last.next = waiter;
                }
                last = waiter;
                waiter.notified = true;
            }
            if (queue.isEmpty()) {
                queues.remove(address);
            }
        } finally {
            lock.unlock();
        }
        for (Waiter waiter = first; waiter != null; waiter = waiter.next) {
            if (waiter.thread != null) {
                LockSupport.unpark(waiter.thread);
            } else {
                waiter.future.completeAsync(() -> OK);
            }
        }
        return woken;
    }
}
