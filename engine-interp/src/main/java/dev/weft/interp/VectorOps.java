package dev.weft.interp;

import dev.weft.runtime.numeric.VectorFloats;
import dev.weft.runtime.numeric.VectorIntegers;
import dev.weft.runtime.numeric.VectorLanes;
import dev.weft.syntax.Opcode;

/** Vector instructions but for memory accesses: one arm per row, each a call of what the row means. */
final class VectorOps {
    /** How an instruction divides the vector, where its halves do not depend on each other. */
    private enum Shape {
        I8X16, I16X8, I32X4, I64X2, F32X4, F64X2, BITS;

        static Shape of(Opcode op) {
            String mnemonic = op.mnemonic();
            if (op.code() >>> 16 != 0xFD || mnemonic.startsWith("v128") || mnemonic.endsWith("laneselect")) {
                return BITS;
            }
            return valueOf(mnemonic.substring(0, 5).toUpperCase(java.util.Locale.ROOT));
        }
    }

    private static final Shape[] SHAPES =
            java.util.Arrays.stream(Opcode.values()).map(Shape::of).toArray(Shape[]::new);

    private VectorOps() {
    }

    /** Executes an operation: result slot, row, three operand slots, lane. */
    static void execute(Opcode op, Code code, int pc, long[] s, int fp) {
        int[] ints = code.ints;
        int to = fp + ints[pc + 1];
        int a = fp + ints[pc + 3];
        switch (op.immediates()) {
            case LANE_16, LANE_8, LANE_4, LANE_2 -> lane(op, ints[pc + 6], s, to, a, fp + ints[pc + 4]);
            case SHUFFLE -> {
                long[] lanes = (long[]) code.pool[ints[pc + 5]];
                int b = fp + ints[pc + 4];
                long low = VectorLanes.i8x16Shuffle(s[a], s[a + 1], s[b], s[b + 1], lanes[0]);
                long high = VectorLanes.i8x16Shuffle(s[a], s[a + 1], s[b], s[b + 1], lanes[1]);
                s[to] = low;
                s[to + 1] = high;
            }
            default -> {
                switch (op.signature()) {
                    case V_I -> s[to] = test(op, s[a], s[a + 1]);
                    case I_V, L_V, F_V, D_V -> {
                        long half = splat(op, s[a]);
                        s[to] = half;
                        s[to + 1] = half;
                    }
                    case VI_V -> shift(op, s, to, a, s[fp + ints[pc + 4]]);
                    case V_V -> whole(op, s, to, a, a, a);
                    case VV_V -> whole(op, s, to, a, fp + ints[pc + 4], a);
                    default -> whole(op, s, to, a, fp + ints[pc + 4], fp + ints[pc + 5]);
                }
            }
        }
    }

    private static void shift(Opcode op, long[] s, int to, int a, long count) {
        long low = half(op, s[a], count, 0);
        long high = half(op, s[a + 1], count, 0);
        s[to] = low;
        s[to + 1] = high;
    }

    private static void whole(Opcode op, long[] s, int to, int a, int b, int c) {
        long low;
        long high;
        if (isCrossing(op)) {
            low = low(op, s[a], s[a + 1], s[b], s[b + 1]);
            high = high(op, s[a], s[a + 1], s[b], s[b + 1]);
        } else {
            low = half(op, s[a], s[b], s[c]);
            high = half(op, s[a + 1], s[b + 1], s[c + 1]);
        }
        s[to] = low;
        s[to + 1] = high;
    }

    /** Instructions whose halves do not depend on each other. */
    private static long half(Opcode op, long a, long b, long c) {
        return switch (SHAPES[op.ordinal()]) {
            case I8X16 -> bytes(op, a, b);
            case I16X8 -> shorts(op, a, b);
            case I32X4 -> ints(op, a, b, c);
            case I64X2 -> longs(op, a, b);
            case F32X4 -> floats(op, a, b, c);
            case F64X2 -> doubles(op, a, b, c);
            case BITS -> bits(op, a, b, c);
        };
    }

