package dev.weft.cli;

import dev.weft.script.SpecRun;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft spec}: runs scripts of the official test suite, or in its language. */
@Command(name = "spec",
        description = "Runs test scripts (.wast), such as the official WebAssembly test suite.",
        footer = {"", "Prints each command that failed, a table per proposal and tier, and how many passed.", "",
            "Examples:", "  weft spec third_party/testsuite",
            "  weft spec --tier interp --coverage i32.wast memory*.wast",
            "  weft spec --json report.json third_party/testsuite/proposals", "",
            "Exit codes: 0 nothing failed; 1 something did; 64 wrong usage; 66 a file or folder is missing."})
final class SpecCommand implements Callable<Integer> {
    private static final int NOTHING_TO_RUN = 2;

    private final Streams streams;

    @Option(names = "--tier", paramLabel = "TIER",
            description = "interp, jit, auto, or all of those there are (the default).")
    private String tier = "all";

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the report there.")
    private Path json;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Also writes the report there, to be read.")
    private Path markdown;

    @Option(names = "--coverage", description = "Lists the instructions that no script put to use.")
    private boolean coverage;

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Scripts, or folders to search for them.")
    private List<Path> paths;

    SpecCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new Failure(ExitCode.NO_INPUT, "no such file or folder: " + path);
            }
        }
        PrintStream out = streams.printer();
        checkWritable(json);
        checkWritable(markdown);
        int code = SpecRun.run(paths, tier, json, markdown, coverage, out);
        Streams.checkPrinted(out.checkError());
        return code == NOTHING_TO_RUN ? ExitCode.USAGE : code;
    }

    /** Says before scripts run for minutes that their report cannot be written. */
    private static void checkWritable(Path report) {
        if (report != null) {
            try {
                Files.newOutputStream(report, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
            } catch (IOException e) {
                throw new Failure(ExitCode.NO_OUTPUT, "cannot write " + report + ": " + WasmCommand.reason(e));
            }
        }
    }
}
