package dev.weft.runtime.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

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
    private static final long PAGE = 65_536;
    private static final int MOST_FREE = 1_000;

    private final ConcurrentLinkedDeque<Reservation> free = new ConcurrentLinkedDeque<>();
    private final AtomicInteger freeCount = new AtomicInteger();

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

    /** Segments belong to the garbage collector, but those of one page are kept for the next memory of that size. */
    @Override
    public void release(Reservation reservation) {
        if (reservation.capacity() == PAGE && freeCount.get() < MOST_FREE) {
            reservation.segment().fill((byte) 0);
            free.push(reservation);
            freeCount.incrementAndGet();
        }
    }

    private Reservation allocate(long bytes) {
        // Whole words, so that narrow atomics can always work on the aligned word around them.
        long capacity = Math.max(8, bytes + 7 & -8);
        Reservation recycled = capacity == PAGE ? free.poll() : null;
        if (recycled != null) {
            freeCount.decrementAndGet();
            return recycled;
        }
        try {
            return new Reservation(Arena.ofAuto().allocate(capacity, ALIGNMENT));
        } catch (OutOfMemoryError | IllegalArgumentException e) {
            return null;
        }
    }
}
