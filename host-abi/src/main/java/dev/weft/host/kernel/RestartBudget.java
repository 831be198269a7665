package dev.weft.host.kernel;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How often something may be restarted: so many times in any window of time, or so many times in all.
 *
 * <p>Threads: one at a time.
 */
public final class RestartBudget {
    private final int most;
    private final long windowNanos;
    private final Deque<Long> restarts = new ArrayDeque<>();
    private int count;

    private RestartBudget(int most, long windowNanos) {
        this.most = most;
        this.windowNanos = windowNanos;
    }

    /** At most so many restarts in any window of this length; 0: any number. */
    public static RestartBudget of(int most, Duration window) {
        return new RestartBudget(most, window.toNanos());
    }

    /** At most so many restarts ever; 0: any number. */
    public static RestartBudget lifetime(int most) {
        return new RestartBudget(most, 0);
    }

    /** Three restarts in five seconds. */
    public static RestartBudget standard() {
        return of(3, Duration.ofSeconds(5));
    }

    /** A budget of the same size of which nothing is spent. */
    public RestartBudget fresh() {
        return new RestartBudget(most, windowNanos);
    }

    /** Spends one restart; false if none is left. */
    public boolean spend() {
        return spend(System.nanoTime());
    }

    boolean spend(long now) {
        if (most > 0) {
            while (windowNanos > 0 && !restarts.isEmpty() && now - restarts.peek() >= windowNanos) {
                restarts.poll();
            }
            if (windowNanos > 0 ? restarts.size() >= most : count >= most) {
                return false;
            }
            if (windowNanos > 0) {
                restarts.add(now);
            }
        }
        count++;
        return true;
    }

    /** How many were spent in all. */
    public int count() {
        return count;
    }
}
