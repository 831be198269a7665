package dev.weft.runtime.numeric;

import dev.weft.runtime.Trap;

/**
 * The numeric instructions on i32, i64, f32 and f64 that no single Java operator or {@code java.lang} intrinsic does
 * exactly as the specification (section 4.3) says.
 *
 * <p>A method is named after its instruction: {@code i32.trunc_sat_f64_u} is {@code i32TruncSatF64U}. Unsigned values
 * are ints and longs taken as unsigned.
 *
 * <p>NaN: where the specification allows a choice, the result is the first NaN operand with its quiet bit set, so it is
 * canonical if the operands' NaNs are; {@code neg}, {@code abs} and {@code copysign} change nothing but the sign bit.
 */
public final class Numerics {
    private static final double TWO_TO_63 = 0x1p63;
    private static final double TWO_TO_64 = 0x1p64;

    private Numerics() {
    }

    /** {@code i32.div_s}. */
    public static int i32DivS(int a, int b) {
        if (b == 0) {
            throw Trap.of(Trap.Kind.INTEGER_DIVIDE_BY_ZERO);
        }
        if (b == -1 && a == Integer.MIN_VALUE) {
            throw Trap.of(Trap.Kind.INTEGER_OVERFLOW);
        }
        return a / b;
    }

    /** {@code i32.div_u}. */
    public static int i32DivU(int a, int b) {
        if (b == 0) {
            throw Trap.of(Trap.Kind.INTEGER_DIVIDE_BY_ZERO);
        }
        return Integer.divideUnsigned(a, b);
    }

    /** {@code i32.rem_s}: 0 for the smallest number by −1, as in Java. */
    public static int i32RemS(int a, int b) {
        if (b == 0) {
            throw Trap.of(Trap.Kind.INTEGER_DIVIDE_BY_ZERO);
        }
        return a % b;
    }

    /** {@code i32.rem_u}. */
    public static int i32RemU(int a, int b) {
        if (b == 0) {
            throw Trap.of(Trap.Kind.INTEGER_DIVIDE_BY_ZERO);
        }
        return Integer.remainderUnsigned(a, b);
    }

    /** {@code i64.div_s}. */
    public static long i64DivS(long a, long b) {
        if (b == 0) {
            throw Trap.of(Trap.Kind.INTEGER_DIVIDE_BY_ZERO);
        }
        if (b == -1 && a == Long.MIN_VALUE) {
            throw Trap.of(Trap.Kind.INTEGER_OVERFLOW);
        }
        return a / b;
    }

    /** {@code i64.div_u}. */
    public static long i64DivU(long a, long b) {
        if (b == 0) {
            throw Trap.of(Trap.Kind.INTEGER_DIVIDE_BY_ZERO);
        }
        return Long.divideUnsigned(a, b);
    }

    /** {@code i64.rem_s}: 0 for the smallest number by −1, as in Java. */
    public static long i64RemS(long a, long b) {
        if (b == 0) {
            throw Trap.of(Trap.Kind.INTEGER_DIVIDE_BY_ZERO);
        }
        return a % b;
    }

    /** {@code i64.rem_u}. */
    public static long i64RemU(long a, long b) {
        if (b == 0) {
            throw Trap.of(Trap.Kind.INTEGER_DIVIDE_BY_ZERO);
        }
        return Long.remainderUnsigned(a, b);
    }

    /** {@code i64.add128}: the upper half of the sum; the lower is {@code aLo + bLo}. */
    public static long i64Add128Hi(long aLo, long aHi, long bLo, long bHi) {
        long carry = Long.compareUnsigned(aLo + bLo, aLo) < 0 ? 1 : 0;
        return aHi + bHi + carry;
    }

    /** {@code i64.sub128}: the upper half of the difference; the lower is {@code aLo - bLo}. */
    public static long i64Sub128Hi(long aLo, long aHi, long bLo, long bHi) {
        long borrow = Long.compareUnsigned(aLo, bLo) < 0 ? 1 : 0;
        return aHi - bHi - borrow;
    }

    /** {@code i64.mul_wide_s}: the upper half of the product; the lower is {@code a * b}. */
    public static long i64MulWideSHi(long a, long b) {
        return Math.multiplyHigh(a, b);
    }

    /** {@code i64.mul_wide_u}: the upper half of the product; the lower is {@code a * b}. */
    public static long i64MulWideUHi(long a, long b) {
        return Math.unsignedMultiplyHigh(a, b);
    }

