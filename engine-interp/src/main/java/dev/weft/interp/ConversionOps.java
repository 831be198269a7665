package dev.weft.interp;

import static dev.weft.interp.Bits.bits;
import static dev.weft.interp.Bits.f32;
import static dev.weft.interp.Bits.f64;

import dev.weft.runtime.numeric.Numerics;
import dev.weft.syntax.Opcode;

/** Conversions between number types. */
final class ConversionOps {
    private ConversionOps() {
    }

    /** Executes an operation: result slot, row, two operand slots (the second means nothing to unary rows). */
    static void execute(Opcode op, int[] code, int pc, long[] s, int fp) {
        s[fp + code[pc + 1]] = result(op, s[fp + code[pc + 3]], s[fp + code[pc + 4]]);
    }

    private static long result(Opcode op, long a, long b) {
        return switch (op) {
            case I32_TRUNC_F32_S -> Numerics.i32TruncF32S(f32(a));
            case I32_TRUNC_F32_U -> Numerics.i32TruncF32U(f32(a));
            case I32_TRUNC_F64_S -> Numerics.i32TruncF64S(f64(a));
            case I32_TRUNC_F64_U -> Numerics.i32TruncF64U(f64(a));
            case I64_TRUNC_F32_S -> Numerics.i64TruncF32S(f32(a));
            case I64_TRUNC_F32_U -> Numerics.i64TruncF32U(f32(a));
            case I64_TRUNC_F64_S -> Numerics.i64TruncF64S(f64(a));
            case I64_TRUNC_F64_U -> Numerics.i64TruncF64U(f64(a));
            case F32_CONVERT_I32_S -> bits((float) (int) a);
            case F32_CONVERT_I32_U -> bits(Numerics.f32ConvertI32U((int) a));
            case F32_CONVERT_I64_S -> bits((float) a);
            case F32_CONVERT_I64_U -> bits(Numerics.f32ConvertI64U(a));
            case F32_DEMOTE_F64 -> bits(Numerics.f32DemoteF64(f64(a)));
            case F64_CONVERT_I32_S -> bits((double) (int) a);
            case F64_CONVERT_I32_U -> bits(Numerics.f64ConvertI32U((int) a));
            case F64_CONVERT_I64_S -> bits((double) a);
            case F64_CONVERT_I64_U -> bits(Numerics.f64ConvertI64U(a));
            case F64_PROMOTE_F32 -> bits(Numerics.f64PromoteF32(f32(a)));
            case I32_TRUNC_SAT_F32_S -> Numerics.i32TruncSatF32S(f32(a));
            case I32_TRUNC_SAT_F32_U -> Numerics.i32TruncSatF32U(f32(a));
            case I32_TRUNC_SAT_F64_S -> Numerics.i32TruncSatF64S(f64(a));
            case I32_TRUNC_SAT_F64_U -> Numerics.i32TruncSatF64U(f64(a));
            case I64_TRUNC_SAT_F32_S -> Numerics.i64TruncSatF32S(f32(a));
            case I64_TRUNC_SAT_F32_U -> Numerics.i64TruncSatF32U(f32(a));
            case I64_TRUNC_SAT_F64_S -> Numerics.i64TruncSatF64S(f64(a));
            case I64_TRUNC_SAT_F64_U -> Numerics.i64TruncSatF64U(f64(a));
            default -> throw new IllegalArgumentException(op.mnemonic());
        };
    }
}