    private static long bytes(Opcode op, long a, long b) {
        return switch (op) {
            case I8X16_EQ -> VectorIntegers.i8x16Eq(a, b);
            case I8X16_NE -> VectorIntegers.i8x16Ne(a, b);
            case I8X16_LT_S -> VectorIntegers.i8x16LtS(a, b);
            case I8X16_LT_U -> VectorIntegers.i8x16LtU(a, b);
            case I8X16_GT_S -> VectorIntegers.i8x16GtS(a, b);
            case I8X16_GT_U -> VectorIntegers.i8x16GtU(a, b);
            case I8X16_LE_S -> VectorIntegers.i8x16LeS(a, b);
            case I8X16_LE_U -> VectorIntegers.i8x16LeU(a, b);
            case I8X16_GE_S -> VectorIntegers.i8x16GeS(a, b);
            case I8X16_GE_U -> VectorIntegers.i8x16GeU(a, b);
            case I8X16_ABS -> VectorIntegers.i8x16Abs(a);
            case I8X16_NEG -> VectorIntegers.i8x16Neg(a);
            case I8X16_POPCNT -> VectorIntegers.i8x16Popcnt(a);
            case I8X16_SHL -> VectorIntegers.i8x16Shl(a, (int) b);
            case I8X16_SHR_S -> VectorIntegers.i8x16ShrS(a, (int) b);
            case I8X16_SHR_U -> VectorIntegers.i8x16ShrU(a, (int) b);
            case I8X16_ADD -> VectorIntegers.i8x16Add(a, b);
            case I8X16_ADD_SAT_S -> VectorIntegers.i8x16AddSatS(a, b);
            case I8X16_ADD_SAT_U -> VectorIntegers.i8x16AddSatU(a, b);
            case I8X16_SUB -> VectorIntegers.i8x16Sub(a, b);
            case I8X16_SUB_SAT_S -> VectorIntegers.i8x16SubSatS(a, b);
            case I8X16_SUB_SAT_U -> VectorIntegers.i8x16SubSatU(a, b);
            case I8X16_MIN_S -> VectorIntegers.i8x16MinS(a, b);
            case I8X16_MIN_U -> VectorIntegers.i8x16MinU(a, b);
            case I8X16_MAX_S -> VectorIntegers.i8x16MaxS(a, b);
            case I8X16_MAX_U -> VectorIntegers.i8x16MaxU(a, b);
            case I8X16_AVGR_U -> VectorIntegers.i8x16AvgrU(a, b);
            default -> throw new IllegalArgumentException(op.mnemonic());
        };
    }

    private static long shorts(Opcode op, long a, long b) {
        return switch (op) {
            case I16X8_EQ -> VectorIntegers.i16x8Eq(a, b);
            case I16X8_NE -> VectorIntegers.i16x8Ne(a, b);
            case I16X8_LT_S -> VectorIntegers.i16x8LtS(a, b);
            case I16X8_LT_U -> VectorIntegers.i16x8LtU(a, b);
            case I16X8_GT_S -> VectorIntegers.i16x8GtS(a, b);
            case I16X8_GT_U -> VectorIntegers.i16x8GtU(a, b);
            case I16X8_LE_S -> VectorIntegers.i16x8LeS(a, b);
            case I16X8_LE_U -> VectorIntegers.i16x8LeU(a, b);
            case I16X8_GE_S -> VectorIntegers.i16x8GeS(a, b);
            case I16X8_GE_U -> VectorIntegers.i16x8GeU(a, b);
            case I16X8_EXTADD_PAIRWISE_I8X16_S -> VectorIntegers.i16x8ExtaddPairwiseI8x16S(a);
            case I16X8_EXTADD_PAIRWISE_I8X16_U -> VectorIntegers.i16x8ExtaddPairwiseI8x16U(a);
            case I16X8_ABS -> VectorIntegers.i16x8Abs(a);
            case I16X8_NEG -> VectorIntegers.i16x8Neg(a);
            case I16X8_Q15MULR_SAT_S -> VectorIntegers.i16x8Q15mulrSatS(a, b);
            case I16X8_SHL -> VectorIntegers.i16x8Shl(a, (int) b);
            case I16X8_SHR_S -> VectorIntegers.i16x8ShrS(a, (int) b);
            case I16X8_SHR_U -> VectorIntegers.i16x8ShrU(a, (int) b);
            case I16X8_ADD -> VectorIntegers.i16x8Add(a, b);
            case I16X8_ADD_SAT_S -> VectorIntegers.i16x8AddSatS(a, b);
            case I16X8_ADD_SAT_U -> VectorIntegers.i16x8AddSatU(a, b);
            case I16X8_SUB -> VectorIntegers.i16x8Sub(a, b);
            case I16X8_SUB_SAT_S -> VectorIntegers.i16x8SubSatS(a, b);
            case I16X8_SUB_SAT_U -> VectorIntegers.i16x8SubSatU(a, b);
            case I16X8_MUL -> VectorIntegers.i16x8Mul(a, b);
            case I16X8_MIN_S -> VectorIntegers.i16x8MinS(a, b);
            case I16X8_MIN_U -> VectorIntegers.i16x8MinU(a, b);
            case I16X8_MAX_S -> VectorIntegers.i16x8MaxS(a, b);
            case I16X8_MAX_U -> VectorIntegers.i16x8MaxU(a, b);
            case I16X8_AVGR_U -> VectorIntegers.i16x8AvgrU(a, b);
            case I16X8_RELAXED_Q15MULR_S -> VectorIntegers.i16x8RelaxedQ15mulrS(a, b);
            case I16X8_RELAXED_DOT_I8X16_I7X16_S -> VectorIntegers.i16x8RelaxedDotI8x16I7x16S(a, b);
            default -> throw new IllegalArgumentException(op.mnemonic());
        };
    }

