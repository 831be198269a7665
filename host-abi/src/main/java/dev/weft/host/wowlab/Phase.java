package dev.weft.host.wowlab;

import java.util.Collection;

/** What a slot is doing with its chunk; the order is the one in which the pool's phase is chosen. */
public enum Phase {
    SIMULATING, FETCHING, SUBMITTING, SIGNING, READY;

    /** The phase of a pool whose slots have these. */
    public static Phase of(Collection<Phase> slots) {
        return slots.stream().min(Phase::compareTo).orElse(READY);
    }
}
