package dev.weft.cli;

import dev.weft.syntax.Features;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code weft validate}: says of each module whether it is valid. */
@Command(name = "validate",
        description = "Says of each module whether it is valid, or what is wrong with it and where.",
        footer = {"", "Examples:", "  weft validate *.wasm", "  weft validate --disable simd,threads app.wasm", "",
            "Exit codes: 0 all are valid; 65 one is not; 66 a file is missing."})
final class ValidateCommand implements Callable<Integer> {
    private final Streams streams;

    @Mixin
    private FeatureOptions proposals = new FeatureOptions();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Modules, binary or text; - is the standard input.")
    private List<String> files;

    ValidateCommand(Streams streams) {
        this.streams = streams;
    }

    /** The command as it is without options. */
    ValidateCommand(Streams streams, List<String> files) {
        this.streams = streams;
        this.files = files;
    }

    @Override
    public Integer call() {
        Features features = proposals.features();
        int code = ExitCode.OK;
        for (String file : files) {
            try {
                ModuleFile.read(file, streams).validate(features);
                streams.print(file + ": OK\n");
            } catch (Failure failure) {
                streams.complain(failure.getMessage());
                code = Math.max(code, failure.exitCode());
            }
        }
        return code;
    }
}
