package dev.weft.runtime.numeric;

import static dev.weft.runtime.numeric.Lanes.i16;
import static dev.weft.runtime.numeric.Lanes.i8;
import static dev.weft.runtime.numeric.Lanes.of16;
import static dev.weft.runtime.numeric.Lanes.of32;
import static dev.weft.runtime.numeric.Lanes.u16;
import static dev.weft.runtime.numeric.Lanes.u8;

/**
 * The v128 instructions that move, widen and narrow lanes.
 *
 * <p>A v128 is two longs, and methods have the forms that {@link VectorIntegers} describes. Those that take one lane's
 * number count it within its half: lane 5 of an i16x8 is lane 1 of the upper half.
 */
public final class VectorLanes {
    private VectorLanes() {
    }

    // Single lanes.

    /** {@code i8x16.splat}: either half. */
    public static long i8x16Splat(int value) {
        return (value & 0xFFL) * 0x0101_0101_0101_0101L;
    }

    /** {@code i16x8.splat}: either half. */
    public static long i16x8Splat(int value) {
        return (value & 0xFFFFL) * 0x0001_0001_0001_0001L;
    }

    /** {@code i32x4.splat}: either half. */
    public static long i32x4Splat(int value) {
        return of32(value, value);
    }

    /** {@code i64x2.splat}: either half. */
    public static long i64x2Splat(long value) {
        return value;
    }

    /** {@code f32x4.splat}: either half. */
    public static long f32x4Splat(float value) {
        return of32(value, value);
    }

    /** {@code f64x2.splat}: either half. */
    public static long f64x2Splat(double value) {
        return Double.doubleToRawLongBits(value);
    }

    /** {@code i8x16.extract_lane_s}. */
    public static int i8x16ExtractLaneS(long half, int lane) {
        return i8(half, lane);
    }

    /** {@code i8x16.extract_lane_u}. */
    public static int i8x16ExtractLaneU(long half, int lane) {
        return u8(half, lane);
    }

    /** {@code i16x8.extract_lane_s}. */
    public static int i16x8ExtractLaneS(long half, int lane) {
        return i16(half, lane);
    }

    /** {@code i16x8.extract_lane_u}. */
    public static int i16x8ExtractLaneU(long half, int lane) {
        return u16(half, lane);
    }

    /** {@code i32x4.extract_lane}. */
    public static int i32x4ExtractLane(long half, int lane) {
        return (int) (half >>> lane * 32);
    }

    /** {@code i64x2.extract_lane}. */
    public static long i64x2ExtractLane(long half, int lane) {
        return half;
    }

    /** {@code f32x4.extract_lane}. */
    public static float f32x4ExtractLane(long half, int lane) {
        return Float.intBitsToFloat((int) (half >>> lane * 32));
    }

    /** {@code f64x2.extract_lane}. */
    public static double f64x2ExtractLane(long half, int lane) {
        return Double.longBitsToDouble(half);
    }

    /** {@code i8x16.replace_lane}. */
    public static long i8x16ReplaceLane(long half, int lane, int value) {
        return half & ~(0xFFL << lane * 8) | (value & 0xFFL) << lane * 8;
    }

    /** {@code i16x8.replace_lane}. */
    public static long i16x8ReplaceLane(long half, int lane, int value) {
        return half & ~(0xFFFFL << lane * 16) | (value & 0xFFFFL) << lane * 16;
    }

    /** {@code i32x4.replace_lane}. */
    public static long i32x4ReplaceLane(long half, int lane, int value) {
        return half & ~(0xFFFF_FFFFL << lane * 32) | (value & 0xFFFF_FFFFL) << lane * 32;
    }

    /** {@code i64x2.replace_lane}. */
    public static long i64x2ReplaceLane(long half, int lane, long value) {
        return value;
    }

    /** {@code f32x4.replace_lane}. */
    public static long f32x4ReplaceLane(long half, int lane, float value) {
        return i32x4ReplaceLane(half, lane, Float.floatToRawIntBits(value));
    }

    /** {@code f64x2.replace_lane}. */
    public static long f64x2ReplaceLane(long half, int lane, double value) {
        return Double.doubleToRawLongBits(value);
    }

    // Any order.

