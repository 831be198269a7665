package dev.weft.cli;

import dev.weft.fuzz.CountedModule;
import dev.weft.runtime.Engine;
import dev.weft.runtime.Instance;
import dev.weft.runtime.PreparedModule;
import dev.weft.syntax.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weft profile}: {@code weft run} that tells where the time went. */
@Command(name = "profile",
        description = "Runs a module as weft run does, and tells which functions took the time.",
        footer = {"",
            "Writes a flame graph, a page of HTML, and prints a table of functions: on which tier samples found them,",
            "how often they were called, their share of the time (with and without what they called), and the fuel",
            "that their own instructions would burn. To count, the module is given counters, which cost time of",
            "their own; --no-count leaves it as it is. Interpreted functions share one Java method: their time is",
            "told apart only with --tier jit, the default here, where every function is compiled on its first call.",
            "",
            "Examples:",
            "  weft profile --dir . sqlite3.wasm data.db"})
final class ProfileCommand extends RunCommand {
    private final Streams streams;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", defaultValue = "profile.html",
            description = "Where the flame graph goes (${DEFAULT-VALUE}).")
    private Path output;

    @Option(names = "--top", paramLabel = "N", defaultValue = "25",
            description = "Rows of the table (${DEFAULT-VALUE}).")
    private int top;

    @Option(names = "--no-count", description = "Neither calls nor fuel, only samples.")
    private boolean uncounted;

    private Instance instance;
    private PreparedModule module;

    ProfileCommand(Streams streams) {
        super(streams);
        this.streams = streams;
    }

    @Override
    String usualTier() {
        return "jit";
    }

    @Override
    PreparedModule prepare(ModuleFile moduleFile, Engine engine) {
        PreparedModule plain = super.prepare(moduleFile, engine);
        module = uncounted ? plain : moduleFile.prepare(engine, CountedModule.byFunction(plain.valid()).binary());
        return module;
    }

    @Override
    void instantiated(Instance made) {
        instance = made;
    }

    @Override
    public Integer call() throws Exception {
        if (top < 0) {
            throw new Failure(ExitCode.USAGE, "--top must not be negative");
        }
        Profile profile;
        int exitCode;
        try (Profile.Recorder recorder = Profile.record(THREAD)) {
            exitCode = super.call();
            profile = recorder.end();
        }
        if (module != null) {
            try {
                Files.writeString(output, FlameGraph.of(profile));
            } catch (IOException e) {
                throw new Failure(ExitCode.NO_OUTPUT, "cannot write " + output + ": " + WasmCommand.reason(e));
            }
            table(profile);
        }
        return exitCode;
    }

    private void table(Profile profile) {
        List<Profile.Row> rows = profile.rows(module, uncounted ? null : instance);
        Table table = new Table(">self", ">total", "tier", ">calls", ">fuel", "function");
        long samples = Math.max(1, profile.samples());
        for (Profile.Row row : rows.subList(0, Math.min(top, rows.size()))) {
            table.row(percent(row.self(), samples), percent(row.total(), samples), row.tier(), count(row.calls()),
                    count(row.fuel()), Names.escaped(row.name()));
        }
        streams.complain(profile.samples() + " samples of " + Profile.PERIOD_MS + " ms each, " + rows.size()
                + " functions; flame graph: " + output + "\n" + table);
    }

    private static String percent(long part, long whole) {
        return String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
    }

    private static String count(long number) {
        return number < 0 ? "–" : String.format(Locale.ROOT, "%,d", number);
    }
}
