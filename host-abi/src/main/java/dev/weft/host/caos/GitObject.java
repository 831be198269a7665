package dev.weft.host.caos;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An object as git knows it. Its hash is the SHA-1 of its kind, its size and its content.
 *
 * @param kind    what it is
 * @param content not to be changed
 */
public record GitObject(ObjectKind kind, byte[] content) {
    private static final MessageDigest SHA1;

    static {
        try {
            SHA1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Bytes. */
    public static GitObject blob(byte[] content) {
        return new GitObject(ObjectKind.BLOB, content);
    }

    /** Text in UTF-8. */
    public static GitObject blob(String text) {
        return blob(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether a text is a hash: 40 hexadecimal digits. */
    public static boolean isHash(String text) {
        if (text.length() != 40) {
            return false;
        }
        for (int i = 0; i < 40; i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private byte[] header() {
        return (kind + " " + content.length + '\0').getBytes(StandardCharsets.US_ASCII);
    }

    /** Its hash: 40 hexadecimal digits in lower case. */
    public String hash() {
        MessageDigest digest;
        try {
            digest = (MessageDigest) SHA1.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
        digest.update(header());
        return HexFormat.of().formatHex(digest.digest(content));
    }

    /** The bytes of which the hash is made: kind, blank, size, NUL, content. */
    public byte[] toBytes() {
        byte[] header = header();
        byte[] bytes = Arrays.copyOf(header, header.length + content.length);
        System.arraycopy(content, 0, bytes, header.length, content.length);
        return bytes;
    }

    /**
     * The object whose {@link #toBytes} are given.
     *
     * @throws CaosException 400 if they are no blob or tree
     */
    public static GitObject parse(byte[] bytes) throws CaosException {
        int nul = 0;
        while (nul < bytes.length && nul < 32 && bytes[nul] != 0) {
            nul++;
        }
        String header = new String(bytes, 0, nul, StandardCharsets.US_ASCII);
        int blank = header.indexOf(' ');
        ObjectKind kind = blank < 0 ? null : ObjectKind.of(header.substring(0, blank));
        if (kind == null || nul == bytes.length
                || !header.substring(blank + 1).equals(String.valueOf(bytes.length - nul - 1))) {
            throw CaosException.of(400, "bad object header: " + header);
        }
        GitObject object = new GitObject(kind, Arrays.copyOfRange(bytes, nul + 1, bytes.length));
        if (kind == ObjectKind.TREE) {
            TreeCodec.decode(object.content);
        }
        return object;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GitObject object && kind == object.kind && Arrays.equals(content, object.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return kind + " of " + content.length + " bytes";
    }
}
