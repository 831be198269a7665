package dev.weft.runtime.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Linear memories in plain Java: garbage-collected native segments that need no native access.
 *
 * <p>The JDK zeroes the whole segment and counts it against {@code -XX:MaxDirectMemorySize}, so a reservation starts
 * with what is needed now and doubles when a memory outgrows it: growing page by page copies each byte once or twice,
 * not once per page. A pinned one (a shared memory's) cannot move later and gets up to {@link #PINNED} at once.
 */
final class BufferReservations implements Reservations {
    private static final long PINNED = 256L << 20;
    private static final long ALIGNMENT = 16;

    @Override
    public Reservation reserve(long bytes, long maximum, boolean pinned) {
        if (pinned) {
            long wanted = Math.min(maximum, Math.max(PINNED, bytes));
            for (; wanted > bytes; wanted = Math.max(bytes, wanted / 2)) {
                Reservation reservation = allocate(wanted);
                if (reservation != null) {
                    return reservation;
                }
            }
        }
        return allocate(bytes);
    }

    @Override
    public Reservation enlarge(Reservation old, long used, long bytes, long maximum) {
        Reservation larger = null;
        long doubled = Math.min(maximum, 2 * used);
        if (doubled > bytes) {
            larger = allocate(doubled);
        }
        if (larger == null) {
            larger = allocate(bytes);
        }
        if (larger != null) {
            MemorySegment.copy(old.segment(), 0, larger.segment(), 0, used);
        }
        return larger;
    }

    @Override
    public void release(Reservation reservation) {
        // The segment belongs to the garbage collector.
    }

    /** Whole words, so that narrow atomics can always work on the aligned word around them. */
    private static Reservation allocate(long bytes) {
        try {
            return new Reservation(Arena.ofAuto().allocate(Math.addExact(bytes, 8) & -8, ALIGNMENT));
        } catch (OutOfMemoryError | IllegalArgumentException | ArithmeticException e) {
            return null;
        }
    }
}
