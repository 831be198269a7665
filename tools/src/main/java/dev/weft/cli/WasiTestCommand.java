package dev.weft.cli;

import dev.weft.script.WasiTestRunner;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft wasi-test}: runs wasi-testsuite. */
@Command(name = "wasi-test",
        description = "Runs the tests of wasi-testsuite (preview 1) that lie below a folder.",
        footer = {"", "Each test works on a fresh copy of its folders.", "", "Examples:",
            "  weft wasi-test third_party/wasi-testsuite",
            "  weft wasi-test --in-memory third_party/wasi-testsuite", "",
            "Exit codes: 0 all passed; 1 one failed or there is none; 66 the folder is missing."})
final class WasiTestCommand implements Callable<Integer> {
    private final Streams streams;

    @Option(names = "--in-memory", description = "Lends the tests folders in memory instead of on disk.")
    private boolean inMemory;

    @Mixin
    private EngineOptions engineOptions;

    @Parameters(paramLabel = "DIR", description = "The folder with the tests.")
    private Path folder;

    WasiTestCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new Failure(ExitCode.NO_INPUT, "no such folder: " + folder);
        }
        PrintStream out = streams.printer();
        boolean passed = new WasiTestRunner(engineOptions.engine(), inMemory).run(folder, out);
        Streams.checkPrinted(out.checkError());
        return passed ? ExitCode.OK : ExitCode.FAILURES;
    }
}
