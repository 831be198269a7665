package dev.weft.host.caos;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/** Remembers what happened last, up to a number of requests and as many jobs. Threads: safe for any thread. */
public final class Timeline implements Tracer {
    private final int most;
    private final Deque<RunTrace> runs = new ArrayDeque<>();
    private final Deque<JobTrace> jobs = new ArrayDeque<>();

    /** A timeline that remembers so many. */
    public Timeline(int most) {
        this.most = most;
    }

    @Override
    public synchronized void run(RunTrace run) {
        add(runs, run);
    }

    @Override
    public synchronized void job(JobTrace job) {
        add(jobs, job);
    }

    private <T> void add(Deque<T> queue, T trace) {
        if (queue.size() == most) {
            queue.removeFirst();
        }
        queue.add(trace);
    }

    /** The requests, in the order of their starts. */
    public synchronized List<RunTrace> runs() {
        List<RunTrace> sorted = new ArrayList<>(runs);
        sorted.sort(Comparator.comparingLong(RunTrace::start).thenComparingInt(RunTrace::depth));
        return sorted;
    }

    /** The guests, in the order of their starts. */
    public synchronized List<JobTrace> jobs() {
        List<JobTrace> sorted = new ArrayList<>(jobs);
        sorted.sort(Comparator.comparingLong(JobTrace::start));
        return sorted;
    }

    /** Forgets all. */
    public synchronized void clear() {
        runs.clear();
        jobs.clear();
    }
}
