package dev.weft.runtime.memory;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A range of native memory set aside for one linear memory, of which the first bytes are in use and all others are
 * zero.
 *
 * <p>Whoever holds the segment, or a buffer made from it, keeps the range mapped: the source that made the reservation
 * learns from the garbage collector, or from {@link Reservations#release}, that it may reuse the range.
 */
class Reservation {
    private final MemorySegment segment;
    private ByteBuffer view;

    Reservation(MemorySegment segment) {
        this.segment = segment;
    }

    /** The whole range. */
    final MemorySegment segment() {
        return segment;
    }

    /** The first bytes as a buffer; the same one as long as their number is the same. */
    final ByteBuffer view(long bytes) {
        ByteBuffer known = view;
        if (known == null || known.limit() != bytes) {
            known = segment.asSlice(0, bytes).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            view = known;
        }
        return known;
    }

    /** The bytes of the range, which the linear memory can grow to without a new reservation. */
    final long capacity() {
        return segment.byteSize();
    }

    /** Notes that the first {@code bytes} bytes may have been written. */
    void used(long bytes) {
    }
}
