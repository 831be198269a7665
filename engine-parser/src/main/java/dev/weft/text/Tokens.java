package dev.weft.text;

import dev.weft.syntax.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A text cut into tokens, together with the source they lie in.
 *
 * <p>Immutable as far as anyone can see, once the lexer is done. A token is a range of the source; its text, name or
 * string is decoded when somebody asks. Beyond the last token lies an endless row of {@link TokenKind#EOF}.
 */
public final class Tokens {
    private final byte[] source;
    private final int end;
    private TokenKind[] kinds = new TokenKind[64];
    private int[] bounds = new int[128];
    private int size;
    private int[] lineStarts;
    private final List<Annotation> annotations = new ArrayList<>();

    Tokens(byte[] source, int end) {
        this.source = source;
        this.end = end;
    }

    /**
     * Cuts a text into tokens.
     *
     * @throws MalformedException if there is something that is no token at all
     */
    public static Tokens of(byte[] utf8) {
        return Lexer.lex(utf8, 0, utf8.length);
    }

    void add(TokenKind kind, int from, int to) {
        if (size == kinds.length) {
            kinds = Arrays.copyOf(kinds, size * 2);
            bounds = Arrays.copyOf(bounds, size * 4);
        }
        kinds[size] = kind;
        bounds[size * 2] = from;
        bounds[size * 2 + 1] = to;
        size++;
    }

    void add(Annotation annotation) {
        annotations.add(annotation);
    }

    List<Annotation> annotations() {
        return annotations;
    }

    /** How many tokens there are. */
    public int size() {
        return size;
    }

    /** The kind of the token at an index. */
    public TokenKind kind(int index) {
        return index < size ? kinds[index] : TokenKind.EOF;
    }

    /** Whether the token at an index is this keyword. */
    public boolean is(int index, String keyword) {
        if (kind(index) != TokenKind.KEYWORD) {
            return false;
        }
        int from = bounds[index * 2];
        if (bounds[index * 2 + 1] - from != keyword.length()) {
            return false;
        }
        for (int i = 0; i < keyword.length(); i++) {
            if (source[from + i] != keyword.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Where the token begins in the source, in bytes. */
    public int start(int index) {
        return index < size ? bounds[index * 2] : end;
    }

    /** The token as it is written. */
    public String text(int index) {
        return index < size
                ? new String(source, bounds[index * 2], bounds[index * 2 + 1] - bounds[index * 2],
                        StandardCharsets.UTF_8)
                : "end of text";
    }

    /** The name of an identifier, without the {@code $}. */
    public String id(int index) {
        int from = bounds[index * 2];
        int to = bounds[index * 2 + 1];
        return source[from + 1] == '"'
                ? new String(Literals.string(source, from + 1, to), StandardCharsets.UTF_8)
                : new String(source, from + 1, to - from - 1, StandardCharsets.UTF_8);
    }

    /** The bytes that a string stands for. */
    public byte[] string(int index) {
        return Literals.string(source, bounds[index * 2], bounds[index * 2 + 1]);
    }

    /** The line of a token, from 1. */
    public int line(int index) {
        return lineOf(start(index));
    }

    /** The index just behind the parenthesis that closes the one at {@code index}, or the end if none does. */
    public int skip(int index) {
        int depth = 0;
        for (int i = index; i < size; i++) {
            if (kinds[i] == TokenKind.LPAR) {
                depth++;
            } else if (kinds[i] == TokenKind.RPAR && --depth == 0) {
                return i + 1;
            }
        }
        return size;
    }

    /** An error at a token: the phrase, then line and column, then the line itself with a mark under the place. */
    public MalformedException error(int index, String phrase) {
        return errorAt(start(index), phrase);
    }

    MalformedException errorAt(int offset, String phrase) {
        int from = offset;
        while (from > 0 && source[from - 1] != '\n') {
            from--;
        }
        int to = offset;
        while (to < source.length && source[to] != '\n' && source[to] != '\r') {
            to++;
        }
        String before = new String(source, from, offset - from, StandardCharsets.UTF_8);
        String after = new String(source, offset, to - offset, StandardCharsets.UTF_8);
        int column = before.codePointCount(0, before.length()) + 1;
        if (before.length() > 80) {
            before = "…" + before.substring(before.length() - 79);
        }
        if (after.length() > 40) {
            after = after.substring(0, 40) + "…";
        }
        return new MalformedException(phrase + " (" + lineOf(offset) + ":" + column + ")\n  | " + shown(before + after)
                + "\n  | " + before.replaceAll("[^\t]", " ") + "^");
    }

    /** A piece of the source as it may be printed: a terminal would take some characters for commands. */
    private static String shown(String source) {
        return source.replaceAll("[\\p{Cc}\\p{Cf}&&[^\t]]", "\uFFFD");
    }

    private int lineOf(int offset) {
        if (lineStarts == null) {
            lineStarts = findLines();
        }
        int at = Arrays.binarySearch(lineStarts, offset);
        return at >= 0 ? at + 1 : -at - 1;
    }

    private int[] findLines() {
        int[] starts = new int[64];
        int count = 1;
        for (int i = 0; i < source.length; i++) {
            if (source[i] == '\n') {
                if (count == starts.length) {
                    starts = Arrays.copyOf(starts, count * 2);
                }
                starts[count++] = i + 1;
            }
        }
        return Arrays.copyOf(starts, count);
    }
}
