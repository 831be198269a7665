package dev.weft.host.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Standard input: bytes that arrive. */
final class InputDescriptor extends Descriptor {
    private final InputPump pump;
    private final FileType type;

    InputDescriptor(InputPump pump, FileType type) {
        super(Rights.STREAM | Rights.FD_READ, 0, 0);
        this.pump = pump;
        this.type = type;
    }

    @Override
    FileType type() {
        return type;
    }

    @Override
    Filestat stat() {
        return Filestat.of(type);
    }

    @Override
    int read(ByteBuffer target) throws IOException {
        if (!target.hasRemaining()) {
            return 0;
        }
        if (has(NONBLOCK) && !pump.await(0)) {
            throw new ErrnoException(Errno.AGAIN);
        }
        return pump.read(target);
    }

    InputPump pump() {
        return pump;
    }

    @Override
    void close() {
        // the stream belongs to the embedder, and the process's own input to whoever reads it next
        if (!pump.isShared()) {
            pump.close();
        }
    }
}
