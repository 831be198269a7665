package dev.weft.runtime.memory;

import java.lang.foreign.MemorySegment;

/** Sets bytes to a value. */
final class Filling {
    /** What stays in the processor's first cache while it is copied to the rest. */
    private static final long BLOCK = 2_048;

    private Filling() {
    }

    /**
     * Sets {@code length} bytes from {@code start} on.
     *
     * <p>Implementation note. The JDK fills with stores of 8 bytes and copies with vectors, so what is long is copied
     * from its beginning, unless others might write there meanwhile.
     */
    static void fill(MemorySegment segment, long start, long length, byte value, boolean shared) {
        long done = shared || length < 2 * BLOCK ? length : BLOCK;
        segment.asSlice(start, done).fill(value);
        while (done < length) {
            long piece = Math.min(BLOCK, length - done);
            MemorySegment.copy(segment, start, segment, start + done, piece);
            done += piece;
        }
    }
}
