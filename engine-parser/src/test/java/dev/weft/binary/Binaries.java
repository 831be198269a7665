package dev.weft.binary;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.syntax.Features;
import dev.weft.syntax.Func;
import dev.weft.syntax.MalformedException;
import dev.weft.syntax.WasmModule;
import java.util.HexFormat;

/** Modules made by hand, for tests: bytes in hexadecimal, blanks ignored. */
final class Binaries {
    static final String PREAMBLE = "0061736d 01000000";
    /** One type, [] -> [], and one function of it; {@link #code} adds its body. */
    static final String ONE_FUNC = section(Section.TYPE, "01 60 00 00") + section(Section.FUNCTION, "01 00");

    private Binaries() {
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static String sized(String hex) {
        BinaryWriter writer = new BinaryWriter();
        writer.u32(bytes(hex).length);
        return hex(writer.toByteArray()) + hex.replace(" ", "");
    }

    static String section(int id, String hex) {
        return HexFormat.of().toHexDigits((byte) id) + sized(hex);
    }

    static String name(String name) {
        BinaryWriter writer = new BinaryWriter();
        writer.name(name);
        return hex(writer.toByteArray());
    }

    static String custom(String name, String hex) {
        return section(Section.CUSTOM, name(name) + hex);
    }

    /** A code section with one function without locals. */
    static String code(String body) {
        return section(Section.CODE, "01" + sized("00" + body));
    }

    static WasmModule decode(Features features, String... sections) {
        return ModuleDecoder.decode(bytes(PREAMBLE + String.join("", sections)), features);
    }

    static WasmModule decode(String... sections) {
        return decode(Features.DEFAULT, sections);
    }

    /** Decodes a module and reads all of its bodies, as validation does. */
    static WasmModule decodeAll(byte[] bytes, Features features) {
        WasmModule module = ModuleDecoder.decode(bytes, features);
        for (Func func : module.funcs()) {
            CodeReader code = CodeReader.ofBody(module, Locals.read(module, func.code(), features).body(), features);
            while (code.hasNext()) {
                code.next();
            }
        }
        return module;
    }

    static void assertMalformed(String phrase, Features features, String... sections) {
        assertMalformed(phrase, bytes(PREAMBLE + String.join("", sections)), features);
    }

    static void assertMalformed(String phrase, String... sections) {
        assertMalformed(phrase, Features.DEFAULT, sections);
    }

    static void assertMalformed(String phrase, byte[] bytes, Features features) {
        String message = assertThrows(MalformedException.class, () -> decodeAll(bytes, features)).getMessage();
        assertTrue(message.startsWith(phrase), message);
        assertTrue(message.matches(".* \\(offset 0x[0-9a-f]+\\)"), message);
    }

    /** A body of one function is malformed. */
    static void assertBodyMalformed(String phrase, Features features, String body) {
        assertMalformed(phrase, features, ONE_FUNC, code(body));
    }

    /** A reader of a function body. */
    static CodeReader read(String body) {
        byte[] bytes = bytes(body);
        return new CodeReader(bytes, 0, bytes.length);
    }
}
