package dev.weft.text;

import dev.weft.syntax.MalformedException;
import java.nio.charset.StandardCharsets;

/**
 * Cuts text into {@link Tokens}: whitespace and comments go, annotations are skipped or, if known, kept aside.
 *
 * <p>The longest run of identifier characters and strings is one token, whatever it turns out to be; that is why
 * {@code 0drop} and {@code "a""b"} are single, reserved tokens.
 *
 * @see <a href="https://webassembly.github.io/spec/core/text/lexical.html">Lexical format</a>
 */
final class Lexer {
    private static final boolean[] ID_CHAR = new boolean[256];

    static {
        for (char c = '0'; c <= '9'; c++) {
            ID_CHAR[c] = true;
        }
        for (char c = 'a'; c <= 'z'; c++) {
            ID_CHAR[c] = true;
            ID_CHAR[c - 'a' + 'A'] = true;
        }
        for (char c : "!#$%&'*+-./:<=>?@\\^_`|~".toCharArray()) {
            ID_CHAR[c] = true;
        }
    }

    private final byte[] source;
    private final int end;
    private final Tokens tokens;
    private int pos;

    private Lexer(byte[] source, int start, int end) {
        this.source = source;
        this.pos = start;
        this.end = end;
        this.tokens = new Tokens(source, end);
    }

    static boolean isIdChar(byte c) {
        return ID_CHAR[c & 0xFF];
    }

    static Tokens lex(byte[] source, int start, int end) {
        Lexer lexer = new Lexer(source, start, end);
        while (lexer.pos < end) {
            lexer.token();
        }
        return lexer.tokens;
    }

    private void token() {
        int c = source[pos] & 0xFF;
        switch (c) {
            case ' ', '\t', '\n', '\r' -> pos++;
            case ')' -> {
                tokens.add(TokenKind.RPAR, pos, pos + 1);
                pos++;
            }
            case '(' -> {
                if (peek(1) == ';') {
                    blockComment();
                } else if (peek(1) == '@') {
                    annotation();
                } else {
                    tokens.add(TokenKind.LPAR, pos, pos + 1);
                    pos++;
                }
            }
            default -> {
                if (c == ';' && peek(1) == ';') {
                    lineComment();
                } else if (isRun(pos)) {
                    run();
                } else {
                    illegal();
                }
            }
        }
    }

    private int peek(int ahead) {
        return pos + ahead < end ? source[pos + ahead] & 0xFF : -1;
    }

    private static boolean isPunctuation(int c) {
        return c == ',' || c == ';' || c == '[' || c == ']' || c == '{' || c == '}';
    }

    private boolean isRun(int at) {
        int c = source[at] & 0xFF;
        return ID_CHAR[c] || c == '"'
                || isPunctuation(c) && !(c == ';' && at + 1 < end && source[at + 1] == ';');
    }

    private MalformedException error(int at, String phrase) {
        return tokens.errorAt(at, phrase);
    }

    /** Whatever stands here may not stand here: a control character, non-ASCII text, or bytes that are no text. */
    private void illegal() {
        int c = source[pos] & 0xFF;
        if (c >= 0x80 && utf8Length(source, pos, end) == 0) {
            throw error(pos, "malformed UTF-8 encoding");
        }
        throw error(pos, "illegal character");
    }

    private void skipCharacter() {
        int length = utf8Length(source, pos, end);
        if (length == 0) {
            throw error(pos, "malformed UTF-8 encoding");
        }
        pos += length;
    }

    private void lineComment() {
        while (pos < end && source[pos] != '\n' && source[pos] != '\r') {
            skipCharacter();
        }
    }

    private void blockComment() {
        int start = pos;
        int depth = 0;
        while (pos < end) {
            if (source[pos] == '(' && peek(1) == ';') {
                depth++;
                pos += 2;
            } else if (source[pos] == ';' && peek(1) == ')') {
                pos += 2;
                if (--depth == 0) {
                    return;
                }
            } else {
                skipCharacter();
            }
        }
        throw error(start, "unclosed comment");
    }

    private void run() {
        int start = pos;
        int strings = 0;
        boolean oneString = source[pos] == '"';
        while (pos < end && isRun(pos)) {
            if (source[pos] == '"') {
                strings++;
                string(start);
            } else {
                pos++;
            }
        }
        tokens.add(classify(start, strings, oneString), start, pos);
    }

    private TokenKind classify(int start, int strings, boolean startsWithString) {
        if (startsWithString) {
            return strings == 1 && source[pos - 1] == '"' && stringEnd(start) == pos
                    ? TokenKind.STRING : TokenKind.RESERVED;
        }
        if (source[start] == '$') {
            return identifier(start, strings);
        }
        if (strings > 0) {
            return TokenKind.RESERVED;
        }
        for (int i = start; i < pos; i++) {
            if (isPunctuation(source[i])) {
                return TokenKind.RESERVED;
            }
        }
        TokenKind number = Literals.numberKind(source, start, pos);
        if (number != null) {
            return number;
        }
        return source[start] >= 'a' && source[start] <= 'z' ? TokenKind.KEYWORD : TokenKind.RESERVED;
    }

