package dev.weft.valid;

import dev.weft.syntax.Immediates;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.ValType;

/**
 * The family of typing rules that each row of the instruction table falls under, and the fixed types, as flat arrays
 * by ordinal for the validator's loop.
 */
final class Rule {
    /** Fixed type, no immediates. */
    static final byte FIXED = 0;
    static final byte CONSTANT = 1;
    static final byte ACCESS = 2;
    static final byte LANE = 3;
    static final byte SHUFFLE = 4;
    static final byte MEMORY = 5;
    static final byte LOCAL = 6;
    static final byte GLOBAL = 7;
    static final byte PARAMETRIC = 8;
    static final byte CONTROL = 9;
    static final byte CALL = 10;
    static final byte EXCEPTION = 11;
    static final byte REFERENCE = 12;
    static final byte AGGREGATE = 13;
    static final byte TABLE = 14;

    private static final Opcode[] OPCODES = Opcode.values();
    private static final byte[] FAMILY = new byte[OPCODES.length];
    private static final ValType[][] PARAMS = new ValType[OPCODES.length][];
    private static final ValType[][] RESULTS = new ValType[OPCODES.length][];
    private static final byte[] ALIGN = new byte[OPCODES.length];
    private static final byte[] LANES = new byte[OPCODES.length];
    private static final boolean[] BORDERS = new boolean[OPCODES.length];

    static {
        for (Opcode op : OPCODES) {
            int row = op.ordinal();
            FAMILY[row] = op.signature() == null ? byHand(op) : fixed(op.immediates());
            if (op.signature() != null) {
                PARAMS[row] = op.signature().params().toArray(new ValType[0]);
                RESULTS[row] = op.signature().results().toArray(new ValType[0]);
            }
            ALIGN[row] = (byte) op.immediates().alignLog2();
            LANES[row] = (byte) op.immediates().lanes();
            BORDERS[row] = switch (op) {
                case NOP, ELSE, CATCH, CATCH_ALL, DELEGATE, END -> true;
                default -> false;
            };
        }
    }

    private Rule() {
    }

    static byte family(int row) {
        return FAMILY[row];
    }

    /** Operand types of a row with fixed type; null stands for the memory's address type. */
    static ValType[] params(int row) {
        return PARAMS[row];
    }

    /** Result types of a row with fixed type; null stands for the memory's address type. */
    static ValType[] results(int row) {
        return RESULTS[row];
    }

    /** The natural alignment's base-2 logarithm. */
    static int align(int row) {
        return ALIGN[row];
    }

    /** How many lanes a lane index chooses from, 0 if there is none. */
    static int lanes(int row) {
        return LANES[row];
    }

    /** Whether a row ends an arm of a block, so that its rule itself decides what a sink is told (or is nop). */
    static boolean isBorder(int row) {
        return BORDERS[row];
    }

    private static byte fixed(Immediates immediates) {
        if (immediates.isMemarg()) {
            return ACCESS;
        }
        return switch (immediates) {
            case NONE, FENCE -> FIXED;
            case I32, I64, F32, F64, V128 -> CONSTANT;
            case LANE_16, LANE_8, LANE_4, LANE_2 -> LANE;
            case SHUFFLE -> SHUFFLE;
            case MEM -> MEMORY;
            default -> throw new AssertionError(immediates);
        };
    }

    private static byte byHand(Opcode op) {
        return switch (op) {
            case UNREACHABLE, NOP, BLOCK, LOOP, IF, ELSE, END, BR, BR_IF, BR_TABLE, RETURN -> CONTROL;
            case TRY, CATCH, CATCH_ALL, DELEGATE, RETHROW, THROW, THROW_REF, TRY_TABLE -> EXCEPTION;
            case CALL, CALL_INDIRECT, CALL_REF, RETURN_CALL, RETURN_CALL_INDIRECT, RETURN_CALL_REF -> CALL;
            case DROP, SELECT, SELECT_T -> PARAMETRIC;
            case LOCAL_GET, LOCAL_SET, LOCAL_TEE -> LOCAL;
            case GLOBAL_GET, GLOBAL_SET -> GLOBAL;
            case MEMORY_INIT, MEMORY_COPY, MEMORY_FILL, DATA_DROP -> MEMORY;
            case TABLE_GET, TABLE_SET, TABLE_INIT, TABLE_COPY, TABLE_FILL, TABLE_GROW, TABLE_SIZE, ELEM_DROP -> TABLE;
            case REF_NULL, REF_IS_NULL, REF_FUNC, REF_EQ, REF_AS_NON_NULL, BR_ON_NULL, BR_ON_NON_NULL, REF_TEST,
                    REF_TEST_NULL, REF_CAST, REF_CAST_NULL, BR_ON_CAST, BR_ON_CAST_FAIL, ANY_CONVERT_EXTERN,
                    EXTERN_CONVERT_ANY, REF_I31, I31_GET_S, I31_GET_U -> REFERENCE;
            default -> {
                if (!op.mnemonic().startsWith("struct.") && !op.mnemonic().startsWith("array.")) {
                    throw new AssertionError("no rule for " + op);
                }
                yield AGGREGATE;
            }
        };
    }

    /** Whether an instruction may occur in a constant expression; extended constants are told apart by feature. */
    static boolean isConstant(Opcode op) {
        return switch (op) {
            case I32_CONST, I64_CONST, F32_CONST, F64_CONST, V128_CONST, REF_NULL, REF_FUNC, GLOBAL_GET, REF_I31,
                    STRUCT_NEW, STRUCT_NEW_DEFAULT, ARRAY_NEW, ARRAY_NEW_DEFAULT, ARRAY_NEW_FIXED, ANY_CONVERT_EXTERN,
                    EXTERN_CONVERT_ANY, END -> true;
            default -> isExtendedConstant(op);
        };
    }

    /** Whether an instruction came to constant expressions with the extended-const proposal. */
    static boolean isExtendedConstant(Opcode op) {
        return switch (op) {
            case I32_ADD, I32_SUB, I32_MUL, I64_ADD, I64_SUB, I64_MUL -> true;
            default -> false;
        };
    }
}
