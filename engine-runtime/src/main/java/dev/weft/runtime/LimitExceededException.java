package dev.weft.runtime;

/** Something that a store's limits do not allow to be created: an instance, a table, a memory. */
public final class LimitExceededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An error with its full message. */
    public LimitExceededException(String message) {
        super(message);
    }
}
