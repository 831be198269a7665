package dev.weft.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
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

    static Result run(String... args) {
        return runWith(new byte[0], args);
    }

    static Result runWith(byte[] input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.execute(args, new Streams(new ByteArrayInputStream(input), out, err, false));
        return new Result(code, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }
}
