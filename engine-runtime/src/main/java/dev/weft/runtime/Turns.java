package dev.weft.runtime;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import jdk.management.VirtualThreadSchedulerMXBean;

/**
 * Virtual threads that have computed for long and let others run: each waits for its next turn until nobody else is
 * queued, or for two ticks.
 *
 * <p>Implementation note. A carrier takes from one queue of its scheduler as long as there is something in it, and who
 * merely yields, or is woken by the timer, is always in the same one. More computing threads than carriers would keep
 * all others from running for ever. So one thread of the platform wakes them, one at a time, and only when the queues
 * are empty: between two of them a carrier looks into all. If the queues do not get empty, as many go on every two
 * ticks as there are carriers.
 */
public final class Turns implements Runnable {
    private static final long LONGEST_NANOS = 20_000_000;
    private static final long LOOK_NANOS = 1_000_000;
    private static final LinkedBlockingQueue<Turn> WAITING = new LinkedBlockingQueue<>();
    private static final List<BooleanSupplier> SCHEDULERS = new CopyOnWriteArrayList<>();

    static {
        Thread.ofPlatform().daemon().name("weft-turns").start(new Turns());
    }

    /** Somebody's next turn. */
    private static final class Turn {
        final Thread thread = Thread.currentThread();
        volatile boolean come;
    }

    private Turns() {
    }

    /** Whoever has computed for long waits from now on also while this says that somebody is queued elsewhere. */
    public static void heed(BooleanSupplier crowded) {
        SCHEDULERS.add(crowded);
    }

    /** Waits until it is the turn of the calling virtual thread again, or it is interrupted. */
    static void await() {
        Turn mine = new Turn();
        WAITING.add(mine);
        while (!mine.come && !mine.thread.isInterrupted()) {
            LockSupport.park(WAITING);
        }
    }

    /** The work of the thread that wakes them. */
    @Override
    public void run() {
        VirtualThreadSchedulerMXBean scheduler = scheduler();
        while (true) {
            Turn next;
            try {
                next = WAITING.take();
            } catch (InterruptedException e) {
                continue;
            }
            boolean crowded = staysCrowded(scheduler);
            int carriers = Runtime.getRuntime().availableProcessors();
            for (int left = crowded ? carriers : 1; left > 0 && next != null; left--) {
                next.come = true;
                LockSupport.unpark(next.thread);
                next = left == 1 ? null : WAITING.poll();
            }
        }
    }

    /** Null where the JVM has no module {@code jdk.management}: then nobody waits for the JDK's queues. */
    private static VirtualThreadSchedulerMXBean scheduler() {
        try {
            return ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
        } catch (LinkageError | IllegalArgumentException e) {
            return null;
        }
    }

    /** Waits until nobody is queued; whether somebody still is when the time is over. */
    private static boolean staysCrowded(VirtualThreadSchedulerMXBean scheduler) {
        long began = System.nanoTime();
        while (isCrowded(scheduler)) {
            if (System.nanoTime() - began > LONGEST_NANOS) {
                return true;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return false;
    }

    private static boolean isCrowded(VirtualThreadSchedulerMXBean scheduler) {
        for (BooleanSupplier crowded : SCHEDULERS) {
            if (crowded.getAsBoolean()) {
                return true;
            }
        }
        return scheduler != null && scheduler.getQueuedVirtualThreadCount() > 0;
    }
}