    private static long ints(Opcode op, long a, long b, long c) {
        return switch (op) {
            case I32X4_EQ -> VectorIntegers.i32x4Eq(a, b);
            case I32X4_NE -> VectorIntegers.i32x4Ne(a, b);
            case I32X4_LT_S -> VectorIntegers.i32x4LtS(a, b);
            case I32X4_LT_U -> VectorIntegers.i32x4LtU(a, b);
            case I32X4_GT_S -> VectorIntegers.i32x4GtS(a, b);
            case I32X4_GT_U -> VectorIntegers.i32x4GtU(a, b);
            case I32X4_LE_S -> VectorIntegers.i32x4LeS(a, b);
            case I32X4_LE_U -> VectorIntegers.i32x4LeU(a, b);
            case I32X4_GE_S -> VectorIntegers.i32x4GeS(a, b);
            case I32X4_GE_U -> VectorIntegers.i32x4GeU(a, b);
            case I32X4_EXTADD_PAIRWISE_I16X8_S -> VectorIntegers.i32x4ExtaddPairwiseI16x8S(a);
            case I32X4_EXTADD_PAIRWISE_I16X8_U -> VectorIntegers.i32x4ExtaddPairwiseI16x8U(a);
            case I32X4_ABS -> VectorIntegers.i32x4Abs(a);
            case I32X4_NEG -> VectorIntegers.i32x4Neg(a);
            case I32X4_SHL -> VectorIntegers.i32x4Shl(a, (int) b);
            case I32X4_SHR_S -> VectorIntegers.i32x4ShrS(a, (int) b);
            case I32X4_SHR_U -> VectorIntegers.i32x4ShrU(a, (int) b);
            case I32X4_ADD -> VectorIntegers.i32x4Add(a, b);
            case I32X4_SUB -> VectorIntegers.i32x4Sub(a, b);
            case I32X4_MUL -> VectorIntegers.i32x4Mul(a, b);
            case I32X4_MIN_S -> VectorIntegers.i32x4MinS(a, b);
            case I32X4_MIN_U -> VectorIntegers.i32x4MinU(a, b);
            case I32X4_MAX_S -> VectorIntegers.i32x4MaxS(a, b);
            case I32X4_MAX_U -> VectorIntegers.i32x4MaxU(a, b);
            case I32X4_DOT_I16X8_S -> VectorIntegers.i32x4DotI16x8S(a, b);
            case I32X4_TRUNC_SAT_F32X4_S -> VectorFloats.i32x4TruncSatF32x4S(a);
            case I32X4_TRUNC_SAT_F32X4_U -> VectorFloats.i32x4TruncSatF32x4U(a);
            case I32X4_RELAXED_TRUNC_F32X4_S -> VectorFloats.i32x4RelaxedTruncF32x4S(a);
            case I32X4_RELAXED_TRUNC_F32X4_U -> VectorFloats.i32x4RelaxedTruncF32x4U(a);
            case I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S -> VectorIntegers.i32x4RelaxedDotI8x16I7x16AddS(a, b, c);
            default -> throw new IllegalArgumentException(op.mnemonic());
        };
    }

    private static long longs(Opcode op, long a, long b) {
        return switch (op) {
            case I64X2_ABS -> VectorIntegers.i64x2Abs(a);
            case I64X2_NEG -> VectorIntegers.i64x2Neg(a);
            case I64X2_SHL -> VectorIntegers.i64x2Shl(a, (int) b);
            case I64X2_SHR_S -> VectorIntegers.i64x2ShrS(a, (int) b);
            case I64X2_SHR_U -> VectorIntegers.i64x2ShrU(a, (int) b);
            case I64X2_ADD -> VectorIntegers.i64x2Add(a, b);
            case I64X2_SUB -> VectorIntegers.i64x2Sub(a, b);
            case I64X2_MUL -> VectorIntegers.i64x2Mul(a, b);
            case I64X2_EQ -> VectorIntegers.i64x2Eq(a, b);
            case I64X2_NE -> VectorIntegers.i64x2Ne(a, b);
            case I64X2_LT_S -> VectorIntegers.i64x2LtS(a, b);
            case I64X2_GT_S -> VectorIntegers.i64x2GtS(a, b);
            case I64X2_LE_S -> VectorIntegers.i64x2LeS(a, b);
            case I64X2_GE_S -> VectorIntegers.i64x2GeS(a, b);
            default -> throw new IllegalArgumentException(op.mnemonic());
        };
    }

