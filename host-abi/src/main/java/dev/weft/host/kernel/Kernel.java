package dev.weft.host.kernel;

import dev.weft.host.ExitReason;
import dev.weft.host.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Workers that have mail for each other: what all worker systems are made of.
 *
 * <p>A worker is a {@link Program} on a virtual thread of its own, with a number that is never used again, a bounded
 * mailbox, and usually a guest. It ends with an {@link ExitReason}, of which monitors and links tell others. A worker
 * that waits costs no thread; one that computes lets others run every ten milliseconds, also from the middle of a
 * guest's loop (where the engine's tier obeys control); one that is killed ends wherever it is.
 *
 * <p>Threads: safe for any thread.
 */
public final class Kernel implements AutoCloseable {
    private static final ExitReason CLOSED = ExitReason.killed("the kernel is closed");

    private final Map<Long, Worker> workers = new ConcurrentHashMap<>();
    private final AtomicLong nextId = new AtomicLong();
    private final AtomicLong nextReference = new AtomicLong();
    private final LongAdder finished = new LongAdder();
    private final LongAdder restarted = new LongAdder();
    private final Semaphore instances;
    private final Ticker ticker = new Ticker();
    /** Whether others hear of its workers. */
    private final boolean heard;
    private volatile boolean closed;

    private Kernel(Builder builder, boolean heard) {
        this.heard = heard;
        instances = builder.maxInstances == 0 ? null : new Semaphore(builder.maxInstances, true);
    }

    /** A kernel with the defaults. */
    public static Kernel create() {
        return builder().build();
    }

    /** One of whose workers no log tells, nor does a ticker make them yield. */
    static Kernel unheard() {
        Kernel kernel = new Kernel(builder(), false);
        kernel.ticker().close();
        return kernel;
    }

    boolean isHeard() {
        return heard;
    }

    /** A builder that starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts a worker.
     *
     * @throws IllegalStateException if the kernel is closed
     */
    public Worker spawn(WorkerOptions options, Program program) {
        return spawn(options, null, program, null).worker();
    }

    /** A worker, and the reference of the monitor that it has from the start. */
    public record Monitored(Worker worker, long reference) {
    }

    /** Starts a worker that another one monitors from before it runs. */
    public Monitored spawnMonitored(Worker watcher, WorkerOptions options, Program program) {
        return spawn(options, watcher, program, null);
    }

    /** The same after another worker with these options, on its thread if that one has ended and lends it; or null. */
    Monitored spawnMonitored(Worker watcher, WorkerOptions options, Program program, Worker before) {
        return spawn(options, watcher, program, before);
    }

    private Monitored spawn(WorkerOptions options, Worker watcher, Program program, Worker before) {
        Thread thread = before == null ? null : before.lendThread();
        Worker worker = new Worker(this, nextId.getAndIncrement(), options, program, thread);
        workers.put(worker.id(), worker);
        if (closed) {
            // who closes the kernel may have found it by now, and waits for its end
            worker.kill(CLOSED);
            worker.start(before);
            throw new IllegalStateException("the kernel is closed");
        }
        for (Worker other : options.links()) {
            worker.link(other);
        }
        long reference = watcher == null ? -1 : watcher.monitor(worker);
        worker.start(before);
        return new Monitored(worker, reference);
    }

    /** Starts a worker with the default options. */
    public Worker spawn(Program program) {
        return spawn(WorkerOptions.DEFAULT, program);
    }

    /** The worker of a number, or null if it has ended or never was. */
    public Worker find(long id) {
        return workers.get(id);
    }

    /** The workers that have not ended, in the order of their numbers. */
    public List<Worker> workers() {
        List<Worker> all = new ArrayList<>(workers.values());
        all.sort((a, b) -> Long.compare(a.id(), b.id()));
        return all;
    }

    /** How many workers have not ended. */
    public int liveCount() {
        return workers.size();
    }

    /** How many workers were ever started. */
    public long spawnedCount() {
        return nextId.get();
    }

    /** How many workers have ended. */
    public long finishedCount() {
        return finished.sum();
    }

    /** How often supervisors have started a child again. */
    public long restartedCount() {
        return restarted.sum();
    }

    void countRestart() {
        restarted.increment();
    }

    /** What all workers that have not ended have taken together. */
    public Usage usage() {
        Usage sum = Usage.NONE;
        for (Worker worker : workers.values()) {
            sum = sum.plus(worker.usage());
        }
        return sum;
    }

    /**
     * Kills all workers and waits for their ends; returns how many there were. Workers that they start meanwhile end,
     * too.
     */
    public int shutdown(String reason) {
        int count = 0;
        while (true) {
            Worker[] all = workers.values().toArray(Worker[]::new);
            if (all.length == 0) {
                return count;
            }
            for (Worker worker : all) {
                if (worker.kill(ExitReason.killed(reason))) {
                    count++;
                }
            }
            for (int i = 0; i < all.length; i++) {
                all[i].join();
                // of a million that have ended, none is to be kept
                all[i] = null;
            }
        }
    }

    /** Ends all workers, and lets nobody start one. */
    @Override
    public void close() {
        closed = true;
        shutdown(CLOSED.detail());
        ticker.close();
    }

    long nextReference() {
        return nextReference.getAndIncrement();
    }

    Ticker ticker() {
        return ticker;
    }

    /** The permits for guests, or null if there may be any number. */
    Semaphore instances() {
        return instances;
    }

    /** A worker is no longer to be found. */
    void remove(Worker worker) {
        workers.remove(worker.id());
        finished.increment();
    }

    /** What a kernel is made from. Not for use by several threads. */
    public static final class Builder {
        private int maxInstances;

        private Builder() {
        }

        /** How many guests may be there at once: a worker that wants to host one more waits. 0, the default: any. */
        public Builder maxInstances(int count) {
            if (count < 0) {
                throw new IllegalArgumentException("a number of instances cannot be negative");
            }
            maxInstances = count;
            return this;
        }

        /** The kernel. */
        public Kernel build() {
            return new Kernel(this, true);
        }
    }
}
