package dev.weft.host.caos;

import java.util.Objects;

/**
 * An entry of a tree.
 *
 * @param mode as git writes it: {@code 40000}, {@code 100644}, {@code 100755}, {@code 120000} or {@code 160000}
 * @param name without slash and NUL, not empty
 * @param hash of what it names
 */
public record TreeEntry(String mode, String name, String hash) {

    public TreeEntry {
        Objects.requireNonNull(mode);
        Objects.requireNonNull(name);
        Objects.requireNonNull(hash);
    }

    /** An entry of the usual mode. */
    public static TreeEntry of(String name, ObjectKind kind, String hash) {
        return new TreeEntry(kind.mode(), name, hash);
    }

    /** What it names; a symbolic link and a foreign commit count as blobs. */
    public ObjectKind kind() {
        return mode.equals(ObjectKind.TREE.mode()) ? ObjectKind.TREE : ObjectKind.BLOB;
    }
}
