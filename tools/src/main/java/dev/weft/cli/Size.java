package dev.weft.cli;

import java.util.Locale;

/** Numbers of bytes as people write and read them. */
final class Size {

    private Size() {
    }

    /** The number of bytes that a text such as {@code 65536}, {@code 512k}, {@code 64M} or {@code 2GiB} means. */
    static long parse(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        int shift = switch (text.substring(digits).toLowerCase(Locale.ROOT)) {
            case "", "b" -> 0;
            case "k", "kb", "kib" -> 10;
            case "m", "mb", "mib" -> 20;
            case "g", "gb", "gib" -> 30;
            case "t", "tb", "tib" -> 40;
            default -> -1;
        };
        if (digits == 0 || digits > 15 || shift < 0) {
            throw new Failure(ExitCode.USAGE, "not a size: " + text + " (examples: 65536, 512k, 64M, 2G)");
        }
        long number = Long.parseLong(text.substring(0, digits));
        if (number > Long.MAX_VALUE >> shift) {
            throw new Failure(ExitCode.USAGE, "too big a size: " + text);
        }
        return number << shift;
    }

    /** A number of bytes in the unit that suits it. */
    static String human(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        int exponent = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
        double value = bytes / (double) (1L << 10 * exponent);
        boolean whole = bytes % (1L << 10 * exponent) == 0;
        return whole ? (long) value + " " + "KMGTPE".charAt(exponent - 1) + "iB"
                : String.format(Locale.ROOT, "%.1f %siB", value, "KMGTPE".charAt(exponent - 1));
    }

    /** A number with its digits in groups of three. */
    static String grouped(long number) {
        String digits = Long.toString(number);
        StringBuilder text = new StringBuilder(digits);
        for (int i = digits.length() - 3; i > 0; i -= 3) {
            text.insert(i, ',');
        }
        return text.toString();
    }
}
