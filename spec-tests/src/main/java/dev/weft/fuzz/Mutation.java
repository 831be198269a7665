package dev.weft.fuzz;

import java.util.Arrays;

/** Damages binaries and texts in ways that get past the first checks. */
final class Mutation {
    private static final int[] BYTES = {0, 1, 0x7F, 0x80, 0xFF, 0x40, 0x0B, 0x7E, 0x70, 0xFB, 0xFC, 0xFD, 0xFE};
    private static final String[] WORDS = {"(", ")", "\"", "$", ";;", "(;", "i32", "i64.const", "0x", "-1", "nan:0x1",
        "4294967296", "(type 0)", "(param i32)", "(result", "ref", "null", "end", "else", "(@", "offset=1", "align=3",
        "(local", "\u00e4", "\\", "_", "1e999", "inf", "module", "func", "\0", "(elem", "(import \"\" \"\""};

    private Mutation() {
    }

    /** A binary with a few mistakes. */
    static byte[] of(byte[] original, Choices choices) {
        byte[] bytes = original.clone();
        for (int i = 1 + choices.below(4); i > 0; i--) {
            int place = bytes.length <= 8 ? 0 : 8 + choices.below(bytes.length - 8);
            int length = Math.min(bytes.length - place, 1 + choices.below(choices.oneIn(4) ? 40 : 3));
            switch (choices.below(7)) {
                case 0 -> set(bytes, place, bytes.length == 0 ? 0 : bytes[place] ^ 1 << choices.below(8));
                case 1 -> set(bytes, place, BYTES[choices.below(BYTES.length)]);
                case 2 -> bytes = spliced(bytes, place, place + length, new byte[0]);
                case 3 -> bytes = spliced(bytes, place, place, Arrays.copyOfRange(bytes, place, place + length));
                case 4 -> {
                    int from = choices.below(Math.max(1, bytes.length - length));
                    bytes = spliced(bytes, place, place + length, Arrays.copyOfRange(bytes, from, from + length));
                }
                case 5 -> bytes = Arrays.copyOf(bytes, place);
                default -> set(bytes, place, choices.below(256));
            }
        }
        return bytes;
    }

    private static void set(byte[] bytes, int place, int value) {
        if (place < bytes.length) {
            bytes[place] = (byte) value;
        }
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
        byte[] result = Arrays.copyOf(bytes, bytes.length - (to - from) + middle.length);
        System.arraycopy(middle, 0, result, from, middle.length);
        System.arraycopy(bytes, to, result, from + middle.length, bytes.length - to);
        return result;
    }

    /** A text with a few mistakes. */
    static String of(String original, Choices choices) {
        StringBuilder text = new StringBuilder(original);
        for (int i = 1 + choices.below(4); i > 0; i--) {
            int place = choices.below(text.length() + 1);
            int length = Math.min(text.length() - place, 1 + choices.below(choices.oneIn(4) ? 60 : 4));
            switch (choices.below(5)) {
                case 0 -> text.delete(place, place + length);
                case 1 -> text.insert(place, WORDS[choices.below(WORDS.length)]);
                case 2 -> text.insert(place, text.substring(place, place + length));
                case 3 -> text.setLength(place);
                default -> {
                    int from = choices.below(Math.max(1, text.length() - length));
                    text.replace(place, place + length, text.substring(from, from + length));
                }
            }
        }
        return text.toString();
    }
}
