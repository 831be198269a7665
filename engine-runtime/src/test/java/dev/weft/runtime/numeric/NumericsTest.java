package dev.weft.runtime.numeric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.runtime.Trap;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Scalar numeric instructions against BigInteger and BigDecimal, for edge values, their neighbours and random ones. */
final class NumericsTest {
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

    private static List<Long> longs() {
        List<Long> values = new ArrayList<>();
        for (int bit = 0; bit < 64; bit++) {
            for (long offset = -2; offset <= 2; offset++) {
                values.add((1L << bit) + offset);
                values.add(-(1L << bit) + offset);
            }
        }
        new Random(1).longs(200).forEach(values::add);
        return values;
    }

    private static List<Double> doubles() {
        List<Double> values = new ArrayList<>(List.of(0.0, -0.0, 0.5, -0.5, 1.5, 2.5, -2.5, 0.1, -0.9999999999999999,
                Double.MIN_VALUE, Double.MAX_VALUE, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN));
        for (int exponent : new int[] {0, 1, 22, 23, 24, 30, 31, 32, 51, 52, 53, 62, 63, 64, 65, 127, 128}) {
            for (double sign : new double[] {1, -1}) {
                double power = sign * Math.scalb(1.0, exponent);
                values.addAll(List.of(power, Math.nextUp(power), Math.nextDown(power), power + 0.5, power - 0.5,
                        power + 1, power - 1, (double) Math.nextUp((float) power),
                        (double) Math.nextDown((float) power)));
            }
        }
        Random random = new Random(2);
        for (int i = 0; i < 500; i++) {
            values.add(Double.longBitsToDouble(random.nextLong()));
            values.add(Math.scalb(random.nextDouble() - 0.5, random.nextInt(70)));
        }
        return values;
    }

    private static BigInteger unsigned(long value) {
        return value < 0 ? BigInteger.valueOf(value).add(TWO_TO_64) : BigInteger.valueOf(value);
    }

    private static void assertSame(Supplier<Object> expected, Supplier<Object> actual, Object... operands) {
        Object wanted;
        try {
            wanted = expected.get();
        } catch (Trap trap) {
            wanted = trap.kind();
        }
        Object got;
        try {
            got = actual.get();
        } catch (Trap trap) {
            got = trap.kind();
        }
        assertEquals(wanted, got, () -> List.of(operands).toString());
    }

