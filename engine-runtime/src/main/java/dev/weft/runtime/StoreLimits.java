package dev.weft.runtime;

/**
 * What the guests of one store may use together. Immutable.
 *
 * <p>A growth past a limit fails as the specification allows (-1), a creation past it throws {@link
 * LimitExceededException}, a call past the depth traps "call stack exhausted".
 *
 * @param memoryBytes   of all linear memories
 * @param tableElements of all tables
 * @param instances     how many module instances
 * @param callDepth     how many calls may be nested
 * @param stackSlots    how many values all active calls may hold, a v128 counting twice
 * @param objectBytes   of all structures and arrays, as long as the collector has not found them dead: making one more
 *                      traps "out of memory". They are only counted if the engine's limits have such a limit, too
 */
public record StoreLimits(long memoryBytes, long tableElements, int instances, int callDepth, int stackSlots,
        long objectBytes) {
    /**
     * 16 GiB of memory, 10 million table elements, a million instances, 10,000 nested calls, 8 million values, and as
     * many objects as the JVM has room for.
     */
    public static final StoreLimits DEFAULT =
            new StoreLimits(1L << 34, 10_000_000, 1_000_000, 10_000, 1 << 23, Long.MAX_VALUE);

    public StoreLimits {
        if (memoryBytes < 0 || tableElements < 0 || instances < 0 || callDepth < 1 || stackSlots < 128
                || objectBytes < 0) {
            throw new IllegalArgumentException("a limit is negative or too small");
        }
    }

    /** The same but for the bytes of all memories. */
    public StoreLimits withMemoryBytes(long bytes) {
        return new StoreLimits(bytes, tableElements, instances, callDepth, stackSlots, objectBytes);
    }

    /** The same but for the elements of all tables. */
    public StoreLimits withTableElements(long elements) {
        return new StoreLimits(memoryBytes, elements, instances, callDepth, stackSlots, objectBytes);
    }

    /** The same but for the number of instances. */
    public StoreLimits withInstances(int count) {
        return new StoreLimits(memoryBytes, tableElements, count, callDepth, stackSlots, objectBytes);
    }

    /** The same but for the depth of calls. */
    public StoreLimits withCallDepth(int depth) {
        return new StoreLimits(memoryBytes, tableElements, instances, depth, stackSlots, objectBytes);
    }

    /** The same but for the values of all active calls. */
    public StoreLimits withStackSlots(int slots) {
        return new StoreLimits(memoryBytes, tableElements, instances, callDepth, slots, objectBytes);
    }

    /** The same but for the bytes of all structures and arrays. */
    public StoreLimits withObjectBytes(long bytes) {
        return new StoreLimits(memoryBytes, tableElements, instances, callDepth, stackSlots, bytes);
    }
}
