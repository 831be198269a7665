package dev.weft.runtime.numeric;

import static dev.weft.runtime.numeric.Lanes.H16;
import static dev.weft.runtime.numeric.Lanes.H32;
import static dev.weft.runtime.numeric.Lanes.H8;
import static dev.weft.runtime.numeric.Lanes.hi32;
import static dev.weft.runtime.numeric.Lanes.i16;
import static dev.weft.runtime.numeric.Lanes.i8;
import static dev.weft.runtime.numeric.Lanes.lo32;
import static dev.weft.runtime.numeric.Lanes.of16;
import static dev.weft.runtime.numeric.Lanes.of32;
import static dev.weft.runtime.numeric.Lanes.u16;
import static dev.weft.runtime.numeric.Lanes.u8;

/**
 * The v128 instructions on integer lanes and on bits.
 *
 * <p>A v128 is two longs: the lower half has the lanes of bytes 0 to 7, the lowest lane in the lowest bits. Most
 * instructions treat each lane alone; their method works on one half, and the caller applies it to both. An instruction
 * whose result mixes halves has two methods, ending in {@code Lo} and {@code Hi}, which take whole operands and return
 * one half of the result; a test of lanes takes both halves and returns an i32.
 */
public final class VectorIntegers {
    private VectorIntegers() {
    }

    // Bits.

    /** {@code v128.not}. */
    public static long v128Not(long a) {
        return ~a;
    }

    /** {@code v128.and}. */
    public static long v128And(long a, long b) {
        return a & b;
    }

    /** {@code v128.andnot}. */
    public static long v128Andnot(long a, long b) {
        return a & ~b;
    }

    /** {@code v128.or}. */
    public static long v128Or(long a, long b) {
        return a | b;
    }

    /** {@code v128.xor}. */
    public static long v128Xor(long a, long b) {
        return a ^ b;
    }

    /** {@code v128.bitselect}: the bits of {@code a} where {@code c} has ones, of {@code b} elsewhere. */
    public static long v128Bitselect(long a, long b, long c) {
        return Lanes.select(a, b, c);
    }

    /** {@code v128.any_true}. */
    public static int v128AnyTrue(long lo, long hi) {
        return (lo | hi) != 0 ? 1 : 0;
    }

    // i8x16.

    /** {@code i8x16.eq}. */
    public static long i8x16Eq(long a, long b) {
        return Lanes.eq(a, b, H8, 8);
    }

    /** {@code i8x16.ne}. */
    public static long i8x16Ne(long a, long b) {
        return ~Lanes.eq(a, b, H8, 8);
    }

    /** {@code i8x16.lt_s}. */
    public static long i8x16LtS(long a, long b) {
        return Lanes.ltS(a, b, H8, 8);
    }

    /** {@code i8x16.gt_s}. */
    public static long i8x16GtS(long a, long b) {
        return Lanes.ltS(b, a, H8, 8);
    }

    /** {@code i8x16.le_s}. */
    public static long i8x16LeS(long a, long b) {
        return ~Lanes.ltS(b, a, H8, 8);
    }

    /** {@code i8x16.ge_s}. */
    public static long i8x16GeS(long a, long b) {
        return ~Lanes.ltS(a, b, H8, 8);
    }

    /** {@code i8x16.lt_u}. */
    public static long i8x16LtU(long a, long b) {
        return Lanes.ltU(a, b, H8, 8);
    }

    /** {@code i8x16.gt_u}. */
    public static long i8x16GtU(long a, long b) {
        return Lanes.ltU(b, a, H8, 8);
    }

    /** {@code i8x16.le_u}. */
    public static long i8x16LeU(long a, long b) {
        return ~Lanes.ltU(b, a, H8, 8);
    }

    /** {@code i8x16.ge_u}. */
    public static long i8x16GeU(long a, long b) {
        return ~Lanes.ltU(a, b, H8, 8);
    }

