package dev.weft.cli;

/** The end of a command with a message for the user and an exit code. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /** A failure with one of the {@link ExitCode}s and what to print behind {@code weft: }. */
    Failure(int exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    /** What to say when Java has no room. */
    static Failure of(OutOfMemoryError e) {
        return new Failure(ExitCode.NO_LINK, "the Java heap is full (" + e.getMessage()
                + "); WEFT_JAVA_OPTS=-Xmx4g gives it more");
    }

    int exitCode() {
        return exitCode;
    }
}
