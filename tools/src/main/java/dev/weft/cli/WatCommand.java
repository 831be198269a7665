package dev.weft.cli;

import dev.weft.binary.ModuleDecoder;
import dev.weft.syntax.Features;
import dev.weft.syntax.MalformedException;
import dev.weft.syntax.WasmModule;
import dev.weft.text.TextPrinter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft wat}: disassembles a module. */
@Command(name = "wat",
        description = "Disassembles a module: prints its text, which assembles to the same module again.",
        footer = {"", "Examples:", "  weft wat sum.wasm", "  weft wat sum.wasm -o sum.wat",
            "  weft wat sum.wasm | grep '(export'"})
final class WatCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(paramLabel = "FILE", description = "The module, binary or text; - is the standard input.")
    private String file;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE",
            description = "Where to write it; - is the standard output, and the default.")
    private String output = "-";

    @Option(names = "--folded", description = "Writes operands inside the instructions that they are for.")
    private boolean folded;

    WatCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        ModuleFile source = ModuleFile.read(file, streams);
        try {
            WasmModule module = ModuleDecoder.decode(source.binary(Features.ALL), Features.ALL);
            String text = folded ? TextPrinter.printFolded(module) : TextPrinter.print(module);
            WasmCommand.write(output, text.getBytes(StandardCharsets.UTF_8), streams);
        } catch (MalformedException e) {
            throw source.malformed(e);
        }
        return ExitCode.OK;
    }
}