    /** {@code i8x16.abs}. */
    public static long i8x16Abs(long a) {
        return Lanes.abs(a, H8, 8);
    }

    /** {@code i8x16.neg}. */
    public static long i8x16Neg(long a) {
        return Lanes.sub(0, a, H8);
    }

    /** {@code i8x16.all_true}. */
    public static int i8x16AllTrue(long lo, long hi) {
        return (Lanes.eq(lo, 0, H8, 8) | Lanes.eq(hi, 0, H8, 8)) == 0 ? 1 : 0;
    }

    /** {@code i8x16.bitmask}. */
    public static int i8x16Bitmask(long lo, long hi) {
        return Lanes.bitmask(lo, 8) | Lanes.bitmask(hi, 8) << 8;
    }

    /** {@code i8x16.popcnt}. */
    public static long i8x16Popcnt(long a) {
        long pairs = a - (a >>> 1 & 0x5555_5555_5555_5555L);
        long fours = (pairs & 0x3333_3333_3333_3333L) + (pairs >>> 2 & 0x3333_3333_3333_3333L);
        return fours + (fours >>> 4) & 0x0F0F_0F0F_0F0F_0F0FL;
    }

    /** {@code i8x16.shl}. */
    public static long i8x16Shl(long a, int count) {
        return Lanes.shl(a, count, H8, 8);
    }

    /** {@code i8x16.shr_s}. */
    public static long i8x16ShrS(long a, int count) {
        return Lanes.shrS(a, count, H8, 8);
    }

    /** {@code i8x16.shr_u}. */
    public static long i8x16ShrU(long a, int count) {
        return Lanes.shrU(a, count, H8, 8);
    }

    /** {@code i8x16.add}. */
    public static long i8x16Add(long a, long b) {
        return Lanes.add(a, b, H8);
    }

    /** {@code i8x16.sub}. */
    public static long i8x16Sub(long a, long b) {
        return Lanes.sub(a, b, H8);
    }

    /** {@code i8x16.add_sat_s}. */
    public static long i8x16AddSatS(long a, long b) {
        return Lanes.addSatS(a, b, H8, 8);
    }

    /** {@code i8x16.add_sat_u}. */
    public static long i8x16AddSatU(long a, long b) {
        return Lanes.addSatU(a, b, H8, 8);
    }

    /** {@code i8x16.sub_sat_s}. */
    public static long i8x16SubSatS(long a, long b) {
        return Lanes.subSatS(a, b, H8, 8);
    }

    /** {@code i8x16.sub_sat_u}. */
    public static long i8x16SubSatU(long a, long b) {
        return Lanes.subSatU(a, b, H8, 8);
    }

    /** {@code i8x16.min_s}. */
    public static long i8x16MinS(long a, long b) {
        return Lanes.select(a, b, Lanes.ltS(a, b, H8, 8));
    }

    /** {@code i8x16.max_s}. */
    public static long i8x16MaxS(long a, long b) {
        return Lanes.select(b, a, Lanes.ltS(a, b, H8, 8));
    }

    /** {@code i8x16.min_u}. */
    public static long i8x16MinU(long a, long b) {
        return Lanes.select(a, b, Lanes.ltU(a, b, H8, 8));
    }

    /** {@code i8x16.max_u}. */
    public static long i8x16MaxU(long a, long b) {
        return Lanes.select(b, a, Lanes.ltU(a, b, H8, 8));
    }

    /** {@code i8x16.avgr_u}. */
    public static long i8x16AvgrU(long a, long b) {
        return Lanes.avgrU(a, b, H8);
    }

    // i16x8.

    /** {@code i16x8.eq}. */
    public static long i16x8Eq(long a, long b) {
        return Lanes.eq(a, b, H16, 16);
    }

    /** {@code i16x8.ne}. */
    public static long i16x8Ne(long a, long b) {
        return ~Lanes.eq(a, b, H16, 16);
    }

