package dev.weft.host.rusm;

import dev.weft.host.Capability;
import dev.weft.host.HostContext;
import dev.weft.host.kernel.HandleTable;
import dev.weft.host.kernel.Mail;
import dev.weft.host.kernel.Worker;
import dev.weft.runtime.Caller;
import dev.weft.runtime.Trap;
import java.util.HashMap;
import java.util.Map;

/**
 * A guest that is a process: its streams, the piece of mail it looks at, and its memory, access to which traps where
 * the guest points to nothing. Belongs to the process's thread.
 */
final class ActorGuest {
    /** How many streams a guest may have open. */
    private static final int MOST_STREAMS = 4096;

    final ActorSystem system;
    final Worker worker;
    private final HostContext context;
    private Map<Long, ActorStream> outgoing;
    private Map<Long, ActorStream> incoming;
    private long nextStream;

    /** What the last select took out, or null. */
    Mail item;
    /** The number of the stream that the last select took out. */
    long itemStream;
    /** Messages that will be sent later; null before the first. */
    HandleTable<DelayedSend> timers;

    ActorGuest(ActorSystem system, Worker worker, HostContext context) {
        this.system = system;
        this.worker = worker;
        this.context = context;
    }

    static ActorGuest of(Caller caller) {
        return HostContext.of(caller).state(ActorGuest.class);
    }

    HostContext context() {
        return context;
    }

    boolean mayControl() {
        return context.allows(Capability.PROCESS_CONTROL);
    }

    /** The worker of a number that this guest may see, or null. */
    Worker visible(long pid) {
        return pid == worker.id() ? worker : mayControl() ? system.kernel().find(pid) : null;
    }

    // Memory

    /** What a guest means by a length or capacity: less than nothing is nothing. */
    static int size(int length) {
        return Math.max(0, length);
    }

    /** A copy of bytes of the guest; traps if they are not all there. */
    byte[] bytes(Caller caller, int pointer, int length) {
        byte[] bytes = context.read(caller, pointer, size(length));
        if (bytes == null) {
            throw outside(caller, pointer, size(length));
        }
        return bytes;
    }

    /** Text of the guest; traps if it is not all there, or no UTF-8. */
    String text(Caller caller, int pointer, int length) {
        String text = context.readText(caller, pointer, size(length));
        if (text == null) {
            throw context.hasRange(caller, pointer, size(length))
                    ? Trap.of(Trap.Kind.UNREACHABLE, "a name that is no UTF-8")
                    : outside(caller, pointer, size(length));
        }
        return text;
    }

    /** Writes the first {@code count} bytes; traps if there is no room. */
    void write(Caller caller, int pointer, byte[] bytes, int count) {
        if (!context.write(caller, pointer, bytes, count)) {
            throw outside(caller, pointer, count);
        }
    }

    /** Writes as many bytes as the guest has room for, and returns how many there are. */
    int deliver(Caller caller, int pointer, int capacity, byte[] bytes) {
        write(caller, pointer, bytes, Math.min(size(capacity), bytes.length));
        return bytes.length;
    }

    private Trap outside(Caller caller, int pointer, int length) {
        return Trap.of(Trap.Kind.OUT_OF_BOUNDS_MEMORY_ACCESS, context.memory(caller) == null
                ? "the guest exports no memory"
                : length + " bytes at 0x" + Integer.toHexString(pointer) + ", from the host");
    }

    // Streams

    private boolean mayOpen() {
        int open = (outgoing == null ? 0 : outgoing.size()) + (incoming == null ? 0 : incoming.size());
        return open < MOST_STREAMS;
    }

    /** Opens a stream to a worker; -1 if that has ended. */
    long open(Worker to) {
        if (to == null || !mayOpen()) {
            return -1;
        }
        ActorStream stream = Actor.of(to).newStream(worker.id());
        if (stream == null) {
            return -1;
        }
        to.mailbox().post(stream);
        if (outgoing == null) {
            outgoing = new HashMap<>(4);
        }
        outgoing.put(nextStream, stream);
        return nextStream++;
    }

    /** The stream that was opened under a number, or null. */
    ActorStream outgoing(long id) {
        return outgoing == null ? null : outgoing.get(id);
    }

    void closeOutgoing(long id) {
        ActorStream stream = outgoing == null ? null : outgoing.remove(id);
        if (stream != null) {
            stream.end();
        }
    }

    /** Gives a stream that came in a number; -1 if there are too many. */
    long accept(ActorStream stream) {
        if (!mayOpen()) {
            stream.drop();
            return -1;
        }
        if (incoming == null) {
            incoming = new HashMap<>(4);
        }
        incoming.put(nextStream, stream);
        return nextStream++;
    }

    /** The stream that was accepted under a number, or null. */
    ActorStream incoming(long id) {
        return incoming == null ? null : incoming.get(id);
    }

    void forgetIncoming(long id) {
        incoming.remove(id);
    }

    /** The guest has ended: so have the streams it wrote. Those it read end with the process. */
    void end() {
        if (outgoing != null) {
            outgoing.values().forEach(ActorStream::end);
        }
        if (incoming != null) {
            incoming.values().forEach(ActorStream::drop);
        }
    }
}
