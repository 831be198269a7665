package dev.weft.interp;

/**
 * The operations of pre-decoded code: what the interpreter's loop switches on.
 *
 * <p>These are not the instructions of WebAssembly (those are rows of {@code syntax.Opcode}) but what is left of them
 * once operands are slots and branch targets are known: loads of f32 and i32 become the same operation, i32.wrap_i64
 * becomes none. An operation is an int, followed by its operands. A result slot, where there is one, always comes
 * first. Suffixes: {@code _I} the second operand is an immediate int; {@code _V} two slots; {@code _R} a reference.
 * Rare instructions share one operation per family, which names the row and calls the family's class.
 *
 * <p>Implementation note. The numbers are in the order of how often programs use the operations, and those of the loop
 * are in four switches, the rarer the longer: C1 compiles a switch to a chain of comparisons from its first number on
 * (RATIONALE.md). What the loop leaves to {@link Execution} comes behind.
 */
final class Op {
    private Op() {
    }

    /* the first numbers of the loop's switches but the first */
    static final int SECOND_SWITCH = 8;
    static final int THIRD_SWITCH = 24;
    static final int LAST_SWITCH = 48;

    /* dst, src */
    static final int COPY = 4;
    static final int COPY_V = 129;
    static final int COPY_R = 130;
    /* dst, value: sign-extended */
    static final int CONST = 5;
    /* dst, low int, high int */
    static final int CONST_64 = 51;

    /* dst, a, b */
    static final int I32_ADD = 10;
    static final int I32_SUB = 33;
    static final int I32_MUL = 88;
    static final int I32_AND = 30;
    static final int I32_OR = 24;
    static final int I32_XOR = 66;
    static final int I32_SHL = 35;
    static final int I32_SHR_S = 85;
    static final int I32_SHR_U = 73;
    static final int I32_ADD_I = 1;
    static final int I32_MUL_I = 38;
    static final int I32_AND_I = 9;
    static final int I32_OR_I = 50;
    static final int I32_XOR_I = 52;
    static final int I32_SHL_I = 22;
    static final int I32_SHR_S_I = 69;
    static final int I32_SHR_U_I = 47;
    static final int I32_ROTL_I = 95;

    static final int I64_ADD = 61;
    static final int I64_SUB = 80;
    static final int I64_MUL = 68;
    static final int I64_AND = 89;
    static final int I64_OR = 79;
    static final int I64_XOR = 72;
    static final int I64_ADD_I = 39;
    static final int I64_AND_I = 84;
    static final int I64_SHL_I = 82;
    static final int I64_SHR_S_I = 93;
    static final int I64_SHR_U_I = 65;
    static final int I64_ROTL_I = 92;
    static final int I64_EXTEND_I32_S = 75;
    static final int I64_EXTEND_I32_U = 55;

    static final int F64_ADD = 96;
    static final int F64_SUB = 109;
    static final int F64_MUL = 100;
    static final int F64_DIV = 106;

    /* target, a, b: a branch if the comparison holds */
    static final int BR_I32_EQ = 26;
    static final int BR_I32_NE = 32;
    static final int BR_I32_LT_S = 59;
    static final int BR_I32_LE_S = 67;
    static final int BR_I32_LT_U = 37;
    static final int BR_I32_LE_U = 44;
    static final int BR_I32_EQ_I = 11;
    static final int BR_I32_NE_I = 28;
    static final int BR_I32_LT_S_I = 21;
    static final int BR_I32_LE_S_I = 78;
    static final int BR_I32_LT_U_I = 60;
    static final int BR_I32_LE_U_I = 76;
    static final int BR_I32_GT_S_I = 56;
    static final int BR_I32_GE_S_I = 71;
    static final int BR_I32_GT_U_I = 54;
    static final int BR_I32_GE_U_I = 45;
    static final int BR_I64_EQ = 101;
    static final int BR_I64_NE = 77;
    static final int BR_I64_LT_S = 111;
    static final int BR_I64_LE_S = 114;
    static final int BR_I64_LT_U = 112;
    static final int BR_I64_LE_U = 113;
    static final int BR_I64_EQ_I = 86;
    static final int BR_I64_NE_I = 62;

