package dev.weft.text;

import dev.weft.binary.BinaryWriter;
import dev.weft.binary.ModuleDecoder;
import dev.weft.syntax.Features;
import dev.weft.syntax.MalformedException;
import dev.weft.syntax.WasmModule;
import java.nio.charset.StandardCharsets;

/**
 * The assembler: turns the text format into the binary format.
 *
 * <p>All of WebAssembly 3.0 is accepted, and what the proposals in the instruction table add; whether a module may use
 * a proposal is for the decoder and the validator to say. (Features matter in one place: without memory64, limits are
 * 32-bit numbers.) Errors are {@link MalformedException}s: the specification's
 * phrase, line and column, then the source line with a mark.
 *
 * @see <a href="https://webassembly.github.io/spec/core/text/index.html">Text format</a>
 */
public final class TextParser {

    private TextParser() {
    }

    /** Assembles the text of a module and decodes it. */
    public static WasmModule parse(String text, Features features) {
        return ModuleDecoder.decode(assemble(text.getBytes(StandardCharsets.UTF_8), features), features);
    }

    /** Assembles the text of a module. */
    public static byte[] assemble(String text) {
        return assemble(text.getBytes(StandardCharsets.UTF_8), Features.ALL);
    }

    /** Assembles the text of a module, given in UTF-8; the module's own parentheses may be missing. */
    public static byte[] assemble(byte[] utf8, Features features) {
        Tokens tokens = Tokens.of(utf8);
        TokenCursor in = new TokenCursor(tokens, 0, tokens.size());
        if (!in.atList("module")) {
            return new ModuleReader(in, -1, tokens.size(), features).read(null);
        }
        int end = tokens.skip(0);
        in.moveTo(end);
        if (tokens.kind(end - 1) != TokenKind.RPAR || !in.at(TokenKind.EOF)) {
            throw in.unexpected();
        }
        return assemble(tokens, 0, features);
    }

    /** Assembles the module that is the list beginning at a token: {@code (module definition? $id? …)}. */
    public static byte[] assemble(Tokens tokens, int start, Features features) {
        int end = tokens.skip(start) - 1;
        TokenCursor in = new TokenCursor(tokens, start, end);
        in.open();
        in.expect("module");
        in.accept("definition");
        String id = in.optionalId();
        if (in.at("binary") || in.at("quote")) {
            boolean quoted = in.keyword().equals("quote");
            BinaryWriter bytes = new BinaryWriter();
            while (in.at(TokenKind.STRING)) {
                bytes.bytes(in.string());
            }
            if (!in.at(TokenKind.EOF)) {
                throw in.unexpected();
            }
            return quoted ? assemble(bytes.toByteArray(), features) : bytes.toByteArray();
        }
        return new ModuleReader(in, start, end, features).read(id);
    }
}
