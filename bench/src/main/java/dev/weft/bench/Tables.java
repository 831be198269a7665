package dev.weft.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Results as text: aligned for a terminal, or in Markdown. */
final class Tables {
    private static final double KIB_PER_MB = 1024;

    private Tables() {
    }

    static String of(Result result, boolean markdown) {
        StringBuilder out = new StringBuilder();
        if (!result.engines().isEmpty()) {
            out.append(render(engines(result), markdown)).append('\n');
            out.append(render(workloads(result), markdown)).append('\n');
        }
        if (!result.benchmarks().isEmpty()) {
            out.append(render(figures(result), markdown)).append('\n');
        }
        result.missing().forEach(line -> out.append("left out: ").append(line).append('\n'));
        result.about().forEach((key, value) ->
                out.append(key).append(": ").append(value).append(markdown ? "  \n" : "\n"));
        return out.append(String.format(Locale.ROOT, "noise: %.0f %%%n", result.noise() * 100)).toString();
    }

    /** A row for each engine: how it compares over all workloads. */
    static List<List<String>> engines(Result result) {
        List<List<String>> rows = new ArrayList<>();
        String reference = result.reference();
        rows.add(List.of("engine", "version", reference == null ? "processor time" : "times " + reference
                + "'s processor time (least–most)", "by the clock", "workloads", "cold start, ms", "peak memory, MB"));
        result.engines().forEach((engine, version) -> {
            double[] cpu = result.ratios(engine);
            double[] wall = result.wallRatios(engine);
            rows.add(List.of(engine, version, cpu.length == 0 ? "–" : times(Statistics.geometricMean(cpu)) + " ("
                    + times(Statistics.quantile(0, cpu)) + "–" + times(Statistics.quantile(1, cpu)) + ")",
                    wall.length == 0 ? "–" : times(Statistics.geometricMean(wall)),
                    Long.toString(result.rows().stream().filter(row -> row.sides().containsKey(engine)).count()),
                    plain(median(result, engine, Result.Side::cold) / 1e6),
                    plain(median(result, engine, Result.Side::peak) / KIB_PER_MB)));
        });
        return rows;
    }

    /** The median over workloads of the median over rounds. */
    static double median(Result result, String engine, Function<Result.Side, double[]> number) {
        double[] all = result.rows().stream().map(row -> row.sides().get(engine)).filter(side -> side != null)
                .mapToDouble(side -> Statistics.median(number.apply(side))).toArray();
        return all.length == 0 ? 0 : Statistics.median(all);
    }

    /** A row for each workload: milliseconds of the reference, ratios of the others. */
    static List<List<String>> workloads(Result result) {
        List<String> engines = result.engines().keySet().stream().filter(engine -> !engine.equals(result.reference()))
                .toList();
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("workload"));
        if (result.reference() != null) {
            head.add(result.reference() + ", ms");
        }
        head.addAll(engines);
        rows.add(head);
        for (Result.Row row : result.rows()) {
            List<String> cells = new ArrayList<>(List.of(row.name()));
            if (result.reference() != null) {
                Result.Side side = row.sides().get(result.reference());
                cells.add(side == null ? "–" : plain(Statistics.median(side.cpu()) / 1e6));
            }
            for (String engine : engines) {
                double[] ratios = row.ratios(engine, result.reference(), Result.Side::cpu);
                Result.Side side = row.sides().get(engine);
                cells.add(ratios.length > 0 ? times(Statistics.median(ratios)) : side == null ? "–"
                        : plain(Statistics.median(side.cpu()) / 1e6) + " ms");
            }
            rows.add(cells);
        }
        return rows;
    }

    static List<List<String>> figures(Result result) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("benchmark", "mean", "least–most", "unit"));
        for (Result.Figure figure : result.benchmarks()) {
            rows.add(List.of(figure.name(), plain(figure.score()), plain(figure.low()) + "–" + plain(figure.high()),
                    figure.unit()));
        }
        return rows;
    }

    static String times(double ratio) {
        return String.format(Locale.ROOT, ratio < 10 ? "%.2f" : ratio < 100 ? "%.1f" : "%.0f", ratio);
    }

    static String plain(double value) {
        return String.format(Locale.ROOT,
                value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : value >= 0.1 ? "%.2f" : "%.4f", value);
    }

    private static String render(List<List<String>> rows, boolean markdown) {
        if (markdown) {
            List<String> lines = new ArrayList<>(rows.stream()
                    .map(row -> "| " + String.join(" | ", row) + " |").toList());
            lines.add(1, "|" + "---|".repeat(rows.getFirst().size()));
            return String.join("\n", lines) + "\n";
        }
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String space = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? row.get(i) + space : "  " + space + row.get(i));
            }
            return line.toString().stripTrailing() + "\n";
        }).collect(Collectors.joining());
    }
}