    private static long floats(Opcode op, long a, long b, long c) {
        return switch (op) {
            case F32X4_EQ -> VectorFloats.f32x4Eq(a, b);
            case F32X4_NE -> VectorFloats.f32x4Ne(a, b);
            case F32X4_LT -> VectorFloats.f32x4Lt(a, b);
            case F32X4_GT -> VectorFloats.f32x4Gt(a, b);
            case F32X4_LE -> VectorFloats.f32x4Le(a, b);
            case F32X4_GE -> VectorFloats.f32x4Ge(a, b);
            case F32X4_CEIL -> VectorFloats.f32x4Ceil(a);
            case F32X4_FLOOR -> VectorFloats.f32x4Floor(a);
            case F32X4_TRUNC -> VectorFloats.f32x4Trunc(a);
            case F32X4_NEAREST -> VectorFloats.f32x4Nearest(a);
            case F32X4_ABS -> VectorFloats.f32x4Abs(a);
            case F32X4_NEG -> VectorFloats.f32x4Neg(a);
            case F32X4_SQRT -> VectorFloats.f32x4Sqrt(a);
            case F32X4_ADD -> VectorFloats.f32x4Add(a, b);
            case F32X4_SUB -> VectorFloats.f32x4Sub(a, b);
            case F32X4_MUL -> VectorFloats.f32x4Mul(a, b);
            case F32X4_DIV -> VectorFloats.f32x4Div(a, b);
            case F32X4_MIN -> VectorFloats.f32x4Min(a, b);
            case F32X4_MAX -> VectorFloats.f32x4Max(a, b);
            case F32X4_PMIN -> VectorFloats.f32x4Pmin(a, b);
            case F32X4_PMAX -> VectorFloats.f32x4Pmax(a, b);
            case F32X4_CONVERT_I32X4_S -> VectorFloats.f32x4ConvertI32x4S(a);
            case F32X4_CONVERT_I32X4_U -> VectorFloats.f32x4ConvertI32x4U(a);
            case F32X4_RELAXED_MADD -> VectorFloats.f32x4RelaxedMadd(a, b, c);
            case F32X4_RELAXED_NMADD -> VectorFloats.f32x4RelaxedNmadd(a, b, c);
            case F32X4_RELAXED_MIN -> VectorFloats.f32x4RelaxedMin(a, b);
            case F32X4_RELAXED_MAX -> VectorFloats.f32x4RelaxedMax(a, b);
            default -> throw new IllegalArgumentException(op.mnemonic());
        };
    }

    private static long doubles(Opcode op, long a, long b, long c) {
        return switch (op) {
            case F64X2_EQ -> VectorFloats.f64x2Eq(a, b);
            case F64X2_NE -> VectorFloats.f64x2Ne(a, b);
            case F64X2_LT -> VectorFloats.f64x2Lt(a, b);
            case F64X2_GT -> VectorFloats.f64x2Gt(a, b);
            case F64X2_LE -> VectorFloats.f64x2Le(a, b);
            case F64X2_GE -> VectorFloats.f64x2Ge(a, b);
            case F64X2_CEIL -> VectorFloats.f64x2Ceil(a);
            case F64X2_FLOOR -> VectorFloats.f64x2Floor(a);
            case F64X2_TRUNC -> VectorFloats.f64x2Trunc(a);
            case F64X2_NEAREST -> VectorFloats.f64x2Nearest(a);
            case F64X2_ABS -> VectorFloats.f64x2Abs(a);
            case F64X2_NEG -> VectorFloats.f64x2Neg(a);
            case F64X2_SQRT -> VectorFloats.f64x2Sqrt(a);
            case F64X2_ADD -> VectorFloats.f64x2Add(a, b);
            case F64X2_SUB -> VectorFloats.f64x2Sub(a, b);
            case F64X2_MUL -> VectorFloats.f64x2Mul(a, b);
            case F64X2_DIV -> VectorFloats.f64x2Div(a, b);
            case F64X2_MIN -> VectorFloats.f64x2Min(a, b);
            case F64X2_MAX -> VectorFloats.f64x2Max(a, b);
            case F64X2_PMIN -> VectorFloats.f64x2Pmin(a, b);
            case F64X2_PMAX -> VectorFloats.f64x2Pmax(a, b);
            case F64X2_RELAXED_MADD -> VectorFloats.f64x2RelaxedMadd(a, b, c);
            case F64X2_RELAXED_NMADD -> VectorFloats.f64x2RelaxedNmadd(a, b, c);
            case F64X2_RELAXED_MIN -> VectorFloats.f64x2RelaxedMin(a, b);
            case F64X2_RELAXED_MAX -> VectorFloats.f64x2RelaxedMax(a, b);
            default -> throw new IllegalArgumentException(op.mnemonic());
        };
    }

    private static long bits(Opcode op, long a, long b, long c) {
        return switch (op) {
            case V128_NOT -> VectorIntegers.v128Not(a);
            case V128_AND -> VectorIntegers.v128And(a, b);
            case V128_ANDNOT -> VectorIntegers.v128Andnot(a, b);
            case V128_OR -> VectorIntegers.v128Or(a, b);
            case V128_XOR -> VectorIntegers.v128Xor(a, b);
            case V128_BITSELECT -> VectorIntegers.v128Bitselect(a, b, c);
            case I8X16_RELAXED_LANESELECT -> VectorIntegers.i8x16RelaxedLaneselect(a, b, c);
            case I16X8_RELAXED_LANESELECT -> VectorIntegers.i16x8RelaxedLaneselect(a, b, c);
            case I32X4_RELAXED_LANESELECT -> VectorIntegers.i32x4RelaxedLaneselect(a, b, c);
            case I64X2_RELAXED_LANESELECT -> VectorIntegers.i64x2RelaxedLaneselect(a, b, c);
            default -> throw new IllegalArgumentException(op.mnemonic());
        };
    }