    private TokenKind identifier(int start, int strings) {
        if (pos == start + 1) {
            throw error(start, "empty identifier");
        }
        if (strings == 0) {
            for (int i = start; i < pos; i++) {
                if (isPunctuation(source[i])) {
                    return TokenKind.RESERVED;
                }
            }
            return TokenKind.ID;
        }
        if (strings > 1 || source[start + 1] != '"' || stringEnd(start + 1) != pos) {
            return TokenKind.RESERVED;
        }
        byte[] name = Literals.string(source, start + 1, pos);
        if (name.length == 0) {
            throw error(start, "empty identifier");
        }
        if (!isUtf8(name)) {
            throw error(start, "malformed UTF-8 encoding");
        }
        return TokenKind.ID;
    }

    /** The index behind the well-formed string that starts here. */
    private int stringEnd(int start) {
        int i = start + 1;
        while (source[i] != '"') {
            i += source[i] == '\\' ? 2 : 1;
        }
        return i + 1;
    }

    /** Scans the string that starts here, inside the token that starts at {@code token}. */
    private void string(int token) {
        int start = pos;
        String fault = scanString();
        if (fault != null) {
            throw source[token] != '$' || start != token + 1
                    ? error(start, fault) : error(token, "empty identifier");
        }
    }

    /** Moves behind the string that starts here and returns null, or returns what is wrong with it. */
    private String scanString() {
        pos++;
        while (pos < end) {
            int c = source[pos] & 0xFF;
            if (c == '"') {
                pos++;
                return null;
            }
            if (c == '\n' || c == '\r') {
                return "unclosed string";
            }
            if (c < 0x20 || c == 0x7F) {
                return "illegal control character in string";
            }
            if (c == '\\') {
                int length = Literals.escapeLength(source, pos, end);
                if (length == 0) {
                    return "illegal escape";
                }
                pos += length;
            } else {
                int length = utf8Length(source, pos, end);
                if (length == 0) {
                    return "malformed UTF-8 encoding";
                }
                pos += length;
            }
        }
        return "unclosed string";
    }

    private void annotation() {
        int start = pos;
        pos += 2;
        String id = annotationId(start);
        int contents = pos;
        int depth = 1;
        while (depth > 0) {
            if (pos >= end) {
                throw error(start, "unclosed annotation");
            }
            int c = source[pos] & 0xFF;
            if (c == '(' && peek(1) == ';') {
                blockComment();
            } else if (c == ';' && peek(1) == ';') {
                lineComment();
            } else if (c == '"') {
                int at = pos;
                String fault = scanString();
                if (fault != null) {
                    throw error(at, fault);
                }
            } else if (c == '(' || c == ')') {
                depth += c == '(' ? 1 : -1;
                pos++;
            } else if (isRun(pos) || c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                pos++;
            } else {
                illegal();
            }
        }
        if (Annotation.isKnown(id)) {
            tokens.add(new Annotation(id, tokens.size(), start, lex(source, contents, pos - 1)));
        }
    }

    private String annotationId(int start) {
        int from = pos;
        if (pos < end && source[pos] == '"') {
            if (scanString() != null) {
                throw error(start, "empty annotation id");
            }
            byte[] name = Literals.string(source, from, pos);
            if (!isUtf8(name)) {
                throw error(start, "malformed UTF-8 encoding");
            }
            if (name.length > 0) {
                return new String(name, StandardCharsets.UTF_8);
            }
        }
        while (pos < end && ID_CHAR[source[pos] & 0xFF]) {
            pos++;
        }
        if (pos == from || source[from] == '"') {
            throw error(start, "empty annotation id");
        }
        return new String(source, from, pos - from, StandardCharsets.US_ASCII);
    }

    /** Whether bytes are well-formed UTF-8. */
    static boolean isUtf8(byte[] bytes) {
        int i = 0;
        while (i < bytes.length) {
            int length = utf8Length(bytes, i, bytes.length);
            if (length == 0) {
                return false;
            }
            i += length;
        }
        return true;
    }

    /** The length of the UTF-8 sequence that starts at an index, or 0 if none does. */
    static int utf8Length(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xFF;
        if (first < 0x80) {
            return 1;
        }
        int length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
        if (first < 0xC2 || first > 0xF4 || at + length > end) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        int second = bytes[at + 1] & 0xFF;
        boolean wellFormed = switch (first) {
            case 0xE0 -> second >= 0xA0;
            case 0xED -> second < 0xA0;
            case 0xF0 -> second >= 0x90;
            case 0xF4 -> second < 0x90;
            default -> true;
        };
        return wellFormed ? length : 0;
    }
}
