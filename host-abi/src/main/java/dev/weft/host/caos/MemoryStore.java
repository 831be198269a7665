package dev.weft.host.caos;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Objects and results that last as long as the process. Threads: safe for any thread. */
public final class MemoryStore implements CaosStore {
    private final Map<String, GitObject> objects = new ConcurrentHashMap<>();
    private final Map<String, Result> results = new ConcurrentHashMap<>();

    /** A store with the empty blob and the empty tree in it. */
    public MemoryStore() {
        put(new GitObject(ObjectKind.TREE, new byte[0]));
        put(new GitObject(ObjectKind.BLOB, new byte[0]));
    }

    @Override
    public String put(GitObject object) {
        String hash = object.hash();
        objects.putIfAbsent(hash, object);
        return hash;
    }

    @Override
    public GitObject get(String hash) {
        return objects.get(hash);
    }

    @Override
    public Result result(String request) {
        return results.get(request);
    }

    @Override
    public void keep(String request, Result result) {
        results.put(request, result);
    }

    /** How many objects there are. */
    public int size() {
        return objects.size();
    }
}