    /** {@code i16x8.lt_s}. */
    public static long i16x8LtS(long a, long b) {
        return Lanes.ltS(a, b, H16, 16);
    }

    /** {@code i16x8.gt_s}. */
    public static long i16x8GtS(long a, long b) {
        return Lanes.ltS(b, a, H16, 16);
    }

    /** {@code i16x8.le_s}. */
    public static long i16x8LeS(long a, long b) {
        return ~Lanes.ltS(b, a, H16, 16);
    }

    /** {@code i16x8.ge_s}. */
    public static long i16x8GeS(long a, long b) {
        return ~Lanes.ltS(a, b, H16, 16);
    }

    /** {@code i16x8.lt_u}. */
    public static long i16x8LtU(long a, long b) {
        return Lanes.ltU(a, b, H16, 16);
    }

    /** {@code i16x8.gt_u}. */
    public static long i16x8GtU(long a, long b) {
        return Lanes.ltU(b, a, H16, 16);
    }

    /** {@code i16x8.le_u}. */
    public static long i16x8LeU(long a, long b) {
        return ~Lanes.ltU(b, a, H16, 16);
    }

    /** {@code i16x8.ge_u}. */
    public static long i16x8GeU(long a, long b) {
        return ~Lanes.ltU(a, b, H16, 16);
    }

    /** {@code i16x8.abs}. */
    public static long i16x8Abs(long a) {
        return Lanes.abs(a, H16, 16);
    }

    /** {@code i16x8.neg}. */
    public static long i16x8Neg(long a) {
        return Lanes.sub(0, a, H16);
    }

    /** {@code i16x8.all_true}. */
    public static int i16x8AllTrue(long lo, long hi) {
        return (Lanes.eq(lo, 0, H16, 16) | Lanes.eq(hi, 0, H16, 16)) == 0 ? 1 : 0;
    }

    /** {@code i16x8.bitmask}. */
    public static int i16x8Bitmask(long lo, long hi) {
        return Lanes.bitmask(lo, 16) | Lanes.bitmask(hi, 16) << 4;
    }

    /** {@code i16x8.shl}. */
    public static long i16x8Shl(long a, int count) {
        return Lanes.shl(a, count, H16, 16);
    }

    /** {@code i16x8.shr_s}. */
    public static long i16x8ShrS(long a, int count) {
        return Lanes.shrS(a, count, H16, 16);
    }

    /** {@code i16x8.shr_u}. */
    public static long i16x8ShrU(long a, int count) {
        return Lanes.shrU(a, count, H16, 16);
    }

    /** {@code i16x8.add}. */
    public static long i16x8Add(long a, long b) {
        return Lanes.add(a, b, H16);
    }

    /** {@code i16x8.sub}. */
    public static long i16x8Sub(long a, long b) {
        return Lanes.sub(a, b, H16);
    }

    /** {@code i16x8.add_sat_s}. */
    public static long i16x8AddSatS(long a, long b) {
        return Lanes.addSatS(a, b, H16, 16);
    }

    /** {@code i16x8.add_sat_u}. */
    public static long i16x8AddSatU(long a, long b) {
        return Lanes.addSatU(a, b, H16, 16);
    }

    /** {@code i16x8.sub_sat_s}. */
    public static long i16x8SubSatS(long a, long b) {
        return Lanes.subSatS(a, b, H16, 16);
    }

    /** {@code i16x8.sub_sat_u}. */
    public static long i16x8SubSatU(long a, long b) {
        return Lanes.subSatU(a, b, H16, 16);
    }

    /** {@code i16x8.mul}. */
    public static long i16x8Mul(long a, long b) {
        return of16(i16(a, 0) * i16(b, 0), i16(a, 1) * i16(b, 1), i16(a, 2) * i16(b, 2), i16(a, 3) * i16(b, 3));
    }

    /** {@code i16x8.min_s}. */
    public static long i16x8MinS(long a, long b) {
        return Lanes.select(a, b, Lanes.ltS(a, b, H16, 16));
    }

