package dev.weft.host.oxide;

import dev.weft.host.HostContext;
import dev.weft.host.ImportTable;
import dev.weft.runtime.Caller;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** Imports for hashes, base64, and URLs. */
final class TextFunctions {
    private static final int BAD_BASE = -1;
    private static final int BAD_JOIN = -2;
    private static final String UNRESERVED = "-._~";

    private TextFunctions() {
    }

    /** What an import makes of bytes; null: it cannot. */
    @FunctionalInterface
    private interface Codec {
        byte[] apply(byte[] bytes);
    }

    static void define(ImportTable table) {
        String module = OxideAbi.MODULE;
        table.function(module, "api_hash_sha256", "iii:i", (caller, s, r, b) -> {
            HostContext context = HostContext.of(caller);
            byte[] bytes = context.read(caller, (int) s[b], (int) s[b + 1]);
            byte[] hash = bytes == null ? null : sha256(bytes);
            s[b] = hash != null && context.write(caller, (int) s[b + 2], hash, hash.length) ? hash.length : 0;
        });
        defineCodec(table, "api_base64_encode", bytes -> Base64.getEncoder().encode(bytes));
        defineCodec(table, "api_base64_decode", TextFunctions::decodeBase64);
        defineCodec(table, "api_url_encode", TextFunctions::percentEncode);
        defineCodec(table, "api_url_decode", TextFunctions::percentDecode);
        table.function(module, "api_get_url", "ii:i", (caller, s, r, b) ->
                s[b] = Math.max(0, HostContext.of(caller).writeTruncated(caller, (int) s[b], (int) s[b + 1],
                        OxideGuest.of(caller).page.url().getBytes(StandardCharsets.UTF_8))));
        table.function(module, "api_url_resolve", "iiiiii:i", (caller, s, r, b) ->
                s[b] = resolve(caller, s, b));
    }

    private static void defineCodec(ImportTable table, String name, Codec codec) {
        table.function(OxideAbi.MODULE, name, "iiii:i", (caller, s, r, b) -> {
            HostContext context = HostContext.of(caller);
            byte[] bytes = context.read(caller, (int) s[b], (int) s[b + 1]);
            byte[] made = bytes == null ? null : codec.apply(bytes);
            s[b] = made == null ? 0
                    : Math.max(0, context.writeTruncated(caller, (int) s[b + 2], (int) s[b + 3], made));
        });
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] decodeBase64(byte[] bytes) {
        try {
            return Base64.getDecoder().decode(bytes);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static byte[] percentEncode(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length + 16);
        for (byte each : bytes) {
            char letter = (char) (each & 0xFF);
            if (letter < 128 && (Character.isLetterOrDigit(letter) || UNRESERVED.indexOf(letter) >= 0)) {
                text.append(letter);
            } else {
                text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
            }
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] percentDecode(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%' && i + 2 < bytes.length && HexFormat.isHexDigit(bytes[i + 1])
                    && HexFormat.isHexDigit(bytes[i + 2])) {
                out.write(HexFormat.fromHexDigit(bytes[i + 1]) << 4 | HexFormat.fromHexDigit(bytes[i + 2]));
                i += 2;
            } else {
                out.write(bytes[i]);
            }
        }
        return out.toByteArray();
    }

    private static int resolve(Caller caller, long[] s, int b) {
        HostContext context = HostContext.of(caller);
        String base = context.readText(caller, (int) s[b], (int) s[b + 1]);
        String relative = context.readText(caller, (int) s[b + 2], (int) s[b + 3]);
        URI from = base == null ? null : absolute(base);
        if (from == null) {
            return BAD_BASE;
        }
        try {
            if (relative == null) {
                return BAD_JOIN;
            }
            String joined = join(from, relative);
            int written = context.writeTruncated(caller, (int) s[b + 4], (int) s[b + 5],
                    joined.getBytes(StandardCharsets.UTF_8));
            return written < 0 ? BAD_JOIN : written;
        } catch (IllegalArgumentException e) {
            return BAD_JOIN;
        }
    }

    private static URI absolute(String text) {
        try {
            URI uri = URI.create(text);
            return uri.isAbsolute() && !uri.isOpaque() ? uri : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String join(URI base, String relative) {
        if (relative.isEmpty()) {
            return base.toString();
        }
        URI joined = base.resolve(URI.create(relative));
        String text = joined.normalize().toString();
        // URI writes an empty authority with one slash
        return text.startsWith("file:/") && !text.startsWith("file://") ? "file://" + text.substring(5) : text;
    }
}
