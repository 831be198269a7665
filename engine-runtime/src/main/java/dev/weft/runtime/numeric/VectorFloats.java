package dev.weft.runtime.numeric;

import static dev.weft.runtime.numeric.Lanes.f64;
import static dev.weft.runtime.numeric.Lanes.hiF32;
import static dev.weft.runtime.numeric.Lanes.loF32;
import static dev.weft.runtime.numeric.Lanes.of32;
import static dev.weft.runtime.numeric.Lanes.of64;

/**
 * The v128 instructions on floating-point lanes.
 *
 * <p>A v128 is two longs, and methods have the forms that {@link VectorIntegers} describes. Each lane is treated as the
 * instruction on f32 or f64 treats its operand, see {@link Numerics}; {@code neg}, {@code abs}, {@code pmin} and
 * {@code pmax} never change bits of a NaN but the sign.
 */
public final class VectorFloats {
    private VectorFloats() {
    }

    // f32x4.

    /** {@code f32x4.eq}. */
    public static long f32x4Eq(long a, long b) {
        return of32(loF32(a) == loF32(b) ? -1 : 0, hiF32(a) == hiF32(b) ? -1 : 0);
    }

    /** {@code f32x4.ne}. */
    public static long f32x4Ne(long a, long b) {
        return of32(loF32(a) != loF32(b) ? -1 : 0, hiF32(a) != hiF32(b) ? -1 : 0);
    }

    /** {@code f32x4.lt}. */
    public static long f32x4Lt(long a, long b) {
        return of32(loF32(a) < loF32(b) ? -1 : 0, hiF32(a) < hiF32(b) ? -1 : 0);
    }

    /** {@code f32x4.gt}. */
    public static long f32x4Gt(long a, long b) {
        return of32(loF32(a) > loF32(b) ? -1 : 0, hiF32(a) > hiF32(b) ? -1 : 0);
    }

    /** {@code f32x4.le}. */
    public static long f32x4Le(long a, long b) {
        return of32(loF32(a) <= loF32(b) ? -1 : 0, hiF32(a) <= hiF32(b) ? -1 : 0);
    }

    /** {@code f32x4.ge}. */
    public static long f32x4Ge(long a, long b) {
        return of32(loF32(a) >= loF32(b) ? -1 : 0, hiF32(a) >= hiF32(b) ? -1 : 0);
    }

    /** {@code f32x4.abs}. */
    public static long f32x4Abs(long a) {
        return a & 0x7FFF_FFFF_7FFF_FFFFL;
    }

    /** {@code f32x4.neg}. */
    public static long f32x4Neg(long a) {
        return a ^ 0x8000_0000_8000_0000L;
    }

    /** {@code f32x4.sqrt}. */
    public static long f32x4Sqrt(long a) {
        return of32(Numerics.f32Sqrt(loF32(a)), Numerics.f32Sqrt(hiF32(a)));
    }

    /** {@code f32x4.ceil}. */
    public static long f32x4Ceil(long a) {
        return of32(Numerics.f32Ceil(loF32(a)), Numerics.f32Ceil(hiF32(a)));
    }

    /** {@code f32x4.floor}. */
    public static long f32x4Floor(long a) {
        return of32(Numerics.f32Floor(loF32(a)), Numerics.f32Floor(hiF32(a)));
    }

    /** {@code f32x4.trunc}. */
    public static long f32x4Trunc(long a) {
        return of32(Numerics.f32Trunc(loF32(a)), Numerics.f32Trunc(hiF32(a)));
    }

    /** {@code f32x4.nearest}. */
    public static long f32x4Nearest(long a) {
        return of32(Numerics.f32Nearest(loF32(a)), Numerics.f32Nearest(hiF32(a)));
    }

    /** {@code f32x4.add}. */
    public static long f32x4Add(long a, long b) {
        return of32(loF32(a) + loF32(b), hiF32(a) + hiF32(b));
    }

    /** {@code f32x4.sub}. */
    public static long f32x4Sub(long a, long b) {
        return of32(loF32(a) - loF32(b), hiF32(a) - hiF32(b));
    }