    /** {@code i16x8.max_s}. */
    public static long i16x8MaxS(long a, long b) {
        return Lanes.select(b, a, Lanes.ltS(a, b, H16, 16));
    }

    /** {@code i16x8.min_u}. */
    public static long i16x8MinU(long a, long b) {
        return Lanes.select(a, b, Lanes.ltU(a, b, H16, 16));
    }

    /** {@code i16x8.max_u}. */
    public static long i16x8MaxU(long a, long b) {
        return Lanes.select(b, a, Lanes.ltU(a, b, H16, 16));
    }

    /** {@code i16x8.avgr_u}. */
    public static long i16x8AvgrU(long a, long b) {
        return Lanes.avgrU(a, b, H16);
    }

    /** {@code i16x8.extadd_pairwise_i8x16_s}. */
    public static long i16x8ExtaddPairwiseI8x16S(long a) {
        return of16(i8(a, 0) + i8(a, 1), i8(a, 2) + i8(a, 3), i8(a, 4) + i8(a, 5), i8(a, 6) + i8(a, 7));
    }

    /** {@code i16x8.extadd_pairwise_i8x16_u}. */
    public static long i16x8ExtaddPairwiseI8x16U(long a) {
        return of16(u8(a, 0) + u8(a, 1), u8(a, 2) + u8(a, 3), u8(a, 4) + u8(a, 5), u8(a, 6) + u8(a, 7));
    }

    /** {@code i16x8.q15mulr_sat_s}: products of fixed-point numbers with 15 bits after the point, rounded. */
    public static long i16x8Q15mulrSatS(long a, long b) {
        return of16(q15(i16(a, 0), i16(b, 0)), q15(i16(a, 1), i16(b, 1)),
                q15(i16(a, 2), i16(b, 2)), q15(i16(a, 3), i16(b, 3)));
    }

    private static int q15(int a, int b) {
        return Math.min(a * b + 0x4000 >> 15, Short.MAX_VALUE);
    }

    /** {@code i16x8.extmul_low_i8x16_s}: the lower half. */
    public static long i16x8ExtmulLowI8x16SLo(long aLo, long aHi, long bLo, long bHi) {
        return of16(i8(aLo, 0) * i8(bLo, 0), i8(aLo, 1) * i8(bLo, 1),
                i8(aLo, 2) * i8(bLo, 2), i8(aLo, 3) * i8(bLo, 3));
    }

    /** {@code i16x8.extmul_low_i8x16_s}: the upper half. */
    public static long i16x8ExtmulLowI8x16SHi(long aLo, long aHi, long bLo, long bHi) {
        return of16(i8(aLo, 4) * i8(bLo, 4), i8(aLo, 5) * i8(bLo, 5),
                i8(aLo, 6) * i8(bLo, 6), i8(aLo, 7) * i8(bLo, 7));
    }

    /** {@code i16x8.extmul_low_i8x16_u}: the lower half. */
    public static long i16x8ExtmulLowI8x16ULo(long aLo, long aHi, long bLo, long bHi) {
        return of16(u8(aLo, 0) * u8(bLo, 0), u8(aLo, 1) * u8(bLo, 1),
                u8(aLo, 2) * u8(bLo, 2), u8(aLo, 3) * u8(bLo, 3));
    }

    /** {@code i16x8.extmul_low_i8x16_u}: the upper half. */
    public static long i16x8ExtmulLowI8x16UHi(long aLo, long aHi, long bLo, long bHi) {
        return of16(u8(aLo, 4) * u8(bLo, 4), u8(aLo, 5) * u8(bLo, 5),
                u8(aLo, 6) * u8(bLo, 6), u8(aLo, 7) * u8(bLo, 7));
    }

