package dev.weft.host.caos;

import java.util.List;
import java.util.Objects;

/**
 * What a job is asked for: nothing else decides its result. As a tree of four entries it has a hash, by which the
 * result is known.
 *
 * @param image hash of a runtime node, or a name; curry nodes and names of {@code std} are resolved before
 * @param args  hash of the tree of arguments
 * @param std   hash of the tree of images that have names, or empty
 * @param salt  any text, to tell apart what would be the same
 */
public record RunRequest(String image, String args, String std, String salt) {

    public RunRequest {
        Objects.requireNonNull(image);
        Objects.requireNonNull(args);
        Objects.requireNonNull(std);
        Objects.requireNonNull(salt);
    }

    /** Keeps the request as a tree and returns its hash. */
    public String put(CaosStore store) throws CaosException {
        return store.putTree(List.of(
                TreeEntry.of("args", ObjectKind.TREE, args),
                TreeEntry.of("image", ObjectKind.BLOB, store.putBlob(image)),
                TreeEntry.of("salt", ObjectKind.BLOB, store.putBlob(salt)),
                TreeEntry.of("std", ObjectKind.BLOB, store.putBlob(std))));
    }

    /**
     * The request of a hash.
     *
     * @throws CaosException 400 if there is no such tree, or its image or arguments are missing
     */
    public static RunRequest read(CaosStore store, String hash) throws CaosException {
        String image = "";
        String args = null;
        String std = "";
        String salt = "";
        for (TreeEntry entry : store.tree(hash)) {
            switch (entry.name()) {
                case "image" -> image = store.text(entry.hash()).strip();
                case "args" -> args = entry.hash();
                case "std" -> std = store.text(entry.hash()).strip();
                case "salt" -> salt = store.text(entry.hash());
                default -> { }
            }
        }
        if (image.isEmpty()) {
            throw CaosException.of(400, "request " + hash + " has no image");
        }
        if (args == null) {
            throw CaosException.of(400, "request " + hash + " has no args");
        }
        if (!std.isEmpty() && !GitObject.isHash(std)) {
            throw CaosException.of(400, "invalid std hash: " + std);
        }
        return new RunRequest(image, args, std, salt);
    }
}
