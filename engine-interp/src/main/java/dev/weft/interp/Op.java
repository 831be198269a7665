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
 * <p>Implementation note. The numbers are in the order of how often programs use the operations, for until C2 has
 * compiled the loop, its switch is a chain of comparisons from 0 on (RATIONALE.md). Comparisons that yield a value and
 * those that branch are in the same order.
 */
final class Op {
    private Op() {
    }

    /* dst, src */
    static final int COPY = 3;
    static final int COPY_V = 153;
    static final int COPY_R = 154;
    /* dst, value: sign-extended */
    static final int CONST = 4;
    /* dst, low int, high int */
    static final int CONST_64 = 69;

    /* dst, a, b */
    static final int I32_ADD = 7;
    static final int I32_SUB = 23;
    static final int I32_MUL = 92;
    static final int I32_AND = 53;
    static final int I32_OR = 55;
    static final int I32_XOR = 75;
    static final int I32_SHL = 59;
    static final int I32_SHR_S = 91;
    static final int I32_SHR_U = 83;
    static final int I32_ADD_I = 1;
    static final int I32_MUL_I = 51;
    static final int I32_AND_I = 10;
    static final int I32_OR_I = 64;
    static final int I32_XOR_I = 68;
    static final int I32_SHL_I = 48;
    static final int I32_SHR_S_I = 93;
    static final int I32_SHR_U_I = 62;
    static final int I32_ROTL_I = 108;

    static final int I64_ADD = 73;
    static final int I64_SUB = 102;
    static final int I64_MUL = 85;
    static final int I64_AND = 94;
    static final int I64_OR = 90;
    static final int I64_XOR = 82;
    static final int I64_ADD_I = 58;
    static final int I64_AND_I = 87;
    static final int I64_SHL_I = 96;
    static final int I64_SHR_S_I = 99;
    static final int I64_SHR_U_I = 79;
    static final int I64_ROTL_I = 98;
    static final int I64_EXTEND_I32_S = 80;
    static final int I64_EXTEND_I32_U = 81;

    static final int F64_ADD = 101;
    static final int F64_SUB = 116;
    static final int F64_MUL = 113;
    static final int F64_DIV = 115;

    /* dst, a, b: comparisons, in the order of Comparison's rows */
    static final int I32_EQ = 131;
    static final int I32_NE = 132;
    static final int I32_LT_S = 139;
    static final int I32_LE_S = 141;
    static final int I32_LT_U = 134;
    static final int I32_LE_U = 137;
    static final int I32_EQ_I = 129;
    static final int I32_NE_I = 130;
    static final int I32_LT_S_I = 133;
    static final int I32_LE_S_I = 143;
    static final int I32_LT_U_I = 138;
    static final int I32_LE_U_I = 144;
    static final int I32_GT_S_I = 140;
    static final int I32_GE_S_I = 142;
    static final int I32_GT_U_I = 136;
    static final int I32_GE_U_I = 135;
    static final int I64_EQ = 152;
    static final int I64_NE = 150;
    static final int I64_LT_S = 146;
    static final int I64_LE_S = 151;
    static final int I64_LT_U = 147;
    static final int I64_LE_U = 149;
    static final int I64_EQ_I = 148;
    static final int I64_NE_I = 145;

    /* target, a, b: the comparison above with the same offset, and a branch if it holds */
    static final int BR_I32_EQ = 26;
    static final int BR_I32_NE = 27;
    static final int BR_I32_LT_S = 34;
    static final int BR_I32_LE_S = 36;
    static final int BR_I32_LT_U = 29;
    static final int BR_I32_LE_U = 32;
    static final int BR_I32_EQ_I = 24;
    static final int BR_I32_NE_I = 25;
    static final int BR_I32_LT_S_I = 28;
    static final int BR_I32_LE_S_I = 38;
    static final int BR_I32_LT_U_I = 33;
    static final int BR_I32_LE_U_I = 39;
    static final int BR_I32_GT_S_I = 35;
    static final int BR_I32_GE_S_I = 37;
    static final int BR_I32_GT_U_I = 31;
    static final int BR_I32_GE_U_I = 30;
    static final int BR_I64_EQ = 47;
    static final int BR_I64_NE = 45;
    static final int BR_I64_LT_S = 41;
    static final int BR_I64_LE_S = 46;
    static final int BR_I64_LT_U = 42;
    static final int BR_I64_LE_U = 44;
    static final int BR_I64_EQ_I = 43;
    static final int BR_I64_NE_I = 40;

    /** The first comparison that yields a value, and the first that branches. */
    static final int COMPARE = I32_EQ_I;
    static final int BR_COMPARE = BR_I32_EQ_I;
    static final int COMPARE_END = I64_EQ;

    /* target */
    static final int BR = 11;
    /* target, condition */
    static final int BR_IF = 15;
    static final int BR_UNLESS = 74;
    /* index, n, n targets: the last is the default */
    static final int BR_TABLE = 49;
    /* target, ref */
    static final int BR_NULL = 155;
    static final int BR_NON_NULL = 156;

