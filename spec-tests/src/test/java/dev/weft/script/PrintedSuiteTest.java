package dev.weft.script;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.weft.binary.ModuleDecoder;
import dev.weft.binary.ModuleEncoder;
import dev.weft.syntax.Features;
import dev.weft.syntax.MalformedException;
import dev.weft.syntax.WasmModule;
import dev.weft.text.TextParser;
import dev.weft.text.TextPrinter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every module of the official scripts that is well-formed, printed and assembled again. */
class PrintedSuiteTest {
    @TestFactory
    Stream<DynamicTest> printedModule_assembled_isTheSameModule() throws IOException {
        List<Suites.Entry> entries = new ArrayList<>();
        for (Path suite : OfficialSuiteTest.find()) {
            entries.addAll(Suites.find(suite));
        }
        if (entries.isEmpty()) {
            return abort("the official test suite is not here");
        }
        // custom.wast puts custom sections between empty ones, which text does not have.
        return entries.stream()
                .filter(entry -> !entry.name().contains("custom-descriptors") && !entry.name().equals("custom.wast"))
                .map(entry -> DynamicTest.dynamicTest(entry.name(),
                        () -> check(ScriptParser.parse(entry.name(), Files.readAllBytes(entry.path())).commands())));
    }

    private static void check(List<Command> commands) {
        for (Command command : commands) {
            switch (command) {
                case Command.Module module -> check(module.source(), command.line());
                case Command.AssertRefused refused -> {
                    if (refused.stage() != Command.Stage.MALFORMED) {
                        check(refused.source(), command.line());
                    }
                }
                case Command.Thread thread -> check(thread.commands());
                default -> { }
            }
        }
    }

    private static void check(ModuleSource source, int line) {
        byte[] bytes;
        WasmModule module;
        try {
            bytes = source.bytes(Features.ALL);
            module = ModuleDecoder.decode(bytes, Features.ALL);
        } catch (MalformedException _) {
            return;
        }
        String text = TextPrinter.print(module);
        WasmModule again = ModuleDecoder.decode(
                TextParser.assemble(text.getBytes(StandardCharsets.UTF_8), Features.ALL), Features.ALL);
        assertEquals(text, TextPrinter.print(again), () -> "line " + line);
        byte[] folded = TextPrinter.printFolded(module).getBytes(StandardCharsets.UTF_8);
        WasmModule fromFolded = ModuleDecoder.decode(TextParser.assemble(folded, Features.ALL), Features.ALL);
        assertEquals(text, TextPrinter.print(fromFolded), () -> "line " + line);
        // Binaries may have numbers in longer forms than needed; they print as any other.
        if (!(source instanceof ModuleSource.Binary)) {
            assertArrayEquals(ModuleEncoder.encode(module), ModuleEncoder.encode(again),
                    () -> "line " + line + "\n" + text);
        }
    }
}