    /** Instructions whose halves depend on both halves of an operand. */
    private static boolean isCrossing(Opcode op) {
        return switch (op) {
            case F32X4_DEMOTE_F64X2_ZERO,
                    F64X2_PROMOTE_LOW_F32X4,
                    I16X8_EXTEND_LOW_I8X16_S,
                    I16X8_EXTEND_HIGH_I8X16_S,
                    I16X8_EXTEND_LOW_I8X16_U,
                    I16X8_EXTEND_HIGH_I8X16_U,
                    I16X8_EXTMUL_LOW_I8X16_S,
                    I16X8_EXTMUL_HIGH_I8X16_S,
                    I16X8_EXTMUL_LOW_I8X16_U,
                    I16X8_EXTMUL_HIGH_I8X16_U,
                    I32X4_EXTEND_LOW_I16X8_S,
                    I32X4_EXTEND_HIGH_I16X8_S,
                    I32X4_EXTEND_LOW_I16X8_U,
                    I32X4_EXTEND_HIGH_I16X8_U,
                    I32X4_EXTMUL_LOW_I16X8_S,
                    I32X4_EXTMUL_HIGH_I16X8_S,
                    I32X4_EXTMUL_LOW_I16X8_U,
                    I32X4_EXTMUL_HIGH_I16X8_U,
                    I64X2_EXTEND_LOW_I32X4_S,
                    I64X2_EXTEND_HIGH_I32X4_S,
                    I64X2_EXTEND_LOW_I32X4_U,
                    I64X2_EXTEND_HIGH_I32X4_U,
                    I64X2_EXTMUL_LOW_I32X4_S,
                    I64X2_EXTMUL_HIGH_I32X4_S,
                    I64X2_EXTMUL_LOW_I32X4_U,
                    I64X2_EXTMUL_HIGH_I32X4_U,
                    I32X4_TRUNC_SAT_F64X2_S_ZERO,
                    I32X4_TRUNC_SAT_F64X2_U_ZERO,
                    F64X2_CONVERT_LOW_I32X4_S,
                    F64X2_CONVERT_LOW_I32X4_U,
                    I32X4_RELAXED_TRUNC_F64X2_S_ZERO,
                    I32X4_RELAXED_TRUNC_F64X2_U_ZERO,
                    I8X16_SWIZZLE,
                    I8X16_RELAXED_SWIZZLE,
                    I8X16_NARROW_I16X8_S,
                    I8X16_NARROW_I16X8_U,
                    I16X8_NARROW_I32X4_S,
                    I16X8_NARROW_I32X4_U -> true;
            default -> false;
        };
    }

