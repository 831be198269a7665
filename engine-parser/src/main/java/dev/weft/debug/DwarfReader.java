package dev.weft.debug;

import java.nio.charset.StandardCharsets;

/** A cursor over debugging information: little-endian numbers, LEB128, strings that end with a zero byte. */
final class DwarfReader {
    private final byte[] bytes;
    private final int end;
    private int position;

    DwarfReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    /** Debugging information that is not as it should be. */
    static final class BrokenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenException() {
            super("broken debugging information", null, false, false);
        }
    }

    int position() {
        return position;
    }

    int remaining() {
        return end - position;
    }

    void skip(long count) {
        if (count < 0 || count > remaining()) {
            throw new BrokenException();
        }
        position += (int) count;
    }

    /** A reader of the next bytes, which are skipped. */
    DwarfReader slice(long length) {
        int start = position;
        skip(length);
        return new DwarfReader(bytes, start, position);
    }

    int u8() {
        if (position >= end) {
            throw new BrokenException();
        }
        return bytes[position++] & 0xFF;
    }

    int s8() {
        return (byte) u8();
    }

    int u16() {
        return u8() | u8() << 8;
    }

    long u32() {
        return u16() | (long) u16() << 16;
    }

    long u64() {
        return u32() | u32() << 32;
    }

    /** A number of as many bytes as there are addresses or offsets of. */
    long number(int size) {
        return switch (size) {
            case 1 -> u8();
            case 2 -> u16();
            case 4 -> u32();
            case 8 -> u64();
            default -> throw new BrokenException();
        };
    }

    long uleb() {
        long value = 0;
        int shift = 0;
        while (true) {
            int b = u8();
            if (shift < 64) {
                value |= (long) (b & 0x7F) << shift;
            }
            shift += 7;
            if (b < 0x80) {
                return value;
            }
        }
    }

    long sleb() {
        long value = 0;
        int shift = 0;
        while (true) {
            int b = u8();
            if (shift < 64) {
                value |= (long) (b & 0x7F) << shift;
            }
            shift += 7;
            if (b < 0x80) {
                return shift < 64 && (b & 0x40) != 0 ? value | -1L << shift : value;
            }
        }
    }

    String string() {
        int start = position;
        while (u8() != 0) {
            continue;
        }
        return new String(bytes, start, position - 1 - start, StandardCharsets.UTF_8);
    }
}
