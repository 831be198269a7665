package dev.weft.runtime;

/**
 * An unboxed scalar: a reference to the any hierarchy that is a 31-bit integer (specification, section 4.2.12).
 *
 * <p>Two of them are the same reference for {@code ref.eq} if their values are equal. Immutable, safe for any thread.
 *
 * @param value the integer, sign-extended to 32 bits
 */
public record I31(int value) {

    /** Drops the upper bit and extends the sign. */
    public I31 {
        value = value << 1 >> 1;
    }

    /** The value as {@code i31.get_s} yields it. */
    public int signed() {
        return value;
    }

    /** The value as {@code i31.get_u} yields it. */
    public int unsigned() {
        return value & 0x7FFF_FFFF;
    }
}
