package dev.weft.runtime.memory;

/** Where linear memories get their bytes from. All methods are thread-safe; none throws an OutOfMemoryError. */
interface Reservations {
    /** The source of this process: mapped where native access is enabled, plain Java buffers elsewhere. */
    static Reservations ofProcess() {
        return Choice.OF_PROCESS;
    }

    /**
     * Sets aside {@code bytes} zeroed bytes or more, or answers null when there is no room.
     *
     * @param maximum what the memory can grow to at most; more than that is never useful
     * @param pinned whether the reservation can never be enlarged, so that it should have {@code maximum} bytes
     */
    Reservation reserve(long bytes, long maximum, boolean pinned);

    /**
     * Moves the first {@code used} bytes to a reservation of {@code bytes} or more, or answers null when there is no
     * room. The old reservation is then no longer the caller's, but buffers on it stay valid (and show old contents
     * or zeros).
     */
    Reservation enlarge(Reservation old, long used, long bytes, long maximum);

    /** Gives up what the bytes take, if that is possible; they stay readable and writable, and show zeros then. */
    default void discard(Reservation reservation) {
    }

    /** Gives a reservation back at once. The caller knows that nobody will look at it any more. */
    void release(Reservation reservation);

    /** The choice is made once, when the first memory is created. */
    final class Choice {
        private static final Reservations OF_PROCESS = choose();

        private Choice() {
        }

        private static Reservations choose() {
            String wish = System.getProperty("weft.memory", "auto");
            if (wish.equals("java")) {
                return new BufferReservations();
            }
            Reservations mapped = MappedReservations.createOrNull(wish.equals("mapped"));
            return mapped != null ? mapped : new BufferReservations();
        }
    }
}
