package dev.weft.bench;

import java.util.Arrays;

/** How a process gets faster: runs from the first one on, thinned so that each point is some later than the last. */
final class Curve {
    private static final double STEP = 1.06;
    private static final int MOST = 120;

    private final long cold;
    private final long from = System.nanoTime();
    private long[] points;
    private int size = 2;

    /**
     * @param cold when the first run ended, nanoseconds after the start of the process
     * @param first how much processor time it took, nanoseconds
     */
    Curve(long cold, long first) {
        this.cold = cold;
        points = new long[2 * MOST];
        points[0] = cold;
        points[1] = first;
    }

    /** A run has ended just now, after so many nanoseconds of processor time. */
    void add(long cpu) {
        long time = cold + System.nanoTime() - from;
        if (size < points.length && time > points[size - 2] * STEP) {
            points[size++] = time;
            points[size++] = cpu;
        }
    }

    long cold() {
        return cold;
    }

    long[] points() {
        return Arrays.copyOf(points, size);
    }
}
