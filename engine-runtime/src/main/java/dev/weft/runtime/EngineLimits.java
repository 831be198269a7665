package dev.weft.runtime;

import java.time.Duration;

/**
 * What all stores of one engine may use together, and its compiler. Immutable.
 *
 * <p>A store is bound by its own limits, {@link StoreLimits}, and by what others have left of these; what happens past
 * them is the same. Compiled code belongs to modules, which stores share, and so has a limit here only: past it
 * functions stay with the interpreter, and a compiler that is alone throws {@link LimitExceededException}.
 *
 * <p>A store gives back what it used when it is closed, or has become unreachable.
 *
 * @param memoryBytes   of all linear memories
 * @param tableElements of all tables
 * @param instances     how many module instances
 * @param objectBytes   of all structures and arrays, as in {@link StoreLimits#objectBytes}
 * @param codeBytes     of JVM classes: of compiled code, and of structure types
 * @param structClassBytes of JVM classes of structure types alone, which the interpreter needs, too: past it making the
 *                      first structure of another type traps "out of memory". All engines of the process share the
 *                      class of a type; it is counted by the one that was the first to need it
 * @param compileTime   that may be spent on compiled code, on all threads
 */
public record EngineLimits(long memoryBytes, long tableElements, long instances, long objectBytes, long codeBytes,
        long structClassBytes, Duration compileTime) {
    /** No limits. */
    public static final EngineLimits NONE = new EngineLimits(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE,
            Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofNanos(Long.MAX_VALUE));

    public EngineLimits {
        if (memoryBytes < 0 || tableElements < 0 || instances < 0 || objectBytes < 0 || codeBytes < 0
                || structClassBytes < 0 || compileTime.isNegative()) {
            throw new IllegalArgumentException("a limit is negative");
        }
    }

    /** The same but for the bytes of all memories. */
    public EngineLimits withMemoryBytes(long bytes) {
        return new EngineLimits(bytes, tableElements, instances, objectBytes, codeBytes, structClassBytes,
                compileTime);
    }

    /** The same but for the elements of all tables. */
    public EngineLimits withTableElements(long elements) {
        return new EngineLimits(memoryBytes, elements, instances, objectBytes, codeBytes, structClassBytes,
                compileTime);
    }

    /** The same but for the number of instances. */
    public EngineLimits withInstances(long count) {
        return new EngineLimits(memoryBytes, tableElements, count, objectBytes, codeBytes, structClassBytes,
                compileTime);
    }

    /** The same but for the bytes of all structures and arrays. */
    public EngineLimits withObjectBytes(long bytes) {
        return new EngineLimits(memoryBytes, tableElements, instances, bytes, codeBytes, structClassBytes,
                compileTime);
    }

    /** The same but for the bytes of JVM classes. */
    public EngineLimits withCodeBytes(long bytes) {
        return new EngineLimits(memoryBytes, tableElements, instances, objectBytes, bytes, structClassBytes,
                compileTime);
    }

    /** The same but for the bytes of JVM classes of structure types. */
    public EngineLimits withStructClassBytes(long bytes) {
        return new EngineLimits(memoryBytes, tableElements, instances, objectBytes, codeBytes, bytes, compileTime);
    }

    /** The same but for the time that compiling may take. */
    public EngineLimits withCompileTime(Duration time) {
        return new EngineLimits(memoryBytes, tableElements, instances, objectBytes, codeBytes, structClassBytes, time);
    }
}