    /** {@code i16x8.extmul_high_i8x16_s}: the lower half. */
    public static long i16x8ExtmulHighI8x16SLo(long aLo, long aHi, long bLo, long bHi) {
        return of16(i8(aHi, 0) * i8(bHi, 0), i8(aHi, 1) * i8(bHi, 1),
                i8(aHi, 2) * i8(bHi, 2), i8(aHi, 3) * i8(bHi, 3));
    }

    /** {@code i16x8.extmul_high_i8x16_s}: the upper half. */
    public static long i16x8ExtmulHighI8x16SHi(long aLo, long aHi, long bLo, long bHi) {
        return of16(i8(aHi, 4) * i8(bHi, 4), i8(aHi, 5) * i8(bHi, 5),
                i8(aHi, 6) * i8(bHi, 6), i8(aHi, 7) * i8(bHi, 7));
    }

    /** {@code i16x8.extmul_high_i8x16_u}: the lower half. */
    public static long i16x8ExtmulHighI8x16ULo(long aLo, long aHi, long bLo, long bHi) {
        return of16(u8(aHi, 0) * u8(bHi, 0), u8(aHi, 1) * u8(bHi, 1),
                u8(aHi, 2) * u8(bHi, 2), u8(aHi, 3) * u8(bHi, 3));
    }

    /** {@code i16x8.extmul_high_i8x16_u}: the upper half. */
    public static long i16x8ExtmulHighI8x16UHi(long aLo, long aHi, long bLo, long bHi) {
        return of16(u8(aHi, 4) * u8(bHi, 4), u8(aHi, 5) * u8(bHi, 5),
                u8(aHi, 6) * u8(bHi, 6), u8(aHi, 7) * u8(bHi, 7));
    }

    // i32x4.

    /** {@code i32x4.eq}. */
    public static long i32x4Eq(long a, long b) {
        return Lanes.eq(a, b, H32, 32);
    }

    /** {@code i32x4.ne}. */
    public static long i32x4Ne(long a, long b) {
        return ~Lanes.eq(a, b, H32, 32);
    }

    /** {@code i32x4.lt_s}. */
    public static long i32x4LtS(long a, long b) {
        return Lanes.ltS(a, b, H32, 32);
    }

    /** {@code i32x4.gt_s}. */
    public static long i32x4GtS(long a, long b) {
        return Lanes.ltS(b, a, H32, 32);
    }

    /** {@code i32x4.le_s}. */
    public static long i32x4LeS(long a, long b) {
        return ~Lanes.ltS(b, a, H32, 32);
    }

    /** {@code i32x4.ge_s}. */
    public static long i32x4GeS(long a, long b) {
        return ~Lanes.ltS(a, b, H32, 32);
    }

    /** {@code i32x4.lt_u}. */
    public static long i32x4LtU(long a, long b) {
        return Lanes.ltU(a, b, H32, 32);
    }

    /** {@code i32x4.gt_u}. */
    public static long i32x4GtU(long a, long b) {
        return Lanes.ltU(b, a, H32, 32);
    }

    /** {@code i32x4.le_u}. */
    public static long i32x4LeU(long a, long b) {
        return ~Lanes.ltU(b, a, H32, 32);
    }

    /** {@code i32x4.ge_u}. */
    public static long i32x4GeU(long a, long b) {
        return ~Lanes.ltU(a, b, H32, 32);
    }

    /** {@code i32x4.abs}. */
    public static long i32x4Abs(long a) {
        return Lanes.abs(a, H32, 32);
    }

    /** {@code i32x4.neg}. */
    public static long i32x4Neg(long a) {
        return Lanes.sub(0, a, H32);
    }

    /** {@code i32x4.all_true}. */
    public static int i32x4AllTrue(long lo, long hi) {
        return (Lanes.eq(lo, 0, H32, 32) | Lanes.eq(hi, 0, H32, 32)) == 0 ? 1 : 0;
    }

    /** {@code i32x4.bitmask}. */
    public static int i32x4Bitmask(long lo, long hi) {
        return Lanes.bitmask(lo, 32) | Lanes.bitmask(hi, 32) << 2;
    }

