package dev.weft.host.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An open file of a {@link Directory}: bytes at positions. The position of a descriptor is kept by the caller. Threads:
 * safe for use by many; a thread interrupted while it blocks fails and may close the file.
 */
public interface OpenFile extends AutoCloseable {
    /** The file's attributes. */
    Filestat stat() throws IOException;

    /** Whether bytes have positions; if not, the position given to reads and writes is ignored. */
    default boolean seekable() {
        return true;
    }

    /** Reads some bytes from a position; 0 only if {@code target} has no room, -1 at the end. */
    int read(ByteBuffer target, long position) throws IOException;

    /** Writes {@code source} at a position, growing the file as needed; less than all only if there is no room left. */
    int write(ByteBuffer source, long position) throws IOException;

    /** Writes {@code source} at the end, as {@link #write} does. */
    int append(ByteBuffer source) throws IOException;

    /** The length in bytes. */
    long size() throws IOException;

    /** Cuts the file, or extends it with zeros. */
    void setSize(long size) throws IOException;

    /** Sets access and modification time; {@link Directory#KEEP} leaves one as it is. */
    void setTimes(long atim, long mtim) throws IOException;

    /** Makes what was written survive a crash of the machine; {@code attributes}: those too. */
    void sync(boolean attributes) throws IOException;

    @Override
    void close() throws IOException;
}
