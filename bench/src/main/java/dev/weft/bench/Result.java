package dev.weft.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * All that one run of benchmarks has measured: what a file of {@code bench/results} says, and what reports and
 * comparisons are made of.
 *
 * @param about date, commit, machine and protocol, in words
 * @param noise by how much a loop that always does the same varied, a part of 1
 * @param reference the engine that others are compared with; null: there is none
 * @param engines the engines that took part, with their versions
 * @param missing engines and workloads that did not, with the reason
 * @param rows what engines did, a row for each workload
 * @param benchmarks what JMH measured
 */
record Result(Map<String, String> about, double noise, String reference, Map<String, String> engines,
        List<String> missing, List<Row> rows, List<Figure> benchmarks) {

    /**
     * A workload on all engines that could run it.
     *
     * @param sides what each engine did
     */
    record Row(String name, String set, Map<String, Side> sides) {
        /**
         * How much longer an engine took than the reference, round by round; empty if one of both did not run it.
         *
         * @param time which time of a side is meant
         */
        double[] ratios(String engine, String reference, Function<Side, double[]> time) {
            Side one = sides.get(engine);
            Side other = sides.get(reference);
            if (one == null || other == null) {
                return new double[0];
            }
            double[] ratios = new double[Math.min(time.apply(one).length, time.apply(other).length)];
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = time.apply(one)[i] / time.apply(other)[i];
            }
            return ratios;
        }
    }

    /**
     * What an engine did with a workload, a number for each round.
     *
     * @param wall median of the measured runs by the clock, nanoseconds
     * @param cpu the same by processor time
     * @param cold from the start of the process to the end of the first run, nanoseconds
     * @param peak the most resident memory, KiB
     * @param curve the first round's runs from the first on: when each ended, and how much processor
     *     time it took, nanoseconds
     */
    record Side(double[] wall, double[] cpu, double[] cold, double[] peak, double[] curve) {
        static Side of(List<Measurement> rounds) {
            return new Side(numbers(rounds, m -> Statistics.median(m.wall())),
                    numbers(rounds, m -> Statistics.median(m.cpu())), numbers(rounds, m -> (double) m.cold()),
                    numbers(rounds, m -> (double) m.peakMemory()),
                    Result.numbers(Arrays.stream(rounds.getFirst().curve()).boxed().toList()));
        }

        private static double[] numbers(List<Measurement> rounds, Function<Measurement, Double> number) {
            return Result.numbers(rounds.stream().map(number).toList());
        }

        private Map<String, Object> tree() {
            return ordered("wallNs", wall, "cpuNs", cpu, "coldNs", cold, "peakKiB", peak, "curve", curve);
        }
    }

    /**
     * A figure of JMH: less is better.
     *
     * @param name of the benchmark, with its parameters
     * @param low the least of all iterations
     * @param high the most
     */
    record Figure(String name, String unit, double score, double low, double high) {
        private Map<String, Object> tree() {
            return ordered("name", name, "unit", unit, "score", score, "low", low, "high", high);
        }
    }

    /** Ratios to the reference of all workloads that both ran: medians over the rounds, by processor time. */
    double[] ratios(String engine) {
        return medians(engine, Side::cpu);
    }

    /** The same by the clock. */
    double[] wallRatios(String engine) {
        return medians(engine, Side::wall);
    }

    private double[] medians(String engine, Function<Side, double[]> time) {
        return rows.stream().map(row -> row.ratios(engine, reference, time)).filter(ratios -> ratios.length > 0)
                .mapToDouble(Statistics::median).toArray();
    }

    /** What is in common: where and when. */
    static Map<String, String> about(String commit, String protocol, double loadBefore) {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        about.put("commit", commit);
        about.put("processor", Machine.processor());
        about.put("cores", Integer.toString(Machine.cores()));
        about.put("system", Machine.system());
        about.put("java", Machine.java());
        about.put("flags", String.join(" ", Launch.FLAGS));
        about.put("protocol", protocol);
        about.put("load before and after", Json.number(loadBefore) + ", " + Json.number(Machine.load()));
        return about;
    }

    /** The name of its file without ending: date, commit and machine. */
    String name() {
        return about.get("date") + "-" + about.get("commit") + "-" + about.get("cores") + "x"
                + about.get("processor").replaceAll("\\(R\\)|\\(TM\\)|CPU|Processor|@.*", " ").strip()
                        .replaceAll("[^A-Za-z0-9]+", "-").toLowerCase(Locale.ROOT);
    }

    String json() {
        List<Object> rowTrees = new ArrayList<>();
        for (Row row : rows) {
            Map<String, Object> sides = new LinkedHashMap<>();
            row.sides.forEach((engine, side) -> sides.put(engine, side.tree()));
            rowTrees.add(ordered("name", row.name, "set", row.set, "sides", sides));
        }
        return Json.tree(ordered("about", about, "noise", noise, "reference", reference, "engines", engines,
                "missing", missing, "rows", rowTrees, "benchmarks", benchmarks.stream().map(Figure::tree).toList()))
                + "\n";
    }

    /** Reads a file of results. */
    static Result read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    static Result parse(String json) {
        Map<?, ?> tree = (Map<?, ?>) dev.weft.script.Json.parse(json);
        List<Row> rows = new ArrayList<>();
        for (Object item : list(tree.get("rows"))) {
            Map<?, ?> row = (Map<?, ?>) item;
            Map<String, Side> sides = new LinkedHashMap<>();
            ((Map<?, ?>) row.get("sides")).forEach((engine, side) ->
                    sides.put((String) engine, side((Map<?, ?>) side)));
            rows.add(new Row((String) row.get("name"), (String) row.get("set"), sides));
        }
        List<Figure> figures = new ArrayList<>();
        for (Object item : list(tree.get("benchmarks"))) {
            Map<?, ?> figure = (Map<?, ?>) item;
            figures.add(new Figure((String) figure.get("name"), (String) figure.get("unit"),
                    (Double) figure.get("score"), (Double) figure.get("low"), (Double) figure.get("high")));
        }
        return new Result(words(tree.get("about")), (Double) tree.get("noise"), (String) tree.get("reference"),
                words(tree.get("engines")), list(tree.get("missing")).stream().map(String::valueOf).toList(), rows,
                figures);
    }

    private static Side side(Map<?, ?> side) {
        return new Side(numbers(list(side.get("wallNs"))), numbers(list(side.get("cpuNs"))),
                numbers(list(side.get("coldNs"))), numbers(list(side.get("peakKiB"))),
                numbers(list(side.get("curve"))));
    }

    private static Collection<?> list(Object value) {
        return (Collection<?>) value;
    }

    private static Map<String, String> words(Object value) {
        Map<String, String> words = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((key, word) -> words.put((String) key, (String) word));
        return words;
    }

    private static double[] numbers(Collection<?> values) {
        return values.stream().mapToDouble(value -> ((Number) value).doubleValue()).toArray();
    }

    private static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
