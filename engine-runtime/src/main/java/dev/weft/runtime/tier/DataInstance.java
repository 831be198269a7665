package dev.weft.runtime.tier;

import dev.weft.runtime.Trap;
import dev.weft.runtime.memory.MemoryInstance;

/**
 * A data segment of an instance: bytes of its module, none after it was dropped.
 *
 * @see <a href="https://webassembly.github.io/spec/core/exec/runtime.html#data-instances">Data instances</a>
 */
public final class DataInstance {
    /** A segment that was dropped. */
    public static final DataInstance DROPPED = new DataInstance(new byte[0], 0, 0);

    private final byte[] bytes;
    private final int offset;
    private int length;

    /** A segment that is a range of {@code bytes}. */
    public DataInstance(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
    }

    /** The array in which the segment lies; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where in {@link #bytes()} it begins. */
    public int offset() {
        return offset;
    }

    /** How many bytes it has; 0 after it was dropped. */
    public int length() {
        return length;
    }

    /** Forgets the bytes: {@code data.drop}. */
    public void drop() {
        length = 0;
    }

    /** Writes {@code count} bytes from {@code from} on into a memory: {@code memory.init}. */
    public void init(MemoryInstance memory, long address, long from, long count) {
        memory.init(address, bytes, offset, length, from, count);
    }

    /** Where in {@link #bytes()} the byte at {@code from} lies; traps unless {@code count} bytes follow it. */
    int locate(int from, long count) {
        if ((from & 0xFFFF_FFFFL) + count > length) {
            throw Trap.of(Trap.Kind.OUT_OF_BOUNDS_MEMORY_ACCESS, count + " bytes at " + Integer.toUnsignedString(from)
                    + " of a segment of " + length);
        }
        return offset + from;
    }
}