    /** {@code i32x4.shl}. */
    public static long i32x4Shl(long a, int count) {
        return Lanes.shl(a, count, H32, 32);
    }

    /** {@code i32x4.shr_s}. */
    public static long i32x4ShrS(long a, int count) {
        return Lanes.shrS(a, count, H32, 32);
    }

    /** {@code i32x4.shr_u}. */
    public static long i32x4ShrU(long a, int count) {
        return Lanes.shrU(a, count, H32, 32);
    }

    /** {@code i32x4.add}. */
    public static long i32x4Add(long a, long b) {
        return Lanes.add(a, b, H32);
    }

    /** {@code i32x4.sub}. */
    public static long i32x4Sub(long a, long b) {
        return Lanes.sub(a, b, H32);
    }

    /** {@code i32x4.mul}. */
    public static long i32x4Mul(long a, long b) {
        return of32(lo32(a) * lo32(b), hi32(a) * hi32(b));
    }

    /** {@code i32x4.min_s}. */
    public static long i32x4MinS(long a, long b) {
        return Lanes.select(a, b, Lanes.ltS(a, b, H32, 32));
    }

    /** {@code i32x4.max_s}. */
    public static long i32x4MaxS(long a, long b) {
        return Lanes.select(b, a, Lanes.ltS(a, b, H32, 32));
    }

    /** {@code i32x4.min_u}. */
    public static long i32x4MinU(long a, long b) {
        return Lanes.select(a, b, Lanes.ltU(a, b, H32, 32));
    }

    /** {@code i32x4.max_u}. */
    public static long i32x4MaxU(long a, long b) {
        return Lanes.select(b, a, Lanes.ltU(a, b, H32, 32));
    }

    /** {@code i32x4.extadd_pairwise_i16x8_s}. */
    public static long i32x4ExtaddPairwiseI16x8S(long a) {
        return of32(i16(a, 0) + i16(a, 1), i16(a, 2) + i16(a, 3));
    }

    /** {@code i32x4.extadd_pairwise_i16x8_u}. */
    public static long i32x4ExtaddPairwiseI16x8U(long a) {
        return of32(u16(a, 0) + u16(a, 1), u16(a, 2) + u16(a, 3));
    }

    /** {@code i32x4.dot_i16x8_s}. */
    public static long i32x4DotI16x8S(long a, long b) {
        return of32(i16(a, 0) * i16(b, 0) + i16(a, 1) * i16(b, 1), i16(a, 2) * i16(b, 2) + i16(a, 3) * i16(b, 3));
    }

    /** {@code i32x4.extmul_low_i16x8_s}: the lower half. */
    public static long i32x4ExtmulLowI16x8SLo(long aLo, long aHi, long bLo, long bHi) {
        return of32(i16(aLo, 0) * i16(bLo, 0), i16(aLo, 1) * i16(bLo, 1));
    }

    /** {@code i32x4.extmul_low_i16x8_s}: the upper half. */
    public static long i32x4ExtmulLowI16x8SHi(long aLo, long aHi, long bLo, long bHi) {
        return of32(i16(aLo, 2) * i16(bLo, 2), i16(aLo, 3) * i16(bLo, 3));
    }

    /** {@code i32x4.extmul_low_i16x8_u}: the lower half. */
    public static long i32x4ExtmulLowI16x8ULo(long aLo, long aHi, long bLo, long bHi) {
        return of32(u16(aLo, 0) * u16(bLo, 0), u16(aLo, 1) * u16(bLo, 1));
    }

    /** {@code i32x4.extmul_low_i16x8_u}: the upper half. */
    public static long i32x4ExtmulLowI16x8UHi(long aLo, long aHi, long bLo, long bHi) {
        return of32(u16(aLo, 2) * u16(bLo, 2), u16(aLo, 3) * u16(bLo, 3));
    }

