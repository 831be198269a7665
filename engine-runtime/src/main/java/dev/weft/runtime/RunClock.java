package dev.weft.runtime;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/** How long guests of a store have run. The store's thread begins and ends, any thread asks. */
final class RunClock {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private long wall;
    private long cpu;
    private Thread running;
    private long wallStart;
    private long cpuStart;

    synchronized void begin() {
        running = Thread.currentThread();
        wallStart = System.nanoTime();
        cpuStart = cpuOf(running);
    }

    synchronized void end() {
        wall += System.nanoTime() - wallStart;
        cpu += cpuSinceStart();
        running = null;
    }

    synchronized Duration wallTime() {
        return Duration.ofNanos(running == null ? wall : wall + System.nanoTime() - wallStart);
    }

    synchronized Duration cpuTime() {
        return Duration.ofNanos(running == null ? cpu : cpu + cpuSinceStart());
    }

    private long cpuSinceStart() {
        return Math.max(0, cpuOf(running) - cpuStart);
    }

    /** 0 for a virtual thread, of which nothing is known. */
    private static long cpuOf(Thread thread) {
        if (thread.isVirtual() || !THREADS.isThreadCpuTimeSupported()) {
            return 0;
        }
        return thread == Thread.currentThread() ? THREADS.getCurrentThreadCpuTime()
                : THREADS.getThreadCpuTime(thread.threadId());
    }
}
