package dev.weft.host.webble;

import dev.weft.runtime.memory.MemoryInstance;

/**
 * The part of the shared memory that is one participant's: its shadow stack, and above it its thread-local variables.
 *
 * @param stackTop where the stack begins, which grows down
 * @param tls      the address of the thread-local variables
 */
record ThreadBlock(int stackTop, int tls) {
    private static final int PAGE_LOG2 = 16;

    /** Takes new pages of the memory; it keeps them until it ends. */
    static ThreadBlock allocate(MemoryInstance memory, int stackBytes, int tlsSize, int tlsAlign) {
        long align = Math.max(16, tlsAlign & 0xFFFF_FFFFL);
        long stack = (stackBytes + align - 1) / align * align;
        long bytes = align + stack + (tlsSize & 0xFFFF_FFFFL);
        long old = memory.grow((bytes >> PAGE_LOG2) + 1);
        if (old < 0) {
            throw new WebbleException("no memory for the stack of a worker");
        }
        long start = ((old << PAGE_LOG2) + align - 1) / align * align;
        return new ThreadBlock((int) (start + stack), (int) (start + stack));
    }
}
