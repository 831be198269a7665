package dev.weft.bench;

import java.util.Arrays;

/** The few numbers that a duel reports of many. */
final class Statistics {
    private Statistics() {
    }

    /** The value in the middle; of the two in the middle, their mean. */
    static double median(double... values) {
        return quantile(0.5, values);
    }

    static double median(long... values) {
        return median(Arrays.stream(values).asDoubleStream().toArray());
    }

    /** The value that the given part of all values does not exceed, interpolated. */
    static double quantile(double part, double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no values");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double place = part * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
    }

    /** How far the middle half of the values is spread, relative to the median. */
    static double spread(long... values) {
        double[] all = Arrays.stream(values).asDoubleStream().toArray();
        return (quantile(0.75, all) - quantile(0.25, all)) / median(all);
    }

    /** The geometric mean. */
    static double geometricMean(double... values) {
        double sum = 0;
        for (double value : values) {
            sum += Math.log(value);
        }
        return Math.exp(sum / values.length);
    }
}
