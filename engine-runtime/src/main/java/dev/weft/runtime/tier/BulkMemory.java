package dev.weft.runtime.tier;

import dev.weft.runtime.memory.MemoryInstance;

/**
 * {@code memory.fill} and {@code memory.copy} as guests execute them: in pieces, so that somebody can stop a guest that
 * moves gigabytes. All bounds are checked before anything is written. Whoever is asked in between may look at the fuel.
 */
public final class BulkMemory {
    private static final long PIECE = 1 << 20;

    private BulkMemory() {
    }

    /** Fills a range. */
    public static void fill(MemoryInstance memory, long address, int value, long length, Stack stack) {
        if (length <= PIECE && length >= 0) {
            memory.fill(address, value, length);
            return;
        }
        memory.checkRange(address, length);
        for (long done = 0; done < length; done += PIECE) {
            memory.fill(address + done, value, Math.min(PIECE, length - done));
            if (stack.signal) {
                stack.attend(0);
            }
        }
    }

    /** Copies a range, from the end if the target lies behind the source in one memory. */
    public static void copy(MemoryInstance target, long to, MemoryInstance source, long from, long length,
            Stack stack) {
        if (length <= PIECE && length >= 0) {
            MemoryInstance.copy(target, to, source, from, length);
            return;
        }
        source.checkRange(from, length);
        target.checkRange(to, length);
        boolean backwards = target == source && to > from;
        for (long done = 0; done < length; done += PIECE) {
            long piece = Math.min(PIECE, length - done);
            long start = backwards ? length - done - piece : done;
            MemoryInstance.copy(target, to + start, source, from + start, piece);
            if (stack.signal) {
                stack.attend(0);
            }
        }
    }
}
