package dev.weft.host.webble;

import dev.weft.host.ExitReason;
import dev.weft.host.GuestModule;
import dev.weft.host.GuestOptions;
import dev.weft.host.HostLayer;
import dev.weft.host.kernel.Kernel;
import dev.weft.host.kernel.Mailbox;
import dev.weft.host.kernel.RestartBudget;
import dev.weft.host.kernel.Worker;
import dev.weft.host.kernel.WorkerOptions;
import dev.weft.runtime.Store;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MemType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/**
 * Instances of one module over one shared memory: a main participant, there as long as the pool, and workers, there
 * between {@link #init} and {@link #shutdown}.
 *
 * <pre>{@code
 * try (WebblePool pool = WebblePool.builder(layer, wasm).build()) {
 *     pool.init(4);
 *     pool.call("spawn_work").join();
 * }
 * }</pre>
 *
 * <p>The guest does the scheduling, in its memory; the pool parks participants, wakes them and calls {@code
 * __worker_drain}. A guest may also export what the pool calls on main: {@code __runtime_init (count i32, flags i32) ->
 * i32} (0, or why not), {@code __runtime_shutdown}, {@code __runtime_ended (uninit i32)} when the workers are gone; and
 * {@code __worker_lost (id i32)}, which the successor of a lost worker calls first. The header {@code webble.h} beside
 * our guests has all of it.
 *
 * <p>Threads: safe for any thread. Futures complete on main's thread, so what depends on them should be short or
 * asynchronous, and must not wait for the pool.
 */
public final class WebblePool implements AutoCloseable {
    private static final int LEGACY_FLAG = 1;
    private static final String[] REFUSALS = {"", "the runtime is running", "there can be 32 workers at most",
        "a restart needs as many workers as the first start", "a runtime without workers", "no memory for workers"};

    private final Builder options;
    private final GuestModule module;
    private final Kernel kernel = Kernel.create();
    private final Store store;
    private final MemoryInstance memory;
    private final Counters counters = new Counters();
    private final Map<Integer, ThreadBlock> blocks = new ConcurrentHashMap<>();
    private final CompletableFuture<Integer> exited = new CompletableFuture<>();
    /** Held while the runtime starts or ends. */
    private final ReentrantLock lifecycle = new ReentrantLock();
    /** Held for moments: who the workers are. */
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Participant> workers = new ArrayList<>();
    private volatile WebbleState state = WebbleState.UNINIT;
    private volatile Participant main;
    private volatile boolean closed;

    /** What is counted, by all participants. */
    static final class Counters {
        final LongAdder drains = new LongAdder();
        final LongAdder microtasks = new LongAdder();
        final LongAdder sleeps = new LongAdder();
        final LongAdder lost = new LongAdder();
        final LongAdder replaced = new LongAdder();
        final LongAdder forced = new LongAdder();
    }

    private WebblePool(Builder builder) {
        options = builder;
        module = builder.module;
        MemType asked = module.importedSharedMemory();
        if (asked == null) {
            throw new WebbleException("the module imports no shared memory");
        }
        Limits limits = Limits.of(asked.limits().min(), Math.min(WebbleAbi.MEMORY_PAGES, asked.limits().max()));
        store = builder.options.limits() == null ? Store.of(module.layer().engine())
                : Store.of(module.layer().engine(), builder.options.limits());
        memory = store.newMemory(new MemType(asked.addr(), limits, true, asked.pageSizeLog2()));
        main = start(Participant.MAIN, null);
        watch(main);
        try {
            main.ready().join();
        } catch (CompletionException e) {
            close();
            throw new WebbleException("main could not start: " + e.getCause().getMessage(), e.getCause());
        }
    }

    /** A builder for a module's pool. */
    public static Builder builder(HostLayer layer, byte[] wasm) {
        return new Builder(layer.prepare(wasm));
    }

    // What participants ask for

    GuestModule module() {
        return module;
    }

    GuestOptions guestOptions() {
        return options.options;
    }

    Counters counters() {
        return counters;
    }

