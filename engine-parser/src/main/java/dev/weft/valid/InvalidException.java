package dev.weft.valid;

/** A module that decodes but does not validate: the specification's phrase first, then detail and place. */
public final class InvalidException extends RuntimeException {

    /** An error with its full message. */
    public InvalidException(String message) {
        super(message);
    }
}
