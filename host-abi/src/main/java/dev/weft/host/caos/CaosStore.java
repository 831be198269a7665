package dev.weft.host.caos;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/**
 * Where objects live, and which results are known. The empty blob and the empty tree are always there.
 *
 * <p>What was put is seen by everyone at once, and is as lasting as the store promises after the next {@link #flush}.
 * Threads: safe for any thread; may block.
 */
public interface CaosStore extends AutoCloseable {

    /** Keeps an object and returns its hash; one that is there is not kept twice. */
    String put(GitObject object) throws CaosException;

    /** The object of a hash, or null. */
    GitObject get(String hash) throws CaosException;

    /** The result kept for a request, or null. */
    Result result(String request) throws CaosException;

    /** Keeps the result of a request; replaces an earlier one. */
    void keep(String request, Result result) throws CaosException;

    /** Lets the result of a request, and all that it names, outlive any cleaning. */
    default void pin(String request, Result result) throws CaosException {
    }

    /** Makes all that was put and kept before lasting. */
    default void flush() throws CaosException {
    }

    @Override
    default void close() throws CaosException {
        flush();
    }

    /** Keeps a tree of entries in any order and returns its hash. */
    default String putTree(Collection<TreeEntry> entries) throws CaosException {
        return put(new GitObject(ObjectKind.TREE, TreeCodec.encode(entries)));
    }

    /** Keeps bytes and returns their hash. */
    default String putBlob(byte[] bytes) throws CaosException {
        return put(GitObject.blob(bytes));
    }

    /** Keeps a text and returns its hash. */
    default String putBlob(String text) throws CaosException {
        return put(GitObject.blob(text));
    }

    /**
     * The content of an object that must be of a kind.
     *
     * @throws CaosException 400 if it is not there, or of another kind
     */
    default byte[] get(ObjectKind kind, String hash) throws CaosException {
        GitObject object = get(hash);
        if (object == null) {
            throw CaosException.of(400, "no such object: " + hash);
        }
        if (object.kind() != kind) {
            throw CaosException.of(400, "expected " + kind + ", got " + object.kind() + " for " + hash);
        }
        return object.content();
    }

    /** The bytes of a blob. */
    default byte[] blob(String hash) throws CaosException {
        return get(ObjectKind.BLOB, hash);
    }

    /** The text of a blob. */
    default String text(String hash) throws CaosException {
        return new String(blob(hash), StandardCharsets.UTF_8);
    }

    /** The entries of a tree. */
    default List<TreeEntry> tree(String hash) throws CaosException {
        return TreeCodec.decode(get(ObjectKind.TREE, hash));
    }

    /** The entry of a name in a tree, or null. */
    default TreeEntry entry(String tree, String name) throws CaosException {
        for (TreeEntry entry : tree(tree)) {
            if (entry.name().equals(name)) {
                return entry;
            }
        }
        return null;
    }
}
