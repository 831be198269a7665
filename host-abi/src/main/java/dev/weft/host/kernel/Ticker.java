package dev.weft.host.kernel;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks every ten milliseconds after the workers that compute, and those that have a deadline. Its thread sleeps while
 * there are none.
 */
final class Ticker {
    static final long TICK_NANOS = 10_000_000;
    private static final int NUDGE_TICKS = 64;

    private final Set<Worker> busy = ConcurrentHashMap.newKeySet();
    private final Set<Worker> timed = ConcurrentHashMap.newKeySet();
    private volatile boolean asleep;
    private volatile boolean closed;
    private Thread thread;

    void busy(Worker worker) {
        busy.add(worker);
        wake();
    }

    void idle(Worker worker) {
        busy.remove(worker);
    }

    void timed(Worker worker) {
        timed.add(worker);
        wake();
    }

    void untimed(Worker worker) {
        timed.remove(worker);
    }

    private void wake() {
        if (thread == null || asleep) {
            begin();
        }
    }

    private synchronized void begin() {
        if (thread == null && !closed) {
            thread = Thread.ofPlatform().daemon().name("weft-kernel").start(this::run);
        } else if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    synchronized void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        int quiet = 0;
        for (int tick = 1; !closed; tick++) {
            LockSupport.parkNanos(TICK_NANOS);
            long now = System.nanoTime();
            for (Worker worker : timed) {
                worker.checkDeadline(now);
            }
            for (Worker worker : busy) {
                worker.checkSlice(now);
                if (tick % NUDGE_TICKS == 0) {
                    worker.nudge();
                }
            }
            quiet = busy.isEmpty() && timed.isEmpty() ? quiet + 1 : 0;
            if (quiet > 10) {
                quiet = 0;
                sleep();
            }
        }
    }

    private void sleep() {
        asleep = true;
        while (asleep && busy.isEmpty() && timed.isEmpty() && !closed) {
            LockSupport.park(this);
        }
        asleep = false;
    }
}