    ThreadBlock block(int id, int tlsSize, int tlsAlign) {
        return blocks.computeIfAbsent(id, i ->
                ThreadBlock.allocate(memory, options.stackBytes, tlsSize, tlsAlign));
    }

    /** One that was lost may have put something where another looks, and not come to telling it. */
    void lookAgain() {
        participants().forEach(Participant::lookAgain);
        Participant current = main;
        if (current != null) {
            current.lookAgain();
        }
    }

    void exit(int code) {
        exited.complete(code);
    }

    // Starting and ending

    /** How the pool behaves where the original is weak. */
    public WebbleMode mode() {
        return options.mode;
    }

    /** The memory that all participants share. */
    public MemoryInstance memory() {
        return memory;
    }

    /** The state of the runtime. */
    public WebbleState state() {
        return state;
    }

    /** Starts as many workers as the machine has cores, or four if that is not known. */
    public void init() {
        init(options.cores > 0 ? options.cores : 4);
    }

    /**
     * Starts so many workers; returns when all can drain.
     *
     * @throws WebbleException if the runtime is running, the guest refuses the number, or a worker cannot be made; then
     *         there are none
     */
    public void init(int count) {
        lifecycle.lock();
        try {
            checkOpen();
            if (state == WebbleState.RUNNING) {
                throw new WebbleException(REFUSALS[1]);
            }
            if (module.exports("__runtime_init", "ii:i")) {
                int code = (int) await(call("__runtime_init", count, mode() == WebbleMode.LEGACY ? LEGACY_FLAG : 0));
                if (code != 0) {
                    throw new WebbleException(code > 0 && code < REFUSALS.length ? REFUSALS[code]
                            : "the guest refuses: " + code);
                }
            }
            lock.lock();
            try {
                state = WebbleState.RUNNING;
                for (int i = 0; i < count; i++) {
                    workers.add(start(i, null));
                }
                workers.forEach(this::watch);
            } finally {
                lock.unlock();
            }
            awaitWorkers();
        } finally {
            lifecycle.unlock();
        }
    }

    private void awaitWorkers() {
        Set<Integer> words = new HashSet<>(Set.of(main.ready().join()));
        try {
            for (Participant each : participants()) {
                if (!words.add(each.ready().join())) {
                    throw new WebbleException("two participants have the same word");
                }
            }
        } catch (CompletionException | WebbleException e) {
            setState(WebbleState.UNINIT);
            stopWorkers(Duration.ZERO);
            finishRuntime(true);
            if (e instanceof WebbleException own) {
                throw own;
            }
            throw new WebbleException("a worker could not start: " + e.getCause().getMessage(), e.getCause());
        }
    }

    private Participant start(int id, Participant.First first) {
        Participant participant = new Participant(this, id, first);
        Worker worker = kernel.spawn(WorkerOptions.DEFAULT.named("webble-" + participant.name()), participant);
        participant.worker(worker);
        return participant;
    }

    /** To be called when a participant is known as what it is: it may have ended already. */
    private void watch(Participant participant) {
        participant.worker().onExit(reason -> ended(participant, reason));
    }

    private List<Participant> participants() {
        lock.lock();
        try {
            return List.copyOf(workers);
        } finally {
            lock.unlock();
        }
    }

    private void setState(WebbleState next) {
        lock.lock();
        try {
            state = next;
        } finally {
            lock.unlock();
        }
    }

    /** On the thread of a participant that ends. */
    private void ended(Participant participant, ExitReason reason) {
        if (!participant.ready().isDone()) {
            participant.ready().completeExceptionally(new ExitReason.Exit(reason));
        }
        if (participant.isMain()) {
            participant.jobs().forEach(job ->
                    job.completeExceptionally(new WebbleException("main has ended: " + reason)));
            return;
        }
        lock.lock();
        try {
            boolean current = participant.id() < workers.size() && workers.get(participant.id()) == participant;
            if (state != WebbleState.RUNNING || !current || !reason.isAbnormal()) {
                return;
            }
            counters.lost.increment();
            replace(participant, reason);
        } finally {
            lock.unlock();
        }
        options.onLoss.accept(participant.id(), reason);
    }

