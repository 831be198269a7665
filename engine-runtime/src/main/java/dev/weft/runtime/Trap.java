package dev.weft.runtime;

/**
 * The abnormal end of a computation, which guest code cannot catch (specification, section 4.2.1, result {@code trap}).
 *
 * <p>The message starts with the specification's phrase, {@link Kind#phrase()}, and may go on with a detail:
 * {@code out of bounds memory access: 4 bytes at 0x1fffe, memory has 0x20000}. A trap carries no Java stack trace,
 * since making one would cost more than the guest's own work.
 */
public class Trap extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The reasons to trap, one row for each phrase that the official scripts expect. */
    public enum Kind {
        UNREACHABLE("unreachable"),
        INTEGER_DIVIDE_BY_ZERO("integer divide by zero"),
        INTEGER_OVERFLOW("integer overflow"),
        INVALID_CONVERSION_TO_INTEGER("invalid conversion to integer"),
        OUT_OF_BOUNDS_MEMORY_ACCESS("out of bounds memory access"),
        UNALIGNED_ATOMIC("unaligned atomic"),
        EXPECTED_SHARED_MEMORY("expected shared memory"),
        OUT_OF_BOUNDS_TABLE_ACCESS("out of bounds table access"),
        UNDEFINED_ELEMENT("undefined element"),
        UNINITIALIZED_ELEMENT("uninitialized element"),
        INDIRECT_CALL_TYPE_MISMATCH("indirect call type mismatch"),
        NULL_REFERENCE("null reference"),
        NULL_FUNCTION_REFERENCE("null function reference"),
        NULL_EXCEPTION_REFERENCE("null exception reference"),
        NULL_STRUCTURE_REFERENCE("null structure reference"),
        NULL_ARRAY_REFERENCE("null array reference"),
        NULL_I31_REFERENCE("null i31 reference"),
        OUT_OF_BOUNDS_ARRAY_ACCESS("out of bounds array access"),
        CAST_FAILURE("cast failure"),
        /** Not the specification's: the host interrupted the thread that ran the guest. */
        INTERRUPTED("interrupted");

        private final String phrase;

        Kind(String phrase) {
            this.phrase = phrase;
        }

        /** The specification's words, with which every message of this kind begins. */
        public String phrase() {
            return phrase;
        }
    }

    private final Kind kind;

    protected Trap(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    /** A trap whose message is the phrase alone. */
    public static Trap of(Kind kind) {
        return new Trap(kind, kind.phrase());
    }

    /** A trap whose message is the phrase, a colon and {@code detail}. */
    public static Trap of(Kind kind, String detail) {
        return new Trap(kind, kind.phrase() + ": " + detail);
    }

    /** The reason. */
    public Kind kind() {
        return kind;
    }
}
