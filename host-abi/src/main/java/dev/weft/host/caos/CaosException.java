package dev.weft.host.caos;

/**
 * A job, a request or an operation of a guest that failed; the message is what the guest above is told.
 *
 * <p>A failure is final if the same request would fail again, and passing if it is a matter of the moment: fuel, a
 * deadline, the store's device. A result that was computed by a job which has seen a passing failure is not kept.
 */
public final class CaosException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final boolean passing;

    private CaosException(int status, String message, boolean passing, Throwable cause) {
        super(message, cause, false, false);
        this.status = status;
        this.passing = passing;
    }

    /** A final failure. */
    public static CaosException of(int status, String message) {
        return new CaosException(status, message, false, null);
    }

    /** A failure of the moment. */
    public static CaosException passing(String message, Throwable cause) {
        return new CaosException(500, message, true, cause);
    }

    /** The status of HTTP for it: 400 if the request makes no sense, 500 if the work failed. */
    public int status() {
        return status;
    }

    /** Whether the same request might succeed another time. */
    public boolean isPassing() {
        return passing;
    }
}
