package dev.weft.host.wasi;

import dev.weft.runtime.memory.MemoryInstance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A guest's memory as WASI sees it: 32-bit addresses that may be lies. What does not fit is FAULT, never a trap and
 * never an exception of the host; lengths are unsigned, and nothing is allocated before it is known to fit.
 */
final class GuestMemory {
    private final MemoryInstance memory;

    GuestMemory(MemoryInstance memory) {
        this.memory = memory;
    }

    boolean isOf(MemoryInstance other) {
        return memory == other;
    }

    private static long ea(int address) {
        return address & 0xFFFFFFFFL;
    }

    /** Checks that {@code length} bytes from {@code address} are there; {@code length} is below 2^62. */
    void check(int address, long length) throws IOException {
        if (length > memory.byteLength() - ea(address)) {
            throw new ErrnoException(Errno.FAULT);
        }
    }

    int loadI8(int address) throws IOException {
        check(address, 1);
        return memory.loadI8U(ea(address));
    }

    int loadI16(int address) throws IOException {
        check(address, 2);
        return memory.loadI16U(ea(address));
    }

    int loadI32(int address) throws IOException {
        check(address, 4);
        return memory.loadI32(ea(address));
    }

    long loadI64(int address) throws IOException {
        check(address, 8);
        return memory.loadI64(ea(address));
    }

    void storeI8(int address, int value) throws IOException {
        check(address, 1);
        memory.storeI8(ea(address), value);
    }

    void storeI16(int address, int value) throws IOException {
        check(address, 2);
        memory.storeI16(ea(address), value);
    }

    void storeI32(int address, int value) throws IOException {
        check(address, 4);
        memory.storeI32(ea(address), value);
    }

    void storeI64(int address, long value) throws IOException {
        check(address, 8);
        memory.storeI64(ea(address), value);
    }

    void read(int address, byte[] target, int start, int length) throws IOException {
        check(address, length);
        memory.read(ea(address), target, start, length);
    }

    void write(int address, byte[] source, int start, int length) throws IOException {
        check(address, length);
        memory.write(ea(address), source, start, length);
    }

    /** A string of {@code length} bytes (unsigned); ILSEQ when it is not UTF-8. */
    String readString(int address, int length) throws IOException {
        check(address, ea(length));
        byte[] bytes = new byte[length];
        memory.read(ea(address), bytes, 0, length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new ErrnoException(Errno.ILSEQ);
        }
    }

    /** A path; one longer than any system allows is refused before it is copied. */
    String readPath(int address, int length) throws IOException {
        check(address, ea(length));
        if (ea(length) > 0xFFFF) {
            throw new ErrnoException(Errno.NAMETOOLONG);
        }
        return readString(address, length);
    }

    /** The vector of buffers at {@code address}, all of it checked. */
    Buffers buffers(int address, int count) throws IOException {
        check(address, ea(count) * 8);
        long total = 0;
        for (long i = 0; i < ea(count); i++) {
            int at = (int) (address + i * 8);
            long length = ea(memory.loadI32(ea(at) + 4));
            check(memory.loadI32(ea(at)), length);
            total += length;
            if (total > 0xFFFFFFFFL) {
                throw new ErrnoException(Errno.INVAL);
            }
        }
        return new Buffers(address, count, total);
    }

    /**
     * A cursor over the bytes of a vector of buffers, in order; another thread may rewrite it, so all is checked again.
     */
    final class Buffers {
        private static final int CHUNK = 64 << 10;

        private final long total;
        private int next;
        private long left;
        private int address;
        private int length;

        private Buffers(int vector, int count, long total) {
            this.next = vector;
            this.left = ea(count);
            this.total = total;
        }

        /** How many bytes there are in all. */
        long total() {
            return total;
        }

        /** A buffer for a part of the bytes, or all of them if they are few. */
        byte[] chunk() {
            return new byte[(int) Math.min(total, CHUNK)];
        }

        private boolean advance() throws IOException {
            while (length == 0) {
                if (left == 0) {
                    return false;
                }
                address = loadI32(next);
                length = loadI32(next + 4);
                next += 8;
                left--;
            }
            return true;
        }

        /** Copies the next bytes out of the guest; fewer than asked at the end only. */
        int gather(byte[] target, int count) throws IOException {
            int done = 0;
            while (done < count && advance()) {
                int part = (int) Math.min(ea(length), count - done);
                read(address, target, done, part);
                skip(part);
                done += part;
            }
            return done;
        }

        /** Copies bytes into the guest. */
        void scatter(byte[] source, int count) throws IOException {
            int done = 0;
            while (done < count && advance()) {
                int part = (int) Math.min(ea(length), count - done);
                write(address, source, done, part);
                skip(part);
                done += part;
            }
        }

        private void skip(int part) {
            address += part;
            length -= part;
        }
    }
}
