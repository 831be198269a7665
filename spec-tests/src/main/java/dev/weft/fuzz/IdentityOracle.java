package dev.weft.fuzz;

import dev.weft.binary.ModuleDecoder;
import dev.weft.binary.ModuleEncoder;
import dev.weft.syntax.Features;
import dev.weft.text.TextParser;
import dev.weft.text.TextPrinter;
import java.util.Arrays;

/**
 * Encoding what was decoded, and assembling what was printed, yields the same module. What has several spellings is
 * compared after the first round, which chooses one.
 */
final class IdentityOracle implements Oracle {
    @Override
    public String name() {
        return "identity";
    }

    @Override
    public String check(GeneratedModule module, Choices choices) {
        byte[] encoded = encode(module.bytes());
        if (!Arrays.equals(encode(encoded), encoded)) {
            return "encoding twice differs from encoding once";
        }
        String printed = print(module.bytes());
        if (!print(encoded).equals(printed)) {
            return "the encoded module prints otherwise";
        }
        byte[] assembled = TextParser.assemble(printed);
        if (!print(assembled).equals(printed)) {
            return "the assembled module prints otherwise";
        }
        return Arrays.equals(encode(assembled), assembled) ? null : "the assembler's spelling is not the encoder's";
    }

    private static byte[] encode(byte[] bytes) {
        return ModuleEncoder.encode(ModuleDecoder.decode(bytes, Features.ALL));
    }

    private static String print(byte[] bytes) {
        return TextPrinter.print(ModuleDecoder.decode(bytes, Features.ALL));
    }
}
