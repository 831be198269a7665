package dev.weft.host.wasi;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * A stream socket: one that listens, lent by the embedder, or one that was accepted from it. The channel never blocks;
 * who has to wait selects, so that an interrupt ends the wait and leaves the channel as it is.
 */
final class SocketDescriptor extends Descriptor {
    private final SelectableChannel channel;
    private ByteBuffer peeked = ByteBuffer.allocate(0);
    private boolean ended;

    SocketDescriptor(ServerSocketChannel listener, int flags) throws IOException {
        super(Rights.STREAM | Rights.SOCK_ACCEPT | Rights.FD_READ, Rights.SOCKET, flags);
        listener.configureBlocking(false);
        this.channel = listener;
    }

    SocketDescriptor(SocketChannel connection, int flags) throws IOException {
        super(Rights.SOCKET, 0, flags);
        connection.configureBlocking(false);
        connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
        this.channel = connection;
    }

    SelectableChannel channel() {
        return channel;
    }

    private SocketChannel connection() throws IOException {
        if (channel instanceof SocketChannel connection) {
            return connection;
        }
        throw new ErrnoException(Errno.NOTCONN);
    }

    @Override
    FileType type() {
        return FileType.SOCKET_STREAM;
    }

    @Override
    Filestat stat() {
        return Filestat.of(FileType.SOCKET_STREAM);
    }

    @Override
    SocketDescriptor socket() {
        return this;
    }

    /** Takes the next connection. */
    SocketDescriptor accept(int newFlags) throws IOException {
        if (!(channel instanceof ServerSocketChannel listener)) {
            throw new ErrnoException(Errno.INVAL);
        }
        SocketChannel connection = listener.accept();
        while (connection == null) {
            waitFor(SelectionKey.OP_ACCEPT);
            connection = listener.accept();
        }
        return new SocketDescriptor(connection, newFlags);
    }

    @Override
    synchronized int read(ByteBuffer target) throws IOException {
        if (!target.hasRemaining()) {
            return 0;
        }
        if (peeked.hasRemaining()) {
            int count = Math.min(target.remaining(), peeked.remaining());
            target.put(target.position(), peeked, peeked.position(), count);
            target.position(target.position() + count);
            peeked.position(peeked.position() + count);
            return count;
        }
        SocketChannel connection = connection();
        while (!ended) {
            int count = connection.read(target);
            if (count > 0) {
                return count;
            }
            if (count < 0) {
                ended = true;
            } else {
                waitFor(SelectionKey.OP_READ);
            }
        }
        return -1;
    }

    /** Reads without consuming. */
    synchronized int peek(ByteBuffer target) throws IOException {
        if (!peeked.hasRemaining()) {
            ByteBuffer fresh = ByteBuffer.allocate(Math.max(1, target.remaining()));
            int count = read(fresh);
            if (count <= 0) {
                return count;
            }
            peeked = fresh.flip();
        }
        int count = Math.min(target.remaining(), peeked.remaining());
        target.put(target.position(), peeked, peeked.position(), count);
        target.position(target.position() + count);
        return count;
    }

    /** How many bytes are known to be there already. */
    synchronized int buffered() {
        return ended ? 1 : peeked.remaining();
    }

    synchronized boolean ended() {
        return ended;
    }

    @Override
    int write(ByteBuffer source) throws IOException {
        SocketChannel connection = connection();
        int length = source.remaining();
        while (source.hasRemaining()) {
            if (connection.write(source) == 0) {
                if (has(NONBLOCK) && source.remaining() < length) {
                    break;
                }
                waitFor(SelectionKey.OP_WRITE);
            }
        }
        return length - source.remaining();
    }

    private void waitFor(int operation) throws IOException {
        if (has(NONBLOCK)) {
            throw new ErrnoException(Errno.AGAIN);
        }
        try (Selector selector = Selector.open()) {
            channel.register(selector, operation);
            selector.select();
        }
        Interruption.check();
    }

    void shutdown(boolean input, boolean output) throws IOException {
        SocketChannel connection = connection();
        if (input) {
            connection.shutdownInput();
        }
        if (output) {
            connection.shutdownOutput();
        }
    }

    @Override
    void close() throws IOException {
        if (channel instanceof SocketChannel connection) {
            connection.close();
        }
    }
}
