package dev.weft.text;

import dev.weft.binary.BinaryWriter;
import dev.weft.binary.Section;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.RefType;

/** Reads element and data segments, and the constant expressions they and others have. */
final class SegmentReader {
    private static final IndexSpace NO_LOCALS = new IndexSpace("local");

    private final TokenCursor in;
    private final ModuleScope scope;
    private final TypeReader types;
    private final AnnotationClaims claims;
    private final ModuleSections sections;

    /** References of a segment: how many, written as indices or as expressions of a type. */
    private record Items(int count, RefType type, boolean exprs, BinaryWriter bytes) {
    }

    SegmentReader(TokenCursor in, ModuleScope scope, TypeReader types, AnnotationClaims claims,
            ModuleSections sections) {
        this.in = in;
        this.scope = scope;
        this.types = types;
        this.claims = claims;
        this.sections = sections;
    }

    /** Reads instructions up to the closing parenthesis and writes them as an expression. */
    void expr(BinaryWriter out) {
        new BodyReader(in, scope, types, claims, NO_LOCALS, false, out).body();
    }

    private void foldedExpr(BinaryWriter out) {
        new BodyReader(in, scope, types, claims, NO_LOCALS, false, out).foldedExpr();
    }

    /** {@code (offset expr)} or a folded instruction. */
    private void offset(BinaryWriter out) {
        if (in.enter("offset")) {
            expr(out);
            in.close();
        } else {
            foldedExpr(out);
        }
    }

    private boolean atOffset() {
        return in.at(TokenKind.LPAR) && !in.atList("ref");
    }

    /** What follows {@code (elem $id}. */
    void elem() {
        BinaryWriter out = sections.next(Section.ELEMENT);
        if (in.accept("declare")) {
            Items items = items(false);
            out.u8(items.exprs ? 7 : 3);
            write(items, true, out);
            return;
        }
        boolean withTable = in.enter("table");
        int table = 0;
        if (withTable) {
            table = scope.tables.index(in);
            in.close();
        } else if (in.atIndex() && in.kind(1) == TokenKind.LPAR) {
            table = scope.tables.index(in);
            withTable = true;
        }
        if (!withTable && !atOffset()) {
            Items items = items(false);
            out.u8(items.exprs ? 5 : 1);
            write(items, true, out);
            return;
        }
        BinaryWriter offset = new BinaryWriter(8);
        offset(offset);
        Items items = items(true);
        boolean plain = table == 0 && (!items.exprs || items.type.equals(RefType.FUNCREF));
        out.u8((plain ? 0 : 2) | (items.exprs ? 4 : 0));
        if (!plain) {
            out.u32(table);
        }
        out.bytes(offset);
        write(items, !plain, out);
    }

    private static void write(Items items, boolean withType, BinaryWriter out) {
        if (withType) {
            if (items.exprs) {
                out.refType(items.type);
            } else {
                out.u8(0);
            }
        }
        out.u32(items.count);
        out.bytes(items.bytes);
    }

    /** An element list; {@code bare} allows function indices without {@code func} in front. */
    private Items items(boolean bare) {
        if (in.accept("func")) {
            return indices();
        }
        if (bare && !types.atRefType()) {
            return indices();
        }
        RefType type = types.refType();
        return exprs(type);
    }

    private Items indices() {
        BinaryWriter bytes = new BinaryWriter();
        int count = 0;
        while (in.atIndex()) {
            bytes.u32(scope.funcs.index(in));
            count++;
        }
        return new Items(count, RefType.FUNCREF, false, bytes);
    }

    private Items exprs(RefType type) {
        BinaryWriter bytes = new BinaryWriter();
        int count = 0;
        while (in.at(TokenKind.LPAR)) {
            if (in.enter("item")) {
                expr(bytes);
                in.close();
            } else {
                foldedExpr(bytes);
            }
            count++;
        }
        return new Items(count, type, true, bytes);
    }

    /** What follows {@code (table … reftype (elem}; returns the number of elements. */
    int inlineElem(int table, AddrType addr, RefType type) {
        Items items;
        if (in.at(TokenKind.LPAR)) {
            items = exprs(type);
        } else if (type.equals(RefType.FUNCREF)) {
            items = indices();
        } else {
            BinaryWriter bytes = new BinaryWriter();
            int count = 0;
            while (in.atIndex()) {
                bytes.opcode(Opcode.REF_FUNC);
                bytes.u32(scope.funcs.index(in));
                bytes.opcode(Opcode.END);
                count++;
            }
            items = new Items(count, type, true, bytes);
        }
        BinaryWriter out = sections.next(Section.ELEMENT);
        boolean plain = table == 0 && (!items.exprs || type.equals(RefType.FUNCREF));
        out.u8((plain ? 0 : 2) | (items.exprs ? 4 : 0));
        if (!plain) {
            out.u32(table);
        }
        ModuleReader.zero(addr, out);
        write(items, !plain, out);
        return items.count;
    }

    /** What follows {@code (data $id}. */
    void data() {
        BinaryWriter out = sections.next(Section.DATA);
        int memory = 0;
        boolean active = false;
        if (in.enter("memory")) {
            memory = scope.memories.index(in);
            in.close();
            active = true;
        } else if (in.atIndex()) {
            memory = scope.memories.index(in);
            active = true;
        }
        if (active || in.at(TokenKind.LPAR)) {
            out.u8(memory == 0 ? 0 : 2);
            if (memory != 0) {
                out.u32(memory);
            }
            offset(out);
        } else {
            out.u8(1);
        }
        strings(out);
    }

    /** What follows {@code (memory … (data}; returns the number of bytes. */
    long inlineData(int memory, AddrType addr) {
        BinaryWriter out = sections.next(Section.DATA);
        out.u8(memory == 0 ? 0 : 2);
        if (memory != 0) {
            out.u32(memory);
        }
        ModuleReader.zero(addr, out);
        return strings(out);
    }

    private int strings(BinaryWriter out) {
        BinaryWriter bytes = new BinaryWriter();
        while (in.at(TokenKind.STRING)) {
            bytes.bytes(in.string());
        }
        out.sized(bytes);
        return bytes.size();
    }
}
