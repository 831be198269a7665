package dev.weft.interp;

import static dev.weft.interp.Bits.bits;
import static dev.weft.interp.Bits.f32;
import static dev.weft.interp.Bits.f64;

import dev.weft.runtime.numeric.Numerics;
import dev.weft.syntax.Opcode;

/** Floating-point instructions that have no operation of their own. */
final class FloatOps {
    private FloatOps() {
    }

    /** Executes an operation: result slot, row, two operand slots (the second means nothing to unary rows). */
    static void execute(Opcode op, int[] code, int pc, long[] s, int fp) {
        s[fp + code[pc + 1]] = result(op, s[fp + code[pc + 3]], s[fp + code[pc + 4]]);
    }

    private static long result(Opcode op, long a, long b) {
        return switch (op) {
            case F32_EQ -> f32(a) == f32(b) ? 1 : 0;
            case F32_NE -> f32(a) != f32(b) ? 1 : 0;
            case F32_LT -> f32(a) < f32(b) ? 1 : 0;
            case F32_GT -> f32(a) > f32(b) ? 1 : 0;
            case F32_LE -> f32(a) <= f32(b) ? 1 : 0;
            case F32_GE -> f32(a) >= f32(b) ? 1 : 0;
            case F64_EQ -> f64(a) == f64(b) ? 1 : 0;
            case F64_NE -> f64(a) != f64(b) ? 1 : 0;
            case F64_LT -> f64(a) < f64(b) ? 1 : 0;
            case F64_GT -> f64(a) > f64(b) ? 1 : 0;
            case F64_LE -> f64(a) <= f64(b) ? 1 : 0;
            case F64_GE -> f64(a) >= f64(b) ? 1 : 0;
            case F32_ABS -> bits(Numerics.f32Abs(f32(a)));
            case F32_NEG -> bits(Numerics.f32Neg(f32(a)));
            case F32_CEIL -> bits(Numerics.f32Ceil(f32(a)));
            case F32_FLOOR -> bits(Numerics.f32Floor(f32(a)));
            case F32_TRUNC -> bits(Numerics.f32Trunc(f32(a)));
            case F32_NEAREST -> bits(Numerics.f32Nearest(f32(a)));
            case F32_SQRT -> bits(Numerics.f32Sqrt(f32(a)));
            case F32_ADD -> bits(f32(a) + f32(b));
            case F32_SUB -> bits(f32(a) - f32(b));
            case F32_MUL -> bits(f32(a) * f32(b));
            case F32_DIV -> bits(f32(a) / f32(b));
            case F32_MIN -> bits(Numerics.f32Min(f32(a), f32(b)));
            case F32_MAX -> bits(Numerics.f32Max(f32(a), f32(b)));
            case F32_COPYSIGN -> bits(Numerics.f32Copysign(f32(a), f32(b)));
            case F64_ABS -> bits(Numerics.f64Abs(f64(a)));
            case F64_NEG -> bits(Numerics.f64Neg(f64(a)));
            case F64_CEIL -> bits(Numerics.f64Ceil(f64(a)));
            case F64_FLOOR -> bits(Numerics.f64Floor(f64(a)));
            case F64_TRUNC -> bits(Numerics.f64Trunc(f64(a)));
            case F64_NEAREST -> bits(Numerics.f64Nearest(f64(a)));
            case F64_SQRT -> bits(Numerics.f64Sqrt(f64(a)));
            case F64_MIN -> bits(Numerics.f64Min(f64(a), f64(b)));
            case F64_MAX -> bits(Numerics.f64Max(f64(a), f64(b)));
            case F64_COPYSIGN -> bits(Numerics.f64Copysign(f64(a), f64(b)));
            default -> throw new IllegalArgumentException(op.mnemonic());
        };
    }
}
