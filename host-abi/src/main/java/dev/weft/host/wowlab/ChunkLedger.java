package dev.weft.host.wowlab;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Who works on which chunk of a job: a chunk that is not completed in time goes to somebody else, three times at most;
 * each is completed once.
 *
 * <p>Threads: safe for any thread. Time is what the caller says it is, in milliseconds.
 */
public final class ChunkLedger {
    /** How long a chunk may take. */
    public static final Duration TIMEOUT = Duration.ofMinutes(5);
    /** How often a chunk is given out at most. */
    public static final int ATTEMPTS = 3;

    private final long timeoutMillis;
    private final int attempts;
    private final Deque<Integer> pending = new ArrayDeque<>();
    private final Map<Integer, Entry> entries = new HashMap<>();
    private long lastToken;

    /** What became of a completion, with the status that it has over HTTP. */
    public enum Completion {
        /** It is the chunk's result. */
        ACCEPTED(200),
        /** The same had been said before. */
        DUPLICATE(200),
        /** The same claim had been completed with other bytes. */
        CONFLICT(409),
        /** The claim is not the chunk's any more, or never was. */
        STALE(410);

        private final int status;

        Completion(int status) {
            this.status = status;
        }

        /** The status of HTTP. */
        public int status() {
            return status;
        }
    }

    /**
     * A chunk that somebody works on.
     *
     * @param token   proves it
     * @param attempt from 1
     */
    public record Claim(int chunk, long token, int attempt) {
    }

    private enum State { PENDING, RUNNING, DONE, FAILED }

    private static final class Entry {
        State state = State.PENDING;
        int attempts;
        long token;
        long claimedAt;
        byte[] result;
    }

    /** A ledger of a job of so many chunks, with the standard limits. */
    public ChunkLedger(int chunks) {
        this(chunks, TIMEOUT, ATTEMPTS);
    }

    /** A ledger of a job of so many chunks. */
    public ChunkLedger(int chunks, Duration timeout, int attempts) {
        this.timeoutMillis = timeout.toMillis();
        this.attempts = attempts;
        for (int i = 0; i < chunks; i++) {
            pending.add(i);
            entries.put(i, new Entry());
        }
    }

    /** Gives out the oldest chunk that nobody works on; null if there is none. */
    public synchronized Claim claim(long now) {
        Integer chunk = pending.poll();
        if (chunk == null) {
            return null;
        }
        Entry entry = entries.get(chunk);
        entry.state = State.RUNNING;
        entry.attempts++;
        entry.token = ++lastToken;
        entry.claimedAt = now;
        return new Claim(chunk, entry.token, entry.attempts);
    }

    /** Says that a chunk is done. */
    public synchronized Completion complete(int chunk, long token, byte[] result) {
        Entry entry = entries.get(chunk);
        if (entry == null || entry.token != token || entry.state == State.PENDING || entry.state == State.FAILED) {
            return Completion.STALE;
        }
        if (entry.state == State.DONE) {
            return Arrays.equals(entry.result, result) ? Completion.DUPLICATE : Completion.CONFLICT;
        }
        entry.state = State.DONE;
        entry.result = result.clone();
        return Completion.ACCEPTED;
    }

    /** Takes back chunks that took too long; those given out often enough have failed. Returns how many. */
    public synchronized int sweep(long now) {
        int count = 0;
        for (Map.Entry<Integer, Entry> each : entries.entrySet()) {
            Entry entry = each.getValue();
            if (entry.state == State.RUNNING && now - entry.claimedAt > timeoutMillis) {
                count++;
                entry.token = -1;
                if (entry.attempts >= attempts) {
                    entry.state = State.FAILED;
                } else {
                    entry.state = State.PENDING;
                    pending.add(each.getKey());
                }
            }
        }
        return count;
    }

    /** Whether every chunk is done or has failed. */
    public synchronized boolean isOver() {
        return entries.values().stream().allMatch(entry -> entry.state == State.DONE || entry.state == State.FAILED);
    }

    /** Whether the job has failed: all is over and some chunk has failed for good. */
    public synchronized boolean hasFailed() {
        return isOver() && entries.values().stream().anyMatch(entry -> entry.state == State.FAILED);
    }

    /** How many chunks a simulation has. */
    public static int chunks(long iterations) {
        return Math.toIntExact((iterations + ChunkTask.ITERATIONS - 1) / ChunkTask.ITERATIONS);
    }
}
