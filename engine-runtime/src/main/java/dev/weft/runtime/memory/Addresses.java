package dev.weft.runtime.memory;

import dev.weft.runtime.Trap;

/** Arithmetic on addresses. */
public final class Addresses {

    private Addresses() {
    }

    /** The effective address {@code address + offset}, both unsigned; a trap where the sum is 2^63 or more. */
    public static long effective64(long address, long offset) {
        long ea = address + offset;
        if ((address | offset | ea) < 0) {
            throw Trap.of(Trap.Kind.OUT_OF_BOUNDS_MEMORY_ACCESS, "at 0x" + Long.toHexString(address) + " + 0x"
                    + Long.toHexString(offset));
        }
        return ea;
    }
}
