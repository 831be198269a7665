package dev.weft.host.webble;

import dev.weft.host.kernel.Kernel;
import dev.weft.host.kernel.Worker;
import dev.weft.host.kernel.WorkerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Webble's model for tasks written in Java: pinned ones, which stay on the worker that had the least to do; stealable
 * ones, which run wherever there is room; and work for the main thread.
 *
 * <pre>{@code
 * try (TaskPool pool = TaskPool.start(4)) {
 *     CompletableFuture<Long> sum = pool.spawnStealable(() -> heavy(1));
 *     CompletableFuture<String> name = pool.spawn(() -> pool.onMain(console::readLine),
 *             line -> line.thenApplyAsync(String::strip, TaskPool.here()));
 *     pool.runMain(name);
 * }
 * }</pre>
 *
 * <p>A task that waits suspends: its body gives something, such as a stage, from which the rest is made, and what comes
 * later runs on {@link #here()}, which for a pinned task is its own worker, so that it may hold what is not safe for
 * threads. A future that is cancelled before its task runs keeps it from running. What a task throws fails its future
 * and nothing else. When the pool is closed, tasks that are not done fail with a {@link CancellationException}.
 *
 * <p>Threads: safe for any thread. Workers are threads of the platform; a task that blocks blocks its worker.
 *
 * <p>Implementation note. As in the guests' scheduler: work is queued before a signal is counted up; a worker reads its
 * signal before it looks for work, and sleeps only while that has not changed; one that says it is idle looks once more
 * before it sleeps.
 */
public final class TaskPool implements AutoCloseable {
    private static final int MAIN = -1;
    /** The lane whose thread this is. */
    private static final ThreadLocal<Lane> LANE = new ThreadLocal<>();
    /** Where the step that runs goes on. */
    private static final ThreadLocal<Executor> HERE = new ThreadLocal<>();

    private final Kernel kernel = Kernel.create();
    private final List<Lane> lanes = new ArrayList<>();
    private final Lane main = new Lane(this, MAIN);
    private final Queue<Runnable> injector = new ConcurrentLinkedQueue<>();
    private final Executor anywhere = this::offer;
    private final AtomicLongArray idle;
    private final Set<CompletableFuture<?>> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** What is queued for one thread: a worker, or main. */
    private static final class Lane implements Executor {
        final TaskPool pool;
        final int id;
        final Queue<Runnable> incoming = new ConcurrentLinkedQueue<>();
        final Queue<Runnable> ready = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedDeque<Runnable> local = new ConcurrentLinkedDeque<>();
        final AtomicInteger load = new AtomicInteger();
        final AtomicInteger signal = new AtomicInteger();
        volatile Thread thread;

        Lane(TaskPool pool, int id) {
            this.pool = pool;
            this.id = id;
        }

        /** Goes on with a task of this lane. */
        @Override
        public void execute(Runnable step) {
            ready.add(step);
            raise();
        }

        void raise() {
            signal.incrementAndGet();
            LockSupport.unpark(thread);
        }

        void runWhatIsThere() {
            runAll(ready);
            runAll(incoming);
        }

        /** Runs those that are there now, not those that come meanwhile. */
        private void runAll(Queue<Runnable> queue) {
            for (int left = queue.size(); left > 0; left--) {
                run(this, queue.poll());
            }
        }

        /** Sleeps until the signal is another one. */
        void sleep(int seen) {
            while (signal.get() == seen && !pool.closed) {
                LockSupport.park(this);
                Thread.interrupted();
            }
        }
    }

    private TaskPool(int workers) {
        idle = new AtomicLongArray((workers + 63) / 64);
        for (int i = 0; i < workers; i++) {
            lanes.add(new Lane(this, i));
        }
        WorkerOptions options = WorkerOptions.DEFAULT.onPlatformThread(1 << 20);
        for (Lane lane : lanes) {
            kernel.spawn(options.named("weft-task-" + lane.id), self -> work(self, lane));
        }
    }

    /** A pool with so many workers, at least one. */
    public static TaskPool start(int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException("a pool without workers");
        }
        return new TaskPool(workers);
    }

    // Spawning

    /** Runs a task on the worker with the least load, the first of them. */
    public <T> CompletableFuture<T> spawn(Callable<T> task) {
        return spawn(task, CompletableFuture::completedFuture);
    }

    /** The same for a task that may suspend: it is done when the stage is that is made from what the body gives. */
    public <B, T> CompletableFuture<T> spawn(Callable<B> body, Function<? super B, ? extends CompletionStage<T>> rest) {
        Lane owner = lanes.getFirst();
        for (Lane lane : lanes) {
            owner = lane.load.get() < owner.load.get() ? lane : owner;
        }
        AtomicInteger load = owner.load;
        load.incrementAndGet();
        CompletableFuture<T> future = track();
        future.whenComplete((value, failure) -> load.decrementAndGet());
        owner.incoming.add(() -> begin(future, body, rest));
        owner.raise();
        return future;
    }

    /** Runs a task on whichever worker has time. */
    public <T> CompletableFuture<T> spawnStealable(Callable<T> task) {
        return spawnStealable(task, CompletableFuture::completedFuture);
    }

    /** The same for a task that may suspend, as {@link #spawn(Callable, Function)}; each step may be elsewhere. */
    public <B, T> CompletableFuture<T> spawnStealable(Callable<B> body,
            Function<? super B, ? extends CompletionStage<T>> rest) {
        CompletableFuture<T> future = track();
        offer(() -> begin(future, body, rest));
        return future;
    }

    /** Runs a task on the thread that is in {@link #runMain}, or the next one that will be. */
    public <T> CompletableFuture<T> onMain(Callable<T> task) {
        return onMain(task, CompletableFuture::completedFuture);
    }

    /** The same for a task that may suspend, as {@link #spawn(Callable, Function)}. */
    public <B, T> CompletableFuture<T> onMain(Callable<B> body,
            Function<? super B, ? extends CompletionStage<T>> rest) {
        CompletableFuture<T> future = track();
        main.incoming.add(() -> begin(future, body, rest));
        main.raise();
        return future;
    }

    /**
     * Where the task that runs goes on after it was suspended: its worker, main, or, if it is stealable, any worker.
     *
     * @throws IllegalStateException if no task runs on this thread
     */
    public static Executor here() {
        Executor executor = HERE.get();
        if (executor == null) {
            throw new IllegalStateException("no task runs on this thread");
        }
        return executor;
    }

    /** The worker that runs this: its number, -1 for main; -2 for a thread that is none of a pool's. */
    public static int threadId() {
        Lane lane = LANE.get();
        return lane == null ? -2 : lane.id;
    }

    private <T> CompletableFuture<T> track() {
        CompletableFuture<T> future = new CompletableFuture<>();
        open.add(future);
        future.whenComplete((value, failure) -> open.remove(future));
        if (closed) {
            cancel(future);
        }
        return future;
    }

    private static void cancel(CompletableFuture<?> future) {
        future.completeExceptionally(new CancellationException("the pool is closed"));
    }

    private static <B, T> void begin(CompletableFuture<T> future, Callable<B> body,
            Function<? super B, ? extends CompletionStage<T>> rest) {
        if (future.isDone()) {
            return;
        }
        try {
            rest.apply(body.call()).whenComplete((value, failure) -> {
                if (failure != null) {
                    future.completeExceptionally(failure);
                } else {
                    future.complete(value);
                }
            });
        } catch (Throwable thrown) {
            future.completeExceptionally(thrown);
        }
    }

    /** Queues a step of a stealable task, on this thread's worker if it is one, and wakes an idle one. */
    private void offer(Runnable step) {
        Lane own = LANE.get();
        if (own != null && own.pool == this && own.id != MAIN) {
            own.local.addLast(step);
        } else {
            injector.add(step);
        }
        wakeOne();
    }

    /** Claims the lowest idle worker and wakes it. */
    private void wakeOne() {
        for (int word = 0; word < idle.length(); word++) {
            long mask = idle.get(word);
            while (mask != 0) {
                long bit = Long.lowestOneBit(mask);
                if (idle.compareAndSet(word, mask, mask & ~bit)) {
                    lanes.get(word * 64 + Long.numberOfTrailingZeros(bit)).raise();
                    return;
                }
                mask = idle.get(word);
            }
        }
    }

    // Running

    private static void run(Executor place, Runnable step) {
        Executor before = HERE.get();
        HERE.set(place);
        try {
            step.run();
        } catch (Throwable thrown) {
            // a step that goes on with a task has failed: whoever made it has its own future to tell
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        } finally {
            HERE.set(before);
        }
    }

    private void work(Worker self, Lane lane) {
        lane.thread = Thread.currentThread();
        LANE.set(lane);
        while (!closed) {
            self.checkExit();
            int seen = lane.signal.get();
            setIdle(lane, false);
            lane.runWhatIsThere();
            Runnable step = nextStealable(lane);
            if (step != null) {
                run(anywhere, step);
                continue;
            }
            setIdle(lane, true);
            if (lane.local.isEmpty() && injector.isEmpty()) {
                lane.sleep(seen);
            }
        }
    }

    private void setIdle(Lane lane, boolean value) {
        long bit = 1L << lane.id;
        idle.accumulateAndGet(lane.id / 64, bit, (mask, own) -> value ? mask | own : mask & ~own);
    }

    /** The newest of its own, else the oldest of another worker's with half of what that has, else of the injector. */
    private Runnable nextStealable(Lane lane) {
        Runnable step = lane.local.pollLast();
        for (int i = 1; step == null && i < lanes.size(); i++) {
            Lane victim = lanes.get((lane.id + i) % lanes.size());
            int more = victim.local.isEmpty() ? 0 : victim.local.size() / 2;
            step = victim.local.pollFirst();
            for (Runnable next; step != null && more > 1 && (next = victim.local.pollFirst()) != null; more--) {
                lane.local.addLast(next);
            }
        }
        return step != null ? step : injector.poll();
    }

    /**
     * Makes this thread the main one, which runs what {@link #onMain} was given, until a future is done or the pool is
     * closed.
     *
     * @throws IllegalStateException if another thread is the main one, or this one runs a task
     */
    public void runMain(CompletableFuture<?> until) {
        synchronized (main) {
            if (main.thread != null || LANE.get() != null) {
                throw new IllegalStateException("there is a main thread, or this is a worker");
            }
            main.thread = Thread.currentThread();
        }
        LANE.set(main);
        until.whenComplete((value, failure) -> main.raise());
        try {
            while (true) {
                int seen = main.signal.get();
                main.runWhatIsThere();
                if (until.isDone() || closed) {
                    return;
                }
                main.sleep(seen);
            }
        } finally {
            LANE.remove();
            main.thread = null;
        }
    }

    // Looking and ending

    /** How many workers there are. */
    public int workers() {
        return lanes.size();
    }

    /** How many pinned tasks of a worker are not done. */
    public int load(int worker) {
        return lanes.get(worker).load.get();
    }

    /** How many tasks and steps wait to run: pinned ones that are new, and stealable ones. */
    public int waiting() {
        int sum = injector.size();
        for (Lane lane : lanes) {
            sum += lane.incoming.size() + lane.local.size();
        }
        return sum;
    }

    /** Fails what is not done, interrupts tasks that run, and waits until the workers have ended. */
    @Override
    public void close() {
        closed = true;
        open.forEach(TaskPool::cancel);
        lanes.forEach(Lane::raise);
        main.raise();
        kernel.close();
    }
}
