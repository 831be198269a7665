package dev.weft.host.wasi;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Standard output or error: every write of the guest is one write and one flush of the stream. */
final class OutputDescriptor extends Descriptor {
    private final OutputStream stream;
    private final FileType type;

    OutputDescriptor(OutputStream stream, FileType type) {
        super(Rights.STREAM | Rights.FD_WRITE | Rights.FD_SYNC | Rights.FD_DATASYNC, 0, APPEND);
        this.stream = stream;
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
    int write(ByteBuffer source) throws IOException {
        int length = source.remaining();
        if (source.hasArray()) {
            stream.write(source.array(), source.arrayOffset() + source.position(), length);
        } else {
            byte[] bytes = new byte[length];
            source.get(bytes);
            stream.write(bytes);
        }
        stream.flush();
        return length;
    }

    @Override
    void sync(boolean attributes) throws IOException {
        stream.flush();
    }

    @Override
    void close() {
        // the stream belongs to the embedder
    }
}
