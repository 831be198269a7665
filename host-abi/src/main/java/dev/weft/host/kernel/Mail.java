package dev.weft.host.kernel;

import dev.weft.host.ExitReason;

/** Something that lies in a mailbox: a message, a signal of the kernel, or a kind that an ABI has. Immutable. */
public interface Mail {

    /** How many bytes it counts against the limit of a mailbox. */
    int weight();

    /** Whether it gets into a full mailbox, too. */
    default boolean isSignal() {
        return false;
    }

    /**
     * Bytes from a worker.
     *
     * @param from  the sender's number, or -1 if it is none of the kernel's workers
     * @param bytes not to be changed
     */
    record Message(long from, byte[] bytes) implements Mail {
        @Override
        public int weight() {
            return bytes.length;
        }
    }

    /**
     * A worker that the receiver monitors has ended; comes once for each monitor.
     *
     * @param reference the monitor
     * @param worker    its number
     * @param reason    why; {@link ExitReason#NO_WORKER} if it had ended before
     */
    record Down(long reference, long worker, ExitReason reason) implements Mail {
        @Override
        public int weight() {
            return 0;
        }

        @Override
        public boolean isSignal() {
            return true;
        }
    }

    /** A worker that the receiver is linked to has ended, and the receiver traps exits. */
    record Exited(long worker, ExitReason reason) implements Mail {
        @Override
        public int weight() {
            return 0;
        }

        @Override
        public boolean isSignal() {
            return true;
        }
    }
}
