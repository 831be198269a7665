package dev.weft.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Lets two engines run the same workloads, each time in a process of its own, in turns: A B A B …
 *
 * <p>Neighbours in time share what else the machine was doing, so the ratio is taken pair by pair, and a workload's
 * ratio is the median of its pairs. Within a process the median of the measured runs counts.
 */
@Command(name = "duel", mixinStandardHelpOptions = true, sortOptions = false,
        description = "%nMeasures two engines on the same workloads, in turns, each time in a fresh process.%n",
        footer = {"",
            "Engines: weft (weft:interp names a tier), endive and chicory (behind a colon: compiler, or array or",
            "buffer, which are memories), graalwasm, v8 (node; v8:FILE names another), native (native:clang).",
            "How far is the compiling tier from V8?",
            "  ./weft duel --a weft:jit --b v8 --quick guests",
            "What does it cost to burn fuel, and that loops can be stopped?",
            "  ./weft duel --a weft:jit+fuel --b weft:jit guests",
            "  ./weft duel --a weft:jit+deadline --b weft:jit+unstoppable guests",
            "  ./weft duel --a weft:jit+fuel+deadline --b weft:jit+unstoppable guests",
            "Exit code: 0, or 1 when an engine failed or the results differ."})
final class Duel implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "WORKLOAD",
            description = "Names of workloads or of sets (core, more, long, all three: guests; slow, inst, own, gc). "
                    + "Default: core, or own when there are no other guests.")
    private List<String> wanted = new ArrayList<>();

    @Option(names = "--a", defaultValue = "weft:interp", description = "Engine A (${DEFAULT-VALUE}).")
    private String a;

    @Option(names = "--b", defaultValue = "endive", description = "Engine B (${DEFAULT-VALUE}).")
    private String b;

    @Option(names = "--guests", paramLabel = "DIR", defaultValue = "../shared/bench",
            description = "The folder of guests (${DEFAULT-VALUE}); the set own needs none.")
    private Path guests;

    @Option(names = "--pairs", paramLabel = "N", defaultValue = "3", description = "Pairs of processes (3).")
    private int pairs;

    @Option(names = "--warm-up", paramLabel = "MS", defaultValue = "4000",
            description = "Milliseconds of processor time to warm up in each process (${DEFAULT-VALUE}).")
    private long warmUp;

    @Option(names = "--measure", paramLabel = "MS", defaultValue = "3000",
            description = "Milliseconds of processor time to measure in each process (${DEFAULT-VALUE}).")
    private long measure;

    @Option(names = "--quick", description = "One pair of 1.5 s of warm-up and 0.6 s of measuring: a first look.")
    private boolean quick;

    @Option(names = "--results", paramLabel = "DIR",
            description = "Write <date>-<commit>-<name>.json into this folder.")
    private Path results;

    @Option(names = "--name", defaultValue = "interp", description = "Last part of that name (${DEFAULT-VALUE}).")
    private String name;

    @Option(names = "--commit", defaultValue = "${env:WEFT_COMMIT:-unknown}",
            description = "The commit that was built.")
    private String commit;

    @Option(names = "--list", description = "List the workloads and stop.")
    private boolean list;

    private final List<String> failures = new ArrayList<>();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Duel()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (list) {
            for (Workload w : Workload.all()) {
                System.out.printf("%-5s %-16s %s %d%n", w.set(), w.name(), w.kind(), w.argument());
            }
            return 0;
        }
        if (quick) {
            pairs = 1;
            warmUp = 1500;
            measure = 600;
        }
        double loadBefore = Machine.load();
        double noiseBefore = Machine.noise();
        List<Score> scores = new ArrayList<>();
        try (Trials trials = new Trials(guests, warmUp, measure)) {
            for (Workload workload : Trials.chosen(wanted, "core", guests, failures)) {
                Score score = fight(trials, workload);
                if (score != null) {
                    scores.add(score);
                }
            }
        }
        if (!scores.isEmpty()) {
            double loadAfter = Machine.load();
            double noiseAfter = Machine.noise();
            System.out.print(table(scores));
            System.out.printf(Locale.ROOT, "%d cores, load %.1f before and %.1f after, noise %.0f %% and %.0f %%; %s%n",
                    Machine.cores(), loadBefore, loadAfter, noiseBefore * 100, noiseAfter * 100, Machine.java());
            if (results != null) {
                write(json(scores, Json.numbers(loadBefore, loadAfter), Json.numbers(noiseBefore, noiseAfter)));
            }
        }
        failures.forEach(failure -> System.out.println("failed: " + failure));
        return failures.isEmpty() && !scores.isEmpty() ? 0 : 1;
    }

    /** All pairs of one workload, or null when a process failed. */
    private Score fight(Trials trials, Workload workload) throws IOException, InterruptedException {
        List<Measurement> left = new ArrayList<>();
        List<Measurement> right = new ArrayList<>();
        String engine = a;
        try {
            for (int i = 0; i < pairs; i++) {
                engine = a;
                left.add(trials.run(engine, workload));
                engine = b;
                right.add(trials.run(engine, workload));
            }
        } catch (MissingException | Trials.TrialException e) {
            failures.add(workload.name() + ": " + engine + ": " + e.getMessage());
            return null;
        }
        Score score = new Score(workload, left, right);
        System.err.printf(Locale.ROOT, "%-16s %s %.3f ms, %s %.3f ms: %s%n", workload.name(), a,
                Score.milliseconds(left), b, Score.milliseconds(right), Json.numbers(score.ratios()));
        if (score.check() == null) {
            failures.add(workload.name() + ": " + a + " yields " + left.getFirst().check() + ", " + b + " "
                    + right.getFirst().check());
            return null;
        }
        return score;
    }

    private String table(List<Score> scores) {
        StringBuilder out = new StringBuilder();
        String rule = "%-16s %12s %12s %8s %15s %8s %8s %8s %9s%n";
        out.append(String.format(rule, "", a + " ms", b + " ms", "faster", "pairs", "by cpu", "a/b", "a/b cpu",
                "spread"));
        for (Score score : scores) {
            double[] ratios = score.ratios();
            out.append(String.format(Locale.ROOT, rule, score.workload().name(),
                    String.format(Locale.ROOT, "%.3f", Score.milliseconds(score.a())),
                    String.format(Locale.ROOT, "%.3f", Score.milliseconds(score.b())),
                    times(score.ratio()),
                    times(Statistics.quantile(0, ratios)) + "–" + times(Statistics.quantile(1, ratios)),
                    times(score.cpuRatio()), times(1 / score.ratio()), times(1 / score.cpuRatio()),
                    String.format(Locale.ROOT, "%.0f/%.0f %%",
                            Score.spread(score.a()) * 100, Score.spread(score.b()) * 100)));
        }
        out.append(String.format(Locale.ROOT, rule, "geometric mean", "", "", times(mean(scores)), "",
                times(cpuMean(scores)), times(1 / mean(scores)), times(1 / cpuMean(scores)), ""));
        return out.toString();
    }

    private static String times(double ratio) {
        return String.format(Locale.ROOT, ratio < 10 ? "%.2f" : "%.1f", ratio);
    }

    private static double mean(List<Score> scores) {
        return Statistics.geometricMean(scores.stream().mapToDouble(Score::ratio).toArray());
    }

    private static double cpuMean(List<Score> scores) {
        return Statistics.geometricMean(scores.stream().mapToDouble(Score::cpuRatio).toArray());
    }

    private String json(List<Score> scores, String load, String noise) {
        StringBuilder out = new StringBuilder("{\n");
        out.append("  \"date\":").append(Json.string(LocalDate.now(ZoneOffset.UTC).toString()));
        out.append(",\n  \"commit\":").append(Json.string(commit));
        out.append(",\n  \"a\":{\"engine\":").append(Json.string(a)).append(",\"version\":")
                .append(Json.string(scores.getFirst().a().getFirst().version())).append('}');
        out.append(",\n  \"b\":{\"engine\":").append(Json.string(b)).append(",\"version\":")
                .append(Json.string(scores.getFirst().b().getFirst().version())).append('}');
        out.append(",\n  \"machine\":{\"cores\":").append(Machine.cores())
                .append(",\"processor\":").append(Json.string(Machine.processor()))
                .append(",\"system\":").append(Json.string(Machine.system()))
                .append(",\"java\":").append(Json.string(Machine.java()))
                .append(",\"flags\":").append(Json.string(String.join(" ", Launch.FLAGS)))
                .append(",\"loadBeforeAndAfter\":").append(load)
                .append(",\"noiseBeforeAndAfter\":").append(noise).append('}');
        out.append(",\n  \"protocol\":{\"pairs\":").append(pairs).append(",\"warmUpMs\":").append(warmUp)
                .append(",\"measureMs\":").append(measure).append('}');
        out.append(",\n  \"timesFaster\":").append(Json.number(mean(scores)))
                .append(",\"timesFasterByCpu\":").append(Json.number(cpuMean(scores)));
        out.append(",\n  \"workloads\":[\n    ");
        out.append(String.join(",\n    ", scores.stream().map(Score::json).toList()));
        return out.append("\n  ]\n}\n").toString();
    }

    private void write(String text) throws IOException {
        Files.createDirectories(results);
        Path file = results.resolve(LocalDate.now(ZoneOffset.UTC) + "-" + commit + "-" + name + ".json");
        Files.writeString(file, text);
        System.out.println("written: " + file);
    }
}
