package dev.weft.runtime;

import java.time.Duration;

/**
 * What a store has used so far: see {@link Store#usage}.
 *
 * @param fuelUsed         since the store began, as of the last time the guest's code came by a border (a call of
 *                         another module or the host, a trap, a return to the host); -1 if the engine does not meter
 * @param memoryBytes      of all linear memories, now
 * @param peakMemoryBytes  the most there ever were
 * @param tableElements    of all tables, now
 * @param instances        how many module instances were made
 * @param objectBytes      of structures and arrays, as counted for {@link StoreLimits#objectBytes}; 0 if they are not
 * @param calls            from the embedder or a host function into guests
 * @param hostCalls        of host functions by guests
 * @param wallTime         while a guest ran or waited, the call that runs included; zero unless {@link
 *                         Engine.Builder#measureTime}
 * @param cpuTime          of the processor meanwhile, without what ran on virtual threads, of which Java does not tell
 * @param functionsCompiled of the modules that have instances in the store
 * @param codeBytes        of JVM classes with their code
 */
public record StoreUsage(long fuelUsed, long memoryBytes, long peakMemoryBytes, long tableElements, int instances,
        long objectBytes, long calls, long hostCalls, Duration wallTime, Duration cpuTime, int functionsCompiled,
        long codeBytes) {
}
