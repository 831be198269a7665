package dev.weft.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Measures one run twice: by the clock on the wall, and by the processor time of the thread that runs it. */
public final class Stopwatch {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private long wallFrom;
    private long cpuFrom;
    private long wall = -1;
    private long cpu = -1;

    /** Begins to count, or begins anew. */
    public void start() {
        cpuFrom = THREADS.getCurrentThreadCpuTime();
        wallFrom = System.nanoTime();
    }

    /** Ends the count; on the same thread as {@link #start}. */
    public void stop() {
        wall = System.nanoTime() - wallFrom;
        cpu = THREADS.getCurrentThreadCpuTime() - cpuFrom;
    }

    /** The run between the last start and stop, with what the guest yielded. */
    public Run run(String check) {
        if (wall < 0) {
            throw new IllegalStateException("the guest called bench.start and bench.end in no such order");
        }
        return new Run(wall, cpu, check);
    }

    /**
     * One run of a guest.
     *
     * @param wall nanoseconds by the clock
     * @param cpu nanoseconds of processor time of the running thread
     * @param check what it yielded, or a hash of what it printed: equal for every engine that is right
     */
    public record Run(long wall, long cpu, String check) {
    }

    /** A time that ends when the thread has used its processor time, or after four times as much by the clock. */
    static final class Phase {
        private static final int PATIENCE = 4;

        private final long nanoseconds;
        private final long wallFrom = System.nanoTime();
        private final long cpuFrom = THREADS.getCurrentThreadCpuTime();

        Phase(long nanoseconds) {
            this.nanoseconds = nanoseconds;
        }

        boolean lasts() {
            return THREADS.getCurrentThreadCpuTime() - cpuFrom < nanoseconds
                    && System.nanoTime() - wallFrom < PATIENCE * nanoseconds;
        }
    }
}
