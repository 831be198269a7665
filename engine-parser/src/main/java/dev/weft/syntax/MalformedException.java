package dev.weft.syntax;

/** Bytes or text that are no module: the message starts with the specification's phrase and ends with the place. */
public final class MalformedException extends RuntimeException {

    /** An error with its full message. */
    public MalformedException(String message) {
        super(message);
    }

    /** A malformed binary: the phrase and the offset where it shows. */
    public static MalformedException at(String phrase, int offset) {
        return new MalformedException(phrase + " (offset 0x" + Integer.toHexString(offset) + ")");
    }
}
