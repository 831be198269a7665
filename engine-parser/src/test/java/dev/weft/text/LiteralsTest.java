package dev.weft.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class LiteralsTest {

    @Test
    void integer_bothRanges_accepted() {
        assertEquals(-1, Literals.integer("0xffff_ffff", 32));
        assertEquals(Integer.MIN_VALUE, Literals.integer("-2147483648", 32));
        assertEquals(-1, Literals.integer("18446744073709551615", 64));
        assertThrows(NumberFormatException.class, () -> Literals.integer("4294967296", 32));
        assertThrows(NumberFormatException.class, () -> Literals.integer("-2147483649", 32));
        assertThrows(NumberFormatException.class, () -> Literals.integer("0x1_0000_0000_0000_0000", 64));
    }

    @Test
    void hexFloat_halfwayBetweenTwo_roundsToEven() {
        assertEquals(0x3F800000, Literals.f32("0x1.000001p0"));
        assertEquals(0x3F800002, Literals.f32("0x1.000003p0"));
        assertEquals(0x3F800001, Literals.f32("0x1.00000100000000000000000000000000000001p0"));
        assertEquals(0x3FF0000000000000L, Literals.f64("0x1.00000000000008p0"));
        assertEquals(0x3FF0000000000001L, Literals.f64("0x1.000000000000080000001p0"));
    }

    @Test
    void hexFloat_belowNormal_keepsWhatFits() {
        assertEquals(1, Literals.f32("0x1p-149"));
        assertEquals(0, Literals.f32("0x1p-150"));
        assertEquals(1, Literals.f32("0x1.000001p-150"));
        assertEquals(0x00800000, Literals.f32("0x1.fffffep-127"));
        assertEquals(1L, Literals.f64("0x1p-1074"));
        assertEquals(0x80000000, Literals.f32("-0x0.0p+100"));
        assertEquals(0, Literals.f32("0x1p-99999999999"));
    }

    @Test
    void hexFloat_atTheTop_isLargestOrOutOfRange() {
        assertEquals(0x7F7FFFFF, Literals.f32("0x1.fffffep127"));
        assertEquals(0x7F7FFFFF, Literals.f32("0x1.fffffefffffffp127"));
        assertThrows(NumberFormatException.class, () -> Literals.f32("0x1.ffffffp127"));
        assertThrows(NumberFormatException.class, () -> Literals.f64("0x1p1024"));
        assertThrows(NumberFormatException.class, () -> Literals.f64("1e309"));
    }

    @Test
    void hexFloat_likeJavas_sameBits() {
        java.util.Random random = new java.util.Random(1);
        for (int i = 0; i < 20_000; i++) {
            String text = "0x" + Long.toHexString(random.nextLong()) + "." + Long.toHexString(random.nextLong()) + "p"
                    + (random.nextInt(400) - 300);
            float f = Float.parseFloat(text);
            if (Float.isInfinite(f)) {
                assertThrows(NumberFormatException.class, () -> Literals.f32(text));
            } else {
                assertEquals(Float.floatToRawIntBits(f), Literals.f32(text), text);
            }
            assertEquals(Double.doubleToRawLongBits(Double.parseDouble(text)), Literals.f64(text), text);
        }
    }

    @Test
    void nan_payload_mustFit() {
        assertEquals(0x7FC00000, Literals.f32("nan"));
        assertEquals(0xFF800001, Literals.f32("-nan:0x1"));
        assertThrows(NumberFormatException.class, () -> Literals.f32("nan:0x0"));
        assertThrows(NumberFormatException.class, () -> Literals.f32("nan:0x80_0000"));
    }
}
