package dev.weft.text;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * The values that numbers and strings of the text format stand for.
 *
 * @see <a href="https://webassembly.github.io/spec/core/text/values.html">Values</a>
 */
public final class Literals {

    private Literals() {
    }

    /** What kind of number a range of the source is, or null if it is none. */
    static TokenKind numberKind(byte[] s, int start, int end) {
        int i = start;
        boolean signed = s[i] == '+' || s[i] == '-';
        if (signed) {
            i++;
        }
        if (i == end) {
            return null;
        }
        if (startsWith(s, i, end, "inf") && end - i == 3 || startsWith(s, i, end, "nan") && end - i == 3) {
            return TokenKind.FLOAT;
        }
        if (startsWith(s, i, end, "nan:0x")) {
            return digits(s, i + 6, end, true) == end ? TokenKind.FLOAT : null;
        }
        boolean hex = startsWith(s, i, end, "0x");
        i = digits(s, hex ? i + 2 : i, end, hex);
        if (i < 0) {
            return null;
        }
        if (i == end) {
            return signed ? TokenKind.INT : TokenKind.NAT;
        }
        if (s[i] == '.') {
            i++;
            if (i < end && isDigit(s[i], hex)) {
                i = digits(s, i, end, hex);
            }
        }
        if (i >= 0 && i < end && (s[i] | 0x20) == (hex ? 'p' : 'e')) {
            i++;
            if (i < end && (s[i] == '+' || s[i] == '-')) {
                i++;
            }
            i = digits(s, i, end, false);
        }
        return i == end ? TokenKind.FLOAT : null;
    }

