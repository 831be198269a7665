package dev.weft.host.wasi;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The three streams of this process, straight from the operating system: no charset, no lock, no buffer. */
final class Stdio {
    /** One for all guests, so that two of them do not both wait for the same input. */
    private static final class Input {
        static final InputPump PUMP = new InputPump(new FileInputStream(FileDescriptor.in), true);
    }

    private Stdio() {
    }

    static InputDescriptor input() {
        return new InputDescriptor(Input.PUMP, typeOf(0));
    }

    static OutputDescriptor output() {
        return new OutputDescriptor(new FileOutputStream(FileDescriptor.out), typeOf(1));
    }

    static OutputDescriptor error() {
        return new OutputDescriptor(new FileOutputStream(FileDescriptor.err), typeOf(2));
    }

    /** A terminal is a character device; all else is of unknown type, for it has no position to seek. */
    private static FileType typeOf(int fd) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
            boolean terminal = target.startsWith("/dev/pts/") || target.startsWith("/dev/tty")
                || target.equals("/dev/console");
            return terminal ? FileType.CHARACTER_DEVICE : FileType.UNKNOWN;
        } catch (IOException | UnsupportedOperationException e) {
            boolean terminal = System.console() != null && System.console().isTerminal();
            return terminal ? FileType.CHARACTER_DEVICE : FileType.UNKNOWN;
        }
    }

    static InputDescriptor input(InputStream stream) {
        return new InputDescriptor(new InputPump(stream, false), FileType.UNKNOWN);
    }

    static OutputDescriptor output(OutputStream stream) {
        return new OutputDescriptor(stream, FileType.UNKNOWN);
    }
}
