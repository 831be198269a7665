package dev.weft.script;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.weft.binary.ModuleDecoder;
import dev.weft.syntax.Features;
import dev.weft.syntax.WasmModule;
import dev.weft.text.TextParser;
import dev.weft.text.TextPrinter;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;

/** Random modules, printed and assembled again: the same bytes. A seed is a module, so smaller seeds tell nothing. */
class PrintedRandomModuleTest {

    @Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
    void randomModule_printedAndAssembled_sameBytes(@ForAll long seed) {
        check(seed);
    }

    @Property(tries = 10_000, shrinking = ShrinkingMode.OFF)
    @Tag("full")
    void tenThousandRandomModules_printedAndAssembled_sameBytes(@ForAll long seed) {
        check(seed);
    }

    private static void check(long seed) {
        byte[] bytes = new RandomModule(seed).bytes();
        WasmModule module = ModuleDecoder.decode(bytes, Features.ALL);
        for (String text : List.of(TextPrinter.print(module), TextPrinter.printFolded(module))) {
            assertArrayEquals(bytes, TextParser.assemble(text), () -> "seed " + seed + "\n" + text);
        }
    }
}
