package dev.weft.host.webble;

/** The state of a pool's runtime. */
public enum WebbleState {
    /** It was never started, or could not be. */
    UNINIT,
    /** Its workers run. */
    RUNNING,
    /** Its workers have ended; it can be started again. */
    SHUTDOWN
}
