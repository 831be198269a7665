package dev.weft.runtime.tier;

import dev.weft.syntax.Opcode;

/**
 * Where fuel is charged, the same on every tier.
 *
 * <p>A <em>basic block</em> is a run of instructions, in the order of the binary, of which none but the last
 * {@linkplain #endsBlock ends a block}; a function's first instruction begins one. Calls end none. Its cost is the sum
 * over its reachable instructions, taken from the engine's {@code FuelCosts}. It is charged at once, where the first
 * of them that costs anything would run, so instructions that cost nothing may come before; a block that costs nothing
 * is not charged. If less fuel is left than the block costs, nothing is charged, nothing of it runs, and the call traps
 * "all fuel consumed" at that instruction. A trap or exception in the middle of a block gives nothing back.
 *
 * <p>Instructions on many bytes or elements cost more the more they move ({@link #bulkShift}): that part is charged
 * when the instruction runs, before it checks or changes anything.
 *
 * <p>{@link Stack#fuel} is exact whenever code of others may look: at calls, traps and charges that fail.
 */
public final class Metering {
    private static final int BYTES = 6;
    private static final int ELEMENTS = 3;

    private Metering() {
    }

    /** Whether the next instruction in the binary belongs to another block. */
    public static boolean endsBlock(Opcode op) {
        return switch (op) {
            case LOOP, IF, ELSE, END, CATCH, CATCH_ALL, DELEGATE, BR_IF, BR_ON_NULL, BR_ON_NON_NULL, BR_ON_CAST,
                    BR_ON_CAST_FAIL -> true;
            default -> false;
        };
    }

    /**
     * By how many bits the topmost operand of a bulk instruction is shifted to the right to give what it costs on top
     * (one for 64 bytes, or for 8 elements); -1 for other instructions. An operand of type i32 is unsigned.
     */
    public static int bulkShift(Opcode op) {
        return switch (op) {
            case MEMORY_FILL, MEMORY_COPY, MEMORY_INIT -> BYTES;
            case TABLE_GROW, TABLE_FILL, TABLE_COPY, TABLE_INIT, ARRAY_NEW, ARRAY_NEW_DEFAULT, ARRAY_NEW_DATA,
                    ARRAY_NEW_ELEM, ARRAY_FILL, ARRAY_COPY, ARRAY_INIT_DATA, ARRAY_INIT_ELEM -> ELEMENTS;
            default -> -1;
        };
    }
}