    private static float quiet(float nan) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(nan) | 0x0040_0000);
    }

    /** {@code f32.min}. */
    public static float f32Min(float a, float b) {
        if (a != a) {
            return quiet(a);
        }
        return b != b ? quiet(b) : Math.min(a, b);
    }

    /** {@code f32.max}. */
    public static float f32Max(float a, float b) {
        if (a != a) {
            return quiet(a);
        }
        return b != b ? quiet(b) : Math.max(a, b);
    }

    /** {@code f32.ceil}. */
    public static float f32Ceil(float a) {
        return a != a ? quiet(a) : (float) Math.ceil(a);
    }

    /** {@code f32.floor}. */
    public static float f32Floor(float a) {
        return a != a ? quiet(a) : (float) Math.floor(a);
    }

    /** {@code f32.trunc}. */
    public static float f32Trunc(float a) {
        return a != a ? quiet(a) : (float) (a < 0 ? Math.ceil(a) : Math.floor(a));
    }

    /** {@code f32.nearest}: to the nearest integer, ties to even. */
    public static float f32Nearest(float a) {
        return a != a ? quiet(a) : (float) Math.rint(a);
    }

    /** {@code f32.sqrt}: rounding twice, to double first, changes no result. */
    public static float f32Sqrt(float a) {
        return a != a ? quiet(a) : (float) Math.sqrt(a);
    }

    /** {@code f32.abs}. */
    public static float f32Abs(float a) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(a) & ~0x8000_0000);
    }

    /** {@code f32.neg}. */
    public static float f32Neg(float a) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(a) ^ 0x8000_0000);
    }

    /** {@code f32.copysign}: the magnitude of {@code a} with the sign of {@code b}. */
    public static float f32Copysign(float a, float b) {
        int magnitude = Float.floatToRawIntBits(a) & ~0x8000_0000;
        return Float.intBitsToFloat(magnitude | Float.floatToRawIntBits(b) & 0x8000_0000);
    }

    private static double quiet(double nan) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(nan) | 0x0008_0000_0000_0000L);
    }

    /** {@code f64.min}. */
    public static double f64Min(double a, double b) {
        if (a != a) {
            return quiet(a);
        }
        return b != b ? quiet(b) : Math.min(a, b);
    }

    /** {@code f64.max}. */
    public static double f64Max(double a, double b) {
        if (a != a) {
            return quiet(a);
        }
        return b != b ? quiet(b) : Math.max(a, b);
    }

    /** {@code f64.ceil}. */
    public static double f64Ceil(double a) {
        return a != a ? quiet(a) : Math.ceil(a);
    }

    /** {@code f64.floor}. */
    public static double f64Floor(double a) {
        return a != a ? quiet(a) : Math.floor(a);
    }

    /** {@code f64.trunc}. */
    public static double f64Trunc(double a) {
        return a != a ? quiet(a) : (a < 0 ? Math.ceil(a) : Math.floor(a));
    }

    /** {@code f64.nearest}: to the nearest integer, ties to even. */
    public static double f64Nearest(double a) {
        return a != a ? quiet(a) : Math.rint(a);
    }

    /** {@code f64.sqrt}. */
    public static double f64Sqrt(double a) {
        return a != a ? quiet(a) : Math.sqrt(a);
    }

    /** {@code f64.abs}. */
    public static double f64Abs(double a) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(a) & ~0x8000_0000_0000_0000L);
    }

    /** {@code f64.neg}. */
    public static double f64Neg(double a) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(a) ^ 0x8000_0000_0000_0000L);
    }

    /** {@code f64.copysign}: the magnitude of {@code a} with the sign of {@code b}. */
    public static double f64Copysign(double a, double b) {
        long magnitude = Double.doubleToRawLongBits(a) & ~0x8000_0000_0000_0000L;
        return Double.longBitsToDouble(magnitude | Double.doubleToRawLongBits(b) & 0x8000_0000_0000_0000L);
    }

    private static Trap notAnInteger(double a) {
        return Trap.of(a != a ? Trap.Kind.INVALID_CONVERSION_TO_INTEGER : Trap.Kind.INTEGER_OVERFLOW);
    }

    /** {@code i32.trunc_f32_s}. */
    public static int i32TruncF32S(float a) {
        if (a > -0x1.00000002p31 && a < 0x1p31) {
            return (int) a;
        }
        throw notAnInteger(a);
    }

    /** {@code i32.trunc_f32_u}. */
    public static int i32TruncF32U(float a) {
        if (a > -1.0 && a < 0x1p32) {
            return (int) (long) a;
        }
        throw notAnInteger(a);
    }

    /** {@code i64.trunc_f32_s}. */
    public static long i64TruncF32S(float a) {
        if (a >= -TWO_TO_63 && a < TWO_TO_63) {
            return (long) a;
        }
        throw notAnInteger(a);
    }

    /** {@code i64.trunc_f32_u}. */
    public static long i64TruncF32U(float a) {
        if (a > -1.0 && a < TWO_TO_64) {
            return unsigned(a);
        }
        throw notAnInteger(a);
    }

    /** {@code i32.trunc_sat_f32_s}. */
    public static int i32TruncSatF32S(float a) {
        return (int) a;
    }

    /** {@code i32.trunc_sat_f32_u}. */
    public static int i32TruncSatF32U(float a) {
        return (int) Math.min(Math.max((long) a, 0), 0xFFFF_FFFFL);
    }

    /** {@code i64.trunc_sat_f32_s}. */
    public static long i64TruncSatF32S(float a) {
        return (long) a;
    }

    /** {@code i64.trunc_sat_f32_u}. */
    public static long i64TruncSatF32U(float a) {
        if (a < TWO_TO_64) {
            return a > 0 ? unsigned(a) : 0;
        }
        return a != a ? 0 : -1;
    }

    /** {@code i32.trunc_f64_s}. */
    public static int i32TruncF64S(double a) {
        if (a > -0x1.00000002p31 && a < 0x1p31) {
            return (int) a;
        }
        throw notAnInteger(a);
    }

    /** {@code i32.trunc_f64_u}. */
    public static int i32TruncF64U(double a) {
        if (a > -1.0 && a < 0x1p32) {
            return (int) (long) a;
        }
        throw notAnInteger(a);
    }

    /** {@code i64.trunc_f64_s}. */
    public static long i64TruncF64S(double a) {
        if (a >= -TWO_TO_63 && a < TWO_TO_63) {
            return (long) a;
        }
        throw notAnInteger(a);
    }

    /** {@code i64.trunc_f64_u}. */
    public static long i64TruncF64U(double a) {
        if (a > -1.0 && a < TWO_TO_64) {
            return unsigned(a);
        }
        throw notAnInteger(a);
    }

    /** {@code i32.trunc_sat_f64_s}. */
    public static int i32TruncSatF64S(double a) {
        return (int) a;
    }

    /** {@code i32.trunc_sat_f64_u}. */
    public static int i32TruncSatF64U(double a) {
        return (int) Math.min(Math.max((long) a, 0), 0xFFFF_FFFFL);
    }

    /** {@code i64.trunc_sat_f64_s}. */
    public static long i64TruncSatF64S(double a) {
        return (long) a;
    }

    /** {@code i64.trunc_sat_f64_u}. */
    public static long i64TruncSatF64U(double a) {
        if (a < TWO_TO_64) {
            return a > 0 ? unsigned(a) : 0;
        }
        return a != a ? 0 : -1;
    }

    /** The integer part of a number from 0 to less than 2^64 (or from above −1, which gives 0). */
    private static long unsigned(double a) {
        return a < TWO_TO_63 ? (long) a : (long) (a - TWO_TO_63) ^ Long.MIN_VALUE;
    }

    /** {@code f32.convert_i32_u}. */
    public static float f32ConvertI32U(int a) {
        return (float) (a & 0xFFFF_FFFFL);
    }

    /** {@code f32.convert_i64_u}: rounded once, to nearest, ties to even. */
    public static float f32ConvertI64U(long a) {
        if (a >= 0) {
            return (float) a;
        }
        // Half of it with the lost bit kept as a sticky one rounds as the whole would.
        return (float) (a >>> 1 | a & 1) * 2;
    }

    /** {@code f64.convert_i32_u}. */
    public static double f64ConvertI32U(int a) {
        return a & 0xFFFF_FFFFL;
    }

    /** {@code f64.convert_i64_u}: rounded once, to nearest, ties to even. */
    public static double f64ConvertI64U(long a) {
        if (a >= 0) {
            return (double) a;
        }
        // Half of it with the lost bit kept as a sticky one rounds as the whole would.
        return (double) (a >>> 1 | a & 1) * 2;
    }

    /** {@code f32.demote_f64}. */
    public static float f32DemoteF64(double a) {
        return (float) (a != a ? quiet(a) : a);
    }

    /** {@code f64.promote_f32}. */
    public static double f64PromoteF32(float a) {
        return a != a ? quiet(a) : a;
    }
}