    private static long low(Opcode op, long aLow, long aHigh, long bLow, long bHigh) {
        return switch (op) {
            case I8X16_SWIZZLE -> VectorLanes.i8x16Swizzle(aLow, aHigh, bLow);
            case I8X16_RELAXED_SWIZZLE -> VectorLanes.i8x16RelaxedSwizzle(aLow, aHigh, bLow);
            case I8X16_NARROW_I16X8_S -> VectorLanes.i8x16NarrowI16x8S(aLow, aHigh);
            case I8X16_NARROW_I16X8_U -> VectorLanes.i8x16NarrowI16x8U(aLow, aHigh);
            case I16X8_NARROW_I32X4_S -> VectorLanes.i16x8NarrowI32x4S(aLow, aHigh);
            case I16X8_NARROW_I32X4_U -> VectorLanes.i16x8NarrowI32x4U(aLow, aHigh);
            case F32X4_DEMOTE_F64X2_ZERO -> VectorFloats.f32x4DemoteF64x2ZeroLo(aLow, aHigh);
            case F64X2_PROMOTE_LOW_F32X4 -> VectorFloats.f64x2PromoteLowF32x4Lo(aLow, aHigh);
            case I16X8_EXTEND_LOW_I8X16_S -> VectorLanes.i16x8ExtendLowI8x16SLo(aLow, aHigh);
            case I16X8_EXTEND_HIGH_I8X16_S -> VectorLanes.i16x8ExtendHighI8x16SLo(aLow, aHigh);
            case I16X8_EXTEND_LOW_I8X16_U -> VectorLanes.i16x8ExtendLowI8x16ULo(aLow, aHigh);
            case I16X8_EXTEND_HIGH_I8X16_U -> VectorLanes.i16x8ExtendHighI8x16ULo(aLow, aHigh);
            case I16X8_EXTMUL_LOW_I8X16_S -> VectorIntegers.i16x8ExtmulLowI8x16SLo(aLow, aHigh, bLow, bHigh);
            case I16X8_EXTMUL_HIGH_I8X16_S -> VectorIntegers.i16x8ExtmulHighI8x16SLo(aLow, aHigh, bLow, bHigh);
            case I16X8_EXTMUL_LOW_I8X16_U -> VectorIntegers.i16x8ExtmulLowI8x16ULo(aLow, aHigh, bLow, bHigh);
            case I16X8_EXTMUL_HIGH_I8X16_U -> VectorIntegers.i16x8ExtmulHighI8x16ULo(aLow, aHigh, bLow, bHigh);
            case I32X4_EXTEND_LOW_I16X8_S -> VectorLanes.i32x4ExtendLowI16x8SLo(aLow, aHigh);
            case I32X4_EXTEND_HIGH_I16X8_S -> VectorLanes.i32x4ExtendHighI16x8SLo(aLow, aHigh);
            case I32X4_EXTEND_LOW_I16X8_U -> VectorLanes.i32x4ExtendLowI16x8ULo(aLow, aHigh);
            case I32X4_EXTEND_HIGH_I16X8_U -> VectorLanes.i32x4ExtendHighI16x8ULo(aLow, aHigh);
            case I32X4_EXTMUL_LOW_I16X8_S -> VectorIntegers.i32x4ExtmulLowI16x8SLo(aLow, aHigh, bLow, bHigh);
            case I32X4_EXTMUL_HIGH_I16X8_S -> VectorIntegers.i32x4ExtmulHighI16x8SLo(aLow, aHigh, bLow, bHigh);
            case I32X4_EXTMUL_LOW_I16X8_U -> VectorIntegers.i32x4ExtmulLowI16x8ULo(aLow, aHigh, bLow, bHigh);
            case I32X4_EXTMUL_HIGH_I16X8_U -> VectorIntegers.i32x4ExtmulHighI16x8ULo(aLow, aHigh, bLow, bHigh);
            case I64X2_EXTEND_LOW_I32X4_S -> VectorLanes.i64x2ExtendLowI32x4SLo(aLow, aHigh);
            case I64X2_EXTEND_HIGH_I32X4_S -> VectorLanes.i64x2ExtendHighI32x4SLo(aLow, aHigh);
            case I64X2_EXTEND_LOW_I32X4_U -> VectorLanes.i64x2ExtendLowI32x4ULo(aLow, aHigh);
            case I64X2_EXTEND_HIGH_I32X4_U -> VectorLanes.i64x2ExtendHighI32x4ULo(aLow, aHigh);
            case I64X2_EXTMUL_LOW_I32X4_S -> VectorIntegers.i64x2ExtmulLowI32x4SLo(aLow, aHigh, bLow, bHigh);
            case I64X2_EXTMUL_HIGH_I32X4_S -> VectorIntegers.i64x2ExtmulHighI32x4SLo(aLow, aHigh, bLow, bHigh);
            case I64X2_EXTMUL_LOW_I32X4_U -> VectorIntegers.i64x2ExtmulLowI32x4ULo(aLow, aHigh, bLow, bHigh);
            case I64X2_EXTMUL_HIGH_I32X4_U -> VectorIntegers.i64x2ExtmulHighI32x4ULo(aLow, aHigh, bLow, bHigh);
            case I32X4_TRUNC_SAT_F64X2_S_ZERO -> VectorFloats.i32x4TruncSatF64x2SZeroLo(aLow, aHigh);
            case I32X4_TRUNC_SAT_F64X2_U_ZERO -> VectorFloats.i32x4TruncSatF64x2UZeroLo(aLow, aHigh);
            case F64X2_CONVERT_LOW_I32X4_S -> VectorFloats.f64x2ConvertLowI32x4SLo(aLow, aHigh);
            case F64X2_CONVERT_LOW_I32X4_U -> VectorFloats.f64x2ConvertLowI32x4ULo(aLow, aHigh);
            case I32X4_RELAXED_TRUNC_F64X2_S_ZERO -> VectorFloats.i32x4RelaxedTruncF64x2SZeroLo(aLow, aHigh);
            case I32X4_RELAXED_TRUNC_F64X2_U_ZERO -> VectorFloats.i32x4RelaxedTruncF64x2UZeroLo(aLow, aHigh);
            default -> throw new IllegalArgumentException(op.mnemonic());
        };
    }

