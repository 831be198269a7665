package dev.weft.fuzz;

import dev.weft.binary.ModuleDecoder;
import dev.weft.binary.ModuleEncoder;
import dev.weft.syntax.Features;
import dev.weft.syntax.SubType;
import dev.weft.syntax.WasmModule;
import dev.weft.text.TextParser;
import dev.weft.text.TextPrinter;
import java.util.Arrays;
import java.util.List;

/**
 * Encoding what was decoded, and assembling what was printed, yields the same module. What has several spellings is
 * compared after the first round, which chooses one.
 */
final class IdentityOracle implements Oracle {
    private static final int GLOBALS = 6;
    private static final int CODE = 10;

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
        if (!Arrays.equals(encode(assembled), assembled)) {
            return "the assembler's spelling is not the encoder's";
        }
        String lost = lost(ModuleDecoder.decode(encoded, Features.ALL), ModuleDecoder.decode(assembled, Features.ALL));
        return lost == null ? null : "the printer leaves something out: " + lost;
    }

    /**
     * What text can say and yet differs, or null. How segments were encoded and how types were grouped is not compared:
     * text cannot say that (see RATIONALE.md).
     */
    private static String lost(WasmModule module, WasmModule again) {
        return !types(module).equals(types(again)) ? "types"
                : !module.imports().equals(again.imports()) ? "imports"
                : !module.memories().equals(again.memories()) ? "memories"
                : !module.tags().equals(again.tags()) ? "tags"
                : !module.exports().equals(again.exports()) ? "exports"
                : module.start() != again.start() ? "start"
                : !Arrays.equals(section(module, CODE), section(again, CODE)) ? "code"
                : !Arrays.equals(section(module, GLOBALS), section(again, GLOBALS)) ? "globals"
                : null;
    }

    private static List<SubType> types(WasmModule module) {
        return module.recTypes().stream().flatMap(group -> group.types().stream()).toList();
    }

    /** The contents of a section, empty if there is none. */
    private static byte[] section(WasmModule module, int wanted) {
        byte[] bytes = module.bytes();
        int at = 8;
        while (at < bytes.length) {
            int id = bytes[at++];
            int length = 0;
            int shift = 0;
            do {
                length |= (bytes[at] & 0x7F) << shift;
                shift += 7;
            } while (bytes[at++] < 0);
            if (id == wanted) {
                return Arrays.copyOfRange(bytes, at, at + length);
            }
            at += length;
        }
        return new byte[0];
    }

    private static byte[] encode(byte[] bytes) {
        return ModuleEncoder.encode(ModuleDecoder.decode(bytes, Features.ALL));
    }

    private static String print(byte[] bytes) {
        return TextPrinter.print(ModuleDecoder.decode(bytes, Features.ALL));
    }
}
