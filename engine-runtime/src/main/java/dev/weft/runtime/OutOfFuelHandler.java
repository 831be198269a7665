package dev.weft.runtime;

/**
 * Whom a store asks before a guest without fuel traps; see {@link Store#onOutOfFuel}.
 *
 * <p>Called on the guest's thread, in the middle of its code: it may block, but must not call guests of the store nor
 * grow what belongs to them.
 */
@FunctionalInterface
public interface OutOfFuelHandler {

    /** May {@linkplain Store#addFuel add fuel}; if there is less than {@code needed} afterwards, the guest traps. */
    void outOfFuel(Store store, long needed);
}
