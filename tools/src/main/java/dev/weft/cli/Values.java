package dev.weft.cli;

import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.V128;
import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.BotType;
import dev.weft.syntax.Export;
import dev.weft.syntax.NumType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.TypeUse;
import dev.weft.syntax.DefType;
import dev.weft.syntax.ValType;
import dev.weft.syntax.VecType;
import java.math.BigInteger;
import java.util.List;

/** Values of WebAssembly as words of a command line. */
final class Values {

    private Values() {
    }

    /** The arguments of an exported function. */
    static Object[] parse(PreparedModule module, Export function, List<String> words) {
        List<ValType> types = ((DefType) ((TypeUse) module.typeOf(function)).type()).funcType().params();
        if (types.size() != words.size()) {
            throw new Failure(ExitCode.USAGE, function.name() + " takes " + count(types.size(), "argument")
                    + (types.isEmpty() ? "" : " " + types) + ", not " + words.size());
        }
        Object[] values = new Object[words.size()];
        for (int i = 0; i < values.length; i++) {
            try {
                values[i] = parse(types.get(i), words.get(i));
            } catch (IllegalArgumentException e) {
                throw new Failure(ExitCode.USAGE, "argument " + (i + 1) + " of " + function.name() + " is no "
                        + types.get(i) + ": " + words.get(i));
            }
        }
        return values;
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static Object parse(ValType type, String word) {
        return switch (type) {
            case NumType num -> switch (num) {
                case I32 -> (int) integer(word, 32);
                case I64 -> integer(word, 64);
                case F32 -> isHex(word) || isWord(word) ? Float.intBitsToFloat(f32Bits(word)) : Float.parseFloat(word);
                case F64 -> isHex(word) || isWord(word) ? Double.longBitsToDouble(f64Bits(word))
                        : Double.parseDouble(word);
            };
            case VecType vec -> vector(word);
            case RefType ref when word.equals("null") && ref.nullable() -> null;
            case RefType ref when ref.heap() == AbsHeapType.EXTERN -> word;
            case RefType ref -> throw new IllegalArgumentException("a reference");
            case BotType bot -> throw new IllegalArgumentException("bot");
        };
    }

    /** A signed or unsigned number of so many bits, decimal or hexadecimal. */
    private static long integer(String word, int bits) {
        boolean negative = word.startsWith("-");
        String digits = (negative || word.startsWith("+") ? word.substring(1) : word).replace("_", "");
        boolean hex = digits.startsWith("0x") || digits.startsWith("0X");
        BigInteger magnitude = new BigInteger(hex ? digits.substring(2) : digits, hex ? 16 : 10);
        BigInteger value = negative ? magnitude.negate() : magnitude;
        if (magnitude.signum() < 0 || value.bitLength() > (negative ? bits - 1 : bits)) {
            throw new IllegalArgumentException("out of range");
        }
        return value.longValue();
    }

    private static Object vector(String word) {
        BigInteger bits = new BigInteger(word.startsWith("0x") ? word.substring(2) : word,
                word.startsWith("0x") ? 16 : 10);
        if (bits.signum() < 0 || bits.bitLength() > 128) {
            throw new IllegalArgumentException("out of range");
        }
        return new V128(bits.longValue(), bits.shiftRight(64).longValue());
    }

    private static boolean isHex(String word) {
        return word.contains("0x");
    }

    private static boolean isWord(String word) {
        return word.endsWith("inf") || word.contains("nan");
    }

    private static int f32Bits(String word) {
        int sign = word.startsWith("-") ? Integer.MIN_VALUE : 0;
        String rest = word.startsWith("-") || word.startsWith("+") ? word.substring(1) : word;
        return sign | switch (rest) {
            case "inf" -> 0x7F80_0000;
            case "nan" -> 0x7FC0_0000;
            default -> rest.startsWith("nan:0x")
                    ? 0x7F80_0000 | (int) payload(rest, 23)
                    : Float.floatToRawIntBits(Float.parseFloat(hexFloat(rest)));
        };
    }

    private static long f64Bits(String word) {
        long sign = word.startsWith("-") ? Long.MIN_VALUE : 0;
        String rest = word.startsWith("-") || word.startsWith("+") ? word.substring(1) : word;
        return sign | switch (rest) {
            case "inf" -> 0x7FF0_0000_0000_0000L;
            case "nan" -> 0x7FF8_0000_0000_0000L;
            default -> rest.startsWith("nan:0x")
                    ? 0x7FF0_0000_0000_0000L | payload(rest, 52)
                    : Double.doubleToRawLongBits(Double.parseDouble(hexFloat(rest)));
        };
    }

    private static long payload(String word, int bits) {
        long payload = integer(word.substring(4), bits);
        if (payload == 0) {
            throw new IllegalArgumentException("that would be an infinity");
        }
        return payload;
    }

    private static String hexFloat(String word) {
        return word.contains("p") || word.contains("P") ? word : word + "p0";
    }

    /** A value as a word that {@code --invoke} takes back, as far as there is one. */
    static String show(ValType type, Object value) {
        return switch (value) {
            case null -> "null";
            case Float number -> floating(number.isNaN(), number.isInfinite(), Float.floatToRawIntBits(number) < 0,
                    Float.floatToRawIntBits(number) & 0x7F_FFFF, 0x40_0000, number.toString());
            case Double number -> floating(number.isNaN(), number.isInfinite(),
                    Double.doubleToRawLongBits(number) < 0,
                    Double.doubleToRawLongBits(number) & 0xF_FFFF_FFFF_FFFFL, 0x8_0000_0000_0000L, number.toString());
            case V128 vector -> String.format("0x%016x%016x", vector.high(), vector.low());
            default -> value.toString();
        };
    }

    private static String floating(boolean nan, boolean infinite, boolean negative, long payload, long canonical,
            String digits) {
        String sign = negative ? "-" : "";
        if (nan) {
            return sign + "nan" + (payload == canonical ? "" : ":0x" + Long.toHexString(payload));
        }
        return infinite ? sign + "inf" : digits.replace('E', 'e');
    }
}
