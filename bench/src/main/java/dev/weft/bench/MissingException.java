package dev.weft.bench;

/** An engine is not here, or has nothing to run a workload with: no fault of the run, which goes on without it. */
final class MissingException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    MissingException(String message) {
        super(message);
    }
}
