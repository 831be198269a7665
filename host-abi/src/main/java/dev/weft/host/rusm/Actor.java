package dev.weft.host.rusm;

import dev.weft.host.kernel.Worker;
import java.util.HashSet;
import java.util.Set;

/**
 * What an actor system keeps with a worker beyond what the kernel does; made when it is first needed, which for most
 * short processes is never. Safe for any thread.
 */
final class Actor {
    /** How many names, and how many tags, a process may have. */
    static final int MOST_NAMES = 1024;

    private final Worker worker;
    private String label = "";
    private Set<ActorStream> incoming;
    private boolean ended;

    private Actor(Worker worker) {
        this.worker = worker;
    }

    static Actor of(Worker worker) {
        return worker.attachment(Actor.class, () -> new Actor(worker));
    }

    /** The label of a worker, empty if it has none. */
    static String labelOf(Worker worker) {
        Actor actor = worker.attachment(Actor.class, () -> null);
        return actor == null ? "" : actor.label();
    }

    synchronized String label() {
        return label;
    }

    synchronized void setLabel(String text) {
        label = text;
    }

    /** A stream that this process is to read; null if it has ended. */
    ActorStream newStream(long from) {
        ActorStream stream = new ActorStream(from, this);
        boolean first;
        synchronized (this) {
            if (ended) {
                return null;
            }
            first = incoming == null;
            if (first) {
                incoming = new HashSet<>(4);
            }
            incoming.add(stream);
        }
        if (first) {
            // at once if it has ended meanwhile
            worker.onExit(reason -> end());
        }
        return stream.isDropped() ? null : stream;
    }

    synchronized void forget(ActorStream stream) {
        incoming.remove(stream);
    }

    private void end() {
        Set<ActorStream> left;
        synchronized (this) {
            ended = true;
            left = Set.copyOf(incoming);
        }
        left.forEach(ActorStream::drop);
    }
}
