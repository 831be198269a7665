package dev.weft.interp;

/**
 * The operations of pre-decoded code: what the interpreter's loop switches on.
 *
 * <p>These are not the instructions of WebAssembly (those are rows of {@code syntax.Opcode}) but what is left of them
 * once operands are slots and branch targets are known: loads of f32 and i32 become the same operation, i32.wrap_i64
 * becomes none. An operation is an int, followed by its operands. A result slot, where there is one, always comes
 * first. Suffixes: {@code _I} the second operand is an immediate int; {@code _V} two slots; {@code _R} a reference.
 * Rare instructions share one operation per family, which names the row and calls the family's class.
 */
final class Op {
    private Op() {
    }

    /* dst, src */
    static final int COPY = 0;
    static final int COPY_V = 1;
    static final int COPY_R = 2;
    /* dst, value: sign-extended */
    static final int CONST = 3;
    /* dst, low int, high int */
    static final int CONST_64 = 4;

    /* dst, a, b */
    static final int I32_ADD = 5;
    static final int I32_SUB = 6;
    static final int I32_MUL = 7;
    static final int I32_AND = 8;
    static final int I32_OR = 9;
    static final int I32_XOR = 10;
    static final int I32_SHL = 11;
    static final int I32_SHR_S = 12;
    static final int I32_SHR_U = 13;
    static final int I32_ADD_I = 15;
    static final int I32_MUL_I = 16;
    static final int I32_AND_I = 17;
    static final int I32_OR_I = 18;
    static final int I32_XOR_I = 19;
    static final int I32_SHL_I = 20;
    static final int I32_SHR_S_I = 21;
    static final int I32_SHR_U_I = 22;
    static final int I32_ROTL_I = 23;

    static final int I64_ADD = 24;
    static final int I64_SUB = 25;
    static final int I64_MUL = 26;
    static final int I64_AND = 27;
    static final int I64_OR = 28;
    static final int I64_XOR = 29;
    static final int I64_ADD_I = 34;
    static final int I64_AND_I = 35;
    static final int I64_SHL_I = 36;
    static final int I64_SHR_S_I = 37;
    static final int I64_SHR_U_I = 38;
    static final int I64_ROTL_I = 39;
    static final int I64_EXTEND_I32_S = 40;
    static final int I64_EXTEND_I32_U = 41;

    static final int F64_ADD = 42;
    static final int F64_SUB = 43;
    static final int F64_MUL = 44;
    static final int F64_DIV = 45;

    /* dst, a, b: comparisons, in the order of Comparison's rows */
    static final int I32_EQ = 50;
    static final int I32_NE = 51;
    static final int I32_LT_S = 52;
    static final int I32_LE_S = 53;
    static final int I32_LT_U = 54;
    static final int I32_LE_U = 55;
    static final int I32_EQ_I = 56;
    static final int I32_NE_I = 57;
    static final int I32_LT_S_I = 58;
    static final int I32_LE_S_I = 59;
    static final int I32_LT_U_I = 60;
    static final int I32_LE_U_I = 61;
    static final int I32_GT_S_I = 62;
    static final int I32_GE_S_I = 63;
    static final int I32_GT_U_I = 64;
    static final int I32_GE_U_I = 65;
    static final int I64_EQ = 66;
    static final int I64_NE = 67;
    static final int I64_LT_S = 68;
    static final int I64_LE_S = 69;
    static final int I64_LT_U = 70;
    static final int I64_LE_U = 71;
    static final int I64_EQ_I = 72;
    static final int I64_NE_I = 73;

    /* target, a, b: the comparison above with the same offset, and a branch if it holds */
    static final int BR_I32_EQ = 74;
    static final int BR_I32_NE = 75;
    static final int BR_I32_LT_S = 76;
    static final int BR_I32_LE_S = 77;
    static final int BR_I32_LT_U = 78;
    static final int BR_I32_LE_U = 79;
    static final int BR_I32_EQ_I = 80;
    static final int BR_I32_NE_I = 81;
    static final int BR_I32_LT_S_I = 82;
    static final int BR_I32_LE_S_I = 83;
    static final int BR_I32_LT_U_I = 84;
    static final int BR_I32_LE_U_I = 85;
    static final int BR_I32_GT_S_I = 86;
    static final int BR_I32_GE_S_I = 87;
    static final int BR_I32_GT_U_I = 88;
    static final int BR_I32_GE_U_I = 89;
    static final int BR_I64_EQ = 90;
    static final int BR_I64_NE = 91;
    static final int BR_I64_LT_S = 92;
    static final int BR_I64_LE_S = 93;
    static final int BR_I64_LT_U = 94;
    static final int BR_I64_LE_U = 95;
    static final int BR_I64_EQ_I = 96;
    static final int BR_I64_NE_I = 97;

    /** The first comparison that yields a value, and the first that branches. */
    static final int COMPARE = I32_EQ;
    static final int BR_COMPARE = BR_I32_EQ;
    static final int COMPARE_END = I64_NE_I;

