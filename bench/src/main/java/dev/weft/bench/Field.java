package dev.weft.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Lets all engines run the same workloads in rounds, each time in a process of its own: in every round of a workload
 * one engine follows the other, so that neighbours in time are compared, as in a {@link Duel}.
 */
@Command(name = "peers", mixinStandardHelpOptions = true, sortOptions = false,
        description = "%nMeasures Weft and other engines on the same workloads, side by side.%n",
        footer = {"", "Engines that are not here, or cannot run a workload, are named and left out.",
            "A node newer than the one on the PATH: npm install --prefix bench node",
            "Exit code: 0; 1 when two engines yield different results, nothing could be measured, or --against",
            "finds something slower."})
final class Field implements Callable<Integer> {
    private static final List<String> ENGINES = List.of("weft", "weft:jit", "weft:interp", "endive:compiler", "endive",
            "chicory:compiler", "chicory", "graalwasm", "v8", "native");

    @Parameters(arity = "0..*", paramLabel = "WORKLOAD",
            description = "Names of workloads or of sets, as for duel. Default: core and own.")
    private List<String> wanted = new ArrayList<>();

    @Option(names = "--engines", paramLabel = "NAME", split = ",", description = "Only these.")
    private List<String> engines = ENGINES;

    @Option(names = "--reference", paramLabel = "ENGINE", defaultValue = "v8",
            description = "The engine that the others are compared with (${DEFAULT-VALUE}).")
    private String reference;

    @Option(names = "--guests", paramLabel = "DIR", defaultValue = "../shared/bench",
            description = "The folder of guests (${DEFAULT-VALUE}); the set own needs none.")
    private Path guests;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Rounds (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--warm-up", paramLabel = "MS", defaultValue = "2500",
            description = "Milliseconds of processor time to warm up in each process (${DEFAULT-VALUE}).")
    private long warmUp;

    @Option(names = "--measure", paramLabel = "MS", defaultValue = "1500",
            description = "Milliseconds of processor time to measure in each process (${DEFAULT-VALUE}).")
    private long measure;

    @Option(names = "--quick", description = "One round of 1 s of warm-up and 0.4 s of measuring: a first look.")
    private boolean quick;

    @Mixin
    private Output output;

    private final List<String> failures = new ArrayList<>();
    private final Set<String> missing = new LinkedHashSet<>();
    private final Map<String, String> versions = new LinkedHashMap<>();
    private boolean disagreed;

    @Override
    public Integer call() throws Exception {
        if (quick) {
            rounds = 1;
            warmUp = 1000;
            measure = 400;
        }
        if (wanted.isEmpty()) {
            wanted = Files.isDirectory(guests) ? List.of("core", "own") : List.of("own");
        }
        double load = Machine.load();
        double noise = Machine.noise();
        List<Result.Row> rows = new ArrayList<>();
        try (Trials trials = new Trials(guests, warmUp, measure)) {
            for (Workload workload : Trials.chosen(wanted, "core", guests, failures)) {
                rows.add(row(trials, workload));
            }
        }
        rows.removeIf(row -> row.sides().isEmpty());
        missing.addAll(failures);
        String protocol = rounds + " rounds in turns, " + warmUp + " ms of warm-up, " + measure
                + " ms measured, of processor time";
        Map<String, String> ordered = new LinkedHashMap<>();
        engines.stream().filter(versions::containsKey).forEach(engine -> ordered.put(engine, versions.get(engine)));
        Result result = new Result(Result.about(output.commit(), protocol, load), Math.max(noise, Machine.noise()),
                ordered.containsKey(reference) ? reference : null, ordered, List.copyOf(missing), rows, List.of());
        return rows.isEmpty() || output.put(result) || disagreed ? 1 : 0;
    }

    /** All rounds of one workload. */
    private Result.Row row(Trials trials, Workload workload) throws IOException, InterruptedException {
        Map<String, List<Measurement>> taken = new LinkedHashMap<>();
        Set<String> out = new LinkedHashSet<>();
        for (int i = 0; i < rounds; i++) {
            for (String engine : engines) {
                if (out.contains(engine)) {
                    continue;
                }
                try {
                    Measurement measurement = trials.run(engine, workload);
                    versions.put(engine, measurement.version());
                    taken.computeIfAbsent(engine, _ -> new ArrayList<>()).add(measurement);
                } catch (MissingException e) {
                    out.add(engine);
                    missing.add(engine + ": " + e.getMessage());
                } catch (Trials.TrialException e) {
                    out.add(engine);
                    missing.add(engine + ": " + workload.name() + " failed: " + e.getMessage());
                }
            }
        }
        out.forEach(taken::remove);
        agree(workload, taken);
        Map<String, Result.Side> sides = new LinkedHashMap<>();
        taken.forEach((engine, measurements) -> sides.put(engine, Result.Side.of(measurements)));
        System.err.println(workload.name() + ": " + sides.entrySet().stream().map(entry -> String.format(Locale.ROOT,
                "%s %.3f ms", entry.getKey(), Statistics.median(entry.getValue().cpu()) / 1e6))
                .collect(Collectors.joining(", ")));
        return new Result.Row(workload.name(), workload.set(), sides);
    }

    /** Takes out engines that do not yield what most of the others do. */
    private void agree(Workload workload, Map<String, List<Measurement>> taken) {
        Map<String, Long> votes = taken.values().stream().flatMap(List::stream)
                .collect(Collectors.groupingBy(Measurement::check, LinkedHashMap::new, Collectors.counting()));
        if (votes.size() < 2) {
            return;
        }
        String right = votes.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
        taken.entrySet().removeIf(entry -> {
            boolean wrong = entry.getValue().stream().anyMatch(m -> !m.check().equals(right));
            if (wrong) {
                missing.add(entry.getKey() + ": " + workload.name() + " yields "
                        + entry.getValue().getFirst().check() + ", others " + right);
                disagreed |= entry.getKey().startsWith("weft");
            }
            return wrong;
        });
    }
}