    private static long high(Opcode op, long aLow, long aHigh, long bLow, long bHigh) {
        return switch (op) {
            case I8X16_SWIZZLE -> VectorLanes.i8x16Swizzle(aLow, aHigh, bHigh);
            case I8X16_RELAXED_SWIZZLE -> VectorLanes.i8x16RelaxedSwizzle(aLow, aHigh, bHigh);
            case I8X16_NARROW_I16X8_S -> VectorLanes.i8x16NarrowI16x8S(bLow, bHigh);
            case I8X16_NARROW_I16X8_U -> VectorLanes.i8x16NarrowI16x8U(bLow, bHigh);
            case I16X8_NARROW_I32X4_S -> VectorLanes.i16x8NarrowI32x4S(bLow, bHigh);
            case I16X8_NARROW_I32X4_U -> VectorLanes.i16x8NarrowI32x4U(bLow, bHigh);
            case F32X4_DEMOTE_F64X2_ZERO -> VectorFloats.f32x4DemoteF64x2ZeroHi(aLow, aHigh);
            case F64X2_PROMOTE_LOW_F32X4 -> VectorFloats.f64x2PromoteLowF32x4Hi(aLow, aHigh);
            case I16X8_EXTEND_LOW_I8X16_S -> VectorLanes.i16x8ExtendLowI8x16SHi(aLow, aHigh);
            case I16X8_EXTEND_HIGH_I8X16_S -> VectorLanes.i16x8ExtendHighI8x16SHi(aLow, aHigh);
            case I16X8_EXTEND_LOW_I8X16_U -> VectorLanes.i16x8ExtendLowI8x16UHi(aLow, aHigh);
            case I16X8_EXTEND_HIGH_I8X16_U -> VectorLanes.i16x8ExtendHighI8x16UHi(aLow, aHigh);
            case I16X8_EXTMUL_LOW_I8X16_S -> VectorIntegers.i16x8ExtmulLowI8x16SHi(aLow, aHigh, bLow, bHigh);
            case I16X8_EXTMUL_HIGH_I8X16_S -> VectorIntegers.i16x8ExtmulHighI8x16SHi(aLow, aHigh, bLow, bHigh);
            case I16X8_EXTMUL_LOW_I8X16_U -> VectorIntegers.i16x8ExtmulLowI8x16UHi(aLow, aHigh, bLow, bHigh);
            case I16X8_EXTMUL_HIGH_I8X16_U -> VectorIntegers.i16x8ExtmulHighI8x16UHi(aLow, aHigh, bLow, bHigh);
            case I32X4_EXTEND_LOW_I16X8_S -> VectorLanes.i32x4ExtendLowI16x8SHi(aLow, aHigh);
            case I32X4_EXTEND_HIGH_I16X8_S -> VectorLanes.i32x4ExtendHighI16x8SHi(aLow, aHigh);
            case I32X4_EXTEND_LOW_I16X8_U -> VectorLanes.i32x4ExtendLowI16x8UHi(aLow, aHigh);
            case I32X4_EXTEND_HIGH_I16X8_U -> VectorLanes.i32x4ExtendHighI16x8UHi(aLow, aHigh);
            case I32X4_EXTMUL_LOW_I16X8_S -> VectorIntegers.i32x4ExtmulLowI16x8SHi(aLow, aHigh, bLow, bHigh);
            case I32X4_EXTMUL_HIGH_I16X8_S -> VectorIntegers.i32x4ExtmulHighI16x8SHi(aLow, aHigh, bLow, bHigh);
            case I32X4_EXTMUL_LOW_I16X8_U -> VectorIntegers.i32x4ExtmulLowI16x8UHi(aLow, aHigh, bLow, bHigh);
            case I32X4_EXTMUL_HIGH_I16X8_U -> VectorIntegers.i32x4ExtmulHighI16x8UHi(aLow, aHigh, bLow, bHigh);
            case I64X2_EXTEND_LOW_I32X4_S -> VectorLanes.i64x2ExtendLowI32x4SHi(aLow, aHigh);
            case I64X2_EXTEND_HIGH_I32X4_S -> VectorLanes.i64x2ExtendHighI32x4SHi(aLow, aHigh);
            case I64X2_EXTEND_LOW_I32X4_U -> VectorLanes.i64x2ExtendLowI32x4UHi(aLow, aHigh);
            case I64X2_EXTEND_HIGH_I32X4_U -> VectorLanes.i64x2ExtendHighI32x4UHi(aLow, aHigh);
            case I64X2_EXTMUL_LOW_I32X4_S -> VectorIntegers.i64x2ExtmulLowI32x4SHi(aLow, aHigh, bLow, bHigh);
            case I64X2_EXTMUL_HIGH_I32X4_S -> VectorIntegers.i64x2ExtmulHighI32x4SHi(aLow, aHigh, bLow, bHigh);
            case I64X2_EXTMUL_LOW_I32X4_U -> VectorIntegers.i64x2ExtmulLowI32x4UHi(aLow, aHigh, bLow, bHigh);
            case I64X2_EXTMUL_HIGH_I32X4_U -> VectorIntegers.i64x2ExtmulHighI32x4UHi(aLow, aHigh, bLow, bHigh);
            case I32X4_TRUNC_SAT_F64X2_S_ZERO -> VectorFloats.i32x4TruncSatF64x2SZeroHi(aLow, aHigh);
            case I32X4_TRUNC_SAT_F64X2_U_ZERO -> VectorFloats.i32x4TruncSatF64x2UZeroHi(aLow, aHigh);
            case F64X2_CONVERT_LOW_I32X4_S -> VectorFloats.f64x2ConvertLowI32x4SHi(aLow, aHigh);
            case F64X2_CONVERT_LOW_I32X4_U -> VectorFloats.f64x2ConvertLowI32x4UHi(aLow, aHigh);
            case I32X4_RELAXED_TRUNC_F64X2_S_ZERO -> VectorFloats.i32x4RelaxedTruncF64x2SZeroHi(aLow, aHigh);
            case I32X4_RELAXED_TRUNC_F64X2_U_ZERO -> VectorFloats.i32x4RelaxedTruncF64x2UZeroHi(aLow, aHigh);
            default -> throw new IllegalArgumentException(op.mnemonic());
        };
    }

