package dev.weft.host.caos;

import dev.weft.host.GuestModule;
import dev.weft.host.HostLayer;
import dev.weft.host.MissingImportsException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;

/**
 * The guests' modules by the hashes of their blobs: read and prepared once, whoever asks at the same time or later; the
 * ones used last are kept. Threads: safe for any thread.
 */
final class Modules {
    private static final int MOST = 256;

    private final HostLayer layer;
    private final CaosStore store;
    private final LongAdder prepared = new LongAdder();
    private final Map<String, CompletableFuture<Isolate>> modules = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CompletableFuture<Isolate>> eldest) {
            return size() > MOST;
        }
    };

    Modules(HostLayer layer, CaosStore store) {
        this.layer = layer;
        this.store = store;
    }

    /**
     * A module that is ready.
     *
     * @param missing the export that it lacks and needs; null if it has all
     */
    record Isolate(GuestModule module, String missing) {
    }

    /** The module that a blob is. */
    Isolate get(String hash) throws CaosException, InterruptedException {
        CompletableFuture<Isolate> mine = new CompletableFuture<>();
        CompletableFuture<Isolate> first;
        synchronized (modules) {
            first = modules.putIfAbsent(hash, mine);
        }
        if (first != null) {
            try {
                return first.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof CaosException failure ? failure
                        : CaosException.passing(String.valueOf(e.getCause()), e.getCause());
            }
        }
        try {
            Isolate module = prepare(hash);
            mine.complete(module);
            return module;
        } catch (CaosException | RuntimeException | Error e) {
            synchronized (modules) {
                modules.remove(hash, mine);
            }
            mine.completeExceptionally(e);
            throw e;
        }
    }

    private Isolate prepare(String hash) throws CaosException {
        byte[] bytes = store.blob(hash);
        prepared.increment();
        try {
            GuestModule module = layer.prepare(bytes);
            return new Isolate(module, !module.exports("memory") ? "memory"
                    : !module.exports("caos_run", "") ? "caos_run" : null);
        } catch (MissingImportsException e) {
            throw CaosException.of(500, "instantiating guest: " + e.getMessage());
        } catch (RuntimeException e) {
            throw CaosException.of(500, "compiling module " + hash + ": " + e.getMessage());
        }
    }

    long preparedCount() {
        return prepared.sum();
    }
}
