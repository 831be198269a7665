package dev.weft.host.wowlab;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The three layers in which a slot looks for data: its memory, a local store that all slots share, the resolver behind.
 * What the resolver answers is written to both; a failure to nowhere.
 *
 * <p>Threads: safe for any thread.
 */
final class ReadThroughCache {
    private final Map<String, byte[]> memory = new ConcurrentHashMap<>();
    private final LocalStore store;
    private final Consumer<String> say;
    private final AtomicLong hits = new AtomicLong();
    private final AtomicLong misses = new AtomicLong();

    ReadThroughCache(LocalStore store, Consumer<String> say) {
        this.store = store;
        this.say = say;
    }

    /** Puts many answers into the memory at once, by the text of the call. */
    void prime(Map<String, byte[]> data) {
        memory.putAll(data);
    }

    long hits() {
        return hits.get();
    }

    long misses() {
        return misses.get();
    }

    /** How a call is written: {@code getItem(1)}. */
    static String call(String method, List<String> arguments) {
        return method + "(" + String.join(", ", arguments) + ")";
    }

    CompletionStage<byte[]> ask(String method, List<String> arguments, Resolver.Query query) throws Exception {
        String call = call(method, arguments);
        byte[] known = memory.get(call);
        if (known != null) {
            return hit(call, known, "memory hit");
        }
        known = store == null ? null : store.get(call);
        if (known != null) {
            memory.put(call, known);
            return hit(call, known, "store hit");
        }
        misses.incrementAndGet();
        say.accept("Resolver: " + call + " [remote]");
        CompletionStage<byte[]> answer = query.ask(arguments);
        return answer == null ? null : answer.thenApply(bytes -> {
            if (bytes != null) {
                keep(call, bytes);
            }
            return bytes;
        });
    }

    private CompletionStage<byte[]> hit(String call, byte[] bytes, String where) {
        hits.incrementAndGet();
        say.accept("Resolver: " + call + " [" + where + "]");
        return CompletableFuture.completedFuture(bytes);
    }

    private void keep(String call, byte[] bytes) {
        memory.put(call, bytes);
        if (store != null) {
            try {
                store.put(call, bytes);
            } catch (IOException e) {
                say.accept("Resolver: " + call + " not stored: " + e.getMessage());
            }
        }
    }
}