    /** {@code f32x4.mul}. */
    public static long f32x4Mul(long a, long b) {
        return of32(loF32(a) * loF32(b), hiF32(a) * hiF32(b));
    }

    /** {@code f32x4.div}. */
    public static long f32x4Div(long a, long b) {
        return of32(loF32(a) / loF32(b), hiF32(a) / hiF32(b));
    }

    /** {@code f32x4.min}. */
    public static long f32x4Min(long a, long b) {
        return of32(Numerics.f32Min(loF32(a), loF32(b)), Numerics.f32Min(hiF32(a), hiF32(b)));
    }

    /** {@code f32x4.max}. */
    public static long f32x4Max(long a, long b) {
        return of32(Numerics.f32Max(loF32(a), loF32(b)), Numerics.f32Max(hiF32(a), hiF32(b)));
    }

    /** {@code f32x4.pmin}: {@code b < a ? b : a}. */
    public static long f32x4Pmin(long a, long b) {
        return Lanes.select(b, a, f32x4Lt(b, a));
    }

    /** {@code f32x4.pmax}: {@code a < b ? b : a}. */
    public static long f32x4Pmax(long a, long b) {
        return Lanes.select(b, a, f32x4Lt(a, b));
    }

    // f64x2.

    /** {@code f64x2.eq}. */
    public static long f64x2Eq(long a, long b) {
        return f64(a) == f64(b) ? -1 : 0;
    }

    /** {@code f64x2.ne}. */
    public static long f64x2Ne(long a, long b) {
        return f64(a) != f64(b) ? -1 : 0;
    }

    /** {@code f64x2.lt}. */
    public static long f64x2Lt(long a, long b) {
        return f64(a) < f64(b) ? -1 : 0;
    }

    /** {@code f64x2.gt}. */
    public static long f64x2Gt(long a, long b) {
        return f64(a) > f64(b) ? -1 : 0;
    }

    /** {@code f64x2.le}. */
    public static long f64x2Le(long a, long b) {
        return f64(a) <= f64(b) ? -1 : 0;
    }

    /** {@code f64x2.ge}. */
    public static long f64x2Ge(long a, long b) {
        return f64(a) >= f64(b) ? -1 : 0;
    }

    /** {@code f64x2.abs}. */
    public static long f64x2Abs(long a) {
        return a & Long.MAX_VALUE;
    }

    /** {@code f64x2.neg}. */
    public static long f64x2Neg(long a) {
        return a ^ Long.MIN_VALUE;
    }

    /** {@code f64x2.sqrt}. */
    public static long f64x2Sqrt(long a) {
        return of64(Numerics.f64Sqrt(f64(a)));
    }

    /** {@code f64x2.ceil}. */
    public static long f64x2Ceil(long a) {
        return of64(Numerics.f64Ceil(f64(a)));
    }

    /** {@code f64x2.floor}. */
    public static long f64x2Floor(long a) {
        return of64(Numerics.f64Floor(f64(a)));
    }

    /** {@code f64x2.trunc}. */
    public static long f64x2Trunc(long a) {
        return of64(Numerics.f64Trunc(f64(a)));
    }

    /** {@code f64x2.nearest}. */
    public static long f64x2Nearest(long a) {
        return of64(Numerics.f64Nearest(f64(a)));
    }

    /** {@code f64x2.add}. */
    public static long f64x2Add(long a, long b) {
        return of64(f64(a) + f64(b));
    }

    /** {@code f64x2.sub}. */
    public static long f64x2Sub(long a, long b) {
        return of64(f64(a) - f64(b));
    }

    /** {@code f64x2.mul}. */
    public static long f64x2Mul(long a, long b) {
        return of64(f64(a) * f64(b));
    }

    /** {@code f64x2.div}. */
    public static long f64x2Div(long a, long b) {
        return of64(f64(a) / f64(b));
    }

    /** {@code f64x2.min}. */
    public static long f64x2Min(long a, long b) {
        return of64(Numerics.f64Min(f64(a), f64(b)));
    }

