package dev.weft.interp;

/** How comparisons relate: the operation for the opposite outcome, the one for swapped operands, with a constant. */
final class Comparison {
    private Comparison() {
    }

    /** Whether an operation compares integers and yields 0 or 1. */
    static boolean isComparison(int op) {
        return op >= Op.COMPARE;
    }

    /** The comparison that holds exactly when {@code op} doesn't; operands may have to be swapped, see below. */
    static int negate(int op) {
        return switch (op) {
            case Op.I32_EQ -> Op.I32_NE;
            case Op.I32_NE -> Op.I32_EQ;
            case Op.I32_LT_S -> Op.I32_LE_S;
            case Op.I32_LE_S -> Op.I32_LT_S;
            case Op.I32_LT_U -> Op.I32_LE_U;
            case Op.I32_LE_U -> Op.I32_LT_U;
            case Op.I32_EQ_I -> Op.I32_NE_I;
            case Op.I32_NE_I -> Op.I32_EQ_I;
            case Op.I32_LT_S_I -> Op.I32_GE_S_I;
            case Op.I32_GE_S_I -> Op.I32_LT_S_I;
            case Op.I32_LE_S_I -> Op.I32_GT_S_I;
            case Op.I32_GT_S_I -> Op.I32_LE_S_I;
            case Op.I32_LT_U_I -> Op.I32_GE_U_I;
            case Op.I32_GE_U_I -> Op.I32_LT_U_I;
            case Op.I32_LE_U_I -> Op.I32_GT_U_I;
            case Op.I32_GT_U_I -> Op.I32_LE_U_I;
            case Op.I64_EQ -> Op.I64_NE;
            case Op.I64_NE -> Op.I64_EQ;
            case Op.I64_LT_S -> Op.I64_LE_S;
            case Op.I64_LE_S -> Op.I64_LT_S;
            case Op.I64_LT_U -> Op.I64_LE_U;
            case Op.I64_LE_U -> Op.I64_LT_U;
            case Op.I64_EQ_I -> Op.I64_NE_I;
            case Op.I64_NE_I -> Op.I64_EQ_I;
            default -> throw new IllegalArgumentException("operation " + op);
        };
    }

    /** Whether {@link #negate} also swaps the operands: not (a &lt; b) is (b &lt;= a). */
    static boolean negationSwaps(int op) {
        return switch (op) {
            case Op.I32_LT_S, Op.I32_LE_S, Op.I32_LT_U, Op.I32_LE_U,
                    Op.I64_LT_S, Op.I64_LE_S, Op.I64_LT_U, Op.I64_LE_U -> true;
            default -> false;
        };
    }

    /** Whether a comparison of {@code a} with slot, or immediate, {@code b} holds. */
    static boolean holds(int op, long a, int b, long[] s, int fp) {
        return switch (op) {
            case Op.I32_EQ -> (int) a == (int) s[fp + b];
            case Op.I32_NE -> (int) a != (int) s[fp + b];
            case Op.I32_LT_S -> (int) a < (int) s[fp + b];
            case Op.I32_LE_S -> (int) a <= (int) s[fp + b];
            case Op.I32_LT_U -> Integer.compareUnsigned((int) a, (int) s[fp + b]) < 0;
            case Op.I32_LE_U -> Integer.compareUnsigned((int) a, (int) s[fp + b]) <= 0;
            case Op.I64_EQ -> a == s[fp + b];
            case Op.I64_NE -> a != s[fp + b];
            case Op.I64_LT_S -> a < s[fp + b];
            case Op.I64_LE_S -> a <= s[fp + b];
            case Op.I64_LT_U -> Long.compareUnsigned(a, s[fp + b]) < 0;
            case Op.I64_LE_U -> Long.compareUnsigned(a, s[fp + b]) <= 0;
            case Op.I32_EQ_I -> (int) a == b;
            case Op.I32_NE_I -> (int) a != b;
            case Op.I32_LT_S_I -> (int) a < b;
            case Op.I32_LE_S_I -> (int) a <= b;
            case Op.I32_LT_U_I -> Integer.compareUnsigned((int) a, b) < 0;
            case Op.I32_LE_U_I -> Integer.compareUnsigned((int) a, b) <= 0;
            case Op.I32_GT_S_I -> (int) a > b;
            case Op.I32_GE_S_I -> (int) a >= b;
            case Op.I32_GT_U_I -> Integer.compareUnsigned((int) a, b) > 0;
            case Op.I32_GE_U_I -> Integer.compareUnsigned((int) a, b) >= 0;
            case Op.I64_EQ_I -> a == b;
            case Op.I64_NE_I -> a != b;
            default -> throw new IllegalArgumentException("operation " + op);
        };
    }
}
