package dev.weft.host.wowlab;

import java.util.List;

/**
 * What a pool is doing and has done.
 *
 * @param state       of the pool
 * @param phase       of the pool
 * @param queued      chunks that wait
 * @param active      chunks that run
 * @param chunks      settled since the slots were made
 * @param cacheHits   answers from a slot's memory or the local store
 * @param cacheMisses answers from the resolver
 * @param replaced    slots that were replaced
 * @param slots       one for each
 */
public record PoolMetrics(PoolState state, Phase phase, int queued, int active, long chunks, long cacheHits,
        long cacheMisses, long replaced, List<Slot> slots) {

    /**
     * One slot.
     *
     * @param id          {@code w1} and so on
     * @param progress    of its chunk; null if there is none
     * @param chunks      settled
     */
    public record Slot(String id, PoolState state, Phase phase, boolean enabled, Progress progress, long cacheHits,
            long cacheMisses, long chunks) {
    }
}
