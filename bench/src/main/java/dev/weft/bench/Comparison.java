package dev.weft.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What has become slower or faster between two results, beyond what noise explains.
 *
 * <p>A workload's figures are the ratios to the reference, round by round, if both results have the same one, since the
 * reference has had the same weather; else processor times. A change counts if it is larger than three times what
 * either result says of its machine's noise, 5 percent at the least, and the ranges of the two results do not touch.
 */
final class Comparison {
    private static final double LEAST = 0.05;
    private static final double TIMES_NOISE = 3;

    private final List<String> lines = new ArrayList<>();
    private final double floor;
    private int slower;
    private int compared;

    private Comparison(double floor) {
        this.floor = floor;
    }

    /** Compares a result with an earlier one. */
    static Comparison of(Result before, Result after) {
        Comparison comparison = new Comparison(
                Math.max(LEAST, TIMES_NOISE * Math.max(before.noise(), after.noise())));
        boolean sameReference = before.reference() != null && before.reference().equals(after.reference());
        for (Result.Row row : after.rows()) {
            for (Result.Row old : before.rows()) {
                if (old.name().equals(row.name())) {
                    comparison.rows(old, row, sameReference ? after.reference() : null);
                }
            }
        }
        for (Result.Figure figure : after.benchmarks()) {
            for (Result.Figure old : before.benchmarks()) {
                if (old.name().equals(figure.name())) {
                    comparison.compare(figure.name(), new double[] {old.low(), old.score(), old.high()},
                            new double[] {figure.low(), figure.score(), figure.high()});
                }
            }
        }
        return comparison;
    }

    private void rows(Result.Row before, Result.Row after, String reference) {
        for (String engine : after.sides().keySet()) {
            if (!engine.startsWith("weft") || !before.sides().containsKey(engine)) {
                continue;
            }
            boolean relative = reference != null && before.sides().containsKey(reference)
                    && after.sides().containsKey(reference);
            compare(after.name() + " on " + engine + (relative ? " against " + reference : ""),
                    relative ? before.ratios(engine, reference, Result.Side::cpu) : before.sides().get(engine).cpu(),
                    relative ? after.ratios(engine, reference, Result.Side::cpu) : after.sides().get(engine).cpu());
        }
    }

    private void compare(String what, double[] before, double[] after) {
        compared++;
        double change = Statistics.median(after) / Statistics.median(before) - 1;
        boolean apart = Statistics.quantile(0, after) > Statistics.quantile(1, before)
                || Statistics.quantile(1, after) < Statistics.quantile(0, before);
        // a factor up is as much as the same factor down
        if (apart && Math.abs(Math.log1p(change)) > Math.log1p(floor)) {
            lines.add(String.format(Locale.ROOT, "%s %+.0f %%: %s, was %s (%s)", change > 0 ? "slower" : "faster",
                    change * 100, Json.number(Statistics.median(after)), Json.number(Statistics.median(before)), what));
            slower += change > 0 ? 1 : 0;
        }
    }

    /** How many became slower. */
    int slower() {
        return slower;
    }

    /** A line for each change, and one that says how many figures were compared. */
    String text() {
        List<String> all = new ArrayList<>(lines);
        all.add(String.format(Locale.ROOT, "%d figures compared, %d changed by more than %.0f %%", compared,
                lines.size(), floor * 100));
        return String.join("\n", all) + "\n";
    }
}