    /* dst, address, offset */
    static final int LOAD_8_S = 65;
    static final int LOAD_8_U = 5;
    static final int LOAD_16_S = 97;
    static final int LOAD_16_U = 18;
    static final int LOAD_32 = 0;
    static final int LOAD_32_U = 84;
    static final int LOAD_64 = 22;
    /* value, address, offset */
    static final int STORE_8 = 50;
    static final int STORE_16 = 21;
    static final int STORE_32 = 2;
    static final int STORE_64 = 17;

    /* dst, a, b, condition */
    static final int SELECT = 52;
    static final int SELECT_V = 157;
    static final int SELECT_R = 158;
    /* dst, global */
    static final int GLOBAL_GET = 14;
    /* value, global */
    static final int GLOBAL_SET = 8;
    static final int GLOBAL_GET_V = 159;
    static final int GLOBAL_SET_V = 160;
    static final int GLOBAL_GET_R = 161;
    static final int GLOBAL_SET_R = 162;

    /* function defined here, first argument's slot (always the last operand of a call) */
    static final int CALL = 6;
    /* function index, arguments */
    static final int CALL_IMPORT = 122;
    /* table, number of the type, index, arguments */
    static final int CALL_INDIRECT = 70;
    /* type in the pool, ref, arguments */
    static final int CALL_REF = 123;
    /* kind of call, its operands, the number of argument slots: as the calls above, in place of the caller */
    static final int RETURN_CALL = 124;
    static final int RETURN_CALL_IMPORT = 125;
    static final int RETURN_CALL_INDIRECT = 126;
    static final int RETURN_CALL_REF = 127;

    static final int RETURN_0 = 13;
    /* src */
    static final int RETURN_1 = 16;
    /* first slot, slot count */
    static final int RETURN_N = 117;

    static final int UNREACHABLE = 128;

    /* families: dst, row, operands … */
    /* dst, row, a, b */
    static final int INTEGER = 72;
    static final int FLOAT = 112;
    static final int CONVERT = 100;
    /* dst, row, a (4 operands) */
    static final int WIDE = 163;
    /* dst, row, a, b, c: lane or pool index among them */
    static final int VECTOR = 118;
    /* dst, row, a, b, c, mem, offset low, offset high, lane */
    static final int ACCESS = 119;
    /* dst, row, a, b, c, x, y */
    static final int BULK = 76;
    static final int REFERENCE = 164;
    static final int OBJECT = 165;
    /* target, wanted, ref, type in the pool */
    static final int BR_CAST = 166;
    /* tag, first payload slot */
    static final int THROW = 167;
    /* ref slot */
    static final int THROW_REF = 168;
    /* slot of what was caught */
    static final int RETHROW = 169;

    /* merged: dst, a, shift, mask; dst, a, b, shift; dst, a, b, shift */
    static final int I32_BITS = 71;
    static final int I32_ADD_SHL = 19;
    static final int I32_XOR_ROTL = 120;
    static final int I64_XOR_ROTL = 106;
    /* target, dst, a, immediate, b: dst = a + immediate, and a branch if it compares with b */
    static final int ADD_BR_NE_I = 57;
    static final int ADD_BR_LT_S_I = 114;
    static final int ADD_BR_LT_U_I = 78;
    static final int ADD_BR_NE = 89;
    static final int ADD_BR_LT_S = 111;
    static final int ADD_BR_LT_U = 86;
    /* target, dst, a, immediate */
    static final int ADD_BR = 60;

    /* dst, address: a constant below 2^31 */
    static final int LOAD_8_U_AT = 104;
    static final int LOAD_32_AT = 63;
    static final int LOAD_64_AT = 95;
    /* value, address */
    static final int STORE_32_AT = 77;
    /* immediate, address */
    static final int STORE_32_I_AT = 103;
    /* immediate, address, offset */
    static final int STORE_32_I = 54;
    static final int STORE_8_I = 61;

    /* cost: takes fuel, and looks whether anybody wants to stop the guest */
    static final int CHARGE = 12;
    /* slot of a length, shift, 1 if the length is 64 bits wide: takes fuel for each so many units */
    static final int CHARGE_BULK = 170;
    /* dst, a, immediate */
    static final int I64_OR_I = 110;
    static final int I64_XOR_I = 107;
    /* dst, a, low and high int of the immediate */
    static final int I64_AND_64 = 88;
    /* merged: dst, a, b, c */
    static final int I32_ADD_ADD = 109;
    static final int I64_XOR_XOR = 105;
    static final int I64_AND_XOR = 121;
    /* merged: target, a, mask, immediate; target, address, offset, immediate */
    static final int BR_AND_EQ = 20;
    static final int BR_AND_NE = 66;
    static final int BR_LOAD_EQ = 56;
    static final int BR_LOAD_NE = 67;

    /* where to go on, number of the loop or -1, heat: takes that, and goes on in better code if there is some */
    static final int TIER_UP = 9;
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
