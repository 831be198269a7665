package dev.weft.runtime.tier;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether the loops of a module must look at {@link Stack#signal} before each round: while a store with an instance of
 * it has raised its signal. Any thread may use it.
 *
 * <p>Implementation note. Nobody waits here, nor may a listener: who raises a signal holds a lock which the guest's
 * thread takes too, and guests on virtual threads may by now have every platform thread that could free another lock.
 */
public final class Polling {
    private final AtomicInteger wanted = new AtomicInteger();
    private final Queue<Runnable> listeners = new ConcurrentLinkedQueue<>();

    /** Whether loops must look. */
    public boolean isWanted() {
        return wanted.get() > 0;
    }

    /** One store more wants loops to look, or one less. */
    public void want(boolean more) {
        int now = wanted.addAndGet(more ? 1 : -1);
        if (more ? now == 1 : now == 0) {
            for (Runnable listener : listeners) {
                listener.run();
            }
        }
    }

    /**
     * Has code follow what is wanted, from now on. The listener may be run by several threads at once; it makes loops
     * look, or not, as {@link #isWanted} says, and goes on until that still says so when it is done. It takes no lock.
     */
    public void follow(Runnable listener) {
        listeners.add(listener);
        listener.run();
    }
}
