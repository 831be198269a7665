package dev.weft.cli;

import dev.weft.syntax.Features;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft wasm}: assembles text. */
@Command(name = "wasm",
        description = "Assembles a module: from the text format to the binary format.",
        footer = {"", "The module is assembled, not validated; see weft validate.", "", "Examples:",
            "  weft wasm sum.wat", "  weft wasm sum.wat -o build/sum.wasm", "  weft wasm - -o - <sum.wat >sum.wasm"})
final class WasmCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(paramLabel = "FILE", description = "The module's text; - is the standard input.")
    private String file;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE",
            description = "Where to write it; - is the standard output. Default: FILE with the ending .wasm.")
    private String output;

    WasmCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        ModuleFile source = ModuleFile.read(file, streams);
        byte[] binary = source.binary(Features.ALL);
        write(output != null ? output : file.equals("-") ? "-" : withEnding(file, ".wasm"), binary, streams);
        return ExitCode.OK;
    }

    private static String withEnding(String file, String ending) {
        String base = file.substring(file.lastIndexOf('/') + 1);
        int dot = base.lastIndexOf('.');
        String made = (dot > 0 ? file.substring(0, file.length() - base.length() + dot) : file) + ending;
        if (made.equals(file)) {
            throw new Failure(ExitCode.USAGE, "that would overwrite " + file + "; say where to write with -o");
        }
        return made;
    }

    /** Writes to a file, or to the standard output for {@code -}. */
    static void write(String file, byte[] bytes, Streams streams) {
        try {
            if (file.equals("-")) {
                streams.out().write(bytes);
                streams.out().flush();
            } else {
                Files.write(Path.of(file), bytes);
            }
        } catch (IOException e) {
            throw new Failure(ExitCode.NO_OUTPUT, "cannot write " + file + ": " + reason(e));
        }
    }

    /** Why a file could not be written. */
    static String reason(IOException e) {
        return e instanceof NoSuchFileException ? "no such folder"
                : e instanceof FileSystemException file && file.getReason() != null ? file.getReason() : e.getMessage();
    }
}