    /**
     * Gives a lost worker a successor; where that cannot be, nobody does its work, and the runtime ends. A successor
     * that could not begin will not the next time either, unless somebody ended it.
     */
    private void replace(Participant lost, ExitReason reason) {
        boolean began = !lost.ready().isCompletedExceptionally();
        if (mode() == WebbleMode.LEGACY || !began && !lost.succeeds()) {
            return;
        }
        if ((began || reason.kind() == ExitReason.Kind.KILLED) && options.budget.spend()) {
            Participant successor = start(lost.id(), new Participant.First("__worker_lost", lost.id()));
            workers.set(lost.id(), successor);
            counters.replaced.increment();
            watch(successor);
        } else {
            Thread.ofVirtual().name("webble-shutdown").start(this::shutdownIfOpen);
        }
    }

    private void shutdownIfOpen() {
        lifecycle.lock();
        try {
            if (!closed && state == WebbleState.RUNNING) {
                shutdown();
            }
        } finally {
            lifecycle.unlock();
        }
    }

    /** On main's thread: main has trapped. */
    void lost(int id, ExitReason reason) {
        options.onLoss.accept(id, reason);
    }

    /**
     * Ends the workers: asks them to leave, waits for a moment, and ends those by force that have not left; returns how
     * many those were. Without workers it does nothing but forbid tasks.
     */
    public int shutdown() {
        lifecycle.lock();
        try {
            checkOpen();
            setState(WebbleState.SHUTDOWN);
            askToLeave();
            int forced = stopWorkers(options.grace);
            finishRuntime(false);
            return forced;
        } finally {
            lifecycle.unlock();
        }
    }

    /** Tells the guest on main; a main that does not listen is ended and replaced. */
    private void askToLeave() {
        if (!module.exports("__runtime_shutdown", "")) {
            return;
        }
        if (!mainDoes("__runtime_shutdown", options.grace.plusSeconds(1))) {
            String recover = mode() == WebbleMode.IMPROVED ? "__worker_lost" : "";
            replaceMain(new Participant.First(recover, Participant.MAIN));
            mainDoes("__runtime_shutdown", Duration.ofDays(1));
        }
    }

    /** Calls a function on main; false if main does not get to it in time. */
    private boolean mainDoes(String export, Duration patience, Object... arguments) {
        try {
            call(export, arguments).get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            // it trapped: workers that were not told are ended by force
            return true;
        }
        return true;
    }

    private void replaceMain(Participant.First first) {
        main.worker().kill(ExitReason.killed("main does not listen"));
        main.worker().join();
        counters.forced.increment();
        main = start(Participant.MAIN, first);
        watch(main);
    }

    private int stopWorkers(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        int forced = 0;
        List<Participant> all = participants();
        for (Participant each : all) {
            try {
                each.worker().exited().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException | InterruptedException e) {
                forced += each.worker().kill(ExitReason.killed("shutdown")) ? 1 : 0;
            } catch (ExecutionException e) {
                throw new AssertionError(e);
            }
        }
        all.forEach(each -> each.worker().join());
        lock.lock();
        try {
            workers.clear();
        } finally {
            lock.unlock();
        }
        counters.forced.add(forced);
        return forced;
    }

    private void finishRuntime(boolean toUninit) {
        int argument = toUninit ? 1 : 0;
        if (module.exports("__runtime_ended", "i")
                && !mainDoes("__runtime_ended", options.grace.plusSeconds(1), argument)) {
            // such as when it waits for a lock that a worker held which was ended by force
            replaceMain(new Participant.First("__runtime_ended", argument));
            main.ready().exceptionally(failure -> null).join();
        }
    }

    /**
     * Ends a worker by force, wherever it is, such as one whose task spins; false if there is no such worker. In the
     * improved mode it gets a successor.
     */
    public boolean stop(int worker, String reason) {
        List<Participant> all = participants();
        return worker >= 0 && worker < all.size() && all.get(worker).worker().kill(ExitReason.killed(reason));
    }

