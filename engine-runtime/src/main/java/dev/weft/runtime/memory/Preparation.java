package dev.weft.runtime.memory;

/** The loading, in the background, of what the first memory of the process needs. */
final class Preparation {
    static {
        Thread.ofPlatform().daemon().name("weft-memory").start(Reservations::ofProcess);
    }

    private Preparation() {
    }

    /** Initializes this class, which happens once. */
    static void begin() {
    }
}
