package dev.weft.host.wowlab;

import dev.weft.host.ExitReason;
import dev.weft.host.GuestModule;
import dev.weft.host.HostLayer;
import dev.weft.host.kernel.Kernel;
import dev.weft.host.kernel.RestartBudget;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Slots that run chunks of simulations, each with a guest of the engine's module: oldest chunk first, in the first slot
 * that is free, at most so many at once, watched.
 *
 * <pre>{@code
 * try (WorkerPool pool = WorkerPool.builder(layer).resolver(resolver).build()) {
 *     pool.boot(engineBytes, primeData);
 *     ChunkResult result = pool.runChunk(new ChunkTask("job", config, 50_000, seed, 0)).join();
 * }
 * }</pre>
 *
 * <p>Threads: safe for any thread. Futures complete on threads of slots, so what depends on them should be short or
 * asynchronous.
 *
 * <p>Implementation note. One lock guards queue and slots; while it is held only mailboxes are called. A chunk belongs
 * to a {@link Slot} by being its {@code active}, and whoever takes it away under the lock settles it: that makes every
 * chunk be answered once, and a timer for a chunk that is over harmless.
 */
public final class WorkerPool implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WorkerPool.class.getName());
    static final String NOT_BOOTED = "WorkerManager: not booted. Call boot() first.";
    static final String QUEUE_FULL = "WorkerManager: queue is full";

    final Builder options;
    private final AtomicLong failedCallbacks = new AtomicLong();
    private final Kernel kernel = Kernel.create();
    private final int slotCount;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Chunk> queue = new ArrayDeque<>();
    private volatile List<Slot> slots = List.of();
    private int poolSize;
    private GuestModule module;
    private Map<String, byte[]> primeData;
    private long replaced;
    private Thread watchdog;
    private PoolState published;
    private volatile boolean closed;

    /** A chunk and who waits for it. */
    static final class Chunk {
        final ChunkTask task;
        final CompletableFuture<ChunkResult> future = new CompletableFuture<>();

        Chunk(ChunkTask task) {
            this.task = task;
        }
    }

    private WorkerPool(Builder builder) {
        options = builder;
        slotCount = Math.max(1, Math.min(builder.cores, builder.maxWorkers));
        poolSize = Math.clamp(builder.poolSize, 1, slotCount);
    }

    /** A builder; the layer must have chosen {@link WowlabAbi}. */
    public static Builder builder(HostLayer layer) {
        return new Builder(layer);
    }

    /**
     * Makes the slots; returns at once, chunks wait until their slot is ready. A pool that is booted is restarted.
     *
     * @param engine the module
     * @param data   what the slots are primed with, by the text of the call; null: they are not primed
     * @throws RuntimeException if the module cannot be prepared
     */
    public void boot(byte[] engine, Map<String, byte[]> data) {
        if (closed) {
            throw new PoolException("WorkerManager disposed");
        }
        reboot(options.layer.prepare(engine), data == null ? null : Map.copyOf(data));
    }

    private void makeSlots() {
        List<Slot> made = new ArrayList<>();
        for (int i = 0; i < slotCount; i++) {
            made.add(new Slot(this, "w" + (i + 1)));
        }
        slots = List.copyOf(made);
        slots.forEach(Slot::start);
        if (watchdog == null) {
            watchdog = Thread.ofVirtual().name("weft-watchdog").start(this::watch);
        }
    }

    /** Primes the slots with other data: in place, or by a restart where the mode is legacy. */
    public void prime(Map<String, byte[]> data) {
        lock.lock();
        try {
            if (slots.isEmpty()) {
                return;
            }
            primeData = Map.copyOf(data);
            if (options.mode == PoolMode.IMPROVED) {
                slots.forEach(slot -> slot.prime(primeData));
                return;
            }
        } finally {
            lock.unlock();
        }
        restart();
    }

    /**
     * Runs a chunk when its turn comes. The future fails with a {@link PoolException} only if the pool is the reason:
     * what goes wrong in the chunk is a result.
     */
    public CompletableFuture<ChunkResult> runChunk(ChunkTask task) {
        Chunk chunk = new Chunk(Objects.requireNonNull(task));
        String refusal = null;
        lock.lock();
        try {
            if (slots.isEmpty()) {
                refusal = NOT_BOOTED;
            } else if (queue.size() >= options.queueLimit) {
                refusal = QUEUE_FULL;
            } else {
                queue.add(chunk);
                dispatch();
            }
        } finally {
            lock.unlock();
        }
        if (refusal != null) {
            chunk.future.completeExceptionally(new PoolException(refusal));
        }
        return chunk.future;
    }

    /** Gives the oldest chunks to the first slots that are free. Under the lock. */
    private void dispatch() {
        long busy = slots.stream().filter(slot -> slot.active != null).count();
        for (Slot slot : slots) {
            if (queue.isEmpty() || busy >= poolSize) {
                break;
            }
            if (slot.isFree()) {
                slot.run(queue.poll());
                busy++;
            }
        }
    }

    /**
     * Ends a chunk: one that waits leaves the queue; one that runs is stopped, where the mode is improved, and its slot
     * replaced. Its future fails. False if it is over, or runs in a pool that is legacy.
     */
    public boolean cancel(CompletableFuture<ChunkResult> future) {
        Chunk found = null;
        lock.lock();
        try {
            for (Chunk chunk : queue) {
                found = chunk.future == future ? chunk : found;
            }
            if (found != null) {
                queue.remove(found);
            }
            for (Slot slot : slots) {
                if (options.mode == PoolMode.IMPROVED && slot.active != null && slot.active.future == future) {
                    found = slot.active;
                    replace(slot, ExitReason.killed("chunk cancelled"));
                }
            }
        } finally {
            lock.unlock();
        }
        if (found != null) {
            found.future.completeExceptionally(new PoolException("WorkerManager: chunk cancelled"));
        }
        return found != null;
    }

    /** Puts a new slot in the place of another, whose chunk is the caller's to settle. Under the lock. */
    private void replace(Slot slot, ExitReason reason) {
        Slot fresh = new Slot(this, slot.id);
        fresh.enabled = slot.enabled;
        fresh.inherit(slot);
        slot.end(reason);
        List<Slot> all = new ArrayList<>(slots);
        all.set(all.indexOf(slot), fresh);
        slots = List.copyOf(all);
        replaced++;
        fresh.start();
    }

    // What slots tell

    boolean isCurrent(Slot slot) {
        return slots.contains(slot);
    }

    ReentrantLock lock() {
        return lock;
    }

    Kernel kernel() {
        return kernel;
    }

    GuestModule module() {
        return module;
    }

    Map<String, byte[]> primeData() {
        return primeData;
    }

    /** A slot can run chunks. */
    void ready(Slot slot) {
        lock.lock();
        try {
            if (isCurrent(slot) && slot.state == PoolState.INITIALIZING) {
                slot.state = PoolState.READY;
                dispatch();
            }
        } finally {
            lock.unlock();
        }
        publish();
    }

    /** A slot is done with a chunk. */
    void settle(Slot slot, Chunk chunk, ChunkResult result) {
        boolean mine;
        lock.lock();
        try {
            mine = slot.active == chunk;
            if (mine) {
                slot.active = null;
                slot.progress = null;
                slot.chunks++;
                if (slot.state == PoolState.BUSY) {
                    slot.state = PoolState.IDLE;
                }
                dispatch();
            }
        } finally {
            lock.unlock();
        }
        if (mine) {
            chunk.future.complete(result);
            publish();
        }
    }

    /** A slot's engine has panicked; the chunk's end follows if the mode is improved. */
    void panicked(Slot slot, String text) {
        lock.lock();
        try {
            if (!isCurrent(slot)) {
                return;
            }
            if (options.mode == PoolMode.LEGACY) {
                slot.state = PoolState.ERROR;
            }
        } finally {
            lock.unlock();
        }
        tell("fatal", ears -> ears.fatal(slot.id, "[" + slot.id + "] Engine panic: " + text));
        publish();
    }

    /** A slot's worker has ended though nobody wanted it to. */
    void died(Slot slot, ExitReason reason) {
        Chunk chunk = null;
        lock.lock();
        try {
            if (!isCurrent(slot)) {
                return;
            }
            slot.state = PoolState.ERROR;
            if (options.mode == PoolMode.IMPROVED) {
                chunk = slot.active;
                slot.active = null;
                if (slot.wasReady || options.slotBudget.spend()) {
                    replace(slot, reason);
                    dispatch();
                }
            }
        } finally {
            lock.unlock();
        }
        tell("fatal", ears -> ears.fatal(slot.id, "[" + slot.id + "] Worker error: " + reason));
        if (chunk != null) {
            chunk.future.complete(ChunkResult.failure("Worker error: " + reason, chunk.task.chunk()));
        }
        publish();
    }

    // The watchdog

    private void watch() {
        long nanos = Math.clamp(options.watchdog.toNanos() / 10, 1_000_000L, 1_000_000_000L);
        while (!closed) {
            try {
                Thread.sleep(Duration.ofNanos(nanos));
            } catch (InterruptedException e) {
                return;
            }
            for (Slot slot : slots) {
                String late = slot.lateness(System.nanoTime());
                if (late != null) {
                    timedOut(slot, late);
                }
            }
        }
    }

    private void timedOut(Slot slot, String text) {
        Chunk chunk;
        lock.lock();
        try {
            // by now the chunk may be over, or have given a sign of life
            if (!isCurrent(slot) || slot.lateness(System.nanoTime()) == null) {
                return;
            }
            slot.state = PoolState.ERROR;
            chunk = slot.active;
            if (options.mode == PoolMode.IMPROVED) {
                slot.active = null;
                replace(slot, ExitReason.deadline(text));
                dispatch();
            }
        } finally {
            lock.unlock();
        }
        tell("fatal", ears -> ears.fatal(slot.id, text));
        if (options.mode == PoolMode.IMPROVED) {
            chunk.future.completeExceptionally(new PoolException(text));
            publish();
        } else {
            restart();
        }
    }

    // Ends

    /** Ends all slots, fails all chunks, and boots again. */
    public void restart() {
        reboot(null, null);
    }

    /** Other slots in the place of those there are: of a new module, or of the old one. */
    private void reboot(GuestModule newModule, Map<String, byte[]> newData) {
        List<Chunk> failed;
        lock.lock();
        try {
            if (closed || newModule == null && module == null) {
                return;
            }
            failed = endSlots("WorkerManager restarting");
            if (newModule != null) {
                module = newModule;
                primeData = newData;
            }
            makeSlots();
            published = PoolState.TERMINATED;
        } finally {
            lock.unlock();
        }
        tell("state", ears -> ears.changed(PoolState.TERMINATED));
        publish();
        failed.forEach(chunk -> chunk.future.completeExceptionally(new PoolException("WorkerManager restarting")));
    }

    /** Ends all slots and fails all chunks; the pool can be booted again. */
    public void kill() {
        endAll("WorkerManager terminated");
    }

    /** Ends the pool for good. */
    public void dispose() {
        endAll("WorkerManager disposed");
        lock.lock();
        try {
            closed = true;
            module = null;
            primeData = null;
            if (watchdog != null) {
                watchdog.interrupt();
            }
        } finally {
            lock.unlock();
        }
        kernel.close();
    }

    /** The same as {@link #dispose}. */
    @Override
    public void close() {
        dispose();
    }

    private void endAll(String reason) {
        List<Chunk> failed;
        lock.lock();
        try {
            failed = endSlots(reason);
        } finally {
            lock.unlock();
        }
        publish();
        failed.forEach(chunk -> chunk.future.completeExceptionally(new PoolException(reason)));
    }

    /** Ends all slots; returns the chunks that are to fail. Under the lock. */
    private List<Chunk> endSlots(String reason) {
        List<Chunk> failed = new ArrayList<>();
        for (Slot slot : slots) {
            if (slot.active != null) {
                failed.add(slot.active);
                slot.active = null;
            }
            slot.end(ExitReason.killed(reason));
        }
        slots = List.of();
        failed.addAll(queue);
        queue.clear();
        return failed;
    }

    // Controls

    /** How many chunks may run at once, at least 1 and at most as many as there are slots; counts at once. */
    public void setPoolSize(int count) {
        lock.lock();
        try {
            poolSize = Math.clamp(count, 1, slotCount);
            dispatch();
        } finally {
            lock.unlock();
        }
    }

    /** How many chunks may run at once. */
    public int poolSize() {
        return poolSize;
    }

    /** Lets a slot get chunks or not; one that it has goes on. An id that is none is ignored. */
    public void setWorkerEnabled(String id, boolean enabled) {
        lock.lock();
        try {
            for (Slot slot : slots) {
                if (slot.id.equals(id)) {
                    slot.enabled = enabled;
                }
            }
            dispatch();
        } finally {
            lock.unlock();
        }
    }

    /** What the pool does and has done. */
    public PoolMetrics metrics() {
        lock.lock();
        try {
            List<PoolMetrics.Slot> each = slots.stream().map(Slot::metrics).toList();
            return new PoolMetrics(PoolState.of(each.stream().map(PoolMetrics.Slot::state).toList()),
                    Phase.of(each.stream().map(PoolMetrics.Slot::phase).toList()), queue.size(),
                    (int) slots.stream().filter(slot -> slot.active != null).count(),
                    each.stream().mapToLong(PoolMetrics.Slot::chunks).sum(),
                    each.stream().mapToLong(PoolMetrics.Slot::cacheHits).sum(),
                    each.stream().mapToLong(PoolMetrics.Slot::cacheMisses).sum(), replaced, each);
        } finally {
            lock.unlock();
        }
    }

    private void publish() {
        PoolState state;
        lock.lock();
        try {
            state = PoolState.of(slots.stream().map(slot -> slot.state).toList());
            if (state == published) {
                return;
            }
            published = state;
        } finally {
            lock.unlock();
        }
        tell("state", ears -> ears.changed(state));
    }

    /** Tells the listener. What that throws is logged, now and then: the pool has more to do, and the watchdog. */
    private void tell(String which, Consumer<PoolListener> news) {
        try {
            news.accept(options.listener);
        } catch (RuntimeException e) {
            long failures = failedCallbacks.incrementAndGet();
            if (Long.bitCount(failures) == 1) {
                LOG.log(System.Logger.Level.WARNING, "event=" + which + "-callback failures=" + failures, e);
            }
        }
    }

    /** What a pool is made from. Not for use by several threads. */
    public static final class Builder {
        final HostLayer layer;
        PoolMode mode = PoolMode.IMPROVED;
        Duration watchdog = Duration.ofSeconds(120);
        int maxWorkers = 8;
        int poolSize = 4;
        int cores = Runtime.getRuntime().availableProcessors();
        int queueLimit = Integer.MAX_VALUE;
        long fuel;
        Resolver resolver = method -> null;
        LocalStore store = LocalStore.inMemory();
        ChunkSubmitter submitter = ChunkSubmitter.NONE;
        PoolListener listener = PoolListener.NONE;
        final RestartBudget slotBudget = RestartBudget.standard();

        private Builder(HostLayer layer) {
            this.layer = Objects.requireNonNull(layer);
        }

        /** What happens to slots that are stuck or have panicked; improved by default. */
        public Builder mode(PoolMode value) {
            mode = Objects.requireNonNull(value);
            return this;
        }

        /** How long a slot may give no sign of life; 120 seconds by default. */
        public Builder watchdog(Duration limit) {
            watchdog = Objects.requireNonNull(limit);
            return this;
        }

        /** How many slots there are at most; 8 by default. */
        public Builder maxWorkers(int count) {
            maxWorkers = count;
            return this;
        }

        /** How many chunks run at once at first; 4 by default. */
        public Builder poolSize(int count) {
            poolSize = count;
            return this;
        }

        /** How many slots there are, up to the maximum; as many as the machine has cores by default. */
        public Builder cores(int count) {
            cores = count;
            return this;
        }

        /** How many chunks may wait; any number by default. */
        public Builder queueLimit(int count) {
            queueLimit = count;
            return this;
        }

        /** What a chunk may burn before it fails, however much it beats; 0, the default: anything. */
        public Builder cpuBudget(long fuelOfAChunk) {
            if (fuelOfAChunk > 0 && layer.engine().fuelCosts() == null) {
                throw new IllegalArgumentException("the engine of the layer does not meter");
            }
            fuel = fuelOfAChunk;
            return this;
        }

        /** Where engines get data from. */
        public Builder resolver(Resolver value) {
            resolver = Objects.requireNonNull(value);
            return this;
        }

        /** The local layer of the cache; null: none. By default one in memory. */
        public Builder store(LocalStore value) {
            store = value;
            return this;
        }

        /** What is done with results. */
        public Builder submitter(ChunkSubmitter value) {
            submitter = Objects.requireNonNull(value);
            return this;
        }

        /** Who hears of the pool. */
        public Builder listener(PoolListener value) {
            listener = Objects.requireNonNull(value);
            return this;
        }

        /** The pool, not booted. */
        public WorkerPool build() {
            return new WorkerPool(this);
        }
    }
}
