package dev.weft.bench;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The pictures of a result. */
final class Charts {
    private static final int WIDTH = 860;
    private static final int LEFT = 170;
    private static final int RIGHT = 130;
    private static final int ROW = 26;
    private static final int TOP = 44;
    private static final double NANOS_PER_MS = 1e6;
    private static final double KIB_PER_MB = 1024;

    private Charts() {
    }

    /** All of them that the result has numbers for, by a name for their files. */
    static Map<String, String> of(Result result) {
        Map<String, String> charts = new LinkedHashMap<>();
        if (result.reference() != null) {
            charts.put("ratios", ratios(result));
            charts.put("workloads", workloads(result));
        }
        if (!result.rows().isEmpty()) {
            charts.put("cold-start", amounts(result, "Cold start: process start to the end of the first run, ms "
                    + "(median of workloads; line: least to most)", Result.Side::cold, NANOS_PER_MS));
            charts.put("memory", amounts(result, "Peak resident memory, MB (median of workloads; line: least to most)",
                    Result.Side::peak, KIB_PER_MB));
            for (Result.Row row : result.rows()) {
                charts.put("warm-up-" + row.name(), curves(result, row));
            }
        }
        return charts;
    }

    /** Writes them as files. */
    static void write(Result result, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, String> chart : of(result).entrySet()) {
            Files.writeString(folder.resolve(chart.getKey() + ".svg"), chart.getValue());
        }
    }

    /** Where numbers lie on a logarithmic axis. */
    private record Scale(double least, double most, double from, double to) {
        /** An axis that shows all of the numbers. */
        static Scale of(List<Double> numbers, double from, double to) {
            double least = numbers.stream().mapToDouble(Double::doubleValue).filter(n -> n > 0).min().orElse(1);
            double most = numbers.stream().mapToDouble(Double::doubleValue).max().orElse(1);
            return new Scale(least / 1.15, Math.max(most, least * 2) * 1.15, from, to);
        }

        double at(double number) {
            double part = (Math.log(Math.max(number, least)) - Math.log(least)) / (Math.log(most) - Math.log(least));
            return from + part * (to - from);
        }

        /** Round numbers: 1, 2 and 5 of each decade, or only 1 where there are many decades. */
        List<Double> marks() {
            List<Double> marks = new ArrayList<>();
            boolean wide = most / least > 300;
            for (double decade = Math.pow(10, Math.floor(Math.log10(least))); decade <= most; decade *= 10) {
                for (double step : wide ? new double[] {1} : new double[] {1, 2, 5}) {
                    if (decade * step >= least && decade * step <= most) {
                        marks.add(decade * step);
                    }
                }
            }
            return marks;
        }
    }

    private static void columns(Svg svg, Scale scale, int bottom, String unit) {
        for (double mark : scale.marks()) {
            svg.line(scale.at(mark), TOP - 6, scale.at(mark), bottom, "grid");
            svg.text(scale.at(mark), bottom + 16, shown(mark) + unit, "quiet", "middle");
        }
    }

    private static String shown(double mark) {
        return new BigDecimal(mark).round(new MathContext(2)).stripTrailingZeros().toPlainString();
    }

    /** A bar for each engine: the geometric mean of its ratios, with the range of workloads. */
    private static String ratios(Result result) {
        List<String> engines = List.copyOf(result.engines().keySet());
        List<Double> all = new ArrayList<>(List.of(1.0));
        engines.forEach(engine -> Arrays.stream(result.ratios(engine)).forEach(all::add));
        Scale scale = Scale.of(all, LEFT, WIDTH - RIGHT);
        int bottom = TOP + ROW * engines.size();
        Svg svg = new Svg(WIDTH, bottom + 30, "Processor time compared with " + result.reference()
                + " (less is better; line: least to most of the workloads)");
        columns(svg, scale, bottom, "×");
        for (int i = 0; i < engines.size(); i++) {
            double[] ratios = result.ratios(engines.get(i));
            double y = TOP + ROW * i;
            svg.text(LEFT - 10, y + 15, engines.get(i), "name", "end");
            if (ratios.length == 0) {
                continue;
            }
            double mean = Statistics.geometricMean(ratios);
            double from = Math.min(scale.at(1), scale.at(mean));
            svg.bar(from, y + 4, Math.abs(scale.at(mean) - scale.at(1)), 14, Svg.color(i),
                    engines.get(i) + " " + Tables.times(mean));
            svg.stroke(scale.at(Statistics.quantile(0, ratios)), y + 11, scale.at(Statistics.quantile(1, ratios)),
                    y + 11, "#8a8a8a", 1.5);
            svg.text(WIDTH - RIGHT + 12, y + 15, Tables.times(mean) + "×", "name", "start");
        }
        svg.line(scale.at(1), TOP - 6, scale.at(1), bottom, "axis");
        return svg.toString();
    }

    private static int legend(Svg svg, List<String> engines, int y) {
        double x = 12;
        int line = y;
        for (int i = 0; i < engines.size(); i++) {
            double width = 26 + 7.2 * engines.get(i).length();
            if (x + width > WIDTH - 12) {
                x = 12;
                line += 18;
            }
            svg.dot(x + 5, line - 4, Svg.color(i), engines.get(i)).text(x + 14, line, engines.get(i), "quiet", "start");
            x += width;
        }
        return line;
    }

    /** A dot for each engine and workload, with the range of rounds. */
    private static String workloads(Result result) {
        List<String> engines = List.copyOf(result.engines().keySet());
        List<Double> all = new ArrayList<>(List.of(1.0));
        for (Result.Row row : result.rows()) {
            for (String engine : engines) {
                Arrays.stream(row.ratios(engine, result.reference(), Result.Side::cpu)).forEach(all::add);
            }
        }
        Scale scale = Scale.of(all, LEFT, WIDTH - 30);
        int bottom = TOP + ROW * result.rows().size();
        Svg svg = new Svg(WIDTH, bottom + 76, "Each workload, processor time compared with " + result.reference());
        columns(svg, scale, bottom, "×");
        svg.line(scale.at(1), TOP - 6, scale.at(1), bottom, "axis");
        for (int i = 0; i < result.rows().size(); i++) {
            Result.Row row = result.rows().get(i);
            double y = TOP + ROW * i + 11;
            svg.text(LEFT - 10, y + 4, row.name(), "name", "end");
            for (int j = 0; j < engines.size(); j++) {
                double[] ratios = row.ratios(engines.get(j), result.reference(), Result.Side::cpu);
                if (ratios.length > 0) {
                    svg.stroke(scale.at(Statistics.quantile(0, ratios)), y, scale.at(Statistics.quantile(1, ratios)), y,
                            Svg.color(j), 2);
                    double median = Statistics.median(ratios);
                    svg.dot(scale.at(median), y, Svg.color(j), engines.get(j) + " " + row.name() + " "
                            + Tables.times(median));
                }
            }
        }
        legend(svg, engines, bottom + 44);
        return svg.toString();
    }

    /** A bar for each engine: the median of its workloads. */
    private static String amounts(Result result, String title, Function<Result.Side, double[]> number, double unit) {
        List<String> engines = List.copyOf(result.engines().keySet());
        Map<String, double[]> values = new LinkedHashMap<>();
        List<Double> all = new ArrayList<>();
        for (String engine : engines) {
            double[] of = result.rows().stream().map(row -> row.sides().get(engine)).filter(side -> side != null)
                    .mapToDouble(side -> Statistics.median(number.apply(side)) / unit).toArray();
            values.put(engine, of);
            Arrays.stream(of).forEach(all::add);
        }
        Scale scale = Scale.of(all, LEFT, WIDTH - RIGHT);
        int bottom = TOP + ROW * engines.size();
        Svg svg = new Svg(WIDTH, bottom + 30, title);
        columns(svg, scale, bottom, "");
        for (int i = 0; i < engines.size(); i++) {
            double[] of = values.get(engines.get(i));
            double y = TOP + ROW * i;
            svg.text(LEFT - 10, y + 15, engines.get(i), "name", "end");
            if (of.length > 0) {
                double median = Statistics.median(of);
                svg.bar(LEFT, y + 4, scale.at(median) - LEFT, 14, Svg.color(i), engines.get(i) + " "
                        + Tables.plain(median));
                svg.stroke(scale.at(Statistics.quantile(0, of)), y + 11, scale.at(Statistics.quantile(1, of)), y + 11,
                        "#8a8a8a", 1.5);
                svg.text(WIDTH - RIGHT + 12, y + 15, Tables.plain(median), "name", "start");
            }
        }
        return svg.toString();
    }

    /** How much processor time a run takes, over the time since the process was started. */
    private static String curves(Result result, Result.Row row) {
        List<String> engines = List.copyOf(result.engines().keySet());
        List<Double> times = new ArrayList<>();
        List<Double> runs = new ArrayList<>();
        for (Result.Side side : row.sides().values()) {
            for (int i = 0; i + 1 < side.curve().length; i += 2) {
                times.add(side.curve()[i] / NANOS_PER_MS);
                runs.add(side.curve()[i + 1] / NANOS_PER_MS);
            }
        }
        int bottom = 260;
        Scale across = Scale.of(times, 70, WIDTH - 30);
        Scale up = Scale.of(runs, bottom, TOP);
        Svg svg = new Svg(WIDTH, bottom + 76,
                row.name() + ": processor time of a run, ms, over the time since the process was started, ms");
        columns(svg, across, bottom, "");
        for (double mark : up.marks()) {
            svg.line(70, up.at(mark), WIDTH - 30, up.at(mark), "grid");
            svg.text(62, up.at(mark) + 4, shown(mark), "quiet", "end");
        }
        for (int i = 0; i < engines.size(); i++) {
            Result.Side side = row.sides().get(engines.get(i));
            if (side != null) {
                double[] points = side.curve().clone();
                for (int j = 0; j + 1 < points.length; j += 2) {
                    points[j] = across.at(points[j] / NANOS_PER_MS);
                    points[j + 1] = up.at(points[j + 1] / NANOS_PER_MS);
                }
                svg.path(points, Svg.color(i), engines.get(i));
            }
        }
        legend(svg, engines, bottom + 44);
        return svg.toString();
    }
}