    /** {@code f64x2.max}. */
    public static long f64x2Max(long a, long b) {
        return of64(Numerics.f64Max(f64(a), f64(b)));
    }

    /** {@code f64x2.pmin}: {@code b < a ? b : a}. */
    public static long f64x2Pmin(long a, long b) {
        return f64(b) < f64(a) ? b : a;
    }

    /** {@code f64x2.pmax}: {@code a < b ? b : a}. */
    public static long f64x2Pmax(long a, long b) {
        return f64(a) < f64(b) ? b : a;
    }

    // Conversions.

    /** {@code f32x4.convert_i32x4_s}. */
    public static long f32x4ConvertI32x4S(long a) {
        return of32((float) (int) a, (float) (int) (a >>> 32));
    }

    /** {@code f32x4.convert_i32x4_u}. */
    public static long f32x4ConvertI32x4U(long a) {
        return of32(Numerics.f32ConvertI32U((int) a), Numerics.f32ConvertI32U((int) (a >>> 32)));
    }

    /** {@code f64x2.convert_low_i32x4_s}: the lower half. */
    public static long f64x2ConvertLowI32x4SLo(long aLo, long aHi) {
        return of64((int) aLo);
    }

    /** {@code f64x2.convert_low_i32x4_s}: the upper half. */
    public static long f64x2ConvertLowI32x4SHi(long aLo, long aHi) {
        return of64((int) (aLo >>> 32));
    }

    /** {@code f64x2.convert_low_i32x4_u}: the lower half. */
    public static long f64x2ConvertLowI32x4ULo(long aLo, long aHi) {
        return of64(Numerics.f64ConvertI32U((int) aLo));
    }

    /** {@code f64x2.convert_low_i32x4_u}: the upper half. */
    public static long f64x2ConvertLowI32x4UHi(long aLo, long aHi) {
        return of64(Numerics.f64ConvertI32U((int) (aLo >>> 32)));
    }

    /** {@code f64x2.promote_low_f32x4}: the lower half. */
    public static long f64x2PromoteLowF32x4Lo(long aLo, long aHi) {
        return of64(Numerics.f64PromoteF32(loF32(aLo)));
    }

    /** {@code f64x2.promote_low_f32x4}: the upper half. */
    public static long f64x2PromoteLowF32x4Hi(long aLo, long aHi) {
        return of64(Numerics.f64PromoteF32(hiF32(aLo)));
    }

    /** {@code f32x4.demote_f64x2_zero}: the lower half. */
    public static long f32x4DemoteF64x2ZeroLo(long aLo, long aHi) {
        return of32(Numerics.f32DemoteF64(f64(aLo)), Numerics.f32DemoteF64(f64(aHi)));
    }

    /** {@code f32x4.demote_f64x2_zero}: the upper half. */
    public static long f32x4DemoteF64x2ZeroHi(long aLo, long aHi) {
        return 0;
    }

    /** {@code i32x4.trunc_sat_f32x4_s}. */
    public static long i32x4TruncSatF32x4S(long a) {
        return of32(Numerics.i32TruncSatF32S(loF32(a)), Numerics.i32TruncSatF32S(hiF32(a)));
    }

    /** {@code i32x4.trunc_sat_f64x2_s_zero}: the lower half. */
    public static long i32x4TruncSatF64x2SZeroLo(long aLo, long aHi) {
        return of32(Numerics.i32TruncSatF64S(f64(aLo)), Numerics.i32TruncSatF64S(f64(aHi)));
    }

    /** {@code i32x4.trunc_sat_f64x2_s_zero}: the upper half. */
    public static long i32x4TruncSatF64x2SZeroHi(long aLo, long aHi) {
        return 0;
    }

    /** {@code i32x4.trunc_sat_f32x4_u}. */
    public static long i32x4TruncSatF32x4U(long a) {
        return of32(Numerics.i32TruncSatF32U(loF32(a)), Numerics.i32TruncSatF32U(hiF32(a)));
    }

