package dev.weft.host;

import dev.weft.runtime.Engine;
import dev.weft.runtime.PreparedModule;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Modules of one engine, prepared once for each content: whoever comes with the same bytes, at the same time or later,
 * gets the same object. What fails is not kept.
 *
 * <p>Holds the modules used last, up to a number; those in use live on without it. Threads: safe for any thread.
 */
public final class ModuleCache {
    private static final int MODULES = 256;
    private static final Map<Engine, ModuleCache> OF_ENGINES = Collections.synchronizedMap(new WeakHashMap<>());

    private final Engine engine;
    private final Map<String, CompletableFuture<PreparedModule>> modules;
    private final AtomicLong prepared = new AtomicLong();

    /** An empty cache of at most so many modules. */
    public ModuleCache(Engine engine, int most) {
        this.engine = engine;
        this.modules = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, CompletableFuture<PreparedModule>> eldest) {
                return size() > most;
            }
        };
    }

    /** The cache that all layers of an engine share, of 256 modules. */
    public static ModuleCache of(Engine engine) {
        return OF_ENGINES.computeIfAbsent(engine, key -> new ModuleCache(key, MODULES));
    }

    /** SHA-256 of bytes, as 64 hexadecimal digits: what modules are known by. */
    public static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The module that bytes are; they are not to be changed afterwards.
     *
     * @throws dev.weft.syntax.MalformedException if they are no module
     * @throws dev.weft.valid.InvalidException if it is not a valid one
     */
    public PreparedModule prepare(byte[] bytes) {
        String hash = hash(bytes);
        CompletableFuture<PreparedModule> mine = new CompletableFuture<>();
        CompletableFuture<PreparedModule> first;
        synchronized (modules) {
            first = modules.putIfAbsent(hash, mine);
        }
        if (first != null) {
            return await(first);
        }
        try {
            prepared.incrementAndGet();
            PreparedModule module = engine.prepare(bytes);
            mine.complete(module);
            return module;
        } catch (RuntimeException | Error e) {
            synchronized (modules) {
                modules.remove(hash, mine);
            }
            mine.completeExceptionally(e);
            throw e;
        }
    }

    private static PreparedModule await(CompletableFuture<PreparedModule> first) {
        try {
            return first.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** The module whose bytes have a hash, if it is here; else null. */
    public PreparedModule find(String hash) {
        synchronized (modules) {
            CompletableFuture<PreparedModule> known = modules.get(hash);
            return known == null ? null : known.getNow(null);
        }
    }

    /** How often a module was really prepared. */
    public long preparedCount() {
        return prepared.get();
    }
}
