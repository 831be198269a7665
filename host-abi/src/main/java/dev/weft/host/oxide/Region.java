package dev.weft.host.oxide;

import dev.weft.runtime.memory.MemoryAllocationException;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.runtime.memory.MemoryLimiter;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that a guest and the workers it shares them with all see, each with rights of its own.
 *
 * <p>Threads: each holder's; the bytes are a shared memory.
 */
final class Region {
    static final int READ = 1;
    static final int WRITE = 2;
    private static final long MOST_BYTES = 256L << 20;
    private static final int MOST_HOLDERS = 1_000;
    private static final AtomicLong ALL_BYTES = new AtomicLong();

    final Bytes bytes;
    final int rights;
    private boolean closed;

    /** The bytes and how many hold them. */
    static final class Bytes {
        final MemoryInstance memory;
        final int length;
        private final long reserved;
        private final AtomicInteger holders = new AtomicInteger();

        private Bytes(MemoryInstance memory, int length, long reserved) {
            this.memory = memory;
            this.length = length;
            this.reserved = reserved;
        }
    }

    private Region(Bytes bytes, int rights) {
        this.bytes = bytes;
        this.rights = rights;
        bytes.holders.incrementAndGet();
    }

    /** A region of zeros; null if there is no room. */
    static Region create(int length) {
        long pages = (length + 0xFFFFL) >>> 16;
        long reserved = pages << 16;
        if (length <= 0 || ALL_BYTES.addAndGet(reserved) > MOST_BYTES) {
            if (length > 0) {
                ALL_BYTES.addAndGet(-reserved);
            }
            return null;
        }
        try {
            return new Region(new Bytes(MemoryInstance.allocate(pages, pages, 16, true, false,
                    MemoryLimiter.upTo(reserved)), length, reserved), READ | WRITE);
        } catch (MemoryAllocationException e) {
            ALL_BYTES.addAndGet(-reserved);
            return null;
        }
    }

    /** The same bytes for another holder, with no more rights than this one has; null if there are too many holders. */
    Region share(int asked) {
        return bytes.holders.get() >= MOST_HOLDERS ? null : new Region(bytes, rights & asked);
    }

    boolean has(int offset, int count) {
        return (offset & 0xFFFF_FFFFL) + (count & 0xFFFF_FFFFL) <= bytes.length;
    }

    /** The holder lets go; who is last gives the bytes back. */
    void close() {
        if (!closed) {
            closed = true;
            if (bytes.holders.decrementAndGet() == 0) {
                bytes.memory.close();
                ALL_BYTES.addAndGet(-bytes.reserved);
            }
        }
    }
}
