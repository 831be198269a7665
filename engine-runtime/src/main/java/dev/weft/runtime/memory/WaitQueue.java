package dev.weft.runtime.memory;

import dev.weft.runtime.Trap;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The threads that wait at the addresses of one shared memory, first come, first woken (threads proposal,
 * {@code memory.atomic.wait} and {@code notify}).
 *
 * <p>Implementation note. One lock per memory makes comparing and queueing one step, as the proposal asks, so no
 * notify can fall between them. A waiter leaves its queue exactly once, under the lock: by the notifier, which counts
 * it, or by itself when its time is over. Waiting parks, so virtual threads release their carriers.
 */
final class WaitQueue {
    static final int OK = 0;
    static final int NOT_EQUAL = 1;
    static final int TIMED_OUT = 2;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, ArrayDeque<Waiter>> queues = new HashMap<>();

    private static final class Waiter {
        final Thread thread = Thread.currentThread();
        volatile boolean notified;
    }

    /**
     * Waits at {@code address} if {@code isExpected}, which is asked under the lock.
     *
     * @param timeout in nanoseconds; negative: for ever
     */
    int await(long address, BooleanSupplier isExpected, long timeout) {
        Waiter waiter = new Waiter();
        lock.lock();
        try {
            if (!isExpected.getAsBoolean()) {
                return NOT_EQUAL;
            }
            queues.computeIfAbsent(address, a -> new ArrayDeque<>()).addLast(waiter);
        } finally {
            lock.unlock();
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

    /** Takes a waiter out of its queue; false if a notifier was faster. */
    private boolean leave(long address, Waiter waiter) {
        lock.lock();
        try {
            ArrayDeque<Waiter> queue = queues.get(address);
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
        lock.lock();
        try {
            ArrayDeque<Waiter> queue = queues.get(address);
            if (queue == null) {
                return 0;
            }
            for (Waiter waiter; Integer.compareUnsigned(woken, count) < 0 && (waiter = queue.poll()) != null; woken++) {
                waiter.notified = true;
                LockSupport.unpark(waiter.thread);
            }
            if (queue.isEmpty()) {
                queues.remove(address);
            }
        } finally {
            lock.unlock();
        }
        return woken;
    }
}
