package dev.weft.interp;

import dev.weft.runtime.numeric.Numerics;
import dev.weft.syntax.Opcode;

/** Integer instructions that have no operation of their own. */
final class IntegerOps {
    private IntegerOps() {
    }

    /** Executes an operation: result slot, row, two operand slots (the second means nothing to unary rows). */
    static void execute(Opcode op, int[] code, int pc, long[] s, int fp) {
        s[fp + code[pc + 1]] = result(op, s[fp + code[pc + 3]], s[fp + code[pc + 4]]);
    }

    private static long result(Opcode op, long a, long b) {
        return switch (op) {
            case I32_CLZ -> Integer.numberOfLeadingZeros((int) a);
            case I32_CTZ -> Integer.numberOfTrailingZeros((int) a);
            case I32_POPCNT -> Integer.bitCount((int) a);
            case I32_DIV_S -> Numerics.i32DivS((int) a, (int) b);
            case I32_DIV_U -> Numerics.i32DivU((int) a, (int) b);
            case I32_REM_S -> Numerics.i32RemS((int) a, (int) b);
            case I32_REM_U -> Numerics.i32RemU((int) a, (int) b);
            case I32_ROTL -> Integer.rotateLeft((int) a, (int) b);
            case I32_ROTR -> Integer.rotateRight((int) a, (int) b);
            case I64_CLZ -> Long.numberOfLeadingZeros(a);
            case I64_CTZ -> Long.numberOfTrailingZeros(a);
            case I64_POPCNT -> Long.bitCount(a);
            case I64_DIV_S -> Numerics.i64DivS(a, b);
            case I64_DIV_U -> Numerics.i64DivU(a, b);
            case I64_REM_S -> Numerics.i64RemS(a, b);
            case I64_REM_U -> Numerics.i64RemU(a, b);
            case I64_SHL -> a << (int) b;
            case I64_SHR_S -> a >> (int) b;
            case I64_SHR_U -> a >>> (int) b;
            case I64_ROTL -> Long.rotateLeft(a, (int) b);
            case I64_ROTR -> Long.rotateRight(a, (int) b);
            case I32_EXTEND8_S -> (byte) a;
            case I32_EXTEND16_S -> (short) a;
            case I64_EXTEND8_S -> (byte) a;
            case I64_EXTEND16_S -> (short) a;
            case I64_EXTEND32_S -> (int) a;
            default -> throw new IllegalArgumentException(op.mnemonic());
        };
    }
}
