package dev.weft.script;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.weft.binary.ModuleDecoder;
import dev.weft.syntax.Features;
import dev.weft.syntax.WasmModule;
import dev.weft.text.TextParser;
import dev.weft.text.TextPrinter;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random modules, printed and assembled again: the same bytes. */
class PrintedRandomModuleTest {

    @Test
    void randomModule_printedAndAssembled_sameBytes() {
        check(0, 1_000);
    }

    @Test
    @Tag("full")
    void tenThousandRandomModules_printedAndAssembled_sameBytes() {
        check(1_000, 11_000);
    }

    private static void check(int from, int to) {
        for (int seed = from; seed < to; seed++) {
            byte[] bytes = new RandomModule(seed).bytes();
            WasmModule module = ModuleDecoder.decode(bytes, Features.ALL);
            for (String text : List.of(TextPrinter.print(module), TextPrinter.printFolded(module))) {
                int number = seed;
                assertArrayEquals(bytes, TextParser.assemble(text), () -> "seed " + number + "\n" + text);
            }
        }
    }
}
