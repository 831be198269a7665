package dev.weft.host.wowlab;

/**
 * How far a chunk has got.
 *
 * @param completed     iterations
 * @param total         iterations asked for
 * @param elapsedMillis since the chunk began
 * @param mean          of the results so far
 * @param deviation     their standard deviation
 * @param perSecond     iterations
 */
public record Progress(int completed, int total, long elapsedMillis, double mean, double deviation,
        double perSecond) {
}
