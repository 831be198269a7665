package dev.weft.runtime.numeric;

/**
 * Arithmetic on the integer lanes of one long, all lanes at a time.
 *
 * <p>A lane width is given by its number of bits {@code w} and by {@code h}, the constant with the highest bit of every
 * lane set. Callers pass constants, so the compiler folds them. (Henry S. Warren, Hacker's Delight, sections 2-18 and
 * 2-12: no carry crosses a lane if the highest bits are added apart.)
 */
final class Lanes {
    /** The highest bits of lanes. */
    static final long H8 = 0x8080_8080_8080_8080L;
    static final long H16 = 0x8000_8000_8000_8000L;
    static final long H32 = 0x8000_0000_8000_0000L;

    private Lanes() {
    }

    static long add(long a, long b, long h) {
        return (a & ~h) + (b & ~h) ^ (a ^ b) & h;
    }

    static long sub(long a, long b, long h) {
        return (a | h) - (b & ~h) ^ (a ^ ~b) & h;
    }

    /** All ones in the lanes whose highest bit is set, zeros in the others. */
    static long spread(long bits, long h, int w) {
        long one = (bits & h) >>> w - 1;
        return w == 64 ? -one : (one << w) - one;
    }

    static long eq(long a, long b, long h, int w) {
        long d = a ^ b;
        return spread(~((d & ~h) + ~h | d), h, w);
    }

    static long ltU(long a, long b, long h, int w) {
        return spread(~a & b | ~(a ^ b) & sub(a, b, h), h, w);
    }

    static long ltS(long a, long b, long h, int w) {
        return ltU(a ^ h, b ^ h, h, w);
    }

    /** The bits of {@code a} where {@code mask} has ones, of {@code b} elsewhere. */
    static long select(long a, long b, long mask) {
        return b ^ (a ^ b) & mask;
    }

    static long abs(long a, long h, int w) {
        long negative = spread(a, h, w);
        return sub(a ^ negative, negative, h);
    }

    static long addSatS(long a, long b, long h, int w) {
        long sum = add(a, b, h);
        return select(spread(a, h, w) ^ ~h, sum, spread(~(a ^ b) & (a ^ sum), h, w));
    }

    static long subSatS(long a, long b, long h, int w) {
        long difference = sub(a, b, h);
        return select(spread(a, h, w) ^ ~h, difference, spread((a ^ b) & (a ^ difference), h, w));
    }

    static long addSatU(long a, long b, long h, int w) {
        long sum = add(a, b, h);
        return sum | ltU(sum, a, h, w);
    }

    static long subSatU(long a, long b, long h, int w) {
        return sub(a, b, h) & ~ltU(a, b, h, w);
    }

    /** The average, rounded up. */
    static long avgrU(long a, long b, long h) {
        return (a | b) - ((a ^ b) >>> 1 & ~h);
    }

    static long shl(long a, int count, long h, int w) {
        int n = count & w - 1;
        return a << n & ~((h >>> w - 1 << n) - (h >>> w - 1));
    }

    static long shrU(long a, int count, long h, int w) {
        int n = count & w - 1;
        return a >>> n & keptBits(n, h, w);
    }

    static long shrS(long a, int count, long h, int w) {
        int n = count & w - 1;
        long kept = keptBits(n, h, w);
        return a >>> n & kept | spread(a, h, w) & ~kept;
    }

    /** The lower {@code w - n} bits of every lane. */
    private static long keptBits(int n, long h, int w) {
        long highest = h >>> n;
        return highest | highest - (h >>> w - 1);
    }

    /** One bit for each lane, its highest, the first lane's lowest. */
    static int bitmask(long a, int w) {
        int mask = 0;
        for (int lane = 0; lane < 64 / w; lane++) {
            mask |= (int) (a >>> lane * w + w - 1 & 1) << lane;
        }
        return mask;
    }

    // Single lanes.

    static int i8(long a, int lane) {
        return (byte) (a >>> lane * 8);
    }

    static int u8(long a, int lane) {
        return (int) (a >>> lane * 8) & 0xFF;
    }

    static int i16(long a, int lane) {
        return (short) (a >>> lane * 16);
    }

    static int u16(long a, int lane) {
        return (int) (a >>> lane * 16) & 0xFFFF;
    }

    static long of16(int a, int b, int c, int d) {
        return a & 0xFFFFL | (b & 0xFFFFL) << 16 | (c & 0xFFFFL) << 32 | (long) d << 48;
    }

    static long of32(int a, int b) {
        return a & 0xFFFF_FFFFL | (long) b << 32;
    }

    static int lo32(long a) {
        return (int) a;
    }

    static int hi32(long a) {
        return (int) (a >>> 32);
    }

    static long of32(float a, float b) {
        return of32(Float.floatToRawIntBits(a), Float.floatToRawIntBits(b));
    }

    static float loF32(long a) {
        return Float.intBitsToFloat((int) a);
    }

    static float hiF32(long a) {
        return Float.intBitsToFloat((int) (a >>> 32));
    }

    static double f64(long a) {
        return Double.longBitsToDouble(a);
    }

    static long of64(double a) {
        return Double.doubleToRawLongBits(a);
    }
}
