package dev.weft.jit;

/** A function that does not fit into a JVM method, or nests too deeply to be cut into several. */
final class TooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLargeException() {
        super("function too large for a JVM method", null, false, false);
    }
}
