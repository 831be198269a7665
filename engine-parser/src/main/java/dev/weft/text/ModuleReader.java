package dev.weft.text;

import dev.weft.binary.BinaryWriter;
import dev.weft.binary.Section;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.Features;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MemType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.RefType;
import dev.weft.syntax.SubType;
import dev.weft.syntax.TableType;
import dev.weft.syntax.TagType;
import dev.weft.syntax.TypeIdx;
import dev.weft.syntax.ValType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads the fields of a module and writes its sections.
 *
 * <p>Three passes over the fields: the first finds everything that can be named, so that names may be used before
 * they are defined; the second reads the type definitions; the third reads all else in order and writes it. Types
 * that are only implied by a type use get their indices in the third pass, behind the defined ones.
 *
 * @see <a href="https://webassembly.github.io/spec/core/text/modules.html">Modules</a>
 */
final class ModuleReader {
    private final TokenCursor in;
    private final int end;
    private final ModuleScope scope;
    private final AnnotationClaims claims;
    private final TypeReader types;
    private final SegmentReader segments;
    private final ModuleSections sections;
    private int funcs;
    private int tables;
    private int memories;
    private int globals;
    private int tags;
    private int elems;
    private int datas;
    private String firstDefinition;
    private boolean started;

    /** A reader of the fields between two tokens: {@code in} is at the first, the module begins at {@code start}. */
    ModuleReader(TokenCursor in, int start, int end, Features features) {
        scope = new ModuleScope(features);
        this.in = in;
        this.end = end;
        claims = new AnnotationClaims(in.tokens(), start, end);
        types = new TypeReader(in, scope, claims);
        sections = new ModuleSections(scope);
        segments = new SegmentReader(in, scope, types, claims, sections);
    }

    /** Reads everything and returns the binary; {@code name} is the module's identifier or null. */
    byte[] read(String name) {
        String annotated = claims.name(in, "module");
        sections.names.module(annotated != null ? annotated : name);
        int first = in.position();
        while (in.position() < end) {
            declare();
        }
        in.moveTo(first);
        while (in.position() < end) {
            if (in.atList("type") || in.atList("rec")) {
                typeField();
            } else {
                in.moveTo(in.tokens().skip(in.position()));
            }
        }
        in.moveTo(first);
        while (in.position() < end) {
            custom();
            field();
        }
        custom();
        claims.checkAllClaimed();
        return sections.toBinary();
    }

    private void custom() {
        for (Annotation annotation : claims.claim(in, Annotation.CUSTOM)) {
            sections.custom(CustomAnnotation.read(annotation, claims));
        }
    }

    // First pass: names.

    private void declare() {
        int field = in.position();
        in.open();
        int keyword = in.position();
        switch (in.keyword()) {
            case "type" -> scope.types.define(in);
            case "rec" -> {
                while (in.atList("type")) {
                    int member = in.position();
                    in.moveTo(member + 2);
                    scope.types.define(in);
                    in.moveTo(in.tokens().skip(member));
                }
            }
            case "import" -> declareImport(field);
            case "func" -> declare(field, "func", scope.funcs);
            case "table" -> {
                declare(field, "table", scope.tables);
                if (hasList(field, "elem")) {
                    scope.elems.defineAnonymous(1);
                }
            }
            case "memory" -> {
                declare(field, "memory", scope.memories);
                if (hasList(field, "data")) {
                    scope.datas.defineAnonymous(1);
                }
            }
            case "global" -> declare(field, "global", scope.globals);
            case "tag" -> declare(field, "tag", scope.tags);
            case "elem" -> scope.elems.define(in);
            case "data" -> scope.datas.define(in);
            case "export", "start" -> { }
            default -> {
                in.moveTo(keyword);
                throw in.unexpected();
            }
        }
        int next = in.tokens().skip(field);
        if (next > end || in.tokens().kind(next - 1) != TokenKind.RPAR) {
            in.moveTo(end);
            throw in.unexpected();
        }
        in.moveTo(next);
    }

    private boolean hasList(int field, String keyword) {
        in.moveTo(field + 1);
        int stop = in.tokens().skip(field) - 1;
        while (in.position() < stop) {
            if (in.atList(keyword)) {
                return true;
            }
            in.moveTo(in.at(TokenKind.LPAR) ? in.tokens().skip(in.position()) : in.position() + 1);
        }
        return false;
    }

