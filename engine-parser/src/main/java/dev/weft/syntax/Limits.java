package dev.weft.syntax;

/**
 * The size range of a memory (in pages) or table (in elements); both numbers are unsigned.
 *
 * @param min    the initial size
 * @param max    the largest size, meaningful if {@code hasMax}
 * @param hasMax whether there is a declared maximum
 */
public record Limits(long min, long max, boolean hasMax) {

    /** Limits without a maximum. */
    public static Limits of(long min) {
        return new Limits(min, 0, false);
    }

    /** Limits with a maximum. */
    public static Limits of(long min, long max) {
        return new Limits(min, max, true);
    }

    /** Whether something of this size range may stand where {@code expected} is asked for. */
    public boolean matches(Limits expected) {
        return Long.compareUnsigned(min, expected.min) >= 0
                && (!expected.hasMax || hasMax && Long.compareUnsigned(max, expected.max) <= 0);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(min) + (hasMax ? ".." + Long.toUnsignedString(max) : "..");
    }
}
