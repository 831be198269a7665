package dev.weft.runtime;

import dev.weft.syntax.BotType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.ValType;
import dev.weft.syntax.VecType;
import java.util.List;

/** The conversions between boxed values and slots. */
final class Values {

    private Values() {
    }

    /** How many slots values of these types take: two for a v128, one for everything else. */
    static int slots(List<ValType> types) {
        int count = 0;
        for (ValType type : types) {
            count += type == VecType.V128 ? 2 : 1;
        }
        return count;
    }

    /** The value as an object. */
    static Object box(ValType type, long bits, long bitsHigh) {
        return switch (type) {
            case NumType num -> switch (num) {
                case I32 -> (int) bits;
                case I64 -> bits;
                case F32 -> Float.intBitsToFloat((int) bits);
                case F64 -> Double.longBitsToDouble(bits);
            };
            case VecType vec -> new V128(bits, bitsHigh);
            case RefType ref -> throw new IllegalArgumentException("references have no bits");
            case BotType bot -> throw new IllegalArgumentException("bot has no values");
        };
    }

    /** Throws unless the object is a value of the type. */
    static void check(ValType type, Object value) {
        boolean ok = switch (type) {
            case NumType num -> switch (num) {
                case I32 -> value instanceof Integer;
                case I64 -> value instanceof Long;
                case F32 -> value instanceof Float;
                case F64 -> value instanceof Double;
            };
            case VecType vec -> value instanceof V128;
            case RefType ref -> References.matches(value, ref);
            case BotType bot -> false;
        };
        if (!ok) {
            throw new IllegalArgumentException("not a value of type " + type + ": "
                    + (value == null ? "null" : value + " (" + value.getClass().getName() + ")"));
        }
    }

    /** The raw bits of a boxed number, or the low half of a vector. */
    static long low(Object value) {
        return switch (value) {
            case Integer i -> i;
            case Long l -> l;
            case Float f -> Float.floatToRawIntBits(f);
            case Double d -> Double.doubleToRawLongBits(d);
            case V128 v -> v.low();
            default -> throw new IllegalArgumentException("not a number: " + value);
        };
    }

    /** The high half of a boxed vector, 0 for everything else. */
    static long high(Object value) {
        return value instanceof V128 v ? v.high() : 0;
    }

    /** Writes boxed values of these types to slots from {@code base} on. */
    static void write(List<ValType> types, Object[] values, long[] slots, Object[] refs, int base) {
        if (types.size() != values.length) {
            throw new IllegalArgumentException("expected " + types.size() + " values " + types
                    + ", got " + values.length);
        }
        int slot = base;
        for (int i = 0; i < values.length; i++) {
            ValType type = types.get(i);
            check(type, values[i]);
            if (type instanceof RefType) {
                refs[slot++] = values[i];
            } else {
                slots[slot++] = low(values[i]);
                if (type == VecType.V128) {
                    slots[slot++] = high(values[i]);
                }
            }
        }
    }

    /** Reads boxed values of these types from slots. */
    static Object[] read(List<ValType> types, long[] slots, Object[] refs, int base) {
        Object[] values = new Object[types.size()];
        int slot = base;
        for (int i = 0; i < values.length; i++) {
            ValType type = types.get(i);
            if (type instanceof RefType) {
                values[i] = refs[slot++];
            } else if (type == VecType.V128) {
                values[i] = new V128(slots[slot], slots[slot + 1]);
                slot += 2;
            } else {
                values[i] = box(type, slots[slot++], 0);
            }
        }
        return values;
    }
}