    /* dst, a, b: the comparison above without a branch */
    static final int COMPARE = 160;
    static final int I32_EQ = BR_I32_EQ + COMPARE;
    static final int I32_NE = BR_I32_NE + COMPARE;
    static final int I32_LT_S = BR_I32_LT_S + COMPARE;
    static final int I32_LE_S = BR_I32_LE_S + COMPARE;
    static final int I32_LT_U = BR_I32_LT_U + COMPARE;
    static final int I32_LE_U = BR_I32_LE_U + COMPARE;
    static final int I32_EQ_I = BR_I32_EQ_I + COMPARE;
    static final int I32_NE_I = BR_I32_NE_I + COMPARE;
    static final int I32_LT_S_I = BR_I32_LT_S_I + COMPARE;
    static final int I32_LE_S_I = BR_I32_LE_S_I + COMPARE;
    static final int I32_LT_U_I = BR_I32_LT_U_I + COMPARE;
    static final int I32_LE_U_I = BR_I32_LE_U_I + COMPARE;
    static final int I32_GT_S_I = BR_I32_GT_S_I + COMPARE;
    static final int I32_GE_S_I = BR_I32_GE_S_I + COMPARE;
    static final int I32_GT_U_I = BR_I32_GT_U_I + COMPARE;
    static final int I32_GE_U_I = BR_I32_GE_U_I + COMPARE;
    static final int I64_EQ = BR_I64_EQ + COMPARE;
    static final int I64_NE = BR_I64_NE + COMPARE;
    static final int I64_LT_S = BR_I64_LT_S + COMPARE;
    static final int I64_LE_S = BR_I64_LE_S + COMPARE;
    static final int I64_LT_U = BR_I64_LT_U + COMPARE;
    static final int I64_LE_U = BR_I64_LE_U + COMPARE;
    static final int I64_EQ_I = BR_I64_EQ_I + COMPARE;
    static final int I64_NE_I = BR_I64_NE_I + COMPARE;

    /* target */
    static final int BR = 13;
    /* target, condition */
    static final int BR_IF = 17;
    static final int BR_UNLESS = 58;
    /* index, n, n targets: the last is the default */
    static final int BR_TABLE = 34;
    /* target, ref */
    static final int BR_NULL = 131;
    static final int BR_NON_NULL = 132;

    /* dst, address, offset */
    static final int LOAD_8_S = 41;
    static final int LOAD_8_U = 3;
    static final int LOAD_16_S = 91;
    static final int LOAD_16_U = 20;
    static final int LOAD_32 = 0;
    static final int LOAD_32_U = 64;
    static final int LOAD_64 = 25;
    /* value, address, offset */
    static final int STORE_8 = 31;
    static final int STORE_16 = 27;
    static final int STORE_32 = 2;
    static final int STORE_64 = 19;

    /* dst, a, b, condition */
    static final int SELECT = 43;
    static final int SELECT_V = 133;
    static final int SELECT_R = 134;
    /* dst, global */
    static final int GLOBAL_GET = 16;
    /* value, global */
    static final int GLOBAL_SET = 12;
    static final int GLOBAL_GET_V = 135;
    static final int GLOBAL_SET_V = 136;
    static final int GLOBAL_GET_R = 137;
    static final int GLOBAL_SET_R = 138;

    /* function defined here, first argument's slot (always the last operand of a call) */
    static final int CALL = 8;
    /* function index, arguments */
    static final int CALL_IMPORT = 122;
    /* table, number of the type, index, arguments */
    static final int CALL_INDIRECT = 57;
    /* type in the pool, ref, arguments */
    static final int CALL_REF = 123;
    /* kind of call, its operands, the number of argument slots: as the calls above, in place of the caller */
    static final int RETURN_CALL = 124;
    static final int RETURN_CALL_IMPORT = 125;
    static final int RETURN_CALL_INDIRECT = 126;
    static final int RETURN_CALL_REF = 127;

