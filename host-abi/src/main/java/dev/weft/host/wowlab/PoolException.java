package dev.weft.host.wowlab;

/** What a chunk's future fails with when the pool, not the chunk, is the reason. */
public final class PoolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An error with its message. */
    public PoolException(String message) {
        super(message, null, false, false);
    }
}