    /** {@code i8x16.shuffle}: the half of the result for one half of the immediate's 16 bytes. */
    public static long i8x16Shuffle(long aLo, long aHi, long bLo, long bHi, long lanes) {
        long result = 0;
        for (int i = 0; i < 64; i += 8) {
            int lane = (int) (lanes >>> i) & 31;
            long from = lane < 16 ? lane < 8 ? aLo : aHi : lane < 24 ? bLo : bHi;
            result |= (from >>> lane * 8 & 0xFF) << i;
        }
        return result;
    }

    /** {@code i8x16.swizzle}: the half of the result for one half of the second operand. */
    public static long i8x16Swizzle(long aLo, long aHi, long lanes) {
        long result = 0;
        for (int i = 0; i < 64; i += 8) {
            int lane = (int) (lanes >>> i) & 0xFF;
            result |= lane < 16 ? ((lane < 8 ? aLo : aHi) >>> lane * 8 & 0xFF) << i : 0;
        }
        return result;
    }

    /** {@code i8x16.relaxed_swizzle}: as {@code i8x16.swizzle}, 0 for every lane number above 15. */
    public static long i8x16RelaxedSwizzle(long aLo, long aHi, long lanes) {
        return i8x16Swizzle(aLo, aHi, lanes);
    }

    // Narrowing: the lower half of the result from the first operand, the upper half from the second.

    /** {@code i8x16.narrow_i16x8_s}. */
    public static long i8x16NarrowI16x8S(long lo, long hi) {
        return narrow16(lo, Byte.MIN_VALUE, Byte.MAX_VALUE) | narrow16(hi, Byte.MIN_VALUE, Byte.MAX_VALUE) << 32;
    }

    /** {@code i8x16.narrow_i16x8_u}. */
    public static long i8x16NarrowI16x8U(long lo, long hi) {
        return narrow16(lo, 0, 0xFF) | narrow16(hi, 0, 0xFF) << 32;
    }

    /** {@code i16x8.narrow_i32x4_s}. */
    public static long i16x8NarrowI32x4S(long lo, long hi) {
        return narrow32(lo, hi, Short.MIN_VALUE, Short.MAX_VALUE);
    }

    /** {@code i16x8.narrow_i32x4_u}. */
    public static long i16x8NarrowI32x4U(long lo, long hi) {
        return narrow32(lo, hi, 0, 0xFFFF);
    }

    private static long narrow16(long a, int least, int most) {
        long result = 0;
        for (int lane = 0; lane < 4; lane++) {
            result |= (Math.min(Math.max(i16(a, lane), least), most) & 0xFFL) << lane * 8;
        }
        return result;
    }

    private static long narrow32(long a, long b, int least, int most) {
        return of16(clamp((int) a, least, most), clamp((int) (a >>> 32), least, most),
                clamp((int) b, least, most), clamp((int) (b >>> 32), least, most));
    }

    private static int clamp(int a, int least, int most) {
        return Math.min(Math.max(a, least), most);
    }

    // Widening; also what v128.load8x8_s and its like do, with the loaded long as the lower half.

    /** {@code i16x8.extend_low_i8x16_s}: the lower half. */
    public static long i16x8ExtendLowI8x16SLo(long aLo, long aHi) {
        return of16(i8(aLo, 0), i8(aLo, 1), i8(aLo, 2), i8(aLo, 3));
    }

    /** {@code i16x8.extend_low_i8x16_s}: the upper half. */
    public static long i16x8ExtendLowI8x16SHi(long aLo, long aHi) {
        return of16(i8(aLo, 4), i8(aLo, 5), i8(aLo, 6), i8(aLo, 7));
    }

    /** {@code i16x8.extend_low_i8x16_u}: the lower half. */
    public static long i16x8ExtendLowI8x16ULo(long aLo, long aHi) {
        return of16(u8(aLo, 0), u8(aLo, 1), u8(aLo, 2), u8(aLo, 3));
    }

    /** {@code i16x8.extend_low_i8x16_u}: the upper half. */
    public static long i16x8ExtendLowI8x16UHi(long aLo, long aHi) {
        return of16(u8(aLo, 4), u8(aLo, 5), u8(aLo, 6), u8(aLo, 7));
    }

    /** {@code i16x8.extend_high_i8x16_s}: the lower half. */
    public static long i16x8ExtendHighI8x16SLo(long aLo, long aHi) {
        return of16(i8(aHi, 0), i8(aHi, 1), i8(aHi, 2), i8(aHi, 3));
    }

