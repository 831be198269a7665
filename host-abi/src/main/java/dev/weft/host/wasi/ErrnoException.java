package dev.weft.host.wasi;

import java.io.IOException;

/**
 * A failure with the exact error number the guest is to see. It has no Java stack trace: a missing file is an everyday
 * answer, not an accident.
 */
public final class ErrnoException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Errno errno;

    /** A failure that says {@code errno} to the guest. */
    public ErrnoException(Errno errno) {
        super(errno.meaning());
        this.errno = errno;
    }

    /** What the guest sees. */
    public Errno errno() {
        return errno;
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
