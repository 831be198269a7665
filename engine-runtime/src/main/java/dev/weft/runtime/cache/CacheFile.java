package dev.weft.runtime.cache;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * What is in a file of the cache: entries by name, in the order in which they were added.
 *
 * <p>The format: {@code WEFTCODE}, the number of entries, of each the lengths of its name and contents, the name in
 * UTF-8, the contents; at the end the CRC-32C of all that. Numbers have four bytes, the highest first.
 */
record CacheFile(Map<String, byte[]> entries) {
    private static final byte[] MAGIC = "WEFTCODE".getBytes(StandardCharsets.US_ASCII);

    /** A file's contents, or null if there is none or it is damaged. */
    static CacheFile read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            return null;
        }
        return parse(bytes);
    }

    static CacheFile parse(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int end = bytes.length - Integer.BYTES;
        if (end < MAGIC.length + Integer.BYTES || checksum(bytes, end) != in.getInt(end)) {
            return null;
        }
        for (byte b : MAGIC) {
            if (in.get() != b) {
                return null;
            }
        }
        int count = in.getInt();
        Map<String, byte[]> entries = LinkedHashMap.newLinkedHashMap(Math.max(16, Math.min(count, 1 << 20)));
        for (int i = 0; i < count; i++) {
            if (end - in.position() < 2 * Integer.BYTES) {
                return null;
            }
            int nameLength = in.getInt();
            int length = in.getInt();
            if (nameLength < 0 || length < 0 || (long) nameLength + length > end - in.position()) {
                return null;
            }
            byte[] name = new byte[nameLength];
            in.get(name);
            byte[] contents = new byte[length];
            in.get(contents);
            entries.put(new String(name, StandardCharsets.UTF_8), contents);
        }
        return in.position() == end ? new CacheFile(entries) : null;
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C check = new CRC32C();
        check.update(bytes, 0, length);
        return (int) check.getValue();
    }

    /** The file. */
    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(MAGIC);
            out.writeInt(entries.size());
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                byte[] name = entry.getKey().getBytes(StandardCharsets.UTF_8);
                out.writeInt(name.length);
                out.writeInt(entry.getValue().length);
                out.write(name);
                out.write(entry.getValue());
            }
            byte[] body = bytes.toByteArray();
            out.writeInt(checksum(body, body.length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
