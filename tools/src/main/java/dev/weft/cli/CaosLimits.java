package dev.weft.cli;

import dev.weft.host.ConsoleSink;
import dev.weft.host.GuestOptions;
import dev.weft.host.HostLayer;
import dev.weft.host.caos.Caos;
import dev.weft.host.caos.CaosStore;
import dev.weft.host.caos.RunLimits;
import dev.weft.host.caos.Tracer;
import dev.weft.runtime.Engine;
import dev.weft.runtime.FuelCosts;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** On which engine jobs run, and how much they may take. */
final class CaosLimits {
    @Mixin
    private EngineOptions engine = new EngineOptions();

    @Option(names = "--fuel", paramLabel = "N", description = "How much fuel each job may burn; default: any.")
    private long fuel;

    @Option(names = "--timeout", paramLabel = "TIME",
            description = "How long a run may take with all that it asks for: 500ms, 5s, 2m or 1h.")
    private String timeout;

    RunLimits limits() {
        if (fuel < 0) {
            throw new Failure(ExitCode.USAGE, "--fuel must not be negative");
        }
        return new RunLimits(fuel, timeout == null ? null : ControlOptions.parseTime(timeout));
    }

    /** A host; what guests say goes to the standard error. */
    Caos host(CaosStore store, Tracer tracer, Streams streams) {
        Engine.Builder builder = engine.builder();
        HostLayer layer = HostLayer.builder(EngineOptions.build(fuel > 0 ? builder.fuel(FuelCosts.DEFAULT) : builder))
                .abi("caos").build();
        PrintStream err = new PrintStream(streams.err(), true, StandardCharsets.UTF_8);
        ConsoleSink console = (level, source, text) -> err.println(text);
        return Caos.builder(layer, store).tracer(tracer).options(GuestOptions.DEFAULT.console(console)).build();
    }
}
