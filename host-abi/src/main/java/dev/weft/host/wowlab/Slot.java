package dev.weft.host.wowlab;

import dev.weft.host.ExitReason;
import dev.weft.host.kernel.Mail;
import dev.weft.host.kernel.Worker;
import dev.weft.host.kernel.WorkerOptions;
import java.util.Map;

/**
 * One place of a pool where a chunk runs: a worker of the kernel and what the pool knows of it.
 *
 * <p>Threads: fields without {@code volatile} are guarded by the pool's lock; {@link #live} is the worker's.
 */
final class Slot implements SimWorker.Listener {
    private static final System.Logger LOG = System.getLogger("dev.weft.host");

    final String id;
    PoolState state = PoolState.INITIALIZING;
    boolean enabled = true;
    /** Read without the lock by the watchdog, and looked at again with it. */
    volatile WorkerPool.Chunk active;
    volatile Progress progress;
    volatile boolean wasReady;
    long chunks;
    private final WorkerPool pool;
    private final SimWorker sim;
    private volatile Phase phase = Phase.READY;
    private volatile long beatAt;
    private volatile String beatKind = "start";
    private long startedAt;
    private long failedCallbacks;
    private long inheritedHits;
    private long inheritedMisses;
    private volatile boolean ending;
    private Worker worker;

    /** What the pool tells a slot. */
    private sealed interface Order extends Mail {
        @Override
        default int weight() {
            return 0;
        }

        @Override
        default boolean isSignal() {
            return true;
        }

        record Run(WorkerPool.Chunk chunk) implements Order {
        }

        record Prime(Map<String, byte[]> data) implements Order {
        }
    }

    Slot(WorkerPool pool, String id) {
        this.pool = pool;
        this.id = id;
        WorkerPool.Builder options = pool.options;
        this.sim = new SimWorker(this, options.resolver, options.store, options.submitter, options.fuel,
                options.mode == PoolMode.IMPROVED);
    }

    void start() {
        worker = pool.kernel().spawn(WorkerOptions.DEFAULT.named("wowlab-" + id), this::live);
        worker.onExit(reason -> {
            if (!ending) {
                pool.died(this, reason);
            }
        });
    }

    /** Takes over what another slot of the same id has counted. */
    void inherit(Slot old) {
        chunks = old.chunks;
        inheritedHits = old.inheritedHits + old.sim.cache().hits();
        inheritedMisses = old.inheritedMisses + old.sim.cache().misses();
    }

    boolean isFree() {
        return enabled && active == null && (state == PoolState.READY || state == PoolState.IDLE);
    }

    void run(WorkerPool.Chunk chunk) {
        startedAt = System.nanoTime();
        beat("start");
        active = chunk;
        state = PoolState.BUSY;
        worker.mailbox().post(new Order.Run(chunk));
    }

    void prime(Map<String, byte[]> data) {
        worker.mailbox().post(new Order.Prime(data));
    }

    void end(ExitReason reason) {
        ending = true;
        state = PoolState.TERMINATED;
        worker.kill(reason);
    }

    private void live(Worker self) throws Exception {
        sim.init(self, pool.module());
        Map<String, byte[]> data = pool.primeData();
        if (data != null) {
            sim.prime(data);
        }
        wasReady = true;
        pool.ready(this);
        while (true) {
            switch (self.receive()) {
                case Order.Prime prime -> sim.prime(prime.data());
                case Order.Run run -> {
                    ChunkResult result = sim.run(run.chunk().task);
                    if (sim.hasPanicked() && pool.options.mode == PoolMode.LEGACY) {
                        // a promise that never settles: only the watchdog ends this
                        while (true) {
                            self.receive();
                        }
                    }
                    pool.settle(this, run.chunk(), result);
                }
                default -> {
                    // nobody else has anything to say to a slot
                }
            }
        }
    }

    // What the chunk tells

    @Override
    public void beat(String kind) {
        beatKind = kind;
        beatAt = System.nanoTime();
    }

    @Override
    public void phase(Phase next) {
        phase = next;
    }

    @Override
    public void progress(Progress next) {
        progress = next;
        WorkerPool.Chunk chunk = active;
        if (chunk != null) {
            try {
                pool.options.listener.progressed(id, chunk.task, next);
            } catch (RuntimeException e) {
                callbackFailed("progress", e);
            }
        }
    }

    @Override
    public void say(String text) {
        try {
            pool.options.listener.said("[" + id + "] " + text);
        } catch (RuntimeException e) {
            callbackFailed("line", e);
        }
    }

    /** Logs the first, second, fourth, eighth … failure: a guest decides how often it calls back. */
    private void callbackFailed(String which, RuntimeException e) {
        failedCallbacks++;
        if (Long.bitCount(failedCallbacks) == 1) {
            LOG.log(System.Logger.Level.WARNING,
                    "event=" + which + "-callback slot=" + id + " failures=" + failedCallbacks, e);
        }
    }

    @Override
    public void panicked(String text) {
        pool.panicked(this, text);
    }

    /** What to say of this slot if it has given no sign of life for too long; null if all is well. */
    String lateness(long now) {
        WorkerPool.Chunk chunk = active;
        long limit = pool.options.watchdog.toMillis();
        long silent = (now - beatAt) / 1_000_000;
        if (chunk == null || silent < limit) {
            return null;
        }
        return "Watchdog timeout [" + id + "]: no worker heartbeat for " + silent + "ms (limit=" + limit
                + "ms, lastBeat=" + beatKind + ") job=" + chunk.task.job() + " chunk=" + chunk.task.chunk() + " iters="
                + chunk.task.iterations() + " elapsed=" + (now - startedAt) / 1_000_000 + "ms";
    }

    PoolMetrics.Slot metrics() {
        return new PoolMetrics.Slot(id, state, phase, enabled, progress, inheritedHits + sim.cache().hits(),
                inheritedMisses + sim.cache().misses(), chunks);
    }
}