    private static BigInteger inRange(BigInteger value, BigInteger least, BigInteger most, Trap.Kind otherwise) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw Trap.of(otherwise);
        }
        return value;
    }

    @Test
    void i32DivS_minByMinusOne_trapsIntegerOverflow() {
        assertEquals(Trap.Kind.INTEGER_OVERFLOW,
                assertThrows(Trap.class, () -> Numerics.i32DivS(Integer.MIN_VALUE, -1)).kind());
        assertEquals(0, Numerics.i32RemS(Integer.MIN_VALUE, -1));
        assertEquals("integer divide by zero",
                assertThrows(Trap.class, () -> Numerics.i64RemU(1, 0)).getMessage());
    }

    @Test
    void division_allEdgeValues_agreesWithBigInteger() {
        for (long a : longs()) {
            for (long b : longs()) {
                BigInteger s = BigInteger.valueOf(a);
                BigInteger t = BigInteger.valueOf(b);
                BigInteger u = unsigned(a);
                BigInteger v = unsigned(b);
                if (b == 0) {
                    for (Supplier<Object> division : List.<Supplier<Object>>of(() -> Numerics.i64DivS(a, 0),
                            () -> Numerics.i64DivU(a, 0), () -> Numerics.i64RemS(a, 0), () -> Numerics.i64RemU(a, 0),
                            () -> Numerics.i32DivS((int) a, 0), () -> Numerics.i32DivU((int) a, 0),
                            () -> Numerics.i32RemS((int) a, 0), () -> Numerics.i32RemU((int) a, 0))) {
                        assertSame(() -> Trap.Kind.INTEGER_DIVIDE_BY_ZERO, division, a);
                    }
                    continue;
                }
                assertSame(() -> inRange(s.divide(t), BigInteger.valueOf(Long.MIN_VALUE),
                        BigInteger.valueOf(Long.MAX_VALUE), Trap.Kind.INTEGER_OVERFLOW).longValue(),
                        () -> Numerics.i64DivS(a, b), a, b);
                assertEquals(u.divide(v).longValue(), Numerics.i64DivU(a, b));
                assertEquals(s.remainder(t).longValue(), Numerics.i64RemS(a, b));
                assertEquals(u.remainder(v).longValue(), Numerics.i64RemU(a, b));
                int c = (int) a;
                int d = (int) b;
                if (d != 0) {
                    assertSame(() -> inRange(BigInteger.valueOf(c).divide(BigInteger.valueOf(d)),
                            BigInteger.valueOf(Integer.MIN_VALUE), BigInteger.valueOf(Integer.MAX_VALUE),
                            Trap.Kind.INTEGER_OVERFLOW).intValue(), () -> Numerics.i32DivS(c, d), c, d);
                    long x = c & 0xFFFF_FFFFL;
                    long y = d & 0xFFFF_FFFFL;
                    assertEquals((int) (x / y), Numerics.i32DivU(c, d));
                    assertEquals((int) ((long) c % d), Numerics.i32RemS(c, d));
                    assertEquals((int) (x % y), Numerics.i32RemU(c, d));
                }
            }
        }
    }

    @Test
    void wideArithmetic_allEdgeValues_agreesWithBigInteger() {
        Random random = new Random(3);
        for (long a : longs()) {
            for (long b : longs()) {
                assertEquals(BigInteger.valueOf(a).multiply(BigInteger.valueOf(b)).shiftRight(64).longValue(),
                        Numerics.i64MulWideSHi(a, b));
                assertEquals(unsigned(a).multiply(unsigned(b)).shiftRight(64).longValue(),
                        Numerics.i64MulWideUHi(a, b));
                long aHi = random.nextLong();
                long bHi = random.nextLong();
                BigInteger x = BigInteger.valueOf(aHi).shiftLeft(64).add(unsigned(a));
                BigInteger y = BigInteger.valueOf(bHi).shiftLeft(64).add(unsigned(b));
                assertEquals(x.add(y).shiftRight(64).longValue(), Numerics.i64Add128Hi(a, aHi, b, bHi));
                assertEquals(x.subtract(y).shiftRight(64).longValue(), Numerics.i64Sub128Hi(a, aHi, b, bHi));
            }
        }
    }

    private static BigInteger truncated(double value, boolean signed, int bits, boolean saturating) {
        BigInteger least = signed ? BigInteger.ONE.shiftLeft(bits - 1).negate() : BigInteger.ZERO;
        BigInteger most = BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits).subtract(BigInteger.ONE);
        if (Double.isNaN(value)) {
            if (saturating) {
                return BigInteger.ZERO;
            }
            throw Trap.of(Trap.Kind.INVALID_CONVERSION_TO_INTEGER);
        }
        BigInteger whole = Double.isInfinite(value)
                ? BigInteger.ONE.shiftLeft(200).multiply(BigInteger.valueOf(value < 0 ? -1 : 1))
                : new BigDecimal(value).toBigInteger();
        return saturating ? whole.max(least).min(most) : inRange(whole, least, most, Trap.Kind.INTEGER_OVERFLOW);
    }

    @Test
    void trunc_edgeValues_agreesWithBigDecimal() {
        for (double a : doubles()) {
            float f = (float) a;
            assertSame(() -> truncated(f, true, 32, false).intValue(), () -> Numerics.i32TruncF32S(f), f);
            assertSame(() -> truncated(f, false, 32, false).intValue(), () -> Numerics.i32TruncF32U(f), f);
            assertSame(() -> truncated(f, true, 64, false).longValue(), () -> Numerics.i64TruncF32S(f), f);
            assertSame(() -> truncated(f, false, 64, false).longValue(), () -> Numerics.i64TruncF32U(f), f);
            assertSame(() -> truncated(a, true, 32, false).intValue(), () -> Numerics.i32TruncF64S(a), a);
            assertSame(() -> truncated(a, false, 32, false).intValue(), () -> Numerics.i32TruncF64U(a), a);
            assertSame(() -> truncated(a, true, 64, false).longValue(), () -> Numerics.i64TruncF64S(a), a);
            assertSame(() -> truncated(a, false, 64, false).longValue(), () -> Numerics.i64TruncF64U(a), a);
            assertSame(() -> truncated(f, true, 32, true).intValue(), () -> Numerics.i32TruncSatF32S(f), f);
            assertSame(() -> truncated(f, false, 32, true).intValue(), () -> Numerics.i32TruncSatF32U(f), f);
            assertSame(() -> truncated(f, true, 64, true).longValue(), () -> Numerics.i64TruncSatF32S(f), f);
            assertSame(() -> truncated(f, false, 64, true).longValue(), () -> Numerics.i64TruncSatF32U(f), f);
            assertSame(() -> truncated(a, true, 32, true).intValue(), () -> Numerics.i32TruncSatF64S(a), a);
            assertSame(() -> truncated(a, false, 32, true).intValue(), () -> Numerics.i32TruncSatF64U(a), a);
            assertSame(() -> truncated(a, true, 64, true).longValue(), () -> Numerics.i64TruncSatF64S(a), a);
            assertSame(() -> truncated(a, false, 64, true).longValue(), () -> Numerics.i64TruncSatF64U(a), a);
        }
    }

    @Test
    void convertUnsigned_edgeValues_roundsOnce() {
        for (long a : longs()) {
            for (long b : new long[] {a, a ^ 0x80_0000_0000L, a ^ 0x400, a << 11, a << 40}) {
                assertEquals(new BigDecimal(unsigned(b)).floatValue(), Numerics.f32ConvertI64U(b));
                assertEquals(new BigDecimal(unsigned(b)).doubleValue(), Numerics.f64ConvertI64U(b));
                BigDecimal narrow = BigDecimal.valueOf(b & 0xFFFF_FFFFL);
                assertEquals(narrow.floatValue(), Numerics.f32ConvertI32U((int) b));
                assertEquals(narrow.doubleValue(), Numerics.f64ConvertI32U((int) b));
            }
        }
        assertEquals(0x1.000002p63f, Numerics.f32ConvertI64U(0x8000_0080_0000_0001L), "just above the tie");
        assertEquals(0x1p63f, Numerics.f32ConvertI64U(0x8000_0080_0000_0000L), "the tie goes to even");
    }

    private static double rounded(double value, RoundingMode mode) {
        if (value == 0 || Double.isInfinite(value)) {
            return value;
        }
        return Math.copySign(new BigDecimal(value).setScale(0, mode).doubleValue(), value);
    }

    @Test
    void rounding_edgeValues_agreesWithBigDecimalAndKeepsTheSignOfZero() {
        for (double a : doubles()) {
            float f = (float) a;
            if (!Double.isNaN(a)) {
                assertEquals(rounded(a, RoundingMode.CEILING), Numerics.f64Ceil(a));
                assertEquals(rounded(a, RoundingMode.FLOOR), Numerics.f64Floor(a));
                assertEquals(rounded(a, RoundingMode.DOWN), Numerics.f64Trunc(a));
                assertEquals(rounded(a, RoundingMode.HALF_EVEN), Numerics.f64Nearest(a));
                assertEquals((float) rounded(f, RoundingMode.CEILING), Numerics.f32Ceil(f));
                assertEquals((float) rounded(f, RoundingMode.FLOOR), Numerics.f32Floor(f));
                assertEquals((float) rounded(f, RoundingMode.DOWN), Numerics.f32Trunc(f));
                assertEquals((float) rounded(f, RoundingMode.HALF_EVEN), Numerics.f32Nearest(f));
            }
        }
    }

    @Test
    void sqrtF32_randomValues_isCorrectlyRounded() {
        Random random = new Random(5);
        for (int i = 0; i < 1000; i++) {
            float a = Float.intBitsToFloat(random.nextInt() & 0x7FFF_FFFF);
            if (Float.isFinite(a)) {
                float root = Numerics.f32Sqrt(a);
                BigDecimal exact = new BigDecimal(a);
                BigDecimal below = new BigDecimal(root).add(new BigDecimal(Math.nextDown(root))).divide(BigDecimal.TWO);
                BigDecimal above = new BigDecimal(root).add(new BigDecimal(Math.nextUp(root))).divide(BigDecimal.TWO);
                assertTrue(a == 0 || below.multiply(below).compareTo(exact) <= 0);
                assertTrue(above.multiply(above).compareTo(exact) >= 0);
            }
        }
    }

    @Test
    void minMax_zerosAndOrder_followTheSpecification() {
        assertEquals(-0.0, Numerics.f64Min(0.0, -0.0));
        assertEquals(0.0, Numerics.f64Max(-0.0, 0.0));
        assertEquals(-0.0f, Numerics.f32Min(-0.0f, 0.0f));
        assertEquals(0.0f, Numerics.f32Max(0.0f, -0.0f));
        DoubleBinaryOperator[] smaller = {Numerics::f64Min, (a, b) -> Numerics.f32Min((float) a, (float) b)};
        DoubleBinaryOperator[] larger = {Numerics::f64Max, (a, b) -> Numerics.f32Max((float) a, (float) b)};
        for (int i = 0; i < 2; i++) {
            assertEquals(-2, smaller[i].applyAsDouble(-2, 3));
            assertEquals(3, larger[i].applyAsDouble(-2, 3));
            assertEquals(Double.NEGATIVE_INFINITY, smaller[i].applyAsDouble(1, Double.NEGATIVE_INFINITY));
        }
    }

    @Test
    void nan_throughArithmetic_isQuietAndKeepsItsPayload() {
        float signaling = Float.intBitsToFloat(0xFFA1_2345);
        int quiet = 0xFFE1_2345;
        for (float result : new float[] {Numerics.f32Min(signaling, 1), Numerics.f32Min(1, signaling),
                Numerics.f32Max(signaling, 1), Numerics.f32Max(1, signaling), Numerics.f32Ceil(signaling),
                Numerics.f32Floor(signaling), Numerics.f32Trunc(signaling), Numerics.f32Nearest(signaling),
                Numerics.f32Sqrt(signaling)}) {
            assertEquals(quiet, Float.floatToRawIntBits(result));
        }
        assertEquals(0xFFFC_2468_A000_0000L, Double.doubleToRawLongBits(Numerics.f64PromoteF32(signaling)));
        double wide = Double.longBitsToDouble(0x7FF4_0000_0000_0001L);
        for (double result : new double[] {Numerics.f64Min(wide, 1), Numerics.f64Max(1, wide), Numerics.f64Ceil(wide),
                Numerics.f64Floor(wide), Numerics.f64Trunc(wide), Numerics.f64Nearest(wide), Numerics.f64Sqrt(wide)}) {
            assertEquals(0x7FFC_0000_0000_0001L, Double.doubleToRawLongBits(result));
        }
        assertEquals(0x7FE0_0000, Float.floatToRawIntBits(Numerics.f32DemoteF64(wide)));
        int canonical = 0x7FC0_0000;
        assertEquals(canonical, Float.floatToRawIntBits(Numerics.f32Min(Float.intBitsToFloat(canonical), 1)));
        assertEquals(canonical, Float.floatToRawIntBits(Numerics.f32Sqrt(-1)) & 0x7FFF_FFFF);
    }

    @Test
    void signOperations_onNaN_changeNothingElse() {
        float nan = Float.intBitsToFloat(0x7FA0_0001);
        assertEquals(0xFFA0_0001, Float.floatToRawIntBits(Numerics.f32Neg(nan)));
        assertEquals(0x7FA0_0001, Float.floatToRawIntBits(Numerics.f32Abs(Numerics.f32Neg(nan))));
        assertEquals(0xFFA0_0001, Float.floatToRawIntBits(Numerics.f32Copysign(nan, -0.0f)));
        assertEquals(0x8000_0000, Float.floatToRawIntBits(Numerics.f32Copysign(0.0f, Numerics.f32Neg(nan))));
        double wide = Double.longBitsToDouble(0x7FF4_0000_0000_0001L);
        assertEquals(0xFFF4_0000_0000_0001L, Double.doubleToRawLongBits(Numerics.f64Neg(wide)));
        assertEquals(0x7FF4_0000_0000_0001L, Double.doubleToRawLongBits(Numerics.f64Abs(Numerics.f64Neg(wide))));
        assertEquals(0xFFF4_0000_0000_0001L, Double.doubleToRawLongBits(Numerics.f64Copysign(wide, -1)));
    }
}
