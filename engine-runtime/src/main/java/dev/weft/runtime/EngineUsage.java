package dev.weft.runtime;

import java.time.Duration;

/**
 * What all stores of an engine use together: see {@link Engine#usage}.
 *
 * @param memoryBytes       of all linear memories; the first four are 0 unless the engine limits one of them
 * @param tableElements     of all tables
 * @param instances         module instances
 * @param objectBytes       of all structures and arrays
 * @param functionsCompiled so far
 * @param codeBytes         of JVM classes made for them, and for structure types, so far
 * @param compileTime       that compiling took, on all threads
 */
public record EngineUsage(long memoryBytes, long tableElements, long instances, long objectBytes,
        int functionsCompiled, long codeBytes, Duration compileTime) {
}