    // Calls

    /**
     * Calls a function that the guest exports, on main, after what main does now. The future fails as the call does: a
     * trap, or a {@link WebbleException} if main is ended meanwhile.
     */
    public CompletableFuture<Object> call(String export, Object... arguments) {
        CompletableFuture<Object> result = new CompletableFuture<>();
        Participant target = main;
        target.jobs().add(result);
        result.whenComplete((value, failure) -> target.jobs().remove(result));
        Worker worker = target.worker();
        if (worker.mailbox().post(new Participant.Job(export, arguments, result)) == Mailbox.Post.CLOSED) {
            result.completeExceptionally(new WebbleException("main has ended"));
        } else if (worker.hasEnded()) {
            result.completeExceptionally(new WebbleException("main has ended: " + worker.exitReason()));
        }
        return result;
    }

    private static Object await(CompletableFuture<Object> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw new WebbleException("main: " + e.getCause().getMessage(), e.getCause());
        }
    }

    /** Completes with the code that the guest exits with. */
    public CompletableFuture<Integer> exited() {
        return exited;
    }

    /** What the pool has done. */
    public WebbleMetrics metrics() {
        return new WebbleMetrics(participants().size(), counters.drains.sum(), counters.microtasks.sum(),
                counters.sleeps.sum(), counters.lost.sum(), counters.replaced.sum(), counters.forced.sum());
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the pool is closed");
        }
    }

    /** Ends all participants by force, and gives the memory back; nobody may use it any more. */
    @Override
    public void close() {
        lifecycle.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            setState(WebbleState.SHUTDOWN);
            kernel.close();
            store.close();
            memory.close();
        } finally {
            lifecycle.unlock();
        }
    }

    /** What a pool is made from. Not for use by several threads. */
    public static final class Builder {
        private final GuestModule module;
        private WebbleMode mode = WebbleMode.IMPROVED;
        private GuestOptions options = GuestOptions.DEFAULT;
        private Duration grace = Duration.ofMillis(40);
        private int cores = Runtime.getRuntime().availableProcessors();
        private int stackBytes = 64 << 10;
        private RestartBudget budget = RestartBudget.of(1_000, Duration.ofSeconds(10));
        private BiConsumer<Integer, ExitReason> onLoss = (id, reason) -> { };

        private Builder(GuestModule module) {
            this.module = module;
        }

        /** How the pool behaves where the original is weak; improved by default. */
        public Builder mode(WebbleMode value) {
            mode = Objects.requireNonNull(value);
            return this;
        }

        /** Rights, console, clocks of every participant, and limits, which the shared memory counts against, too. */
        public Builder options(GuestOptions value) {
            options = Objects.requireNonNull(value);
            return this;
        }

        /** How long workers get to leave by themselves at a shutdown, 40 ms by default; main gets a second more. */
        public Builder grace(Duration time) {
            grace = Objects.requireNonNull(time);
            return this;
        }

        /** How many workers there are unless a number is given: by default as many as the machine has cores. */
        public Builder cores(int count) {
            cores = count;
            return this;
        }

        /** How large the shadow stack of each participant is; 64 KiB by default. */
        public Builder stackBytes(int bytes) {
            if (bytes < 1024) {
                throw new IllegalArgumentException("a stack of less than 1 KiB");
            }
            stackBytes = bytes;
            return this;
        }

        /** How often lost workers get successors; 1,000 times in ten seconds by default. */
        public Builder restarts(RestartBudget value) {
            budget = value.fresh();
            return this;
        }

        /** Told of each worker that is lost (-1: main has trapped) and why, on its thread. */
        public Builder onLoss(BiConsumer<Integer, ExitReason> listener) {
            onLoss = Objects.requireNonNull(listener);
            return this;
        }

        /** The pool, with main and without workers. */
        public WebblePool build() {
            return new WebblePool(this);
        }
    }
}
