package dev.weft.host.wasi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes an {@link InputStream} wait in a way that can be interrupted and polled.
 *
 * <p>Implementation note. Java cannot interrupt a thread that blocks in {@code System.in}, nor ask whether a read would
 * block. So the read that may block is done by a daemon thread, and the guest waits for it under a lock. The thread
 * never reads ahead: it makes one read when a guest asks for one, and starts with the first. What is available
 * anyway (a file, a full pipe) is read directly. Bytes that arrive after the guest gave up wait for the next who asks.
 */
final class InputPump {
    private static final int CAPACITY = 64 << 10;

    private final InputStream stream;
    private final boolean shared;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition asked = lock.newCondition();
    private byte[] buffer;
    private int start;
    private int end;
    private boolean wanted;
    private boolean finished;
    private IOException failure;
    private Thread thread;
    private Runnable listener;
    private boolean closed;

    InputPump(InputStream stream, boolean shared) {
        this.stream = stream;
        this.shared = shared;
    }

    /** Whether other descriptors, of this guest or another, read from it too. */
    boolean isShared() {
        return shared;
    }

    /** Reads at least one byte, or -1 at the end. */
    int read(ByteBuffer target) throws IOException {
        lock.lock();
        try {
            if (start == end && !finished && !wanted && failure == null) {
                int available = stream.available();
                if (available > 0) {
                    int count = stream.read(target.array(), target.arrayOffset() + target.position(),
                        Math.min(available, target.remaining()));
                    target.position(target.position() + Math.max(count, 0));
                    return count;
                }
            }
            awaitLocked(Long.MAX_VALUE);
            if (start < end) {
                int count = Math.min(end - start, target.remaining());
                target.put(buffer, start, count);
                start += count;
                return count;
            }
            if (failure != null) {
                IOException thrown = failure;
                failure = null;
                throw thrown;
            }
            return -1;
        } finally {
            lock.unlock();
        }
    }

    /** How many bytes are known to be there; 1 at the end or after a failure, which a read tells at once. */
    long ready() {
        lock.lock();
        try {
            if (start < end) {
                return end - start;
            }
            if (finished || failure != null) {
                return 1;
            }
            return wanted ? 0 : stream.available();
        } catch (IOException e) {
            return 1;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the end was reached. */
    boolean atEnd() {
        lock.lock();
        try {
            return finished && start == end;
        } finally {
            lock.unlock();
        }
    }

    /** Waits up to {@code nanos} until a read would not block. */
    boolean await(long nanos) throws IOException {
        if (ready() > 0) {
            return true;
        }
        lock.lock();
        try {
            return awaitLocked(nanos);
        } finally {
            lock.unlock();
        }
    }

    /** Asks for input and has {@code whenReady} run once it is there; null: no more. */
    void listen(Runnable whenReady) {
        lock.lock();
        try {
            listener = whenReady;
            if (whenReady != null) {
                ask();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread that reads, also in the middle of a read that can be interrupted: nobody will read any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            if (thread != null) {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitLocked(long nanos) throws IOException {
        long left = nanos;
        while (start == end && !finished && failure == null) {
            ask();
            if (left <= 0) {
                return false;
            }
            try {
                left = arrived.awaitNanos(left);
            } catch (InterruptedException e) {
                throw Interruption.of(e);
            }
        }
        return true;
    }

    private void ask() {
        if (start < end || finished || failure != null) {
            return;
        }
        wanted = true;
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("weft-wasi-input").start(this::run);
        }
        asked.signal();
    }

    private void run() {
        byte[] bytes = new byte[CAPACITY];
        while (true) {
            int count = -1;
            IOException thrown = null;
            try {
                if (!awaitWanted()) {
                    return;
                }
                count = stream.read(bytes, 0, bytes.length);
            } catch (IOException e) {
                thrown = e;
            } catch (RuntimeException e) {
                thrown = new IOException(e);
            } catch (InterruptedException e) {
                return;
            }
            lock.lock();
            try {
                wanted = false;
                failure = thrown;
                finished |= thrown == null && count < 0;
                if (count > 0) {
                    byte[] spare = buffer == null ? new byte[CAPACITY] : buffer;
                    buffer = bytes;
                    bytes = spare;
                    start = 0;
                    end = count;
                }
                arrived.signalAll();
                if (listener != null) {
                    listener.run();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits for the next request; after a while without one the thread ends, and the next request starts another. */
    private boolean awaitWanted() throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(10);
            while (!wanted || closed) {
                if (left <= 0 || closed) {
                    thread = null;
                    return false;
                }
                left = asked.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
