package dev.weft.host.caos;

import java.time.Duration;

/**
 * How much a run may take. Not part of a request: limits decide whether there is a result, never which, and a failure
 * by a limit is not kept.
 *
 * @param fuel of each job; 0: any. Needs an engine that meters
 * @param time of the run with all that it asks for, counted from its beginning; null: any
 */
public record RunLimits(long fuel, Duration time) {
    /** None. */
    public static final RunLimits NONE = new RunLimits(0, null);

    public RunLimits {
        if (fuel < 0 || time != null && time.isNegative()) {
            throw new IllegalArgumentException("a limit cannot be negative");
        }
    }

    /** The same with another amount of fuel for each job. */
    public RunLimits withFuel(long units) {
        return new RunLimits(units, time);
    }

    /** The same with another time. */
    public RunLimits withTime(Duration duration) {
        return new RunLimits(fuel, duration);
    }
}
