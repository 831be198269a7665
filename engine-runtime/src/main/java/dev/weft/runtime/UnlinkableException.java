package dev.weft.runtime;

/**
 * A module that cannot be instantiated with what it is given: "unknown import" or "incompatible import type" first,
 * then each import that is missing or does not fit.
 */
public final class UnlinkableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An error with its full message. */
    public UnlinkableException(String message) {
        super(message);
    }
}
