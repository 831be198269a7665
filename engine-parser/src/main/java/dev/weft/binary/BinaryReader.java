package dev.weft.binary;

import dev.weft.syntax.Feature;
import dev.weft.syntax.Features;
import dev.weft.syntax.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A cursor over a range of bytes that reads the primitive values of the binary format.
 *
 * <p>Nothing big is allocated on the word of a count alone: see {@link #length} and {@link #capacity}.
 */
class BinaryReader {
    final byte[] bytes;
    final int end;
    final Features features;
    int position;

    BinaryReader(byte[] bytes, int start, int end, Features features) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
        this.features = features;
    }

    /** The offset of the next byte to be read. */
    public final int position() {
        return position;
    }

    final int remaining() {
        return end - position;
    }

    final int u8() {
        if (position >= end) {
            throw unexpectedEnd();
        }
        return bytes[position++] & 0xFF;
    }

    /** The next byte, which stays unread. */
    final int peek() {
        if (position >= end) {
            throw unexpectedEnd();
        }
        return bytes[position] & 0xFF;
    }

    final void zeroByte() {
        if (u8() != 0) {
            throw malformed("zero byte expected", position - 1);
        }
    }

    final int u32() {
        if (position < end && bytes[position] >= 0) {
            return bytes[position++];
        }
        return (int) unsigned(32);
    }

    final long u64() {
        if (position < end && bytes[position] >= 0) {
            return bytes[position++];
        }
        return unsigned(64);
    }

    final int s32() {
        return (int) signed(32);
    }

    final long s33() {
        return signed(33);
    }

    final long s64() {
        return signed(64);
    }

    private long unsigned(int width) {
        int start = position;
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int next = u8();
            int left = width - shift;
            if (left < 7 && (next & 0x7F) >>> left != 0) {
                throw malformed("integer too large", start);
            }
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
            if (left <= 7) {
                throw malformed("integer representation too long", start);
            }
        }
    }

    private long signed(int width) {
        int start = position;
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int next = u8();
            int left = width - shift;
            if (left < 7) {
                int sign = -1 << (left - 1) & 0x7F;
                if ((next & sign) != 0 && (next & sign) != sign) {
                    throw malformed("integer too large", start);
                }
            }
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                int unused = 64 - 7 - shift;
                return unused > 0 ? value << unused >> unused : value;
            }
            if (left <= 7) {
                throw malformed("integer representation too long", start);
            }
        }
    }

    final int i32le() {
        need(4);
        int value = (bytes[position] & 0xFF)
                | (bytes[position + 1] & 0xFF) << 8
                | (bytes[position + 2] & 0xFF) << 16
                | bytes[position + 3] << 24;
        position += 4;
        return value;
    }

    final long i64le() {
        long low = Integer.toUnsignedLong(i32le());
        return low | (long) i32le() << 32;
    }

    /**
     * A count or size, which cannot exceed the bytes that are left. Its own bytes are counted among them, as the
     * specification's interpreter does, so that those who read on find the unexpected end.
     */
    final int length() {
        int start = position;
        int length = u32();
        if (length < 0 || length > end - start) {
            throw malformed("length out of bounds: " + Integer.toUnsignedString(length) + " of " + remaining()
                    + " bytes left", start);
        }
        return length;
    }

    /** How many elements to make room for at first, when so many are announced. */
    static int capacity(int count) {
        return Math.min(count, 1 << 10);
    }

    /** A vector of indices. */
    final int[] indices() {
        int count = length();
        int[] indices = new int[capacity(count)];
        for (int i = 0; i < count; i++) {
            if (i == indices.length) {
                indices = Arrays.copyOf(indices, (int) Math.min(count, 2L * i));
            }
            indices[i] = u32();
        }
        return indices;
    }

    final void skip(int count) {
        need(count);
        position += count;
    }

    final String name() {
        int length = length();
        int start = position;
        skip(length);
        for (int i = start; i < position; i++) {
            if (bytes[i] < 0) {
                return decodeName(start, length);
            }
        }
        return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
    }

    private String decodeName(int start, int length) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, length)).toString();
        } catch (CharacterCodingException e) {
            throw malformed("malformed UTF-8 encoding", start);
        }
    }

    final boolean has(Feature feature) {
        return features.has(feature);
    }

    /** Asks that a feature is on where something of it occurs; the phrase is for what it is without the feature. */
    final void require(Feature feature, String phrase, int offset) {
        if (!features.has(feature)) {
            throw malformed(phrase + ": needs the proposal " + feature, offset);
        }
    }

    final MalformedException unexpectedEnd() {
        return malformed("unexpected end of section or function", position);
    }

    static MalformedException malformed(String phrase, int offset) {
        return MalformedException.at(phrase, offset);
    }

    private void need(int count) {
        if (count < 0 || count > end - position) {
            throw unexpectedEnd();
        }
    }
}
