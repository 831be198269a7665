package dev.weft.cli;

import dev.weft.fuzz.Fuzz;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weft fuzz}: random modules against the engine. */
@Command(name = "fuzz",
        description = "Runs random modules and looks for what goes wrong.",
        footer = {"", "Oracles:",
            "  tiers      all tiers do the same as the interpreter: results, traps and places, memory, objects, fuel",
            "  identity   what is encoded or printed is read back as the same module",
            "  mutations  damaged binaries and texts, generated and real, are refused or good, and nothing else",
            "  coverage   judges nothing; tells which instructions were never executed, on each tier",
            "  v8         V8 (node) does the same as the interpreter",
            "  validity   V8 takes the same damaged modules for valid", "",
            "What is found is made as small as possible and saved as text, with the seed that brings it back.",
            "Exit codes: 0 nothing found; 1 something."})
final class FuzzCommand implements Callable<Integer> {
    private final Streams streams;

    @Option(names = "--seed", paramLabel = "N", description = "Of the first case; by default a new one each time.")
    private Long seed;

    @Option(names = "--time", paramLabel = "TIME", defaultValue = "1m",
            description = "How long to go on, such as 30s or 10m (${DEFAULT-VALUE}).")
    private String time;

    @Option(names = "--count", paramLabel = "N", description = "How many cases at most.")
    private long count = Long.MAX_VALUE;

    @Option(names = "--oracle", paramLabel = "NAME", split = ",", description = "Only these (all of them).")
    private List<String> oracles = new ArrayList<>();

    @Option(names = "--findings", paramLabel = "DIR", defaultValue = "fuzz-findings",
            description = "Where to save what is found (${DEFAULT-VALUE}).")
    private Path findings;

    @Option(names = "--first", description = "Stop at the first finding and leave it as large as it is.")
    private boolean first;

    @Option(names = "--ignore", paramLabel = "REGEX",
            description = "Take no notice of findings in whose first line there is something like this.")
    private String ignored;

    FuzzCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintStream out = streams.printer();
        long from = seed != null ? seed : System.nanoTime() >>> 4;
        Duration duration = ControlOptions.parseTime(time);
        Fuzz fuzz;
        try {
            fuzz = new Fuzz(from, duration, count, oracles, findings, out);
            if (ignored != null) {
                fuzz.ignoring(Pattern.compile(ignored));
            }
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, e.getMessage());
        }
        if (first) {
            fuzz.onlyFirst();
        }
        if (System.console() != null) {
            fuzz.live();
        }
        boolean nothing = fuzz.run() == 0;
        Streams.checkPrinted(out.checkError());
        return nothing ? ExitCode.OK : ExitCode.FAILURES;
    }
}
