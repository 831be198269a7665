package dev.weft.cli;

import dev.weft.host.rusm.ActorSystem;
import dev.weft.runtime.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft actors}: what an actor system does in a second. */
@Command(name = "actors",
        description = "Runs actors as fast as they can and shows how fast that is.",
        footer = {"", "Scenarios:",
            "  storm      processes start, notify and end, at most --live at once",
            "  fairness   a process that computes for ever on each core, and --live others that notify",
            "  pingpong   --live pairs send each other a message to and fro",
            "  recovery   processes that fail at once under --live supervisors that start them again",
            "  stream     --live streams of chunks of 4 KiB",
            "  idle       --live processes without memory wait for mail; then all are killed", "",
            "Examples:", "  weft actors storm", "  weft actors storm --pages 0 --json",
            "  weft actors idle --live 1000000"})
final class ActorsCommand implements Callable<Integer> {
    private static final int MOST_PAGES = 65_536;

    private final Streams streams;

    @Parameters(index = "0", paramLabel = "SCENARIO",
            description = "storm, fairness, pingpong, recovery, stream or idle.")
    private String name;

    @Mixin
    private EngineOptions engine = new EngineOptions();

    @Option(names = "--time", paramLabel = "TIME", defaultValue = "5s",
            description = "How long to measure, such as 500ms or 5s (${DEFAULT-VALUE}).")
    private String time;

    @Option(names = "--warmup", paramLabel = "TIME", defaultValue = "3s",
            description = "How long to run before that (${DEFAULT-VALUE}); idle: start and kill others.")
    private String warmup;

    @Option(names = "--live", paramLabel = "N",
            description = "How many at once; by default 100 for storm, 10 for fairness, 100,000 for idle, else 1.")
    private int live;

    @Option(names = "--pages", paramLabel = "N", defaultValue = "1",
            description = "storm: pages of memory of a process; 0: no memory (${DEFAULT-VALUE}).")
    private int pages;

    @Option(names = "--java",
            description = "pingpong, recovery: actors that are Java code, not guests.")
    private boolean java;

    @Option(names = "--json", description = "Makes the last line one JSON object.")
    private boolean json;

    ActorsCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws InterruptedException {
        Duration measured = ControlOptions.parseTime(time);
        Duration before = ControlOptions.parseTime(warmup);
        Engine built = engine.engine();
        try (ActorSystem system = ActorSystem.of(built)) {
            ActorScenario scenario = scenario(system);
            ActorView view = new ActorView(scenario, streams, json);
            long began = System.nanoTime();
            if (before.isPositive()) {
                scenario.warmUp(began + before.toNanos());
            }
            scenario.start();
            view.watch(began + before.toNanos());
            long from = System.nanoTime();
            long[] counts = view.read();
            Duration processorBefore = ActorScenario.Span.processorTime();
            view.watch(from + measured.toNanos());
            double seconds = (System.nanoTime() - from) / 1e9;
            double processor = ActorScenario.Span.processorTime().minus(processorBefore).toNanos() / 1e9;
            double[] rates = view.rates(counts, view.read(), seconds);
            long resident = residentBytes();
            scenario.stop();
            view.end();
            String wrong = scenario.check();
            List<String> members = members(scenario, built.tierName(), rates, seconds, processor, resident,
                    wrong);
            if (wrong != null) {
                streams.complain("the counters do not agree: " + wrong);
            }
            if (json) {
                streams.print("{" + String.join(", ", members) + "}\n");
            } else {
                streams.print(String.join("\n", members).replace("\"", "") + "\n");
            }
            return wrong == null ? ExitCode.OK : ExitCode.INTERNAL;
        }
    }

    private ActorScenario scenario(ActorSystem system) {
        return switch (name) {
            case "storm" -> new ActorScenario.Storm(system, liveOr(100), pages);
            case "fairness" -> new ActorScenario.Fairness(system, liveOr(10));
            case "pingpong" -> new ActorScenario.PingPong(system, liveOr(1), !java);
            case "recovery" -> new ActorScenario.Recovery(system, liveOr(1), !java);
            case "stream" -> new ActorScenario.Streams(system, liveOr(1));
            case "idle" -> new ActorScenario.Idle(system, liveOr(100_000));
            default -> throw new Failure(ExitCode.USAGE, "no scenario is called " + name
                    + "; known are: storm, fairness, pingpong, recovery, stream, idle");
        };
    }

    private int liveOr(int otherwise) {
        if (live < 0 || pages < 0) {
            throw new Failure(ExitCode.USAGE, "--live and --pages cannot be negative");
        }
        if (pages > MOST_PAGES) {
            throw new Failure(ExitCode.USAGE, "--pages can be " + MOST_PAGES + " at most");
        }
        return live == 0 ? otherwise : live;
    }

    private List<String> members(ActorScenario scenario, String tier, double[] rates, double seconds, double processor,
            long resident, String wrong) {
        List<String> members = new ArrayList<>();
        members.add("\"scenario\": " + Json.string(name));
        members.add("\"tier\": " + Json.string(tier));
        members.add("\"processors\": " + Runtime.getRuntime().availableProcessors());
        members.add("\"seconds\": " + number(seconds));
        members.add("\"processorSeconds\": " + number(processor));
        List<ActorScenario.Metric> metrics = scenario.metrics();
        for (int i = 0; i < rates.length; i++) {
            members.add("\"" + metrics.get(i).key() + "\": " + Math.round(rates[i]));
        }
        members.add("\"spawned\": " + scenario.system.spawned());
        members.add("\"finished\": " + scenario.system.finished());
        members.add("\"notifications\": " + scenario.system.notifications());
        members.add("\"residentBytes\": " + resident);
        if (scenario instanceof ActorScenario.Idle idle) {
            members.add("\"startSeconds\": " + number(idle.starting().seconds()));
            members.add("\"startProcessorSeconds\": " + number(idle.starting().processorSeconds()));
            members.add("\"killSeconds\": " + number(idle.killing().seconds()));
            members.add("\"killProcessorSeconds\": " + number(idle.killing().processorSeconds()));
        }
        members.add("\"countersAgree\": " + (wrong == null));
        return members;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    /** The memory of this process that is in the machine's; 0 where the system does not tell. */
    private static long residentBytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        } catch (IOException e) {
            // not Linux
        }
        return 0;
    }
}
