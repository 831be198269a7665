package dev.weft.host.rusm;

import java.util.concurrent.Future;

/** A message that will be sent later. Safe for any thread. */
public final class DelayedSend {
    private final Future<?> task;

    DelayedSend(Future<?> task) {
        this.task = task;
    }

    /** Takes it back; false if it was sent, or taken back before. */
    public boolean cancel() {
        return task.cancel(false);
    }

    /** Whether it was sent or taken back. */
    public boolean isOver() {
        return task.isDone();
    }
}
