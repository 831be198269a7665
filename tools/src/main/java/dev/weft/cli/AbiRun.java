package dev.weft.cli;

import dev.weft.host.Capabilities;
import dev.weft.host.Capability;
import dev.weft.host.ConsoleSink;
import dev.weft.host.ExitReason;
import dev.weft.host.GuestModule;
import dev.weft.host.GuestOptions;
import dev.weft.host.GuestRunner;
import dev.weft.host.HostAbi;
import dev.weft.host.HostContext;
import dev.weft.host.HostLayer;
import dev.weft.host.MissingImportsException;
import dev.weft.host.wasi.ProcExit;
import dev.weft.host.wasi.Wasi;
import dev.weft.host.wasi.WasiAbi;
import dev.weft.runtime.Engine;
import dev.weft.runtime.FuelCosts;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.LimitExceededException;
import dev.weft.runtime.Trap;
import dev.weft.runtime.WasmException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code weft run --abi …}: a guest of ABIs of the host layer, run as the first of them says. */
final class AbiRun {
    private final List<String> abis;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<String> hosts;
    private final List<String> folders;
    private final Streams streams;

    AbiRun(List<String> abis, List<String> settings, List<String> hosts, List<String> folders, Streams streams) {
        this.abis = abis;
        this.hosts = hosts;
        this.folders = folders;
        this.streams = streams;
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new Failure(ExitCode.USAGE, "--with " + setting + " is not NAME=VALUE");
            }
            this.settings.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
    }

    int run(Engine.Builder builder, ModuleFile file, Wasi.Builder world, List<String> arguments) throws Exception {
        boolean metered = HostLayer.registered().stream().anyMatch(abi -> abi.metered()
                && abis.stream().anyMatch(name -> name.split("@")[0].equals(abi.name())));
        Engine engine = EngineOptions.build(metered ? builder.fuel(FuelCosts.DEFAULT) : builder);
        HostLayer layer = layer(engine);
        HostAbi first = layer.abis().getFirst();
        GuestRunner runner = first.runner();
        for (String name : settings.keySet()) {
            if (runner == null || !runner.settings().containsKey(name)) {
                throw new Failure(ExitCode.USAGE, "the ABI " + first.name() + " has no setting " + name
                        + (runner == null ? "" : "; it has: " + String.join(", ", runner.settings().keySet())));
            }
        }
        byte[] wasm = file.binary(engine.features());
        // says what is wrong with the module, before the runner comes upon it
        file.prepare(engine, wasm);
        String url = Path.of(file.name()).toUri().toString();
        // not to be closed: what went wrong is told after the run
        PrintStream out = streams.printer();
        PrintStream err = new PrintStream(streams.err(), true, StandardCharsets.UTF_8);
        try {
            GuestOptions options = GuestOptions.DEFAULT.named(file.baseName()).capabilities(rights(file))
                    .console((level, source, text) -> (level == ConsoleSink.Level.LOG ? out : err).println(text))
                    .with((WasiAbi.World) context -> world.build());
            return runner == null ? start(layer, wasm, options)
                    : runner.run(new GuestRunner.Run(layer, wasm, url, options, Map.copyOf(settings),
                            List.copyOf(arguments), out, err));
        } catch (MissingImportsException e) {
            throw new Failure(ExitCode.NO_LINK, file.name() + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, e.getMessage());
        } catch (IOException e) {
            throw new Failure(ExitCode.NO_INPUT, e.getMessage());
        } catch (LimitExceededException e) {
            throw new Failure(ExitCode.NO_LINK, file.name() + " cannot start: " + e.getMessage());
        } catch (Trap trap) {
            streams.complain(TrapReport.of(trap));
            return ExitCode.TRAP;
        } catch (WasmException thrown) {
            streams.complain(thrown.getMessage());
            return ExitCode.TRAP;
        } finally {
            out.flush();
            err.flush();
        }
    }

    private HostLayer layer(Engine engine) {
        HostLayer.Builder builder = HostLayer.builder(engine);
        try {
            abis.forEach(builder::abi);
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, e.getMessage());
        }
        return builder.build();
    }

    /** A guest that a user runs may do what does not leave its folders and the hosts named. */
    private Capabilities rights(ModuleFile file) {
        Capabilities rights = Capabilities.NONE.with(Capability.SPAWN, Capability.STORAGE, Capability.SHARED_MEMORY,
                Capability.CLOCK, Capability.RANDOM, Capability.CONSOLE);
        if (!file.name().equals("-")) {
            rights = rights.withFolder(Path.of(file.name()).toAbsolutePath().getParent());
        }
        for (String folder : folders) {
            int colons = folder.indexOf("::");
            rights = rights.withFolder(Path.of(colons < 0 ? folder : folder.substring(0, colons)));
        }
        for (String host : hosts) {
            rights = rights.withHost(host);
        }
        return rights;
    }

    /** Runs {@code _start}, since no ABI knows better. */
    private static int start(HostLayer layer, byte[] wasm, GuestOptions options) throws Exception {
        GuestModule module = layer.prepare(wasm);
        if (!module.exports("_start", "")) {
            throw new IllegalArgumentException("the module exports no function _start, and none of its ABIs has"
                    + " another way to run it");
        }
        HostContext guest = HostContext.of(module, options, null);
        try {
            FunctionInstance start = guest.instantiate().function("_start");
            start.call();
            return ExitCode.OK;
        } catch (ProcExit exit) {
            return exit.code();
        } finally {
            guest.close(ExitReason.NORMAL);
        }
    }
}
