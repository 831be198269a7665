package dev.weft.cli;

/** A cursor over numbers and names of the binary format in bytes known to be well-formed. */
final class Leb {
    private final byte[] bytes;
    private int position;

    Leb(byte[] bytes, int position) {
        this.bytes = bytes;
        this.position = position;
    }

    int position() {
        return position;
    }

    int u8() {
        return bytes[position++] & 0xFF;
    }

    int u32() {
        int result = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = bytes[position++];
            result |= (b & 0x7F) << shift;
            if (b >= 0) {
                return result;
            }
        }
    }

    String name() {
        int length = u32();
        String name = new String(bytes, position, length, java.nio.charset.StandardCharsets.UTF_8);
        position += length;
        return name;
    }

    void skip(int count) {
        position += count;
    }
}