    private IndexSpace space(ExternKind kind) {
        return switch (kind) {
            case FUNC -> scope.funcs;
            case TABLE -> scope.tables;
            case MEMORY -> scope.memories;
            case GLOBAL -> scope.globals;
            case TAG -> scope.tags;
        };
    }

    private void declareImport(int field) {
        checkImport(field);
        in.name();
        in.name();
        in.open();
        space(externKind()).define(in);
    }

    private void declare(int field, String what, IndexSpace space) {
        space.define(in);
        while (in.atList("export")) {
            in.moveTo(in.tokens().skip(in.position()));
        }
        if (in.atList("import")) {
            checkImport(field);
        } else if (firstDefinition == null) {
            firstDefinition = what.equals("func") ? "function" : what;
        }
    }

    private void checkImport(int field) {
        if (firstDefinition != null) {
            throw in.tokens().error(field, "import after " + firstDefinition);
        }
    }

    private ExternKind externKind() {
        ExternKind kind = KINDS.get(in.at(TokenKind.KEYWORD) ? in.tokens().text(in.position()) : "");
        if (kind == null) {
            throw in.unexpected();
        }
        in.advance();
        return kind;
    }

    private static final Map<String, ExternKind> KINDS = Map.of("func", ExternKind.FUNC, "table", ExternKind.TABLE,
            "memory", ExternKind.MEMORY, "global", ExternKind.GLOBAL, "tag", ExternKind.TAG);

    // Second pass: types.

    private int typeCount;

    private void typeField() {
        List<SubType> group = new ArrayList<>();
        boolean written = in.enter("rec");
        if (!written) {
            group.add(type());
        } else {
            while (in.atList("type")) {
                group.add(type());
            }
            in.close();
        }
        scope.add(group, written);
    }

    private SubType type() {
        in.moveTo(in.position() + 2);
        in.optionalId();
        claims.name(in, scope.types, typeCount);
        SubType type = types.subType(typeCount);
        in.close();
        typeCount++;
        return type;
    }

    // Third pass: all else.

    private void field() {
        if (in.atList("type") || in.atList("rec")) {
            in.moveTo(in.tokens().skip(in.position()));
            return;
        }
        in.open();
        switch (in.keyword()) {
            case "import" -> importField();
            case "func" -> func();
            case "table" -> table();
            case "memory" -> memory();
            case "global" -> global();
            case "tag" -> tag();
            case "export" -> {
                String name = in.name();
                in.open();
                ExternKind kind = externKind();
                int index = space(kind).index(in);
                in.close();
                sections.export(name, kind, index);
            }
            case "start" -> {
                if (started) {
                    throw in.error("multiple start sections");
                }
                started = true;
                sections.start(scope.funcs.index(in));
            }
            case "elem" -> {
                in.optionalId();
                claims.name(in, scope.elems, elems++);
                segments.elem();
            }
            case "data" -> {
                in.optionalId();
                claims.name(in, scope.datas, datas++);
                segments.data();
            }
            default -> throw in.unexpected();
        }
        in.close();
    }

    private void importField() {
        String module = in.name();
        String name = in.name();
        in.open();
        ExternKind kind = externKind();
        in.optionalId();
        int index = next(kind);
        claims.name(in, space(kind), index);
        importDescription(module, name, kind, index);
        in.close();
    }

    private int next(ExternKind kind) {
        return switch (kind) {
            case FUNC -> funcs++;
            case TABLE -> tables++;
            case MEMORY -> memories++;
            case GLOBAL -> globals++;
            case TAG -> tags++;
        };
    }

    private void importDescription(String module, String name, ExternKind kind, int index) {
        BinaryWriter out = sections.next(Section.IMPORT);
        out.name(module);
        out.name(name);
        out.u8(kind.ordinal());
        switch (kind) {
            case FUNC -> {
                IndexSpace locals = new IndexSpace("local");
                out.u32(types.typeUse(true, locals));
                sections.names.locals(index, locals);
            }
            case TABLE -> out.tableType(types.tableType());
            case MEMORY -> out.memType(types.memType());
            case GLOBAL -> out.globalType(types.globalType());
            case TAG -> out.tagType(new TagType(new TypeIdx(types.typeUse(true, null))));
        }
    }

