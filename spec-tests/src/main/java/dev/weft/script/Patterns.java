package dev.weft.script;

import dev.weft.runtime.ArrayInstance;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.I31;
import dev.weft.runtime.StructInstance;
import dev.weft.runtime.V128;
import dev.weft.runtime.WasmException;
import dev.weft.syntax.AbsHeapType;
import java.util.List;
import java.util.StringJoiner;

/** Compares results with what a script expects, and shows both. */
final class Patterns {

    private Patterns() {
    }

    /** Whether all results fit. */
    static boolean match(List<Expected> expected, Object[] actual) {
        if (expected.size() != actual.length) {
            return false;
        }
        for (int i = 0; i < actual.length; i++) {
            if (!match(expected.get(i), actual[i])) {
                return false;
            }
        }
        return true;
    }

    static boolean match(Expected expected, Object actual) {
        return switch (expected) {
            case Expected.Bits bits -> matchBits(bits, actual);
            case Expected.NaN nan -> actual instanceof Float f && nan.type().equals("f32")
                        && isNaN(Float.floatToRawIntBits(f), 23, 8, nan.canonical())
                    || actual instanceof Double d && nan.type().equals("f64")
                        && isNaN(Double.doubleToRawLongBits(d), 52, 11, nan.canonical());
            case Expected.Lanes lanes -> actual instanceof V128 vector && matchLanes(lanes, vector);
            case Expected.Null _ -> actual == null;
            case Expected.Ref ref -> actual != null && isA(actual, ref.type());
            case Expected.Host host -> new Value.Host(host.number()).equals(actual);
            case Expected.Either either -> {
                for (Expected option : either.options()) {
                    if (match(option, actual)) {
                        yield true;
                    }
                }
                yield false;
            }
        };
    }

    private static boolean matchBits(Expected.Bits expected, Object actual) {
        return switch (expected.type()) {
            case "i32" -> actual instanceof Integer i && i == (int) expected.bits();
            case "i64" -> actual instanceof Long l && l == expected.bits();
            case "f32" -> actual instanceof Float f && Float.floatToRawIntBits(f) == (int) expected.bits();
            case "f64" -> actual instanceof Double d && Double.doubleToRawLongBits(d) == expected.bits();
            default -> false;
        };
    }

    private static boolean isNaN(long bits, int mantissaBits, int exponentBits, boolean canonical) {
        long magnitude = bits & (1L << (mantissaBits + exponentBits)) - 1;
        long quiet = (1L << exponentBits + 1) - 1 << mantissaBits - 1;
        return canonical ? magnitude == quiet : (magnitude & quiet) == quiet;
    }

    private static boolean matchLanes(Expected.Lanes expected, V128 vector) {
        int width = 128 / expected.lanes().size();
        for (int i = 0; i < expected.lanes().size(); i++) {
            int at = i * width;
            long lane = (at < 64 ? vector.low() : vector.high()) >>> at % 64;
            long mask = width == 64 ? -1L : (1L << width) - 1;
            boolean fits = switch (expected.lanes().get(i)) {
                case Expected.Bits bits -> (bits.bits() & mask) == (lane & mask);
                case Expected.NaN nan -> width == 32
                        ? isNaN(lane & mask, 23, 8, nan.canonical()) : isNaN(lane, 52, 11, nan.canonical());
                default -> false;
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static boolean isA(Object object, AbsHeapType type) {
        return switch (type) {
            case FUNC -> object instanceof FunctionInstance;
            case EXN -> object instanceof WasmException;
            case I31 -> object instanceof I31;
            case STRUCT -> object instanceof StructInstance;
            case ARRAY -> object instanceof ArrayInstance;
            case EQ -> object instanceof I31 || object instanceof StructInstance || object instanceof ArrayInstance;
            case ANY, EXTERN -> !(object instanceof FunctionInstance) && !(object instanceof WasmException);
            case NONE, NOFUNC, NOEXTERN, NOEXN -> false;
        };
    }

    /** Results as text, numbers with their bits where they could be mistaken. */
    static String show(Object[] values) {
        StringBuilder text = new StringBuilder("(");
        for (Object value : values) {
            text.append(text.length() > 1 ? ", " : "").append(switch (value) {
                case null -> "null";
                case Integer i -> "i32 " + i;
                case Long l -> "i64 " + l;
                case Float f -> "f32 " + f + " 0x" + Integer.toHexString(Float.floatToRawIntBits(f));
                case Double d -> "f64 " + d + " 0x" + Long.toHexString(Double.doubleToRawLongBits(d));
                default -> value.toString();
            });
        }
        return text.append(')').toString();
    }

    /** What is expected, in the same manner. */
    static String show(List<Expected> expected) {
        StringJoiner text = new StringJoiner(", ", "(", ")");
        expected.forEach(one -> text.add(show(one)));
        return text.toString();
    }

    private static String show(Expected expected) {
        return switch (expected) {
            case Expected.Bits bits -> bits.type() + switch (bits.type()) {
                case "f32" -> " " + Float.intBitsToFloat((int) bits.bits())
                        + " 0x" + Integer.toHexString((int) bits.bits());
                case "f64" -> " " + Double.longBitsToDouble(bits.bits()) + " 0x" + Long.toHexString(bits.bits());
                case "i32" -> " " + (int) bits.bits();
                default -> " " + bits.bits();
            };
            case Expected.NaN nan -> nan.type() + (nan.canonical() ? " nan:canonical" : " nan:arithmetic");
            case Expected.Lanes lanes -> lanes.shape() + " " + show(lanes.lanes());
            case Expected.Null _ -> "null";
            case Expected.Ref ref -> "ref." + ref.type();
            case Expected.Host host -> "host object " + host.number();
            case Expected.Either either -> "either " + show(either.options());
        };
    }
}
