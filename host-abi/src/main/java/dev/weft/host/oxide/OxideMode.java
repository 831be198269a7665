package dev.weft.host.oxide;

/** How workers behave where the original system is weak. */
public enum OxideMode {
    /** As the original: termination waits for the callback, queues grow, long replies are cut. */
    LEGACY,
    /**
     * Termination is forced; a full queue answers -2; a reply that does not fit stays and answers -2, one without a
     * place to go stays and answers -1; workers of a parent that has ended end at once.
     */
    STRICT
}
