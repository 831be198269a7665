package dev.weft.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Runs command lines in this process. */
final class Weft {

    private Weft() {
    }

    /** What a command left behind. */
    record Result(int code, byte[] out, String err) {
        String text() {
            return new String(out, StandardCharsets.UTF_8);
        }
    }

    /** Takes nothing more once it is closed, as a file does. */
    private static final class Output extends FilterOutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean closed;

        Output() {
            super(OutputStream.nullOutputStream());
        }

        @Override
        public void write(int b) throws IOException {
            if (closed) {
                throw new IOException("Stream Closed");
            }
            bytes.write(b);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    static Result run(String... args) {
        return runWith(new byte[0], args);
    }

    static Result runWith(byte[] input, String... args) {
        Output out = new Output();
        Output err = new Output();
        int code = Main.execute(args, new Streams(new ByteArrayInputStream(input), out, err, false));
        return new Result(code, out.bytes.toByteArray(), err.bytes.toString(StandardCharsets.UTF_8));
    }
}
