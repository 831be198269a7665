package dev.weft.interp;

/** Floating-point numbers as they lie in slots: raw bits, those of an f32 in the lower half. */
final class Bits {
    private Bits() {
    }

    static float f32(long bits) {
        return Float.intBitsToFloat((int) bits);
    }

    static double f64(long bits) {
        return Double.longBitsToDouble(bits);
    }

    static long bits(float value) {
        return Float.floatToRawIntBits(value);
    }

    static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }
}
