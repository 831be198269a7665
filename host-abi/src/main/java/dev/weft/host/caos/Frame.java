package dev.weft.host.caos;

import dev.weft.host.caos.Flights.Flight;

/**
 * From where a request comes.
 *
 * @param stack    the requests that wait for it
 * @param flight   the innermost of them, or null if nobody of this process waits
 * @param limits   of the run that all of them belong to
 * @param deadline by {@link System#nanoTime}; 0: none
 */
record Frame(RunStack stack, Flight flight, RunLimits limits, long deadline) {

    /** Where a run begins. */
    static Frame of(RunStack stack, RunLimits limits) {
        return new Frame(stack, null, limits, limits.time() == null ? 0
                : System.nanoTime() + limits.time().toNanos() | 1);
    }

    /** Where the requests of a job come from, which itself comes from here. */
    Frame inner(String request, Flight of) {
        return new Frame(stack.with(request), of, limits, deadline);
    }

    /** How long it has yet, in nanoseconds. */
    long remaining() {
        return deadline == 0 ? Long.MAX_VALUE : Math.max(0, deadline - System.nanoTime());
    }

    /** What is told of who has no time left. */
    CaosException late() {
        return CaosException.passing("deadline: after " + limits.time().toMillis() + " ms", null);
    }
}
