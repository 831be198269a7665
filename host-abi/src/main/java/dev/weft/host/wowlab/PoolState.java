package dev.weft.host.wowlab;

import java.util.Collection;

/** The state of a slot, or of the whole pool. */
public enum PoolState {
    ERROR, BUSY, INITIALIZING, TERMINATED, READY, IDLE;

    /** The state of a pool whose slots have these: the first of the order above that one has, or all if terminated. */
    public static PoolState of(Collection<PoolState> slots) {
        if (slots.isEmpty() || slots.stream().allMatch(state -> state == TERMINATED)) {
            return TERMINATED;
        }
        for (PoolState state : values()) {
            if (state != TERMINATED && slots.contains(state)) {
                return state;
            }
        }
        return IDLE;
    }
}
