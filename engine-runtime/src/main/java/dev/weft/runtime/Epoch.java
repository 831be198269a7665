package dev.weft.runtime;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * An engine's clock: a count of ticks, and the stores that wait for one of them.
 *
 * <p>Guests do not read it. Each tick looks after the stores that have a deadline and raises the signal of those whose
 * deadline it is, so guests need look at one plain field only. The thread that ticks lives while there are deadlines.
 */
final class Epoch {
    private final long tickNanos;
    private final Set<WeakReference<Control>> watched = ConcurrentHashMap.newKeySet();
    private volatile long now;
    private Thread ticker;

    /** A clock at tick 0; a duration of zero: it ticks only when told. */
    Epoch(Duration tick) {
        this.tickNanos = tick.toNanos();
    }

    long now() {
        return now;
    }

    void watch(WeakReference<Control> control) {
        watched.add(control);
        if (tickNanos > 0) {
            synchronized (this) {
                if (ticker == null) {
                    ticker = new Thread(this::tick, "weft-epoch");
                    ticker.setDaemon(true);
                    ticker.start();
                }
            }
        }
    }

    void unwatch(WeakReference<Control> control) {
        watched.remove(control);
    }

    void advance() {
        synchronized (this) {
            now++;
        }
        for (WeakReference<Control> reference : watched) {
            Control control = reference.get();
            if (control == null) {
                watched.remove(reference);
            } else {
                control.ticked(now);
            }
        }
    }

    private void tick() {
        while (true) {
            LockSupport.parkNanos(tickNanos);
            advance();
            synchronized (this) {
                if (watched.isEmpty()) {
                    ticker = null;
                    return;
                }
            }
        }
    }
}
