package dev.weft.text;

import dev.weft.syntax.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * A place in a row of tokens, with a method for each kind of thing that may be expected there.
 *
 * <p>Whoever reads the text format, the module's or the script's, moves a cursor. What does not fit is a
 * {@link MalformedException}: {@code unknown operator} for words that the format does not know at all,
 * {@code unexpected token} for all else.
 */
public final class TokenCursor {

    /** The keywords that are not instructions. */
    private static final Set<String> KEYWORDS = Set.of(
            "module", "type", "rec", "sub", "final", "func", "struct", "array", "field", "param", "result", "local",
            "mut", "shared", "pagesize", "i8", "i16", "i32", "i64", "f32", "f64", "v128",
            "any", "eq", "i31", "none", "nofunc", "extern", "noextern", "exn", "noexn", "null", "ref",
            "anyref", "eqref", "i31ref", "structref", "arrayref", "nullref", "funcref", "nullfuncref", "externref",
            "nullexternref", "exnref", "nullexnref",
            "import", "export", "table", "memory", "global", "tag", "start", "elem", "data", "declare", "offset",
            "item", "then", "do", "catch_ref", "catch_all_ref", "i8x16", "i16x8", "i32x4", "i64x2", "f32x4", "f64x2",
            "nan:canonical", "nan:arithmetic", "binary", "quote", "definition", "instance",
            "before", "after", "first", "last");

    private final Tokens tokens;
    private final int end;
    private int pos;

    /** A cursor at the first of the tokens from {@code start} to {@code end}. */
    public TokenCursor(Tokens tokens, int start, int end) {
        this.tokens = tokens;
        this.pos = start;
        this.end = end;
    }

    /** What it moves over. */
    public Tokens tokens() {
        return tokens;
    }

    /** The index of the current token. */
    public int position() {
        return pos;
    }

    /** Goes to the token at an index. */
    public void moveTo(int position) {
        pos = position;
    }

    /** The kind of the current token; the end of the range counts as the end of the text. */
    public TokenKind kind() {
        return kind(0);
    }

    /** The kind of a token further on. */
    public TokenKind kind(int ahead) {
        return pos + ahead < end ? tokens.kind(pos + ahead) : TokenKind.EOF;
    }

    /** Whether the current token is of a kind. */
    public boolean at(TokenKind kind) {
        return kind() == kind;
    }

    /** Whether the current token is a keyword. */
    public boolean at(String keyword) {
        return pos < end && tokens.is(pos, keyword);
    }

    /** Whether an opening parenthesis and a keyword come next. */
    public boolean atList(String keyword) {
        return at(TokenKind.LPAR) && pos + 1 < end && tokens.is(pos + 1, keyword);
    }

    /** Whether an index or an identifier comes next. */
    public boolean atIndex() {
        return at(TokenKind.NAT) || at(TokenKind.ID);
    }

    /** Steps over the current token. */
    public void advance() {
        pos++;
    }

    /** Steps over an opening parenthesis and the keyword behind it, if they come next. */
    public boolean enter(String keyword) {
        if (!atList(keyword)) {
            return false;
        }
        pos += 2;
        return true;
    }

    /** Steps over a keyword if it comes next. */
    public boolean accept(String keyword) {
        if (!at(keyword)) {
            return false;
        }
        pos++;
        return true;
    }

    /** Steps over an opening parenthesis. */
    public void open() {
        expect(TokenKind.LPAR);
    }

    /** Steps over a closing parenthesis. */
    public void close() {
        expect(TokenKind.RPAR);
    }

    /** Steps over this keyword. */
    public void expect(String keyword) {
        if (!accept(keyword)) {
            throw unexpected();
        }
    }

    /** Steps over a token of this kind. */
    public void expect(TokenKind kind) {
        if (!at(kind)) {
            throw unexpected();
        }
        pos++;
    }

    /** Steps over a keyword and tells which it is. */
    public String keyword() {
        if (!at(TokenKind.KEYWORD)) {
            throw unexpected();
        }
        return tokens.text(pos++);
    }

    /** Steps over an identifier and returns its name; null if there is none. */
    public String optionalId() {
        return at(TokenKind.ID) ? tokens.id(pos++) : null;
    }

    /** Steps over a string and returns its bytes. */
    public byte[] string() {
        if (!at(TokenKind.STRING)) {
            throw unexpected();
        }
        return tokens.string(pos++);
    }

    /** Steps over a string that must be UTF-8 and returns it. */
    public String name() {
        byte[] bytes = string();
        if (!Lexer.isUtf8(bytes)) {
            throw tokens.error(pos - 1, "malformed UTF-8 encoding");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Steps over an unsigned number of so many bits. */
    public long unsigned(int bits) {
        if (!at(TokenKind.NAT)) {
            throw unexpected();
        }
        try {
            long value = Literals.integer(tokens.text(pos), bits);
            pos++;
            return bits == 64 ? value : value & (1L << bits) - 1;
        } catch (NumberFormatException _) {
            throw error("i" + bits + " constant out of range");
        }
    }

    /** Steps over an unsigned 32-bit number. */
    public int u32() {
        return (int) unsigned(32);
    }

    /** Steps over an integer, with or without sign, of so many bits; sign-extended. */
    public long integer(int bits) {
        if (!at(TokenKind.NAT) && !at(TokenKind.INT)) {
            throw unexpected();
        }
        try {
            long value = Literals.integer(tokens.text(pos), bits);
            pos++;
            return value;
        } catch (NumberFormatException _) {
            throw error("constant out of range");
        }
    }

    /** Steps over an f32 and returns its raw bits. */
    public int f32() {
        checkNumber();
        try {
            int bits = Literals.f32(tokens.text(pos));
            pos++;
            return bits;
        } catch (NumberFormatException _) {
            throw error("constant out of range");
        }
    }

    /** Steps over an f64 and returns its raw bits. */
    public long f64() {
        checkNumber();
        try {
            long bits = Literals.f64(tokens.text(pos));
            pos++;
            return bits;
        } catch (NumberFormatException _) {
            throw error("constant out of range");
        }
    }

    /** Whether the current token is a number of any kind. */
    public boolean atNumber() {
        return at(TokenKind.NAT) || at(TokenKind.INT) || at(TokenKind.FLOAT);
    }

    /** How many numbers come next. */
    int countNumbers() {
        int count = 0;
        while (kind(count) == TokenKind.NAT || kind(count) == TokenKind.INT || kind(count) == TokenKind.FLOAT) {
            count++;
        }
        return count;
    }

    private void checkNumber() {
        if (!atNumber()) {
            throw unexpected();
        }
    }

    /** An error at the current token. */
    public MalformedException error(String phrase) {
        return tokens.error(Math.min(pos, end), phrase);
    }

    /** The error that the current token is not what may stand here. */
    public MalformedException unexpected() {
        if (pos >= end) {
            return error("unexpected token: end of text");
        }
        String text = tokens.text(pos);
        return switch (tokens.kind(pos)) {
            case RESERVED -> error("unknown operator " + text);
            case KEYWORD -> error((isKnown(text) ? "unexpected token " : "unknown operator ") + text);
            default -> error("unexpected token " + text);
        };
    }

    private static boolean isKnown(String keyword) {
        return KEYWORDS.contains(keyword) || Mnemonics.opcode(keyword) != null
                || MemargReader.isMemargWord(keyword);
    }
}
