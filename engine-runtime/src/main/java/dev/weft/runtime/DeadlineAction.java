package dev.weft.runtime;

/**
 * What happens when a guest runs past its store's deadline; see {@link Store#setDeadline}.
 *
 * <p>Called on the guest's thread, in the middle of its code: it may block, but must not call guests of the store nor
 * grow what belongs to them.
 */
@FunctionalInterface
public interface DeadlineAction {
    /** Traps "interrupted". The only action that also ends waiting in the guest's or the host's functions. */
    DeadlineAction TRAP = store -> 0;

    /**
     * Tells how many ticks more the guest gets, counted from now; 0 or less: it traps "interrupted", as does every
     * later call until there is a new deadline.
     */
    long reached(Store store);

    /** Lets other threads run, also other virtual threads, and gives the guest that many ticks more. */
    static DeadlineAction yield(long ticks) {
        return store -> {
            if (Thread.currentThread().isVirtual()) {
                Turns.await();
            } else {
                Thread.yield();
            }
            return ticks;
        };
    }
}
