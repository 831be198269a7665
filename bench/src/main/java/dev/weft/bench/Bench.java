package dev.weft.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft bench}: the benchmarks of JMH, phase by phase; its subcommand {@link Field} compares engines. */
@Command(name = "bench", mixinStandardHelpOptions = true, sortOptions = false,
        subcommands = {Field.class, Bench.Report.class},
        description = "%nMeasures Weft, phase by phase, with JMH.%n",
        footer = {"", "Examples:",
            "  ./weft bench --quick                    all benchmarks, roughly",
            "  ./weft bench Call --tier jit            what calls cost, compiled",
            "  ./weft bench Execute --guest matrix     a guest of ours, or a workload of ../shared/bench",
            "  ./weft bench peers                      Weft and other engines side by side",
            "  ./weft bench --against FILE             what changed since a result was written"})
final class Bench implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "PATTERN", description = "Regular expressions; default: all benchmarks.")
    private List<String> patterns = new ArrayList<>();

    @Option(names = "--quick", description = "One fork with a few short iterations: a first look.")
    private boolean quick;

    @Option(names = "--tier", split = ",", paramLabel = "NAME", description = "Only on these tiers.")
    private List<String> tiers = List.of();

    @Option(names = "--guest", split = ",", paramLabel = "NAME", description = "Only with these guests.")
    private List<String> guests = List.of();

    @Option(names = "--list", description = "List the benchmarks and stop.")
    private boolean list;

    @Mixin
    private Output output;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder().jvmArgsAppend(Launch.FLAGS.toArray(String[]::new));
        patterns.forEach(options::include);
        if (!tiers.isEmpty()) {
            options.param("tier", tiers.toArray(String[]::new));
        }
        if (!guests.isEmpty()) {
            options.param("guest", guests.toArray(String[]::new));
        }
        if (quick) {
            options.forks(1).warmupIterations(2).warmupTime(TimeValue.milliseconds(300)).measurementIterations(3)
                    .measurementTime(TimeValue.milliseconds(300));
        }
        Runner runner = new Runner(options.build());
        if (list) {
            runner.list();
            return 0;
        }
        double load = Machine.load();
        double noise = Machine.noise();
        Collection<RunResult> results = runner.run();
        Result result = new Result(Result.about(output.commit(), quick ? "JMH, quick" : "JMH", load),
                Math.max(noise, Machine.noise()), null, Map.of(), List.of(), List.of(),
                results.stream().map(Bench::figure).toList());
        return output.put(result) || results.isEmpty() ? 1 : 0;
    }

    private static Result.Figure figure(RunResult result) {
        String full = result.getParams().getBenchmark();
        String name = full.substring(full.lastIndexOf('.', full.lastIndexOf('.') - 1) + 1);
        String parameters = result.getParams().getParamsKeys().stream()
                .map(key -> key + "=" + result.getParams().getParam(key)).collect(Collectors.joining(" "));
        var primary = result.getPrimaryResult();
        return new Result.Figure((name + " " + parameters).strip(), primary.getScoreUnit(), primary.getScore(),
                primary.getStatistics().getMin(), primary.getStatistics().getMax());
    }

    /** {@code weft bench report}: reports of results that are there. */
    @Command(name = "report", mixinStandardHelpOptions = true,
            description = "%nMakes page and pictures of a result again, and prints its tables.%n")
    static final class Report implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", description = "A result.")
        private Path file;

        @Mixin
        private Output output;

        @Override
        public Integer call() throws IOException {
            return output.put(Result.read(file)) ? 1 : 0;
        }
    }
}