    /** {@code i16x8.extend_high_i8x16_s}: the upper half. */
    public static long i16x8ExtendHighI8x16SHi(long aLo, long aHi) {
        return of16(i8(aHi, 4), i8(aHi, 5), i8(aHi, 6), i8(aHi, 7));
    }

    /** {@code i16x8.extend_high_i8x16_u}: the lower half. */
    public static long i16x8ExtendHighI8x16ULo(long aLo, long aHi) {
        return of16(u8(aHi, 0), u8(aHi, 1), u8(aHi, 2), u8(aHi, 3));
    }

    /** {@code i16x8.extend_high_i8x16_u}: the upper half. */
    public static long i16x8ExtendHighI8x16UHi(long aLo, long aHi) {
        return of16(u8(aHi, 4), u8(aHi, 5), u8(aHi, 6), u8(aHi, 7));
    }

    /** {@code i32x4.extend_low_i16x8_s}: the lower half. */
    public static long i32x4ExtendLowI16x8SLo(long aLo, long aHi) {
        return of32(i16(aLo, 0), i16(aLo, 1));
    }

    /** {@code i32x4.extend_low_i16x8_s}: the upper half. */
    public static long i32x4ExtendLowI16x8SHi(long aLo, long aHi) {
        return of32(i16(aLo, 2), i16(aLo, 3));
    }

    /** {@code i32x4.extend_low_i16x8_u}: the lower half. */
    public static long i32x4ExtendLowI16x8ULo(long aLo, long aHi) {
        return of32(u16(aLo, 0), u16(aLo, 1));
    }

    /** {@code i32x4.extend_low_i16x8_u}: the upper half. */
    public static long i32x4ExtendLowI16x8UHi(long aLo, long aHi) {
        return of32(u16(aLo, 2), u16(aLo, 3));
    }

    /** {@code i32x4.extend_high_i16x8_s}: the lower half. */
    public static long i32x4ExtendHighI16x8SLo(long aLo, long aHi) {
        return of32(i16(aHi, 0), i16(aHi, 1));
    }

    /** {@code i32x4.extend_high_i16x8_s}: the upper half. */
    public static long i32x4ExtendHighI16x8SHi(long aLo, long aHi) {
        return of32(i16(aHi, 2), i16(aHi, 3));
    }

    /** {@code i32x4.extend_high_i16x8_u}: the lower half. */
    public static long i32x4ExtendHighI16x8ULo(long aLo, long aHi) {
        return of32(u16(aHi, 0), u16(aHi, 1));
    }

    /** {@code i32x4.extend_high_i16x8_u}: the upper half. */
    public static long i32x4ExtendHighI16x8UHi(long aLo, long aHi) {
        return of32(u16(aHi, 2), u16(aHi, 3));
    }

    /** {@code i64x2.extend_low_i32x4_s}: the lower half. */
    public static long i64x2ExtendLowI32x4SLo(long aLo, long aHi) {
        return (int) aLo;
    }

    /** {@code i64x2.extend_low_i32x4_s}: the upper half. */
    public static long i64x2ExtendLowI32x4SHi(long aLo, long aHi) {
        return aLo >> 32;
    }

    /** {@code i64x2.extend_low_i32x4_u}: the lower half. */
    public static long i64x2ExtendLowI32x4ULo(long aLo, long aHi) {
        return aLo & 0xFFFF_FFFFL;
    }

    /** {@code i64x2.extend_low_i32x4_u}: the upper half. */
    public static long i64x2ExtendLowI32x4UHi(long aLo, long aHi) {
        return aLo >>> 32;
    }

    /** {@code i64x2.extend_high_i32x4_s}: the lower half. */
    public static long i64x2ExtendHighI32x4SLo(long aLo, long aHi) {
        return (int) aHi;
    }

    /** {@code i64x2.extend_high_i32x4_s}: the upper half. */
    public static long i64x2ExtendHighI32x4SHi(long aLo, long aHi) {
        return aHi >> 32;
    }

    /** {@code i64x2.extend_high_i32x4_u}: the lower half. */
    public static long i64x2ExtendHighI32x4ULo(long aLo, long aHi) {
        return aHi & 0xFFFF_FFFFL;
    }

    /** {@code i64x2.extend_high_i32x4_u}: the upper half. */
    public static long i64x2ExtendHighI32x4UHi(long aLo, long aHi) {
        return aHi >>> 32;
    }
}
