package dev.weft.host.oxide;

import dev.weft.host.HostClock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The timers of a guest, and the callbacks that wait for the next frame.
 *
 * <p>Threads: the guest's.
 */
final class Timers {
    private static final int MOST = 100_000;

    private final HostClock clock;
    private final Map<Integer, Timer> timers = new LinkedHashMap<>();
    private final Map<Integer, Integer> frames = new LinkedHashMap<>();
    private int last;

    private static final class Timer {
        final int id;
        final int callback;
        /** 0: it fires once. */
        final long interval;
        long due;

        Timer(int id, int callback, long interval, long due) {
            this.id = id;
            this.callback = callback;
            this.interval = interval;
            this.due = due;
        }
    }

    Timers(HostClock clock) {
        this.clock = clock;
    }

    /** A new timer's number; 0 if there are too many. */
    int set(int callback, int millis, boolean repeating) {
        if (timers.size() >= MOST) {
            return 0;
        }
        long nanos = Math.max(1, millis & 0xFFFF_FFFFL) * 1_000_000L;
        int id = ++last;
        timers.put(id, new Timer(id, callback, repeating ? nanos : 0, clock.nanos() + nanos));
        return id;
    }

    void clear(int id) {
        timers.remove(id);
    }

    /** Asks for a call at the next frame; 0 if too many do. */
    int nextFrame(int callback) {
        if (frames.size() >= MOST) {
            return 0;
        }
        int id = ++last;
        frames.put(id, callback);
        return id;
    }

    void cancelFrame(int id) {
        frames.remove(id);
    }

    /** Whether anything waits. */
    boolean isEmpty() {
        return timers.isEmpty() && frames.isEmpty();
    }

    /** The callbacks that are due now: those of the frame, then the others in the order of their times. */
    List<Integer> due() {
        List<Integer> callbacks = new ArrayList<>(frames.values());
        frames.clear();
        long now = clock.nanos();
        List<Timer> due = new ArrayList<>();
        for (Timer timer : timers.values()) {
            if (now - timer.due >= 0) {
                due.add(timer);
            }
        }
        due.sort(Comparator.comparingLong((Timer timer) -> timer.due - now));
        for (Timer timer : due) {
            callbacks.add(timer.callback);
            if (timer.interval == 0) {
                timers.remove(timer.id);
            } else {
                timer.due = now + timer.interval;
            }
        }
        return callbacks;
    }
}
