package dev.weft.host;

import dev.weft.runtime.Trap;
import dev.weft.runtime.WasmException;
import java.util.Objects;

/**
 * Why a guest, or a worker without one, has ended. Immutable.
 *
 * @param kind   which of the ways
 * @param detail one line about it, which of a trap is its message; empty if there is nothing to say
 * @param cause  what was thrown, or null
 */
public record ExitReason(Kind kind, String detail, Throwable cause) {
    /** It returned. */
    public static final ExitReason NORMAL = new ExitReason(Kind.NORMAL, "", null);
    /** There never was such a worker, or it has ended before: what a monitor of one is told. */
    public static final ExitReason NO_WORKER = new ExitReason(Kind.NO_WORKER, "", null);

    /** The ways to end. */
    public enum Kind {
        /** It returned. */
        NORMAL("normal"),
        /** The guest trapped, or nobody caught its exception. */
        TRAPPED("trapped"),
        /** Its fuel was used up. */
        OUT_OF_FUEL("out of fuel"),
        /** It took longer than it was given. */
        DEADLINE("deadline"),
        /** Somebody ended it. */
        KILLED("killed"),
        /** It never ran: no module, an import missing, a limit too low. */
        LOAD_FAILED("load failed"),
        /** Code of the host failed. */
        FAILED("failed"),
        /** It does not exist. */
        NO_WORKER("no worker");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    public ExitReason {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(detail);
    }

    /** Somebody ended it. */
    public static ExitReason killed(String detail) {
        return new ExitReason(Kind.KILLED, detail, null);
    }

    /** It took too long. */
    public static ExitReason deadline(String detail) {
        return new ExitReason(Kind.DEADLINE, detail, null);
    }

    /** It never ran. */
    public static ExitReason loadFailed(String detail, Throwable cause) {
        return new ExitReason(Kind.LOAD_FAILED, detail, cause);
    }

    /** What a throwable that came out of a guest, or of a worker's Java code, means. */
    public static ExitReason of(Throwable thrown) {
        return switch (thrown) {
            case Exit exit -> exit.reason();
            case Trap trap when trap.kind() == Trap.Kind.ALL_FUEL_CONSUMED ->
                new ExitReason(Kind.OUT_OF_FUEL, "", trap);
            case Trap trap -> new ExitReason(Kind.TRAPPED, "", trap);
            case WasmException exception -> new ExitReason(Kind.TRAPPED, exception.getMessage(), exception);
            default -> new ExitReason(Kind.FAILED, thrown.toString(), thrown);
        };
    }

    /** Whether it is anything but a return. */
    public boolean isAbnormal() {
        return kind != Kind.NORMAL;
    }

    @Override
    public String detail() {
        // a trap's message names the place, which is only looked for if somebody asks
        return detail.isEmpty() && cause instanceof Trap ? cause.getMessage() : detail;
    }

    @Override
    public Throwable cause() {
        if (cause instanceof Trap) {
            // from here on it has the guest's frames, also inside of another exception
            cause.getStackTrace();
        }
        return cause;
    }

    @Override
    public String toString() {
        String text = detail();
        return text.isEmpty() ? kind.toString() : kind + ": " + text;
    }

    /** Ends a worker with a reason, from wherever it is thrown in its thread; guests cannot catch it. */
    public static final class Exit extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient ExitReason reason;

        /** The end for a reason. */
        public Exit(ExitReason reason) {
            super(null, reason.cause, false, false);
            this.reason = reason;
        }

        /** The reason. */
        public ExitReason reason() {
            return reason;
        }

        @Override
        public String getMessage() {
            return reason.toString();
        }

        @Override
        public synchronized Throwable getCause() {
            return reason.cause();
        }
    }
}
