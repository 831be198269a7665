package dev.weft.host.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The functions of WASI that begin with {@code sock_}. */
final class SocketFunctions {
    private static final int PEEK = 1;
    private static final int WAITALL = 2;
    private static final int SHUT_RD = 1;
    private static final int SHUT_WR = 2;

    private final DescriptorTable table;

    SocketFunctions(DescriptorTable table) {
        this.table = table;
    }

    void accept(GuestMemory memory, int fd, int flags, int result) throws IOException {
        SocketDescriptor listener = table.get(fd).socket();
        listener.require(Rights.SOCK_ACCEPT);
        if ((flags & ~Descriptor.NONBLOCK) != 0) {
            throw new ErrnoException(Errno.INVAL);
        }
        memory.check(result, 4);
        memory.storeI32(result, table.add(listener.accept(flags)));
    }

    void recv(GuestMemory memory, int fd, int vector, int count, int flags, int result, int resultFlags)
            throws IOException {
        SocketDescriptor socket = table.get(fd).socket();
        socket.require(Rights.FD_READ);
        if ((flags & ~(PEEK | WAITALL)) != 0) {
            throw new ErrnoException(Errno.INVAL);
        }
        memory.check(result, 4);
        memory.check(resultFlags, 2);
        GuestMemory.Buffers buffers = memory.buffers(vector, count);
        long done = 0;
        if (buffers.total() > 0) {
            byte[] chunk = buffers.chunk();
            int got;
            do {
                ByteBuffer target = ByteBuffer.wrap(chunk, 0, (int) Math.min(chunk.length, buffers.total() - done));
                try {
                    got = (flags & PEEK) != 0 ? socket.peek(target) : socket.read(target);
                } catch (IOException e) {
                    if (done > 0) {
                        break;
                    }
                    throw e;
                }
                if (got > 0) {
                    buffers.scatter(chunk, got);
                    done += got;
                }
            } while (flags == WAITALL && got > 0 && done < buffers.total());
        }
        memory.storeI32(result, (int) done);
        memory.storeI16(resultFlags, 0);
    }

    void send(GuestMemory memory, int fd, int vector, int count, int flags, int result) throws IOException {
        SocketDescriptor socket = table.get(fd).socket();
        socket.require(Rights.FD_WRITE);
        if (flags != 0) {
            throw new ErrnoException(Errno.INVAL);
        }
        memory.check(result, 4);
        memory.storeI32(result, (int) FdFunctions.drain(memory.buffers(vector, count), socket, -1));
    }

    void shutdown(int fd, int how) throws IOException {
        SocketDescriptor socket = table.get(fd).socket();
        socket.require(Rights.SOCK_SHUTDOWN);
        if (how == 0 || (how & ~(SHUT_RD | SHUT_WR)) != 0) {
            throw new ErrnoException(Errno.INVAL);
        }
        socket.shutdown((how & SHUT_RD) != 0, (how & SHUT_WR) != 0);
    }
}
