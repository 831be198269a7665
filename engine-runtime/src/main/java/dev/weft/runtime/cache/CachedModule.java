package dev.weft.runtime.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * What a cache has for one module, and what is to be added to it. Safe for any thread.
 *
 * <p>Additions are written some time later, by {@link #flush}, or when the process ends.
 */
public final class CachedModule {
    private static final System.Logger LOG = System.getLogger("dev.weft.cache");
    private static final long PAUSE_MILLIS = 5_000;

    private final CodeCache cache;
    private final Path file;
    private final boolean known;
    /** In the order in which they were added first. */
    private final Map<String, byte[]> entries = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, byte[]> additions = new LinkedHashMap<>();
    private boolean dirty;

    CachedModule(CodeCache cache, Path file, CacheFile contents) {
        this.cache = cache;
        this.file = file;
        this.known = contents != null;
        if (known) {
            entries.putAll(contents.entries());
        }
    }

    /** Whether there was a file: then the module has been validated, by the same engine with the same features. */
    public boolean isKnown() {
        return known;
    }

    /** What was kept under a name, or null. */
    public byte[] find(String name) {
        return entries.get(name);
    }

    /** The names of all that was kept, in the order in which it was. */
    public List<String> names() {
        synchronized (entries) {
            return List.copyOf(entries.keySet());
        }
    }

    /** Keeps something, unless there is something of that name. */
    public void add(String name, byte[] contents) {
        if (entries.putIfAbsent(name, contents) == null) {
            synchronized (additions) {
                additions.put(name, contents);
            }
            wantWriting();
        }
    }

    /** Notes that the module has been validated. */
    public void validated() {
        if (!known) {
            wantWriting();
        }
    }

    private void wantWriting() {
        synchronized (additions) {
            if (dirty) {
                return;
            }
            dirty = true;
        }
        Writer.later(this);
    }

    /** Writes what was added to a cache. */
    static void flushAll(CodeCache cache) {
        Writer.flushAll(module -> module.cache == cache);
    }

    /** Writes what was added; if that fails, says so in the log {@code dev.weft.cache} and goes on. */
    public void flush() {
        Map<String, byte[]> added;
        synchronized (additions) {
            if (!dirty) {
                return;
            }
            dirty = false;
            added = new LinkedHashMap<>(additions);
            additions.clear();
        }
        // what another process has added meanwhile is kept
        CacheFile present = CacheFile.read(file);
        Map<String, byte[]> all = new LinkedHashMap<>();
        if (present != null) {
            all.putAll(present.entries());
        } else {
            synchronized (entries) {
                all.putAll(entries);
            }
        }
        added.forEach(all::putIfAbsent);
        try {
            cache.write(file, new CacheFile(all));
        } catch (IOException | SecurityException e) {
            LOG.log(System.Logger.Level.DEBUG, "cannot write " + file, e);
        }
    }

    /** The thread that writes, some seconds after something was added, and once more when the process ends. */
    private static final class Writer implements Runnable {
        private static final Set<CachedModule> WAITING = ConcurrentHashMap.newKeySet();
        private static boolean running;
        private static boolean hooked;

        static synchronized void later(CachedModule module) {
            WAITING.add(module);
            if (!hooked) {
                hooked = true;
                try {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> flushAll(all -> true), "weft-cache"));
                } catch (IllegalStateException e) {
                    // the process is ending: what was added now is not worth waiting for
                    return;
                }
            }
            if (!running) {
                running = true;
                Thread thread = new Thread(new Writer(), "weft-cache");
                thread.setDaemon(true);
                thread.start();
            }
        }

        @Override
        public void run() {
            do {
                try {
                    Thread.sleep(PAUSE_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                flushAll(all -> true);
            } while (goesOn());
        }

        private static synchronized boolean goesOn() {
            running = !WAITING.isEmpty() && !Thread.currentThread().isInterrupted();
            return running;
        }

        private static void flushAll(Predicate<CachedModule> which) {
            // the end of the process waits for a file that is being written
            synchronized (WAITING) {
                for (CachedModule module : WAITING) {
                    if (which.test(module)) {
                        WAITING.remove(module);
                        module.flush();
                    }
                }
            }
        }
    }
}