    private static boolean startsWith(byte[] s, int at, int end, String prefix) {
        if (end - at < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (s[at + i] != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(int c, boolean hex) {
        return c >= '0' && c <= '9' || hex && ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
    }

    /** The index behind the digits that start here, single underscores between them; -1 if none do. */
    private static int digits(byte[] s, int start, int end, boolean hex) {
        int i = start;
        if (i >= end || !isDigit(s[i], hex)) {
            return -1;
        }
        while (i < end) {
            if (isDigit(s[i], hex)) {
                i++;
            } else if (s[i] == '_' && i + 1 < end && isDigit(s[i + 1], hex)) {
                i += 2;
            } else {
                break;
            }
        }
        return i;
    }

    /**
     * The value of an integer literal of so many bits, sign-extended.
     *
     * @throws NumberFormatException if it is neither an unsigned nor a signed integer of that size
     */
    public static long integer(String literal, int bits) {
        String text = literal.replace("_", "");
        boolean negative = text.charAt(0) == '-';
        if (negative || text.charAt(0) == '+') {
            text = text.substring(1);
        }
        long magnitude = text.startsWith("0x")
                ? Long.parseUnsignedLong(text.substring(2), 16)
                : Long.parseUnsignedLong(text);
        long limit = negative ? 1L << (bits - 1) : bits == 64 ? -1L : (1L << bits) - 1;
        if (Long.compareUnsigned(magnitude, limit) > 0) {
            throw new NumberFormatException(literal);
        }
        long value = negative ? -magnitude : magnitude;
        return value << (64 - bits) >> (64 - bits);
    }

    /**
     * The raw bits of an f32 literal, rounded to nearest, ties to even.
     *
     * @throws NumberFormatException if it rounds to infinity, or a NaN's payload is too large or zero
     */
    public static int f32(String literal) {
        return (int) floating(literal, 24, 8);
    }

    /**
     * The raw bits of an f64 literal, rounded to nearest, ties to even.
     *
     * @throws NumberFormatException if it rounds to infinity, or a NaN's payload is too large or zero
     */
    public static long f64(String literal) {
        return floating(literal, 53, 11);
    }

    private static long floating(String literal, int precision, int exponentBits) {
        String text = literal.replace("_", "");
        boolean negative = text.charAt(0) == '-';
        if (negative || text.charAt(0) == '+') {
            text = text.substring(1);
        }
        int mantissaBits = precision - 1;
        long infinity = ((1L << exponentBits) - 1) << mantissaBits;
        long bits;
        if (text.equals("inf")) {
            bits = infinity;
        } else if (text.equals("nan")) {
            bits = infinity | 1L << (mantissaBits - 1);
        } else if (text.startsWith("nan:0x")) {
            long payload = Long.parseUnsignedLong(text.substring(6), 16);
            if (payload == 0 || payload >>> mantissaBits != 0) {
                throw new NumberFormatException(literal);
            }
            bits = infinity | payload;
        } else {
            bits = text.startsWith("0x") ? hexFloat(text, precision, exponentBits)
                    : precision == 24 ? Float.floatToRawIntBits(Float.parseFloat(text))
                    : Double.doubleToRawLongBits(Double.parseDouble(text));
            if (bits == infinity) {
                throw new NumberFormatException(literal);
            }
        }
        return negative ? bits | 1L << (mantissaBits + exponentBits) : bits;
    }

    /** The bits of a hexadecimal float without sign; all digits count, and it is rounded once. */
    private static long hexFloat(String text, int precision, int exponentBits) {
        int p = Math.max(text.indexOf('p'), text.indexOf('P'));
        String digits = text.substring(2, p < 0 ? text.length() : p);
        int point = digits.indexOf('.');
        BigInteger exponent = p < 0 ? BigInteger.ZERO : new BigInteger(text.substring(
                text.charAt(p + 1) == '+' ? p + 2 : p + 1));
        if (point >= 0) {
            exponent = exponent.subtract(BigInteger.valueOf(4L * (digits.length() - point - 1)));
            digits = digits.substring(0, point) + digits.substring(point + 1);
        }
        BigInteger mantissa = new BigInteger(digits, 16);
        if (mantissa.signum() == 0) {
            return 0;
        }
        int mantissaBits = precision - 1;
        int bias = (1 << (exponentBits - 1)) - 1;
        // The value is mantissa * 2^exponent, and its leading bit has the weight 2^top.
        BigInteger top = exponent.add(BigInteger.valueOf(mantissa.bitLength() - 1L));
        if (top.compareTo(BigInteger.valueOf(bias)) > 0) {
            throw new NumberFormatException(text);
        }
        if (top.compareTo(BigInteger.valueOf(-bias - precision)) < 0) {
            return 0;
        }
        int lowest = Math.max(top.intValue() - mantissaBits, 1 - bias - mantissaBits);
        int drop = lowest - exponent.intValue();
        BigInteger kept = drop <= 0 ? mantissa.shiftLeft(-drop) : mantissa.shiftRight(drop);
        if (drop > 0 && mantissa.testBit(drop - 1)
                && (kept.testBit(0) || mantissa.getLowestSetBit() < drop - 1)) {
            kept = kept.add(BigInteger.ONE);
        }
        // Adding the exponent field to a mantissa with its leading bit in place carries where rounding overflowed.
        long field = lowest + mantissaBits + bias - 1L;
        return (field << mantissaBits) + kept.longValue();
    }

    /** How many characters the escape at an index has, or 0 if it is none. */
    static int escapeLength(byte[] s, int at, int end) {
        if (at + 1 >= end) {
            return 0;
        }
        int c = s[at + 1];
        switch (c) {
            case 't', 'n', 'r', '"', '\'', '\\' -> {
                return 2;
            }
            case 'u' -> {
                if (at + 2 >= end || s[at + 2] != '{') {
                    return 0;
                }
                int stop = digits(s, at + 3, end, true);
                if (stop < 0 || stop >= end || s[stop] != '}') {
                    return 0;
                }
                long point = codePoint(s, at + 3, stop);
                return point > 0x10FFFF || point >= 0xD800 && point < 0xE000 ? 0 : stop + 1 - at;
            }
            default -> {
                return at + 2 < end && isDigit(c, true) && isDigit(s[at + 2], true) ? 3 : 0;
            }
        }
    }

    private static long codePoint(byte[] s, int start, int end) {
        long point = 0;
        for (int i = start; i < end; i++) {
            if (s[i] != '_') {
                point = Math.min(point << 4 | Character.digit(s[i], 16), 0x110000);
            }
        }
        return point;
    }

    /** The bytes that a well-formed string with its quotes stands for. */
    static byte[] string(byte[] s, int start, int end) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(end - start);
        int i = start + 1;
        while (i < end - 1) {
            if (s[i] != '\\') {
                out.write(s[i++]);
                continue;
            }
            int length = escapeLength(s, i, end);
            switch (s[i + 1]) {
                case 't' -> out.write('\t');
                case 'n' -> out.write('\n');
                case 'r' -> out.write('\r');
                case '"', '\'', '\\' -> out.write(s[i + 1]);
                case 'u' -> out.writeBytes(Character.toString((int) codePoint(s, i + 3, i + length - 1))
                        .getBytes(StandardCharsets.UTF_8));
                default -> out.write(Character.digit(s[i + 1], 16) << 4 | Character.digit(s[i + 2], 16));
            }
            i += length;
        }
        return out.toByteArray();
    }
}
