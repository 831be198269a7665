package dev.weft.runtime.numeric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.syntax.Feature;
import dev.weft.syntax.Opcode;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** SIMD instructions against a second, lane by lane definition of each, on edge values and random ones. */
final class VectorTest {
    private static final Map<String, Method> METHODS = new HashMap<>();
    private static final Map<String, Oracle> ORACLES = new HashMap<>();

    static {
        for (Class<?> type : List.of(VectorIntegers.class, VectorFloats.class, VectorLanes.class)) {
            for (Method method : type.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers())) {
                    assertEquals(null, METHODS.put(method.getName(), method), "two methods of one name");
                }
            }
        }
        for (int w = 8; w <= 64; w *= 2) {
            integers("i" + w + "x" + 128 / w + ".", w);
        }
        conversionsOfIntegers();
        floats("f32x4.", 32);
        floats("f64x2.", 64);
        conversionsOfFloats();
        bits();
    }

    /** What an instruction does to whole operands, each an array of lanes (signed, or the bits of a float). */
    private record Oracle(int from, int to, UnaryOperator<long[][]> rule) {
        long[] apply(long[][] operands) {
            long[][] lanes = new long[operands.length][];
            for (int i = 0; i < operands.length; i++) {
                lanes[i] = split(operands[i], from);
            }
            return join(rule.apply(lanes)[0], to);
        }
    }

    @FunctionalInterface
    private interface LaneRule {
        long apply(long a, long b, long c);
    }

    private static long[] split(long[] v128, int w) {
        long[] lanes = new long[128 / w];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = v128[i * w / 64] << 64 - w - i * w % 64 >> 64 - w;
        }
        return lanes;
    }

    private static long[] join(long[] lanes, int w) {
        long[] v128 = new long[2];
        for (int i = 0; i < lanes.length; i++) {
            v128[i * w / 64] |= unsigned(lanes[i], w) << i * w % 64;
        }
        return v128;
    }

    private static long unsigned(long lane, int w) {
        return w == 64 ? lane : lane & (1L << w) - 1;
    }

    private static void lanewise(String mnemonic, int w, LaneRule rule) {
        lanewise(mnemonic, w, w, rule);
    }

    private static void lanewise(String mnemonic, int from, int to, LaneRule rule) {
        whole(mnemonic, from, to, operands -> {
            long[] result = new long[operands[0].length];
            for (int i = 0; i < result.length; i++) {
                result[i] = rule.apply(operands[0][i], operands.length > 1 ? operands[1][i] : 0,
                        operands.length > 2 ? operands[2][i] : 0);
            }
            return new long[][] {result};
        });
    }

    private static void whole(String mnemonic, int from, int to, UnaryOperator<long[][]> rule) {
        ORACLES.put(camelCase(mnemonic), new Oracle(from, to, rule));
    }

    private static String camelCase(String mnemonic) {
        StringBuilder name = new StringBuilder();
        for (String part : mnemonic.split("[._]")) {
            name.append(name.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
        }
        return name.toString();
    }

    private static long clamp(long value, long least, long most) {
        return Math.clamp(value, least, most);
    }

    private static long truth(boolean value) {
        return value ? -1 : 0;
    }

    private static void integers(String shape, int w) {
        long least = -1L << w - 1;
        long most = ~least;
        long mostU = unsigned(-1, w);
        lanewise(shape + "eq", w, (a, b, c) -> truth(a == b));
        lanewise(shape + "ne", w, (a, b, c) -> truth(a != b));
        lanewise(shape + "lt_s", w, (a, b, c) -> truth(a < b));
        lanewise(shape + "gt_s", w, (a, b, c) -> truth(a > b));
        lanewise(shape + "le_s", w, (a, b, c) -> truth(a <= b));
        lanewise(shape + "ge_s", w, (a, b, c) -> truth(a >= b));
        lanewise(shape + "lt_u", w, (a, b, c) -> truth(unsigned(a, w) < unsigned(b, w)));
        lanewise(shape + "gt_u", w, (a, b, c) -> truth(unsigned(a, w) > unsigned(b, w)));
        lanewise(shape + "le_u", w, (a, b, c) -> truth(unsigned(a, w) <= unsigned(b, w)));
        lanewise(shape + "ge_u", w, (a, b, c) -> truth(unsigned(a, w) >= unsigned(b, w)));
        lanewise(shape + "abs", w, (a, b, c) -> a < 0 ? -a : a);
        lanewise(shape + "neg", w, (a, b, c) -> -a);
        lanewise(shape + "add", w, (a, b, c) -> a + b);
        lanewise(shape + "sub", w, (a, b, c) -> a - b);
        lanewise(shape + "mul", w, (a, b, c) -> a * b);
        lanewise(shape + "add_sat_s", w, (a, b, c) -> clamp(a + b, least, most));
        lanewise(shape + "sub_sat_s", w, (a, b, c) -> clamp(a - b, least, most));
        lanewise(shape + "add_sat_u", w, (a, b, c) -> Math.min(unsigned(a, w) + unsigned(b, w), mostU));
        lanewise(shape + "sub_sat_u", w, (a, b, c) -> Math.max(unsigned(a, w) - unsigned(b, w), 0));
        lanewise(shape + "min_s", w, (a, b, c) -> Math.min(a, b));
        lanewise(shape + "max_s", w, (a, b, c) -> Math.max(a, b));
        lanewise(shape + "min_u", w, (a, b, c) -> Math.min(unsigned(a, w), unsigned(b, w)));
        lanewise(shape + "max_u", w, (a, b, c) -> Math.max(unsigned(a, w), unsigned(b, w)));
        lanewise(shape + "avgr_u", w, (a, b, c) -> (unsigned(a, w) + unsigned(b, w) + 1) / 2);
        lanewise(shape + "popcnt", w, (a, b, c) -> Long.bitCount(unsigned(a, w)));
        lanewise(shape + "relaxed_laneselect", w, (a, b, c) -> a & c | b & ~c);
    }

    private static void conversionsOfIntegers() {
        for (int w = 16; w <= 64; w *= 2) {
            int from = w / 2;
            String to = "i" + w + "x" + 128 / w + ".";
            String source = "_i" + from + "x" + 128 / from;
            for (String sign : List.of("s", "u")) {
                LaneRule extend = sign.equals("s") ? (a, b, c) -> a : (a, b, c) -> unsigned(a, from);
                for (int high = 0; high < 2; high++) {
                    int first = high * 64 / from;
                    String part = high == 0 ? "low" : "high";
                    int count = 128 / w;
                    whole(to + "extend_" + part + source + "_" + sign, from, w, operands -> {
                        long[] result = new long[count];
                        Arrays.setAll(result, i -> extend.apply(operands[0][first + i], 0, 0));
                        return new long[][] {result};
                    });
                    whole(to + "extmul_" + part + source + "_" + sign, from, w, operands -> {
                        long[] result = new long[count];
                        Arrays.setAll(result, i -> extend.apply(operands[0][first + i], 0, 0)
                                * extend.apply(operands[1][first + i], 0, 0));
                        return new long[][] {result};
                    });
                }
                whole(to + "extadd_pairwise" + source + "_" + sign, from, w, operands -> {
                    long[] result = new long[operands[0].length / 2];
                    Arrays.setAll(result, i -> extend.apply(operands[0][2 * i], 0, 0)
                            + extend.apply(operands[0][2 * i + 1], 0, 0));
                    return new long[][] {result};
                });
            }
        }
        LaneRule q15 = (a, b, c) -> Math.min(Math.floorDiv(a * b + (1 << 14), 1 << 15), Short.MAX_VALUE);
        lanewise("i16x8.q15mulr_sat_s", 16, q15);
        lanewise("i16x8.relaxed_q15mulr_s", 16, q15);
        whole("i32x4.dot_i16x8_s", 16, 32, operands -> new long[][] {dots(operands, Long.MAX_VALUE)});
        whole("i16x8.relaxed_dot_i8x16_i7x16_s", 8, 16, operands -> new long[][] {dots(operands, Short.MAX_VALUE)});
        whole("i32x4.relaxed_dot_i8x16_i7x16_add_s", 8, 32, operands -> {
            long[] dots = dots(operands, Short.MAX_VALUE);
            long[] added = split(join(operands[2], 8), 32);
            Arrays.setAll(added, i -> added[i] + dots[2 * i] + dots[2 * i + 1]);
            return new long[][] {added};
        });
        narrow("i8x16.narrow_i16x8_s", 16, Byte.MIN_VALUE, Byte.MAX_VALUE);
        narrow("i8x16.narrow_i16x8_u", 16, 0, 255);
        narrow("i16x8.narrow_i32x4_s", 32, Short.MIN_VALUE, Short.MAX_VALUE);
        narrow("i16x8.narrow_i32x4_u", 32, 0, 65_535);
    }

    private static long[] dots(long[][] operands, long most) {
        long[] result = new long[operands[0].length / 2];
        Arrays.setAll(result, i -> Math.min(most, operands[0][2 * i] * operands[1][2 * i]
                + operands[0][2 * i + 1] * operands[1][2 * i + 1]));
        return result;
    }

    private static void narrow(String mnemonic, int from, long least, long most) {
        whole(mnemonic, from, from / 2, operands -> {
            int count = operands[0].length;
            long[] result = new long[2 * count];
            Arrays.setAll(result, i -> clamp(operands[i / count][i % count], least, most));
            return new long[][] {result};
        });
    }

    private static void bits() {
        lanewise("v128.not", 64, (a, b, c) -> ~a);
        lanewise("v128.and", 64, (a, b, c) -> a & b);
        lanewise("v128.andnot", 64, (a, b, c) -> a & ~b);
        lanewise("v128.or", 64, (a, b, c) -> a | b);
        lanewise("v128.xor", 64, (a, b, c) -> a ^ b);
        lanewise("v128.bitselect", 64, (a, b, c) -> a & c | b & ~c);
        for (String mnemonic : List.of("i8x16.swizzle", "i8x16.relaxed_swizzle")) {
            whole(mnemonic, 8, 8, operands -> {
                long[] result = new long[16];
                Arrays.setAll(result, i -> (operands[1][i] & 0xFF) < 16 ? operands[0][(int) operands[1][i]] : 0);
                return new long[][] {result};
            });
        }
    }

    private static double number(long bits, int w) {
        return w == 32 ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
    }

    private static long bitsOf(double number, int w) {
        return w == 32 ? Float.floatToRawIntBits((float) number) : Double.doubleToRawLongBits(number);
    }

    @FunctionalInterface
    private interface FloatRule {
        double apply(double a, double b);
    }

    private static void floats(String shape, int w) {
        Map<String, FloatRule> rules = Map.of("add", (a, b) -> a + b, "sub", (a, b) -> a - b, "mul", (a, b) -> a * b,
                "div", (a, b) -> a / b, "sqrt", (a, b) -> Math.sqrt(a), "ceil", (a, b) -> Math.ceil(a),
                "floor", (a, b) -> Math.floor(a), "nearest", (a, b) -> Math.rint(a),
                "min", Math::min, "max", Math::max);
        // One operation in double and one rounding to float is the float operation (Figueroa, 1995).
        rules.forEach((name, rule) -> {
            LaneRule lanes = (a, b, c) -> bitsOf(rule.apply(number(a, w), number(b, w)), w);
            lanewise(shape + name, w, lanes);
            lanewise(shape + "relaxed_" + name, w, lanes);
        });
        lanewise(shape + "trunc", w, (a, b, c) -> bitsOf(number(a, w) < 0 ? Math.ceil(number(a, w))
                : Math.floor(number(a, w)), w));
        lanewise(shape + "abs", w, (a, b, c) -> a & ~(1L << w - 1));
        lanewise(shape + "neg", w, (a, b, c) -> a ^ 1L << w - 1);
        lanewise(shape + "pmin", w, (a, b, c) -> number(b, w) < number(a, w) ? b : a);
        lanewise(shape + "pmax", w, (a, b, c) -> number(a, w) < number(b, w) ? b : a);
        lanewise(shape + "eq", w, (a, b, c) -> truth(number(a, w) == number(b, w)));
        lanewise(shape + "ne", w, (a, b, c) -> truth(number(a, w) != number(b, w)));
        lanewise(shape + "lt", w, (a, b, c) -> truth(number(a, w) < number(b, w)));
        lanewise(shape + "gt", w, (a, b, c) -> truth(number(a, w) > number(b, w)));
        lanewise(shape + "le", w, (a, b, c) -> truth(number(a, w) <= number(b, w)));
        lanewise(shape + "ge", w, (a, b, c) -> truth(number(a, w) >= number(b, w)));
        for (int sign : new int[] {1, -1}) {
            lanewise(shape + (sign > 0 ? "relaxed_madd" : "relaxed_nmadd"), w, (a, b, c) -> {
                double product = number(bitsOf(sign * number(a, w) * number(b, w), w), w);
                return bitsOf(product + number(c, w), w);
            });
        }
    }

    private static void conversionsOfFloats() {
        lanewise("f32x4.convert_i32x4_s", 32, (a, b, c) -> Float.floatToRawIntBits((int) a));
        lanewise("f32x4.convert_i32x4_u", 32, (a, b, c) -> Float.floatToRawIntBits(unsigned(a, 32)));
        for (String relaxed : List.of("trunc_sat", "relaxed_trunc")) {
            lanewise("i32x4." + relaxed + "_f32x4_s", 32, (a, b, c) -> (int) number(a, 32));
            lanewise("i32x4." + relaxed + "_f32x4_u", 32, (a, b, c) -> clamp((long) number(a, 32), 0, 0xFFFF_FFFFL));
            lowHalf("i32x4." + relaxed + "_f64x2_s_zero", 64, 32, (a, b, c) -> (int) number(a, 64));
            lowHalf("i32x4." + relaxed + "_f64x2_u_zero", 64, 32,
                    (a, b, c) -> clamp((long) number(a, 64), 0, 0xFFFF_FFFFL));
        }
        lowHalf("f32x4.demote_f64x2_zero", 64, 32, (a, b, c) -> Float.floatToRawIntBits((float) number(a, 64)));
        lowHalf("f64x2.promote_low_f32x4", 32, 64, (a, b, c) -> Double.doubleToRawLongBits(number(a, 32)));
        lowHalf("f64x2.convert_low_i32x4_s", 32, 64, (a, b, c) -> Double.doubleToRawLongBits(a));
        lowHalf("f64x2.convert_low_i32x4_u", 32, 64, (a, b, c) -> Double.doubleToRawLongBits(unsigned(a, 32)));
    }

    private static void lowHalf(String mnemonic, int from, int to, LaneRule rule) {
        whole(mnemonic, from, to, operands -> {
            long[] result = new long[128 / to];
            for (int i = 0; i < 2; i++) {
                result[i] = rule.apply(operands[0][i], 0, 0);
            }
            return new long[][] {result};
        });
    }

    private static List<long[]> values() {
        List<long[]> values = new ArrayList<>();
        long[] edges = {0, -1, 0x8080_8080_8080_8080L, 0x7F7F_7F7F_7F7F_7F7FL, 0x8000_8000_8000_8000L,
                0x7FFF_7FFF_7FFF_7FFFL, 0x0101_0101_0101_0101L, 0x8000_0000_7FFF_FFFFL, 1, Long.MIN_VALUE,
                Long.MAX_VALUE, 0x00FF_00FF_00FF_00FFL, 0x807F_FF01_0080_017FL, 0x3F80_0000_BF80_0000L,
                0x7F80_0000_FF80_0000L,
                0x3FF8_0000_0000_0000L, 0xBFE0_0000_0000_0000L, 0x4F00_0000_CF00_0001L, 0x41EF_FFFF_FFE0_0000L,
                0x7FC0_0000_FFA0_0001L, 0x4020_0000_C020_0000L, 0x0F0E_0D0C_0B0A_0908L, 0x1003_0201_FF07_0605L};
        for (long edge : edges) {
            values.add(new long[] {edge, edges[(int) (Long.remainderUnsigned(edge, edges.length))]});
        }
        Random random = new Random(7);
        for (int i = 0; i < 60; i++) {
            values.add(new long[] {random.nextLong(), random.nextLong()});
            values.add(new long[] {Double.doubleToRawLongBits(random.nextGaussian() * 1e9),
                Float.floatToRawIntBits((float) random.nextGaussian() * 100) & 0xFFFF_FFFFL | 0x4290_0000L << 32});
        }
        return values;
    }

    private static long call(Method method, long... operands) throws ReflectiveOperationException {
        return (long) method.invoke(null, Arrays.stream(operands).boxed().toArray());
    }

    /** Applies an instruction in the form its methods have. */
    private static long[] run(String name, long[]... v) throws ReflectiveOperationException {
        Method method = METHODS.get(name);
        if (method == null) {
            long[] all = Arrays.stream(v).flatMapToLong(Arrays::stream).toArray();
            return new long[] {call(METHODS.get(name + "Lo"), all), call(METHODS.get(name + "Hi"), all)};
        }
        if (name.contains("Narrow")) {
            return new long[] {call(method, v[0][0], v[0][1]), call(method, v[1][0], v[1][1])};
        }
        if (name.endsWith("wizzle")) {
            return new long[] {call(method, v[0][0], v[0][1], v[1][0]), call(method, v[0][0], v[0][1], v[1][1])};
        }
        long[] result = new long[2];
        for (int half = 0; half < 2; half++) {
            int h = half;
            result[half] = call(method, Arrays.stream(v).mapToLong(operand -> operand[h]).toArray());
        }
        return result;
    }

    private static int operands(String name) {
        Method whole = METHODS.get(name);
        if (whole == null) {
            return METHODS.get(name + "Lo").getParameterCount() / 2;
        }
        return name.endsWith("wizzle") ? 2 : whole.getParameterCount();
    }

    private static long[] withoutNaNBits(long[] v128, String name) {
        boolean f32 = name.startsWith("f32");
        if (!f32 && !name.startsWith("f64") || name.matches(".*(Abs|Neg|Pmin|Pmax)")) {
            return v128;
        }
        int w = f32 ? 32 : 64;
        long[] lanes = split(v128, w);
        Arrays.setAll(lanes, i -> Double.isNaN(number(lanes[i], w)) ? bitsOf(Double.NaN, w) : lanes[i]);
        return join(lanes, w);
    }

    @Test
    void everyInstruction_onEdgeAndRandomValues_doesWhatItsLanesDo() throws ReflectiveOperationException {
        List<long[]> values = values();
        Random random = new Random(11);
        Set<String> done = new HashSet<>();
        for (Map.Entry<String, Oracle> entry : ORACLES.entrySet()) {
            String name = entry.getKey();
            if (!METHODS.containsKey(name) && !METHODS.containsKey(name + "Lo")) {
                continue;
            }
            int count = operands(name);
            for (long[] a : values) {
                for (long[] b : count == 1 ? values.subList(0, 1) : values) {
                    long[][] v = Arrays.copyOf(new long[][] {a, b, values.get(random.nextInt(values.size()))}, count);
                    long[] expected = withoutNaNBits(entry.getValue().apply(v), name);
                    long[] actual = withoutNaNBits(run(name, v), name);
                    if (!Arrays.equals(expected, actual)) {
                        assertEquals(hex(expected), hex(actual), () -> name + " of " + hex(v));
                    }
                }
            }
            done.add(name);
        }
        Set<String> rest = new TreeSet<>(METHODS.keySet());
        rest.removeIf(name -> done.contains(name) || done.contains(name.replaceAll("(Lo|Hi)$", "")));
        rest.removeIf(name -> name.matches(".*(Splat|Lane|LaneS|LaneU|AllTrue|AnyTrue|Bitmask|Shl|ShrS|ShrU|Shuffle)"));
        assertEquals(Set.of(), rest, "without a second definition");
    }

    private static String hex(long[]... v128s) {
        StringBuilder text = new StringBuilder();
        for (long[] v128 : v128s) {
            text.append(String.format("%016x_%016x ", v128[1], v128[0]));
        }
        return text.toString();
    }

    @Test
    void shifts_everyCount_takeItModuloTheWidth() throws ReflectiveOperationException {
        for (int w = 8; w <= 64; w *= 2) {
            String shape = "i" + w + "x" + 128 / w;
            for (long[] v : values()) {
                for (int count : new int[] {0, 1, 3, 7, 8, 9, 15, 16, 31, 32, 63, 64, 65, -1, 1000}) {
                    int n = Math.floorMod(count, w);
                    long[] lanes = split(v, w);
                    long[] shl = new long[lanes.length];
                    long[] shrS = new long[lanes.length];
                    long[] shrU = new long[lanes.length];
                    for (int i = 0; i < lanes.length; i++) {
                        shl[i] = lanes[i] << n;
                        shrS[i] = lanes[i] >> n;
                        shrU[i] = unsigned(lanes[i], w) >>> n;
                    }
                    for (int half = 0; half < 2; half++) {
                        assertEquals(join(shl, w)[half], METHODS.get(shape + "Shl").invoke(null, v[half], count));
                        assertEquals(join(shrS, w)[half], METHODS.get(shape + "ShrS").invoke(null, v[half], count));
                        assertEquals(join(shrU, w)[half], METHODS.get(shape + "ShrU").invoke(null, v[half], count));
                    }
                }
            }
        }
    }

    @Test
    void tests_ofLanes_giveBits() throws ReflectiveOperationException {
        for (int w = 8; w <= 64; w *= 2) {
            String shape = "i" + w + "x" + 128 / w;
            List<long[]> values = values();
            values.add(new long[] {1, 0x0100_0000_0000_0000L});
            for (long[] v : values) {
                long[] lanes = split(v, w);
                int mask = 0;
                int all = 1;
                for (int i = 0; i < lanes.length; i++) {
                    mask |= lanes[i] < 0 ? 1 << i : 0;
                    all = lanes[i] == 0 ? 0 : all;
                }
                assertEquals(mask, METHODS.get(shape + "Bitmask").invoke(null, v[0], v[1]));
                assertEquals(all, METHODS.get(shape + "AllTrue").invoke(null, v[0], v[1]));
                assertEquals(v[0] == 0 && v[1] == 0 ? 0 : 1, VectorIntegers.v128AnyTrue(v[0], v[1]));
            }
        }
    }

    @Test
    void lanes_splatExtractReplaceShuffle_moveBits() {
        long half = 0x8081_8283_8485_8687L;
        assertEquals(0xFEFE_FEFE_FEFE_FEFEL, VectorLanes.i8x16Splat(0x1FE));
        assertEquals(0xFFFE_FFFE_FFFE_FFFEL, VectorLanes.i16x8Splat(-2));
        assertEquals(0xFFFF_FFFE_FFFF_FFFEL, VectorLanes.i32x4Splat(-2));
        assertEquals(-2, VectorLanes.i64x2Splat(-2));
        assertEquals(0x3F80_0000_3F80_0000L, VectorLanes.f32x4Splat(1));
        assertEquals(0x3FF0_0000_0000_0000L, VectorLanes.f64x2Splat(1));
        assertEquals((byte) 0x86, VectorLanes.i8x16ExtractLaneS(half, 1));
        assertEquals(0x86, VectorLanes.i8x16ExtractLaneU(half, 1));
        assertEquals((short) 0x8081, VectorLanes.i16x8ExtractLaneS(half, 3));
        assertEquals(0x8485, VectorLanes.i16x8ExtractLaneU(half, 1));
        assertEquals(0x8081_8283, VectorLanes.i32x4ExtractLane(half, 1));
        assertEquals(half, VectorLanes.i64x2ExtractLane(half, 0));
        assertEquals(1f, VectorLanes.f32x4ExtractLane(0x3F80_0000_0000_0000L, 1));
        assertEquals(1.0, VectorLanes.f64x2ExtractLane(0x3FF0_0000_0000_0000L, 0));
        assertEquals(0x80FF_8283_8485_8687L, VectorLanes.i8x16ReplaceLane(half, 6, -1));
        assertEquals(0x8081_1234_8485_8687L, VectorLanes.i16x8ReplaceLane(half, 2, 0x5_1234));
        assertEquals(0x8081_8283_FFFF_FFFFL, VectorLanes.i32x4ReplaceLane(half, 0, -1));
        assertEquals(5, VectorLanes.i64x2ReplaceLane(half, 0, 5));
        assertEquals(0x3F80_0000_8485_8687L, VectorLanes.f32x4ReplaceLane(half, 1, 1));
        assertEquals(0x3FF0_0000_0000_0000L, VectorLanes.f64x2ReplaceLane(half, 0, 1));
        assertEquals(0x3727_1707_3020_1000L, VectorLanes.i8x16Shuffle(0x0706_0504_0302_0100L, 0x1716_1514_1312_1110L,
                0x2726_2524_2322_2120L, 0x3736_3534_3332_3130L, 0x1F17_0F07_1810_0800L));
    }

    @Test
    void everySimdOpcode_exceptMemoryAndConstants_hasAMethodOfItsName() {
        int count = 0;
        for (Opcode opcode : Opcode.values()) {
            String mnemonic = opcode.mnemonic();
            boolean simd = opcode.feature() == Feature.SIMD || opcode.feature() == Feature.RELAXED_SIMD;
            if (simd && !mnemonic.matches("v128\\.(const|load.*|store.*)")) {
                String name = camelCase(mnemonic);
                assertTrue(METHODS.containsKey(name)
                        || METHODS.containsKey(name + "Lo") && METHODS.containsKey(name + "Hi"), mnemonic);
                count++;
            }
        }
        assertEquals(236 + 20 - 23, count, "all but const, 14 loads and stores, 8 of lanes");
    }
}
