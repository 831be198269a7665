package dev.weft.cli;

import dev.weft.host.GuestRunner;
import dev.weft.host.HostAbi;
import dev.weft.host.HostLayer;
import dev.weft.host.ImportTable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weft abis}: the ABIs that are there, or all about one. */
@Command(name = "abis",
        description = "Lists the host ABIs that guests can be run with, or the imports and settings of one.",
        footer = {"", "Examples:", "  weft abis", "  weft abis oxide", "  weft run --abi oxide,wasi app.wasm"})
final class AbisCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(index = "0", paramLabel = "NAME", arity = "0..1", description = "The ABI to tell all about.")
    private String name;

    AbisCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        List<HostAbi> abis = HostLayer.registered();
        if (name == null) {
            Table table = new Table("ABI", "versions", ">imports", "what it is for");
            for (HostAbi abi : abis) {
                table.row(abi.name(), String.join(", ", abi.versions()),
                        String.valueOf(table(abi, abi.versions().getFirst()).size()), abi.summary());
            }
            streams.print(table.toString());
            return ExitCode.OK;
        }
        for (HostAbi abi : abis) {
            if (abi.name().equals(name)) {
                streams.print(describe(abi));
                return ExitCode.OK;
            }
        }
        throw new Failure(ExitCode.USAGE, "no ABI is called " + name + "; known are: "
                + abis.stream().map(HostAbi::name).collect(Collectors.joining(", ")));
    }

    private static ImportTable table(HostAbi abi, String version) {
        ImportTable table = new ImportTable();
        abi.define(table, version);
        return table;
    }

    private static String describe(HostAbi abi) {
        StringBuilder text = new StringBuilder(abi.name()).append(": ").append(abi.summary()).append('\n');
        if (!abi.features().isEmpty()) {
            text.append("needs: ").append(abi.features()).append('\n');
        }
        for (String version : abi.versions()) {
            text.append("\nversion ").append(version).append(" supplies:\n");
            table(abi, version).describe().forEach(line -> text.append("    ").append(line).append('\n'));
        }
        GuestRunner runner = abi.runner();
        if (runner != null && !runner.settings().isEmpty()) {
            text.append("\nsettings (--with NAME=VALUE):\n");
            Table settings = new Table("", "", "");
            for (Map.Entry<String, String> setting : runner.settings().entrySet()) {
                settings.row("  ", setting.getKey(), setting.getValue());
            }
            text.append(settings.rowsOnly());
        }
        return text.toString();
    }
}
