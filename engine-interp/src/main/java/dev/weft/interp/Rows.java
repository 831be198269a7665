package dev.weft.interp;

import dev.weft.syntax.Opcode;

/** Which operation a row of the instruction table becomes, where it has one to itself. */
final class Rows {
    private static final int NONE = -1;

    private Rows() {
    }

    /** The operation of a binary instruction on two slots, or -1. */
    static int simple(Opcode op) {
        return switch (op) {
            case I32_ADD -> Op.I32_ADD;
            case I32_SUB -> Op.I32_SUB;
            case I32_MUL -> Op.I32_MUL;
            case I32_AND -> Op.I32_AND;
            case I32_OR -> Op.I32_OR;
            case I32_XOR -> Op.I32_XOR;
            case I32_SHL -> Op.I32_SHL;
            case I32_SHR_S -> Op.I32_SHR_S;
            case I32_SHR_U -> Op.I32_SHR_U;
            case I64_ADD -> Op.I64_ADD;
            case I64_SUB -> Op.I64_SUB;
            case I64_MUL -> Op.I64_MUL;
            case I64_AND -> Op.I64_AND;
            case I64_OR -> Op.I64_OR;
            case I64_XOR -> Op.I64_XOR;
            case F64_ADD -> Op.F64_ADD;
            case F64_SUB -> Op.F64_SUB;
            case F64_MUL -> Op.F64_MUL;
            case F64_DIV -> Op.F64_DIV;
            case I32_EQ -> Op.I32_EQ;
            case I32_NE -> Op.I32_NE;
            case I32_LT_S, I32_GT_S -> Op.I32_LT_S;
            case I32_LE_S, I32_GE_S -> Op.I32_LE_S;
            case I32_LT_U, I32_GT_U -> Op.I32_LT_U;
            case I32_LE_U, I32_GE_U -> Op.I32_LE_U;
            case I64_EQ -> Op.I64_EQ;
            case I64_NE -> Op.I64_NE;
            case I64_LT_S, I64_GT_S -> Op.I64_LT_S;
            case I64_LE_S, I64_GE_S -> Op.I64_LE_S;
            case I64_LT_U, I64_GT_U -> Op.I64_LT_U;
            case I64_LE_U, I64_GE_U -> Op.I64_LE_U;
            default -> NONE;
        };
    }

    /** Whether {@link #simple} takes the operands the other way round. */
    static boolean isSwapped(Opcode op) {
        return switch (op) {
            case I32_GT_S, I32_GE_S, I32_GT_U, I32_GE_U, I64_GT_S, I64_GE_S, I64_GT_U, I64_GE_U -> true;
            default -> false;
        };
    }

    /**
     * The operation of a binary instruction whose second operand is an immediate, or -1; subtraction adds
     * and rotation to the right rotates to the left, so the immediate is negated.
     */
    static int withImmediate(Opcode op) {
        return switch (op) {
            case I32_ADD, I32_SUB -> Op.I32_ADD_I;
            case I32_MUL -> Op.I32_MUL_I;
            case I32_AND -> Op.I32_AND_I;
            case I32_OR -> Op.I32_OR_I;
            case I32_XOR -> Op.I32_XOR_I;
            case I32_SHL -> Op.I32_SHL_I;
            case I32_SHR_S -> Op.I32_SHR_S_I;
            case I32_SHR_U -> Op.I32_SHR_U_I;
            case I32_ROTL, I32_ROTR -> Op.I32_ROTL_I;
            case I64_ADD, I64_SUB -> Op.I64_ADD_I;
            case I64_AND -> Op.I64_AND_I;
            case I64_OR -> Op.I64_OR_I;
            case I64_XOR -> Op.I64_XOR_I;
            case I64_SHL -> Op.I64_SHL_I;
            case I64_SHR_S -> Op.I64_SHR_S_I;
            case I64_SHR_U -> Op.I64_SHR_U_I;
            case I64_ROTL, I64_ROTR -> Op.I64_ROTL_I;
            case I32_EQ -> Op.I32_EQ_I;
            case I32_NE -> Op.I32_NE_I;
            case I32_LT_S -> Op.I32_LT_S_I;
            case I32_LE_S -> Op.I32_LE_S_I;
            case I32_LT_U -> Op.I32_LT_U_I;
            case I32_LE_U -> Op.I32_LE_U_I;
            case I32_GT_S -> Op.I32_GT_S_I;
            case I32_GE_S -> Op.I32_GE_S_I;
            case I32_GT_U -> Op.I32_GT_U_I;
            case I32_GE_U -> Op.I32_GE_U_I;
            case I64_EQ -> Op.I64_EQ_I;
            case I64_NE -> Op.I64_NE_I;
            default -> NONE;
        };
    }

    /** Whether the operation with an immediate takes it negated. */
    static boolean negatesImmediate(Opcode op) {
        return op == Opcode.I32_SUB || op == Opcode.I64_SUB || op == Opcode.I32_ROTR || op == Opcode.I64_ROTR;
    }

    /** Whether the operands may be swapped. */
    static boolean isCommutative(Opcode op) {
        return switch (op) {
            case I32_ADD, I32_MUL, I32_AND, I32_OR, I32_XOR, I32_EQ, I32_NE,
                    I64_ADD, I64_AND, I64_OR, I64_XOR, I64_EQ, I64_NE -> true;
            default -> false;
        };
    }

    /** The operation of an access to a 32-bit memory with index 0, or -1. */
    static int access(Opcode op) {
        return switch (op) {
            case I32_LOAD, F32_LOAD, I64_LOAD32_S -> Op.LOAD_32;
            case I64_LOAD32_U -> Op.LOAD_32_U;
            case I64_LOAD, F64_LOAD -> Op.LOAD_64;
            case I32_LOAD8_S, I64_LOAD8_S -> Op.LOAD_8_S;
            case I32_LOAD8_U, I64_LOAD8_U -> Op.LOAD_8_U;
            case I32_LOAD16_S, I64_LOAD16_S -> Op.LOAD_16_S;
            case I32_LOAD16_U, I64_LOAD16_U -> Op.LOAD_16_U;
            case I32_STORE8, I64_STORE8 -> Op.STORE_8;
            case I32_STORE16, I64_STORE16 -> Op.STORE_16;
            case I32_STORE, F32_STORE, I64_STORE32 -> Op.STORE_32;
            case I64_STORE, F64_STORE -> Op.STORE_64;
            default -> NONE;
        };
    }

    /** The family of any other numeric instruction on one or two slots. */
    static int family(Opcode op) {
        int code = op.code();
        if (code >= 0xA7 && code <= 0xBF || code >>> 16 == 0xFC) {
            return Op.CONVERT;
        }
        boolean integer = code <= 0x5A || code >= 0x67 && code <= 0x8A || code >= 0xC0;
        return integer ? Op.INTEGER : Op.FLOAT;
    }
}