    /** {@code i32x4.trunc_sat_f64x2_u_zero}: the lower half. */
    public static long i32x4TruncSatF64x2UZeroLo(long aLo, long aHi) {
        return of32(Numerics.i32TruncSatF64U(f64(aLo)), Numerics.i32TruncSatF64U(f64(aHi)));
    }

    /** {@code i32x4.trunc_sat_f64x2_u_zero}: the upper half. */
    public static long i32x4TruncSatF64x2UZeroHi(long aLo, long aHi) {
        return 0;
    }

    // Relaxed: where the specification leaves a choice, the same on every machine.

    /** {@code i32x4.relaxed_trunc_f32x4_s}: saturating. */
    public static long i32x4RelaxedTruncF32x4S(long a) {
        return i32x4TruncSatF32x4S(a);
    }

    /** {@code i32x4.relaxed_trunc_f64x2_s_zero}: saturating, the lower half. */
    public static long i32x4RelaxedTruncF64x2SZeroLo(long aLo, long aHi) {
        return i32x4TruncSatF64x2SZeroLo(aLo, aHi);
    }

    /** {@code i32x4.relaxed_trunc_f64x2_s_zero}: saturating, the upper half. */
    public static long i32x4RelaxedTruncF64x2SZeroHi(long aLo, long aHi) {
        return i32x4TruncSatF64x2SZeroHi(aLo, aHi);
    }

    /** {@code i32x4.relaxed_trunc_f32x4_u}: saturating. */
    public static long i32x4RelaxedTruncF32x4U(long a) {
        return i32x4TruncSatF32x4U(a);
    }

    /** {@code i32x4.relaxed_trunc_f64x2_u_zero}: saturating, the lower half. */
    public static long i32x4RelaxedTruncF64x2UZeroLo(long aLo, long aHi) {
        return i32x4TruncSatF64x2UZeroLo(aLo, aHi);
    }

    /** {@code i32x4.relaxed_trunc_f64x2_u_zero}: saturating, the upper half. */
    public static long i32x4RelaxedTruncF64x2UZeroHi(long aLo, long aHi) {
        return i32x4TruncSatF64x2UZeroHi(aLo, aHi);
    }

    /** {@code f32x4.relaxed_madd}: rounded after multiplying and after adding. */
    public static long f32x4RelaxedMadd(long a, long b, long c) {
        return of32(loF32(a) * loF32(b) + loF32(c), hiF32(a) * hiF32(b) + hiF32(c));
    }

    /** {@code f32x4.relaxed_nmadd}: rounded after multiplying and after adding. */
    public static long f32x4RelaxedNmadd(long a, long b, long c) {
        return of32(-loF32(a) * loF32(b) + loF32(c), -hiF32(a) * hiF32(b) + hiF32(c));
    }

    /** {@code f32x4.relaxed_min}: as {@code f32x4.min}. */
    public static long f32x4RelaxedMin(long a, long b) {
        return f32x4Min(a, b);
    }

    /** {@code f32x4.relaxed_max}: as {@code f32x4.max}. */
    public static long f32x4RelaxedMax(long a, long b) {
        return f32x4Max(a, b);
    }

    /** {@code f64x2.relaxed_madd}: rounded after multiplying and after adding. */
    public static long f64x2RelaxedMadd(long a, long b, long c) {
        return of64(f64(a) * f64(b) + f64(c));
    }

    /** {@code f64x2.relaxed_nmadd}: rounded after multiplying and after adding. */
    public static long f64x2RelaxedNmadd(long a, long b, long c) {
        return of64(-f64(a) * f64(b) + f64(c));
    }

    /** {@code f64x2.relaxed_min}: as {@code f64x2.min}. */
    public static long f64x2RelaxedMin(long a, long b) {
        return f64x2Min(a, b);
    }

    /** {@code f64x2.relaxed_max}: as {@code f64x2.max}. */
    public static long f64x2RelaxedMax(long a, long b) {
        return f64x2Max(a, b);
    }
}
