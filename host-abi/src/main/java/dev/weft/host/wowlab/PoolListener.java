package dev.weft.host.wowlab;

/** Who hears of a pool; every method does nothing by default. Called on threads of slots and the watchdog. */
public interface PoolListener {
    /** Hears nothing. */
    PoolListener NONE = new PoolListener() {
    };

    /** A line about a chunk, with its slot in front: {@code [w1] Sim progress: 100/1000 (10%) 5000/s}. */
    default void said(String text) {
    }

    /** A chunk has got further; what this throws is logged. */
    default void progressed(String slot, ChunkTask task, Progress progress) {
    }

    /** A slot is stuck, has panicked or died: {@code Watchdog timeout [w1]: …}, {@code [w1] Engine panic: …}. */
    default void fatal(String slot, String text) {
    }

    /** The pool has another state. */
    default void changed(PoolState state) {
    }
}