    /** {@code i32x4.extmul_high_i16x8_s}: the lower half. */
    public static long i32x4ExtmulHighI16x8SLo(long aLo, long aHi, long bLo, long bHi) {
        return of32(i16(aHi, 0) * i16(bHi, 0), i16(aHi, 1) * i16(bHi, 1));
    }

    /** {@code i32x4.extmul_high_i16x8_s}: the upper half. */
    public static long i32x4ExtmulHighI16x8SHi(long aLo, long aHi, long bLo, long bHi) {
        return of32(i16(aHi, 2) * i16(bHi, 2), i16(aHi, 3) * i16(bHi, 3));
    }

    /** {@code i32x4.extmul_high_i16x8_u}: the lower half. */
    public static long i32x4ExtmulHighI16x8ULo(long aLo, long aHi, long bLo, long bHi) {
        return of32(u16(aHi, 0) * u16(bHi, 0), u16(aHi, 1) * u16(bHi, 1));
    }

    /** {@code i32x4.extmul_high_i16x8_u}: the upper half. */
    public static long i32x4ExtmulHighI16x8UHi(long aLo, long aHi, long bLo, long bHi) {
        return of32(u16(aHi, 2) * u16(bHi, 2), u16(aHi, 3) * u16(bHi, 3));
    }

    // i64x2.

    /** {@code i64x2.eq}. */
    public static long i64x2Eq(long a, long b) {
        return a == b ? -1 : 0;
    }

    /** {@code i64x2.ne}. */
    public static long i64x2Ne(long a, long b) {
        return a != b ? -1 : 0;
    }

    /** {@code i64x2.lt_s}. */
    public static long i64x2LtS(long a, long b) {
        return a < b ? -1 : 0;
    }

    /** {@code i64x2.gt_s}. */
    public static long i64x2GtS(long a, long b) {
        return a > b ? -1 : 0;
    }

    /** {@code i64x2.le_s}. */
    public static long i64x2LeS(long a, long b) {
        return a <= b ? -1 : 0;
    }

    /** {@code i64x2.ge_s}. */
    public static long i64x2GeS(long a, long b) {
        return a >= b ? -1 : 0;
    }

    /** {@code i64x2.abs}. */
    public static long i64x2Abs(long a) {
        return Math.abs(a);
    }

    /** {@code i64x2.neg}. */
    public static long i64x2Neg(long a) {
        return -a;
    }

    /** {@code i64x2.all_true}. */
    public static int i64x2AllTrue(long lo, long hi) {
        return lo != 0 && hi != 0 ? 1 : 0;
    }

    /** {@code i64x2.bitmask}. */
    public static int i64x2Bitmask(long lo, long hi) {
        return (int) (lo >>> 63 | hi >>> 63 << 1);
    }

    /** {@code i64x2.shl}. */
    public static long i64x2Shl(long a, int count) {
        return a << count;
    }

    /** {@code i64x2.shr_s}. */
    public static long i64x2ShrS(long a, int count) {
        return a >> count;
    }

    /** {@code i64x2.shr_u}. */
    public static long i64x2ShrU(long a, int count) {
        return a >>> count;
    }

    /** {@code i64x2.add}. */
    public static long i64x2Add(long a, long b) {
        return a + b;
    }

    /** {@code i64x2.sub}. */
    public static long i64x2Sub(long a, long b) {
        return a - b;
    }

    /** {@code i64x2.mul}. */
    public static long i64x2Mul(long a, long b) {
        return a * b;
    }

    /** {@code i64x2.extmul_low_i32x4_s}: the lower half. */
    public static long i64x2ExtmulLowI32x4SLo(long aLo, long aHi, long bLo, long bHi) {
        return (long) lo32(aLo) * lo32(bLo);
    }

    /** {@code i64x2.extmul_low_i32x4_s}: the upper half. */
    public static long i64x2ExtmulLowI32x4SHi(long aLo, long aHi, long bLo, long bHi) {
        return (long) hi32(aLo) * hi32(bLo);
    }

