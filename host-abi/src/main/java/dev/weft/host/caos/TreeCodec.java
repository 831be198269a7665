package dev.weft.host.caos;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/** Trees as bytes: for each entry its mode, a blank, its name, NUL, and the twenty bytes of its hash. */
final class TreeCodec {
    private static final int HASH_BYTES = 20;
    private static final List<String> MODES = List.of("40000", "100644", "100755", "120000", "160000");

    private TreeCodec() {
    }

    /** An entry that has been encoded, with the bytes by which it is sorted. */
    private record Row(byte[] key, TreeEntry entry) implements Comparable<Row> {
        @Override
        public int compareTo(Row other) {
            return Arrays.compareUnsigned(key, other.key);
        }
    }

    /** The content of a tree of entries in any order. */
    static byte[] encode(Collection<TreeEntry> entries) {
        List<Row> rows = new ArrayList<>(entries.size());
        int size = 0;
        for (TreeEntry entry : entries) {
            // git sorts a tree as if its name ended in a slash
            byte[] key = (entry.kind() == ObjectKind.TREE ? entry.name() + '/' : entry.name())
                    .getBytes(StandardCharsets.UTF_8);
            rows.add(new Row(key, entry));
            size += key.length + 8 + HASH_BYTES;
        }
        rows.sort(null);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(size);
        for (Row row : rows) {
            TreeEntry entry = row.entry;
            bytes.writeBytes(entry.mode().getBytes(StandardCharsets.US_ASCII));
            bytes.write(' ');
            bytes.write(row.key, 0, row.key.length - (entry.kind() == ObjectKind.TREE ? 1 : 0));
            bytes.write(0);
            bytes.writeBytes(HexFormat.of().parseHex(entry.hash()));
        }
        return bytes.toByteArray();
    }

    /**
     * The entries of a tree, in its order.
     *
     * @throws CaosException 400 if the bytes are no tree
     */
    static List<TreeEntry> decode(byte[] content) throws CaosException {
        List<TreeEntry> entries = new ArrayList<>();
        int at = 0;
        while (at < content.length) {
            int blank = find(content, at, ' ');
            int nul = find(content, blank + 1, 0);
            if (nul + HASH_BYTES >= content.length) {
                throw malformed(at);
            }
            entries.add(new TreeEntry(mode(new String(content, at, blank - at, StandardCharsets.US_ASCII), at),
                    new String(content, blank + 1, nul - blank - 1, StandardCharsets.UTF_8),
                    HexFormat.of().formatHex(content, nul + 1, nul + 1 + HASH_BYTES)));
            at = nul + 1 + HASH_BYTES;
        }
        return entries;
    }

    private static int find(byte[] content, int from, int wanted) throws CaosException {
        for (int i = from; i < content.length; i++) {
            if (content[i] == wanted) {
                return i;
            }
        }
        throw malformed(from);
    }

    private static CaosException malformed(int at) {
        return CaosException.of(400, "malformed tree at byte " + at);
    }

    private static String mode(String text, int at) throws CaosException {
        for (String mode : MODES) {
            if (mode.equals(text)) {
                return mode;
            }
        }
        throw malformed(at);
    }

    /** A mode as git writes it, of one that somebody wrote; null if there is no such mode. */
    static String mode(String text) {
        String plain = text.equals("040000") ? "40000" : text;
        return MODES.contains(plain) ? plain : null;
    }

    /** Whether an entry may have a name. */
    static boolean isName(String name) {
        return !name.isEmpty() && name.indexOf('/') < 0 && name.indexOf('\0') < 0;
    }
}
