package dev.weft.host.caos;

/** Who is told of requests and jobs when they have ended. Threads: called by any number at once; must not block. */
public interface Tracer {
    /** Nobody. */
    Tracer NONE = new Tracer() {
    };

    /** A request has ended. */
    default void run(RunTrace run) {
    }

    /** A guest has ended. */
    default void job(JobTrace job) {
    }
}