    static final int RETURN_0 = 7;
    /* src */
    static final int RETURN_1 = 6;
    /* first slot, slot count */
    static final int RETURN_N = 119;

    static final int UNREACHABLE = 128;

    /* families: dst, row, operands … */
    /* dst, row, a, b */
    static final int INTEGER = 115;
    static final int FLOAT = 118;
    static final int CONVERT = 117;
    /* dst, row, a (4 operands) */
    static final int WIDE = 139;
    /* dst, row, a, b, c: lane or pool index among them */
    static final int VECTOR = 120;
    /* dst, row, a, b, c, mem, offset low, offset high, lane */
    static final int ACCESS = 121;
    /* dst, row, a, b, c, x, y */
    static final int BULK = 116;
    static final int REFERENCE = 140;
    static final int OBJECT = 141;
    /* target, wanted, ref, type in the pool */
    static final int BR_CAST = 142;
    /* tag, first payload slot */
    static final int THROW = 143;
    /* ref slot */
    static final int THROW_REF = 144;
    /* slot of what was caught */
    static final int RETHROW = 145;

    /* merged: dst, a, shift, mask; dst, a, b, shift; dst, a, b, shift */
    static final int I32_BITS = 63;
    static final int I32_ADD_SHL = 18;
    static final int I32_XOR_ROTL = 108;
    static final int I64_XOR_ROTL = 99;
    /* target, dst, a, immediate, b: dst = a + immediate, and a branch if it compares with b */
    static final int ADD_BR_NE_I = 36;
    static final int ADD_BR_LT_S_I = 107;
    static final int ADD_BR_LT_U_I = 83;
    static final int ADD_BR_NE = 87;
    static final int ADD_BR_LT_S = 105;
    static final int ADD_BR_LT_U = 70;
    /* target, dst, a, immediate */
    static final int ADD_BR = 48;

    /* dst, address: a constant below 2^31 */
    static final int LOAD_8_U_AT = 98;
    static final int LOAD_32_AT = 46;
    static final int LOAD_64_AT = 90;
    /* value, address */
    static final int STORE_32_AT = 74;
    /* immediate, address */
    static final int STORE_32_I_AT = 94;
    /* immediate, address, offset */
    static final int STORE_32_I = 40;
    static final int STORE_8_I = 49;

    /* cost: takes fuel, and looks whether anybody wants to stop the guest */
    static final int CHARGE = 14;
    /* slot of a length, shift, 1 if the length is 64 bits wide: takes fuel for each so many units */
    static final int CHARGE_BULK = 146;
    /* dst, a, immediate */
    static final int I64_OR_I = 104;
    static final int I64_XOR_I = 102;
    /* dst, a, low and high int of the immediate */
    static final int I64_AND_64 = 81;
    /* merged: dst, a, b, c */
    static final int I32_ADD_ADD = 103;
    static final int I64_XOR_XOR = 97;
    static final int I64_AND_XOR = 110;
    /* merged: target, a, mask, immediate; target, address, offset, immediate */
    static final int BR_AND_EQ = 23;
    static final int BR_AND_NE = 29;
    static final int BR_LOAD_EQ = 42;
    static final int BR_LOAD_NE = 53;

    /* where to go on, number of the loop or -1, heat: takes that, and goes on in better code if there is some */
    static final int TIER_UP = 15;
    static final int TIER_UP_LENGTH = 4;

    /** Operands of {@link #CALL} and so on before the arguments' slot. */
    static int callLength(int op) {
        return switch (op) {
            case CALL, CALL_IMPORT -> 3;
            case CALL_REF -> 4;
            case CALL_INDIRECT -> 5;
            default -> throw new IllegalArgumentException("operation " + op);
        };
    }
}
