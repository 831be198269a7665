package dev.weft.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What a workload's pairs of processes came to: engine A and engine B, in turns.
 *
 * @param workload what was run
 * @param a engine A, one measurement per pair
 * @param b engine B, one measurement per pair
 */
record Score(Workload workload, List<Measurement> a, List<Measurement> b) {
    /** How many times faster A is than B, pair by pair, by the clock. */
    double[] ratios() {
        return IntStream.range(0, a.size()).mapToDouble(i ->
                Statistics.median(b.get(i).wall()) / Statistics.median(a.get(i).wall())).toArray();
    }

    /** How many times less processor time A takes than B, pair by pair. */
    double[] cpuRatios() {
        return IntStream.range(0, a.size()).mapToDouble(i ->
                Statistics.median(b.get(i).cpu()) / Statistics.median(a.get(i).cpu())).toArray();
    }

    double ratio() {
        return Statistics.median(ratios());
    }

    double cpuRatio() {
        return Statistics.median(cpuRatios());
    }

    /** Median of the processes' medians, milliseconds. */
    static double milliseconds(List<Measurement> side) {
        return Statistics.median(side.stream().mapToDouble(m -> Statistics.median(m.wall())).toArray()) / 1e6;
    }

    /** Median of the processes' spreads. */
    static double spread(List<Measurement> side) {
        return Statistics.median(side.stream().mapToDouble(m -> Statistics.spread(m.wall())).toArray());
    }

    /** The result that every process yielded, or null when they did not agree. */
    String check() {
        List<Measurement> all = new ArrayList<>(a);
        all.addAll(b);
        String first = all.getFirst().check();
        return all.stream().allMatch(m -> m.check().equals(first)) ? first : null;
    }

    String json() {
        return "{\"name\":" + Json.string(workload.name()) + ",\"set\":" + Json.string(workload.set())
                + ",\"kind\":" + Json.string(workload.kind().name().toLowerCase(Locale.ROOT))
                + ",\"argument\":" + workload.argument() + ",\"check\":" + Json.string(check())
                + ",\"ratio\":" + Json.number(ratio()) + ",\"cpuRatio\":" + Json.number(cpuRatio())
                + ",\n     \"ratios\":" + Json.numbers(ratios()) + ",\"cpuRatios\":" + Json.numbers(cpuRatios())
                + ",\n     \"a\":" + json(a) + ",\n     \"b\":" + json(b) + "}";
    }

    private static String json(List<Measurement> side) {
        return "{\"wallNs\":" + Json.numbers(side.stream().mapToDouble(m -> Statistics.median(m.wall())).toArray())
                + ",\"cpuNs\":" + Json.numbers(side.stream().mapToDouble(m -> Statistics.median(m.cpu())).toArray())
                + ",\"spread\":" + Json.numbers(side.stream().mapToDouble(m -> Statistics.spread(m.wall())).toArray())
                + ",\"firstNs\":" + Json.numbers(side.stream().mapToDouble(Measurement::first).toArray())
                + ",\"runs\":" + Arrays.toString(side.stream().mapToInt(m -> m.wall().length).toArray())
                + ",\"peakKiB\":" + Arrays.toString(side.stream().mapToLong(Measurement::peakMemory).toArray()) + "}";
    }
}
