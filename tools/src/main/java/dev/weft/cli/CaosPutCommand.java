package dev.weft.cli;

import dev.weft.host.caos.CaosException;
import dev.weft.host.caos.CaosStore;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code weft caos put}: files and folders as objects. */
@Command(name = "put", description = "Keeps files and folders as objects and prints kind and hash of each.")
final class CaosPutCommand implements Callable<Integer> {
    private final Streams streams;

    @Mixin
    private CaosOptions objects = new CaosOptions();

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files and folders.")
    private List<String> paths;

    CaosPutCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        try (CaosStore store = objects.open()) {
            for (String path : paths) {
                streams.print(CaosOptions.file(store, path) + "\n");
            }
            return ExitCode.OK;
        } catch (CaosException e) {
            streams.complain(e.getMessage());
            return ExitCode.FAILURES;
        }
    }
}
