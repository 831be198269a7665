package dev.weft.cli;

import dev.weft.host.caos.Caos;
import dev.weft.host.caos.CaosException;
import dev.weft.host.caos.CaosStore;
import dev.weft.host.caos.ObjectKind;
import dev.weft.host.caos.Result;
import dev.weft.host.caos.RunLimits;
import dev.weft.host.caos.Timeline;
import dev.weft.host.caos.TreeEntry;
import dev.weft.host.caos.Waterfall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft caos run}: one run, with all that it asks for. */
@Command(name = "run", description = "Runs an image with arguments and prints its result: the bytes of a blob, or the"
        + " entries of a tree. What is known is not run again.")
final class CaosRunCommand implements Callable<Integer> {
    private static final int MOST_TRACES = 100_000;

    private final Streams streams;

    @Mixin
    private CaosOptions objects = new CaosOptions();

    @Mixin
    private CaosLimits control = new CaosLimits();

    @Option(names = "--std", paramLabel = "NAME=IMAGE",
            description = "A standard image, /cas/std/NAME to jobs; or the hash of a tree of them. Repeatable.")
    private List<String> std = List.of();

    @Option(names = "--salt", paramLabel = "TEXT", description = "Tells apart runs that would be the same.")
    private String salt = "";

    @Option(names = "--hash", description = "Prints kind and hash of the result instead of the result.")
    private boolean hash;

    @Option(names = "--stats", description = "Prints what happened as a line of JSON on the standard error.")
    private boolean stats;

    @Option(names = "--trace", paramLabel = "FILE", description = "Writes a line of JSON for each request and job.")
    private Path trace;

    @Option(names = "--svg", paramLabel = "FILE", description = "Draws a waterfall of all requests.")
    private Path svg;

    @Parameters(index = "0", paramLabel = "IMAGE",
            description = "A module's file, the hash of an image, or /cas/std/NAME.")
    private String image;

    @Parameters(index = "1..*", paramLabel = "NAME=VALUE", description = "Arguments: text, @PATH for a file or folder,"
            + " #HASH for an object, image:IMAGE for the name of an image.")
    private List<String> arguments = List.of();

    CaosRunCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws Exception {
        RunLimits limits = control.limits();
        Timeline timeline = new Timeline(MOST_TRACES);
        try (CaosStore store = objects.open(); Caos caos = control.host(store, timeline, streams)) {
            String reference = CaosOptions.image(store, image, streams);
            String standard = CaosOptions.std(store, std, streams);
            String args = CaosOptions.arguments(store, arguments, streams);
            long start = System.nanoTime();
            try {
                print(store, caos.run(reference, args, standard, salt, limits));
                return ExitCode.OK;
            } finally {
                report(caos, timeline, System.nanoTime() - start);
            }
        } catch (CaosException e) {
            streams.complain(e.getMessage());
            return ExitCode.FAILURES;
        }
    }

    private void print(CaosStore store, Result result) throws CaosException, IOException {
        if (hash) {
            streams.print(result + "\n");
        } else if (result.kind() == ObjectKind.BLOB) {
            streams.out().write(store.blob(result.hash()));
            streams.out().flush();
        } else {
            StringBuilder listing = new StringBuilder();
            for (TreeEntry entry : store.tree(result.hash())) {
                listing.append(entry.mode()).append(' ').append(entry.kind()).append(' ').append(entry.hash())
                        .append('\t').append(entry.name()).append('\n');
            }
            streams.print(listing.toString());
        }
    }

    private void report(Caos caos, Timeline timeline, long nanos) {
        if (stats) {
            String counters = caos.counters().toJson();
            streams.printError(String.format(Locale.ROOT, "{\"millis\":%.3f,%s%n", nanos / 1e6, counters.substring(1)));
        }
        List<String> lines = new ArrayList<>();
        timeline.runs().forEach(run -> lines.add(run.toJson()));
        timeline.jobs().forEach(job -> lines.add(job.toJson()));
        write(trace, String.join("\n", lines) + "\n");
        write(svg, Waterfall.svg(timeline));
    }

    private static void write(Path file, String text) {
        if (file == null) {
            return;
        }
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new Failure(ExitCode.NO_OUTPUT, "cannot write " + file + ": " + WasmCommand.reason(e));
        }
    }
}
