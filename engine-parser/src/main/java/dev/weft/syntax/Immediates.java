package dev.weft.syntax;

/** What follows an opcode in the binary format; {@code binary.CodeReader} is the only one who decodes it. */
public enum Immediates {
    NONE,
    /** Type of a block. */
    BLOCK_TYPE,
    /** Type of a block and its catch clauses. */
    BLOCK_TYPE_CATCHES,
    /** Depth of a label. */
    LABEL,
    /** Depths of several labels and of the default one. */
    LABELS,
    /** Flags, depth of a label, two heap types. */
    CAST,
    LOCAL, GLOBAL, FUNC, TABLE, MEM, TAG, DATA, ELEM,
    /** Type index. */
    TYPE,
    /** Type index, then table index. */
    TYPE_TABLE,
    /** Destination, then source table. */
    TABLE_TABLE,
    /** Element segment, then table. */
    ELEM_TABLE,
    /** Destination, then source memory. */
    MEM_MEM,
    /** Data segment, then memory. */
    DATA_MEM,
    /** Type index, then field index. */
    TYPE_FIELD,
    /** Type index, then a number of elements. */
    TYPE_COUNT,
    TYPE_DATA, TYPE_ELEM,
    /** Destination, then source array type. */
    TYPE_TYPE,
    HEAP_TYPE,
    /** One vector of value types. */
    VAL_TYPES,
    I32, I64, F32, F64, V128,
    /** Sixteen lane indices below 32. */
    SHUFFLE,
    /** A lane index below the number in the name. */
    LANE_16, LANE_8, LANE_4, LANE_2,
    /** Alignment, offset, memory; the number is the natural alignment in bytes. */
    MEMARG_1, MEMARG_2, MEMARG_4, MEMARG_8, MEMARG_16,
    /** A memarg, then a lane index. */
    MEMARG_1_LANE, MEMARG_2_LANE, MEMARG_4_LANE, MEMARG_8_LANE,
    /** A memarg of an atomic access, whose alignment must be the natural one. */
    ATOMIC_1, ATOMIC_2, ATOMIC_4, ATOMIC_8,
    /** A zero byte. */
    FENCE;

    private final int width;

    Immediates() {
        String digits = name().startsWith("MEMARG_") || name().startsWith("ATOMIC_") ? name().split("_")[1] : "0";
        width = Integer.parseInt(digits);
    }

    /** Bytes that the access moves, for memory accesses; 0 for everything else. */
    public int width() {
        return width;
    }

    /** The natural alignment's base-2 logarithm, for memory accesses. */
    public int alignLog2() {
        return Integer.numberOfTrailingZeros(width);
    }

    /** Whether it starts with a memarg. */
    public boolean isMemarg() {
        return width != 0;
    }

    /** Whether it is the memarg of an atomic access. */
    public boolean isAtomic() {
        return this == ATOMIC_1 || this == ATOMIC_2 || this == ATOMIC_4 || this == ATOMIC_8;
    }

    /** How many lanes a lane index chooses from, or 0 if there is none. */
    public int lanes() {
        return switch (this) {
            case LANE_16, LANE_8, LANE_4, LANE_2 -> Integer.parseInt(name().substring(5));
            case MEMARG_1_LANE, MEMARG_2_LANE, MEMARG_4_LANE, MEMARG_8_LANE -> 16 / width;
            default -> 0;
        };
    }
}
