package dev.weft.text;

import dev.weft.binary.BinaryWriter;
import dev.weft.binary.Section;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A custom section written as an annotation.
 *
 * @param name     its name
 * @param place    the id of the section it is placed at; 0 for the very beginning, -1 for the very end
 * @param after    whether it stands behind that section, not before it
 * @param contents its bytes
 * @see <a href="https://webassembly.github.io/spec/core/appendix/custom.html">Custom sections</a>
 */
record CustomAnnotation(String name, int place, boolean after, BinaryWriter contents) {
    static final int FIRST = 0;
    static final int LAST = -1;

    private static final Map<String, Integer> SECTIONS = Map.ofEntries(
            Map.entry("type", Section.TYPE), Map.entry("import", Section.IMPORT),
            Map.entry("func", Section.FUNCTION), Map.entry("table", Section.TABLE),
            Map.entry("memory", Section.MEMORY), Map.entry("tag", Section.TAG),
            Map.entry("global", Section.GLOBAL), Map.entry("export", Section.EXPORT),
            Map.entry("start", Section.START), Map.entry("elem", Section.ELEMENT),
            Map.entry("datacount", Section.DATA_COUNT), Map.entry("code", Section.CODE),
            Map.entry("data", Section.DATA));

    /** How text places a section behind the one of an id; 0 is the very beginning. */
    static String placeAfter(int section) {
        for (Map.Entry<String, Integer> entry : SECTIONS.entrySet()) {
            if (entry.getValue() == section) {
                return "(after " + entry.getKey() + ")";
            }
        }
        return "(before first)";
    }

    static CustomAnnotation read(Annotation annotation, AnnotationClaims claims) {
        String prefix = "@custom annotation: ";
        TokenCursor in = AnnotationClaims.contents(annotation);
        if (!in.at(TokenKind.STRING)) {
            throw claims.error(annotation, prefix + "missing section name");
        }
        byte[] name = in.string();
        if (!Lexer.isUtf8(name)) {
            throw claims.error(annotation, prefix + "malformed UTF-8 encoding");
        }
        int place = LAST;
        boolean after = true;
        if (in.at(TokenKind.LPAR)) {
            after = in.enter("after");
            if (!after && !in.enter("before")) {
                throw claims.error(annotation, prefix + "malformed placement");
            }
            String section = in.at(TokenKind.KEYWORD) ? in.keyword() : "";
            if (section.equals("first") && !after) {
                place = FIRST;
            } else if (!(section.equals("last") && after)) {
                Integer id = SECTIONS.get(section);
                if (id == null) {
                    throw claims.error(annotation, prefix + "malformed section kind " + section);
                }
                place = id;
            }
            if (!in.at(TokenKind.RPAR)) {
                throw claims.error(annotation, prefix + "malformed placement");
            }
            in.close();
        }
        BinaryWriter contents = new BinaryWriter();
        while (in.at(TokenKind.STRING)) {
            contents.bytes(in.string());
        }
        if (!in.at(TokenKind.EOF)) {
            throw claims.error(annotation, prefix + "unexpected token");
        }
        return new CustomAnnotation(new String(name, StandardCharsets.UTF_8), place, after, contents);
    }
}
