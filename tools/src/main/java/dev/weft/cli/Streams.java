package dev.weft.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The standard streams of one run of {@code weft}, as bytes.
 *
 * @param inherited whether they are the process's own, which guests then use directly
 */
record Streams(InputStream in, OutputStream out, OutputStream err, boolean inherited) {

    /** The streams of this process. */
    static Streams ofProcess() {
        return new Streams(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err), true);
    }

    /** Writes text to the standard output; one that takes nothing more ends the command. */
    void print(String text) {
        try {
            write(out, text);
        } catch (IOException e) {
            throw new Failure(ExitCode.NO_OUTPUT, "cannot write the output: " + e.getMessage());
        }
    }

    /** The standard output for what is printed bit by bit; see {@link #checkPrinted}. */
    PrintStream printer() {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    /** Ends the command unless the output has taken all that was printed. */
    static void checkPrinted(boolean failed) {
        if (failed) {
            throw new Failure(ExitCode.NO_OUTPUT, "cannot write the output");
        }
    }

    /** Writes text to the standard error, if that takes any. */
    void printError(String text) {
        try {
            write(err, text);
        } catch (IOException e) {
            // nobody is left to be told
        }
    }

    /** Writes a line that begins with {@code weft: } to the standard error. */
    void complain(String message) {
        printError("weft: " + message + "\n");
    }

    private static void write(OutputStream stream, String text) throws IOException {
        stream.write(text.getBytes(StandardCharsets.UTF_8));
        stream.flush();
    }
}
