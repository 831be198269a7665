package dev.weft.host.wasi;

/** How a blocked guest ends when its thread is interrupted: a trap, with the thread's interrupt flag still set. */
final class Interruption {
    private Interruption() {
    }

    static RuntimeException of(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return trap();
    }

    /** Ends a guest whose thread was interrupted: between the steps of what may take long without ever waiting. */
    static void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw trap();
        }
    }

    static RuntimeException trap() {
        return dev.weft.runtime.Trap.of(dev.weft.runtime.Trap.Kind.INTERRUPTED);
    }
}
