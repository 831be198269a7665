package dev.weft.runtime;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * An engine's clock: a count of ticks, and the stores that wait for one of them.
 *
 * <p>Guests do not read it. Each tick looks after the stores that have a deadline and raises the signal of those whose
 * deadline it is, so guests need look at one plain field only. The thread that ticks lives while there are deadlines.
 */
final class Epoch {
    private final long tickNanos;
    private final Queue<WeakReference<Control>> watched = new ConcurrentLinkedQueue<>();
    private final AtomicLong now = new AtomicLong();
    private final AtomicBoolean ticking = new AtomicBoolean();

    /** A clock at tick 0; a duration of zero: it ticks only when told. */
    Epoch(Duration tick) {
        this.tickNanos = tick.toNanos();
    }

    long now() {
        return now.get();
    }

    /** Tells a store's control of each tick, until it has no deadline any more. */
    void watch(WeakReference<Control> control) {
        watched.add(control);
        if (tickNanos > 0 && ticking.compareAndSet(false, true)) {
            Thread ticker = new Thread(this::tick, "weft-epoch");
            ticker.setDaemon(true);
            ticker.start();
        }
    }

    void advance() {
        long tick = now.incrementAndGet();
        for (Iterator<WeakReference<Control>> i = watched.iterator(); i.hasNext();) {
            Control control = i.next().get();
            if (control == null || !control.ticked(tick)) {
                i.remove();
            }
        }
    }

    private void tick() {
        do {
            do {
                LockSupport.parkNanos(tickNanos);
                advance();
            } while (!watched.isEmpty());
            ticking.set(false);
            // somebody may have come before that, and counted on this thread
        } while (!watched.isEmpty() && ticking.compareAndSet(false, true));
    }
}
