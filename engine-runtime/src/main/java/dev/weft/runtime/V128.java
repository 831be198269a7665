package dev.weft.runtime;

/**
 * A vector of 128 bits, as embedders pass and get it in untyped calls.
 *
 * @param low  bits 0 to 63: lanes 0 and 1 of an i32x4
 * @param high bits 64 to 127
 */
public record V128(long low, long high) {
    @Override
    public String toString() {
        return "v128(0x" + "%016x%016x".formatted(high, low) + ")";
    }
}