    private static int test(Opcode op, long low, long high) {
        return switch (op) {
            case V128_ANY_TRUE -> VectorIntegers.v128AnyTrue(low, high);
            case I8X16_ALL_TRUE -> VectorIntegers.i8x16AllTrue(low, high);
            case I8X16_BITMASK -> VectorIntegers.i8x16Bitmask(low, high);
            case I16X8_ALL_TRUE -> VectorIntegers.i16x8AllTrue(low, high);
            case I16X8_BITMASK -> VectorIntegers.i16x8Bitmask(low, high);
            case I32X4_ALL_TRUE -> VectorIntegers.i32x4AllTrue(low, high);
            case I32X4_BITMASK -> VectorIntegers.i32x4Bitmask(low, high);
            case I64X2_ALL_TRUE -> VectorIntegers.i64x2AllTrue(low, high);
            case I64X2_BITMASK -> VectorIntegers.i64x2Bitmask(low, high);
            default -> throw new IllegalArgumentException(op.mnemonic());
        };
    }

    private static long splat(Opcode op, long bits) {
        return switch (op) {
            case I8X16_SPLAT -> VectorLanes.i8x16Splat((int) bits);
            case I16X8_SPLAT -> VectorLanes.i16x8Splat((int) bits);
            case I32X4_SPLAT -> VectorLanes.i32x4Splat((int) bits);
            case I64X2_SPLAT -> VectorLanes.i64x2Splat(bits);
            case F32X4_SPLAT -> VectorLanes.f32x4Splat(Float.intBitsToFloat((int) bits));
            case F64X2_SPLAT -> VectorLanes.f64x2Splat(Double.longBitsToDouble(bits));
            default -> throw new IllegalArgumentException(op.mnemonic());
        };
    }

    /** extract_lane and replace_lane: only the half with the lane takes part. */
    private static void lane(Opcode op, int lane, long[] s, int to, int a, int b) {
        int perHalf = op.immediates().lanes() / 2;
        int part = lane / perHalf;
        int index = lane % perHalf;
        if (op.signature().params().size() == 1) {
            s[to] = extract(op, s[a + part], index);
            return;
        }
        long replaced = replace(op, s[a + part], index, s[b]);
        long low = part == 0 ? replaced : s[a];
        long high = part == 0 ? s[a + 1] : replaced;
        s[to] = low;
        s[to + 1] = high;
    }

    private static long extract(Opcode op, long half, int lane) {
        return switch (op) {
            case I8X16_EXTRACT_LANE_S -> VectorLanes.i8x16ExtractLaneS(half, lane);
            case I8X16_EXTRACT_LANE_U -> VectorLanes.i8x16ExtractLaneU(half, lane);
            case I16X8_EXTRACT_LANE_S -> VectorLanes.i16x8ExtractLaneS(half, lane);
            case I16X8_EXTRACT_LANE_U -> VectorLanes.i16x8ExtractLaneU(half, lane);
            case I32X4_EXTRACT_LANE -> VectorLanes.i32x4ExtractLane(half, lane);
            case I64X2_EXTRACT_LANE -> VectorLanes.i64x2ExtractLane(half, lane);
            case F32X4_EXTRACT_LANE -> Float.floatToRawIntBits(VectorLanes.f32x4ExtractLane(half, lane));
            case F64X2_EXTRACT_LANE -> Double.doubleToRawLongBits(VectorLanes.f64x2ExtractLane(half, lane));
            default -> throw new IllegalArgumentException(op.mnemonic());
        };
    }

    private static long replace(Opcode op, long half, int lane, long bits) {
        return switch (op) {
            case I8X16_REPLACE_LANE -> VectorLanes.i8x16ReplaceLane(half, lane, (int) bits);
            case I16X8_REPLACE_LANE -> VectorLanes.i16x8ReplaceLane(half, lane, (int) bits);
            case I32X4_REPLACE_LANE -> VectorLanes.i32x4ReplaceLane(half, lane, (int) bits);
            case I64X2_REPLACE_LANE -> VectorLanes.i64x2ReplaceLane(half, lane, bits);
            case F32X4_REPLACE_LANE -> VectorLanes.f32x4ReplaceLane(half, lane, Float.intBitsToFloat((int) bits));
            case F64X2_REPLACE_LANE -> VectorLanes.f64x2ReplaceLane(half, lane, Double.longBitsToDouble(bits));
            default -> throw new IllegalArgumentException(op.mnemonic());
        };
    }
}
