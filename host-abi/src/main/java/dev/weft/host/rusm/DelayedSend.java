package dev.weft.host.rusm;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A message that will be sent later. Safe for any thread. */
public final class DelayedSend {
    /** Set by whoever comes first, to send it or to take it back. */
    private final AtomicBoolean over = new AtomicBoolean();
    private final Future<?> task;

    DelayedSend(ScheduledExecutorService timer, Duration delay, Runnable send) {
        this.task = timer.schedule(() -> {
            if (over.compareAndSet(false, true)) {
                send.run();
            }
        }, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Takes it back; false if it was sent, or taken back before. */
    public boolean cancel() {
        boolean taken = over.compareAndSet(false, true);
        if (taken) {
            task.cancel(false);
        }
        return taken;
    }

    /** Whether it was sent or taken back. */
    public boolean isOver() {
        return over.get();
    }
}
