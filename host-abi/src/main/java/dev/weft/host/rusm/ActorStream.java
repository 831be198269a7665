package dev.weft.host.rusm;

import dev.weft.host.kernel.Mail;
import dev.weft.host.kernel.Worker;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A pipe of chunks from one process to another; as mail, the news for the reader that it is there. One who writes a
 * seventeenth chunk waits until the reader has taken the first.
 *
 * <p>Threads: the writer's and the reader's; both ends may be given up by any.
 */
final class ActorStream implements Mail {
    /** How many chunks wait for the reader at most. */
    static final int CHUNKS = 16;

    private final long from;
    private final Actor reader;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<byte[]> chunks = new ArrayDeque<>(4);
    private boolean ended;
    private boolean dropped;

    ActorStream(long from, Actor reader) {
        this.from = from;
        this.reader = reader;
    }

    /** The writer's number. */
    long from() {
        return from;
    }

    @Override
    public int weight() {
        return 0;
    }

    @Override
    public boolean isSignal() {
        return true;
    }

    /** Adds a chunk, waiting for room; false if nobody will read it. */
    boolean write(Worker self, byte[] chunk) throws Exception {
        lock.lock();
        try {
            if (chunks.size() == CHUNKS && !dropped) {
                self.blocking(() -> {
                    while (chunks.size() == CHUNKS && !dropped) {
                        changed.await();
                    }
                    return null;
                });
            }
            if (dropped) {
                return false;
            }
            chunks.add(chunk);
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a chunk, waiting for one; null if there will be none. */
    byte[] read(Worker self) throws Exception {
        lock.lock();
        try {
            if (chunks.isEmpty() && !ended) {
                self.blocking(() -> {
                    while (chunks.isEmpty() && !ended) {
                        changed.await();
                    }
                    return null;
                });
            }
            byte[] chunk = chunks.poll();
            if (chunk != null) {
                changed.signalAll();
            }
            return chunk;
        } finally {
            lock.unlock();
        }
    }

    /** The writer has written all. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The reader reads no more. */
    void drop() {
        lock.lock();
        try {
            dropped = true;
            chunks.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        reader.forget(this);
    }

    /** How many chunks wait for the reader. */
    int waiting() {
        lock.lock();
        try {
            return chunks.size();
        } finally {
            lock.unlock();
        }
    }

    boolean isDropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }
}
