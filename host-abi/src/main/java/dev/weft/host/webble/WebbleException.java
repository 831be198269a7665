package dev.weft.host.webble;

/** A pool cannot do what it was asked for; the message says why. */
public final class WebbleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WebbleException(String message) {
        super(message);
    }

    WebbleException(String message, Throwable cause) {
        super(message, cause);
    }
}
