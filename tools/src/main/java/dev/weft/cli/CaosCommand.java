package dev.weft.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code weft caos}: content-addressed jobs. Its parts do the work. */
@Command(name = "caos", synopsisSubcommandLabel = "PART",
        description = "Runs content-addressed jobs of caos' isolates, whose results are git objects.",
        footer = {"", "Examples:",
            "  weft caos run --std fold-wasm=fold.wasm --std file-count=count.wasm /cas/std/fold-wasm \\",
            "      in=@src post=/cas/std/file-count",
            "  weft caos serve --repo jobs.git --port 8080",
            "  weft caos put --repo jobs.git src"})
final class CaosCommand implements Callable<Integer> {
    private final Streams streams;

    @Spec
    private CommandSpec spec;

    CaosCommand(Streams streams) {
        this.streams = streams;
    }

    /** The parts by the words for them. */
    Map<String, Object> parts() {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("run", new CaosRunCommand(streams));
        parts.put("serve", new CaosServeCommand(streams));
        parts.put("put", new CaosPutCommand(streams));
        return parts;
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "No part given");
    }
}