    /** The header that most fields share; true if it was an import and has been written. */
    private boolean header(ExternKind kind) {
        in.optionalId();
        int index = next(kind);
        claims.name(in, space(kind), index);
        while (in.enter("export")) {
            sections.export(in.name(), kind, index);
            in.close();
        }
        if (!in.enter("import")) {
            return false;
        }
        String module = in.name();
        String name = in.name();
        in.close();
        importDescription(module, name, kind, index);
        return true;
    }

    private void func() {
        if (header(ExternKind.FUNC)) {
            return;
        }
        int index = funcs - 1;
        IndexSpace locals = new IndexSpace("local");
        int typeIdx = types.typeUse(true, locals);
        sections.next(Section.FUNCTION).u32(typeIdx);
        List<ValType> declared = new ArrayList<>();
        while (in.enter("local")) {
            if (in.at(TokenKind.ID)) {
                claims.name(in, locals, locals.define(in));
                declared.add(types.valType());
            } else {
                while (!in.at(TokenKind.RPAR)) {
                    locals.defineAnonymous(1);
                    claims.name(in, locals, locals.size() - 1);
                    declared.add(types.valType());
                }
            }
            in.close();
        }
        BinaryWriter code = new BinaryWriter(128);
        locals(declared, code);
        BodyReader body = new BodyReader(in, scope, types, claims, locals, true, code);
        body.body();
        sections.next(Section.CODE).sized(code);
        sections.names.locals(index, locals);
        sections.names.labels(index, body.labelNames());
        sections.hints(index, body.hints());
    }

    /** Neighbouring locals of one type are written together. */
    private static void locals(List<ValType> declared, BinaryWriter out) {
        BinaryWriter groups = new BinaryWriter();
        int count = 0;
        for (int i = 0; i < declared.size(); ) {
            int j = i;
            while (j < declared.size() && declared.get(j).equals(declared.get(i))) {
                j++;
            }
            groups.u32(j - i);
            groups.valType(declared.get(i));
            count++;
            i = j;
        }
        out.u32(count);
        out.bytes(groups);
    }

    private void table() {
        if (header(ExternKind.TABLE)) {
            return;
        }
        int index = tables - 1;
        BinaryWriter out = sections.next(Section.TABLE);
        int start = in.position();
        AddrType addr = types.addrType();
        if (!in.at(TokenKind.NAT)) {
            RefType element = types.refType();
            if (!in.enter("elem")) {
                throw in.unexpected();
            }
            elems++;
            int count = segments.inlineElem(index, addr, element);
            in.close();
            out.tableType(new TableType(addr, Limits.of(count, count), element));
            return;
        }
        in.moveTo(start);
        TableType type = types.tableType();
        if (in.at(TokenKind.RPAR)) {
            out.tableType(type);
        } else {
            out.u8(0x40);
            out.u8(0);
            out.tableType(type);
            segments.expr(out);
        }
    }

    private void memory() {
        if (header(ExternKind.MEMORY)) {
            return;
        }
        int index = memories - 1;
        BinaryWriter out = sections.next(Section.MEMORY);
        int start = in.position();
        AddrType addr = types.addrType();
        int pageSizeLog2 = types.pageSizeLog2();
        if (in.enter("data")) {
            datas++;
            long bytes = segments.inlineData(index, addr);
            in.close();
            long pages = bytes + (1L << pageSizeLog2) - 1 >>> pageSizeLog2;
            out.memType(new MemType(addr, Limits.of(pages, pages), false, pageSizeLog2));
            return;
        }
        in.moveTo(start);
        out.memType(types.memType());
    }

    private void global() {
        if (header(ExternKind.GLOBAL)) {
            return;
        }
        GlobalType type = types.globalType();
        BinaryWriter out = sections.next(Section.GLOBAL);
        out.globalType(type);
        segments.expr(out);
    }

    private void tag() {
        if (header(ExternKind.TAG)) {
            return;
        }
        sections.next(Section.TAG).tagType(new TagType(new TypeIdx(types.typeUse(true, null))));
    }

    /** The constant that an inline segment starts at. */
    static void zero(AddrType addr, BinaryWriter out) {
        out.opcode(addr == AddrType.I64 ? Opcode.I64_CONST : Opcode.I32_CONST);
        out.u8(0);
        out.opcode(Opcode.END);
    }
}
