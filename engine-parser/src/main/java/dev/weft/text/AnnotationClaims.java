package dev.weft.text;

import dev.weft.syntax.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The known annotations of a module: readers claim them where they may stand, and what is left over is misplaced. */
final class AnnotationClaims {
    private final Tokens tokens;
    /** Those that nobody has claimed, by the token that follows them. */
    private final Map<Integer, List<Annotation>> open = new TreeMap<>();

    /** The annotations in front of the tokens from {@code start} to {@code end}, that one included. */
    AnnotationClaims(Tokens tokens, int start, int end) {
        this.tokens = tokens;
        for (Annotation annotation : tokens.annotations()) {
            if (annotation.before() > start && annotation.before() <= end) {
                open.computeIfAbsent(annotation.before(), _ -> new ArrayList<>()).add(annotation);
            }
        }
    }

    /** Takes the annotations of an id that stand in front of the current token. */
    List<Annotation> claim(TokenCursor in, String id) {
        List<Annotation> here = open.isEmpty() ? null : open.get(in.position());
        if (here == null) {
            return List.of();
        }
        List<Annotation> claimed = here.stream().filter(item -> item.id().equals(id)).toList();
        here.removeAll(claimed);
        return claimed;
    }

    /** Takes a name annotation, if there is one, for a thing that was just defined. */
    void name(TokenCursor in, IndexSpace space, int index) {
        String name = name(in, space == null ? "module" : "name");
        if (name != null && space != null) {
            space.rename(index, name);
        }
    }

    /** The name in a name annotation in front of the current token, or null. */
    String name(TokenCursor in, String what) {
        List<Annotation> found = claim(in, Annotation.NAME);
        if (found.isEmpty()) {
            return null;
        }
        if (found.size() > 1) {
            throw error(found.get(1), "@name annotation: multiple " + what + " names");
        }
        Annotation annotation = found.getFirst();
        TokenCursor contents = contents(annotation);
        if (!contents.at(TokenKind.STRING) || contents.kind(1) != TokenKind.EOF) {
            throw error(annotation, "@name annotation: unexpected token");
        }
        byte[] bytes = contents.string();
        if (!Lexer.isUtf8(bytes)) {
            throw error(annotation, "@name annotation: malformed UTF-8 encoding");
        }
        return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** A cursor over the contents of an annotation. */
    static TokenCursor contents(Annotation annotation) {
        return new TokenCursor(annotation.contents(), 0, annotation.contents().size());
    }

    MalformedException error(Annotation annotation, String phrase) {
        return tokens.errorAt(annotation.start(), phrase);
    }

    /** Checks that nothing is left over. */
    void checkAllClaimed() {
        for (List<Annotation> here : open.values()) {
            for (Annotation left : here) {
                throw error(left, left.id().equals(Annotation.BRANCH_HINT)
                        ? "@" + left.id() + " annotation: not in a function"
                        : "misplaced @" + left.id() + " annotation");
            }
        }
    }
}
