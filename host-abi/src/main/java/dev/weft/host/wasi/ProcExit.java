package dev.weft.host.wasi;

/**
 * The end of a guest by its own wish: thrown by {@code proc_exit} through the guest's frames, where no guest handler
 * can catch it, to whoever called the guest. {@link Wasi#start} turns it into its result.
 */
public final class ProcExit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    /** The end with an exit code. */
    public ProcExit(int code) {
        super("exit code " + Integer.toUnsignedString(code), null, false, false);
        this.code = code;
    }

    /** The exit code, all 32 bits of it. */
    public int code() {
        return code;
    }
}
