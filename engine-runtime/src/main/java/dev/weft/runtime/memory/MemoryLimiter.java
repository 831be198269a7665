package dev.weft.runtime.memory;

/**
 * Decides whether a linear memory may have a size: it is asked once when a memory is created and once for every growth.
 *
 * <p>All sizes are in bytes. A refused {@code memory.grow} returns −1 to the guest; a refused creation throws
 * {@link MemoryAllocationException}. Shared memories ask from whichever thread grows them, so an implementation that
 * counts must be thread-safe.
 */
@FunctionalInterface
public interface MemoryLimiter {
    /** The default for an engine without limits of its own: 16 GiB a memory, which memory32 cannot reach. */
    MemoryLimiter DEFAULT = upTo(1L << 34);

    /**
     * Whether a memory of {@code currentBytes} (0: it is being created) may become {@code desiredBytes} long.
     *
     * @param maximumBytes what the memory's type allows at most
     */
    boolean mayGrow(long currentBytes, long desiredBytes, long maximumBytes);

    /** Told when the system had no room for what {@link #mayGrow} had just allowed, for those that keep accounts. */
    default void didNotGrow(long currentBytes, long desiredBytes) {
    }

    /** The most that {@link #mayGrow} ever allows: a hint how much address space to set aside for a memory. */
    default long ceiling() {
        return 1L << 34;
    }

    /** A limiter that gives every memory up to {@code bytes}. */
    static MemoryLimiter upTo(long bytes) {
        return new MemoryLimiter() {
            @Override
            public boolean mayGrow(long currentBytes, long desiredBytes, long maximumBytes) {
                return desiredBytes <= bytes;
            }

            @Override
            public long ceiling() {
                return bytes;
            }
        };
    }
}
