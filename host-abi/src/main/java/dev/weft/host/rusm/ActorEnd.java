package dev.weft.host.rusm;

import dev.weft.host.ExitReason;
import java.util.Locale;

/** RUSM's four reasons to end, in the order of the numbers that guests know them by. */
public enum ActorEnd {
    /** It returned. */
    NORMAL,
    /** Somebody ended it, or its time was over. */
    KILLED,
    /** It trapped, could not be started, or has no such entry. */
    CRASHED,
    /** It had ended before, or never was. */
    NOPROC;

    /** What a reason of the kernel is called here. */
    public static ActorEnd of(ExitReason reason) {
        return switch (reason.kind()) {
            case NORMAL -> NORMAL;
            case KILLED, DEADLINE -> KILLED;
            case TRAPPED, OUT_OF_FUEL, LOAD_FAILED, FAILED -> CRASHED;
            case NO_WORKER -> NOPROC;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