    /** {@code i64x2.extmul_low_i32x4_u}: the lower half. */
    public static long i64x2ExtmulLowI32x4ULo(long aLo, long aHi, long bLo, long bHi) {
        return (lo32(aLo) & 0xFFFF_FFFFL) * (lo32(bLo) & 0xFFFF_FFFFL);
    }

    /** {@code i64x2.extmul_low_i32x4_u}: the upper half. */
    public static long i64x2ExtmulLowI32x4UHi(long aLo, long aHi, long bLo, long bHi) {
        return (hi32(aLo) & 0xFFFF_FFFFL) * (hi32(bLo) & 0xFFFF_FFFFL);
    }

    /** {@code i64x2.extmul_high_i32x4_s}: the lower half. */
    public static long i64x2ExtmulHighI32x4SLo(long aLo, long aHi, long bLo, long bHi) {
        return (long) lo32(aHi) * lo32(bHi);
    }

    /** {@code i64x2.extmul_high_i32x4_s}: the upper half. */
    public static long i64x2ExtmulHighI32x4SHi(long aLo, long aHi, long bLo, long bHi) {
        return (long) hi32(aHi) * hi32(bHi);
    }

    /** {@code i64x2.extmul_high_i32x4_u}: the lower half. */
    public static long i64x2ExtmulHighI32x4ULo(long aLo, long aHi, long bLo, long bHi) {
        return (lo32(aHi) & 0xFFFF_FFFFL) * (lo32(bHi) & 0xFFFF_FFFFL);
    }

    /** {@code i64x2.extmul_high_i32x4_u}: the upper half. */
    public static long i64x2ExtmulHighI32x4UHi(long aLo, long aHi, long bLo, long bHi) {
        return (hi32(aHi) & 0xFFFF_FFFFL) * (hi32(bHi) & 0xFFFF_FFFFL);
    }

    // Relaxed: where the specification leaves a choice, the same on every machine.

    /** {@code i8x16.relaxed_laneselect}: as {@code v128.bitselect}. */
    public static long i8x16RelaxedLaneselect(long a, long b, long c) {
        return Lanes.select(a, b, c);
    }

    /** {@code i16x8.relaxed_laneselect}: as {@code v128.bitselect}. */
    public static long i16x8RelaxedLaneselect(long a, long b, long c) {
        return Lanes.select(a, b, c);
    }

    /** {@code i32x4.relaxed_laneselect}: as {@code v128.bitselect}. */
    public static long i32x4RelaxedLaneselect(long a, long b, long c) {
        return Lanes.select(a, b, c);
    }

    /** {@code i64x2.relaxed_laneselect}: as {@code v128.bitselect}. */
    public static long i64x2RelaxedLaneselect(long a, long b, long c) {
        return Lanes.select(a, b, c);
    }

    /** {@code i16x8.relaxed_q15mulr_s}: saturating. */
    public static long i16x8RelaxedQ15mulrS(long a, long b) {
        return i16x8Q15mulrSatS(a, b);
    }

    /** {@code i16x8.relaxed_dot_i8x16_i7x16_s}: all lanes signed, sums saturating. */
    public static long i16x8RelaxedDotI8x16I7x16S(long a, long b) {
        return of16(dot(a, b, 0), dot(a, b, 2), dot(a, b, 4), dot(a, b, 6));
    }

    /** {@code i32x4.relaxed_dot_i8x16_i7x16_add_s}: all lanes signed, 16-bit sums saturating. */
    public static long i32x4RelaxedDotI8x16I7x16AddS(long a, long b, long c) {
        return of32(dot(a, b, 0) + dot(a, b, 2) + lo32(c), dot(a, b, 4) + dot(a, b, 6) + hi32(c));
    }

    private static int dot(long a, long b, int lane) {
        return Math.min(i8(a, lane) * i8(b, lane) + i8(a, lane + 1) * i8(b, lane + 1), Short.MAX_VALUE);
    }
}