    /* target */
    static final int BR = 98;
    /* target, condition */
    static final int BR_IF = 99;
    static final int BR_UNLESS = 100;
    /* index, n, n targets: the last is the default */
    static final int BR_TABLE = 101;
    /* target, ref */
    static final int BR_NULL = 102;
    static final int BR_NON_NULL = 103;

    /* dst, address, offset */
    static final int LOAD_8_S = 104;
    static final int LOAD_8_U = 105;
    static final int LOAD_16_S = 106;
    static final int LOAD_16_U = 107;
    static final int LOAD_32 = 108;
    static final int LOAD_32_U = 109;
    static final int LOAD_64 = 110;
    /* value, address, offset */
    static final int STORE_8 = 111;
    static final int STORE_16 = 112;
    static final int STORE_32 = 113;
    static final int STORE_64 = 114;

    /* dst, a, b, condition */
    static final int SELECT = 115;
    static final int SELECT_V = 116;
    static final int SELECT_R = 117;
    /* dst, global */
    static final int GLOBAL_GET = 118;
    /* value, global */
    static final int GLOBAL_SET = 119;
    static final int GLOBAL_GET_V = 120;
    static final int GLOBAL_SET_V = 121;
    static final int GLOBAL_GET_R = 122;
    static final int GLOBAL_SET_R = 123;

    /* function defined here, first argument's slot (always the last operand of a call) */
    static final int CALL = 124;
    /* function index, arguments */
    static final int CALL_IMPORT = 125;
    /* table, type in the pool, index, arguments */
    static final int CALL_INDIRECT = 126;
    /* type in the pool, ref, arguments */
    static final int CALL_REF = 127;
    /* kind of call, its operands, the number of argument slots: as the calls above, in place of the caller */
    static final int RETURN_CALL = 128;
    static final int RETURN_CALL_IMPORT = 129;
    static final int RETURN_CALL_INDIRECT = 130;
    static final int RETURN_CALL_REF = 131;

    static final int RETURN_0 = 132;
    /* src */
    static final int RETURN_1 = 133;
    /* first slot, slot count */
    static final int RETURN_N = 134;

    static final int UNREACHABLE = 135;

    /* families: dst, row, operands … */
    /* dst, row, a, b */
    static final int INTEGER = 136;
    static final int FLOAT = 137;
    static final int CONVERT = 138;
    /* dst, row, a (4 operands) */
    static final int WIDE = 139;
    /* dst, row, a, b, c: lane or pool index among them */
    static final int VECTOR = 140;
    /* dst, row, a, b, c, mem, offset low, offset high, lane */
    static final int ACCESS = 141;
    /* dst, row, a, b, c, x, y */
    static final int BULK = 142;
    static final int REFERENCE = 143;
    static final int OBJECT = 144;
    /* target, wanted, ref, type in the pool */
    static final int BR_CAST = 145;
    /* tag, first payload slot */
    static final int THROW = 146;
    /* ref slot */
    static final int THROW_REF = 147;
    /* number of the try in the frame */
    static final int RETHROW = 148;

    /* merged: dst, a, shift, mask; dst, a, b, shift; dst, a, b, shift */
    static final int I32_BITS = 149;
    static final int I32_ADD_SHL = 150;
    static final int I32_XOR_ROTL = 151;
    static final int I64_XOR_ROTL = 152;
    /* target, dst, a, immediate, b: dst = a + immediate, and a branch if it compares with b */
    static final int ADD_BR_NE_I = 153;
    static final int ADD_BR_LT_S_I = 154;
    static final int ADD_BR_LT_U_I = 155;
    static final int ADD_BR_NE = 156;
    static final int ADD_BR_LT_S = 157;
    static final int ADD_BR_LT_U = 158;
    /* target, dst, a, immediate */
    static final int ADD_BR = 159;

    /* dst, address: a constant below 2^31 */
    static final int LOAD_8_U_AT = 160;
    static final int LOAD_32_AT = 161;
    static final int LOAD_64_AT = 162;
    /* value, address */
    static final int STORE_32_AT = 163;
    /* immediate, address */
    static final int STORE_32_I_AT = 164;
    /* immediate, address, offset */
    static final int STORE_32_I = 165;
    static final int STORE_8_I = 166;

    /* cost: takes fuel, and looks whether anybody wants to stop the guest */
    static final int CHARGE = 167;
    /* slot of a length, shift, 1 if the length is 64 bits wide: takes fuel for each so many units */
    static final int CHARGE_BULK = 168;
    /* dst, a, immediate */
    static final int I64_OR_I = 169;
    static final int I64_XOR_I = 170;
    /* dst, a, low and high int of the immediate */
    static final int I64_AND_64 = 171;
    /* merged: dst, a, b, c */
    static final int I32_ADD_ADD = 172;
    static final int I64_XOR_XOR = 173;
    static final int I64_AND_XOR = 174;
    /* merged: target, a, mask, immediate; target, address, offset, immediate */
    static final int BR_AND_EQ = 175;
    static final int BR_AND_NE = 176;
    static final int BR_LOAD_EQ = 177;
    static final int BR_LOAD_NE = 178;

    /* where to go on, number of the loop or -1: counts, and goes on in better code if there is some */
    static final int TIER_UP = 179;
    static final int TIER_UP_LENGTH = 3;

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
