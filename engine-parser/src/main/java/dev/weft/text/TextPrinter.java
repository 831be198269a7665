package dev.weft.text;

import dev.weft.binary.BranchHints;
import dev.weft.binary.CodeReader;
import dev.weft.binary.Locals;
import dev.weft.binary.NameSection;
import dev.weft.syntax.CustomSection;
import dev.weft.syntax.Data;
import dev.weft.syntax.Elem;
import dev.weft.syntax.Export;
import dev.weft.syntax.Expr;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.ExternType;
import dev.weft.syntax.Features;
import dev.weft.syntax.Func;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.Global;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.HeapType;
import dev.weft.syntax.Import;
import dev.weft.syntax.MemType;
import dev.weft.syntax.RecType;
import dev.weft.syntax.SegmentMode;
import dev.weft.syntax.SubType;
import dev.weft.syntax.Table;
import dev.weft.syntax.TableType;
import dev.weft.syntax.TagType;
import dev.weft.syntax.TypeIdx;
import dev.weft.syntax.TypeUse;
import dev.weft.syntax.ValType;
import dev.weft.syntax.WasmModule;
import java.util.ArrayList;
import java.util.List;

/**
 * The disassembler: prints a module as text that assembles to the same module, its names and custom sections included.
 *
 * <p>Everything is written in the order of the sections, one field a line, bodies in flat form unless folded is
 * asked for. Types are always
 * referred to by index or name. What the text format cannot say is lost: which of several encodings a segment had,
 * numbers in longer forms than needed, a data count section that no instruction needs.
 */
public final class TextPrinter {
    private static final PrintNames.Space NO_LOCALS = new PrintNames.Space(0, _ -> null);

    private final WasmModule module;
    private final PrintNames names;
    private final TextWriter out;
    private final List<SubType> types = new ArrayList<>();
    private final BranchHints hints;

    private final Arity arity;

    private TextPrinter(WasmModule module, boolean folded) {
        this.module = module;
        this.arity = folded ? new Arity(module) : null;
        this.names = new PrintNames(module);
        this.out = new TextWriter(names);
        this.hints = BranchHints.of(module);
        module.recTypes().forEach(group -> types.addAll(group.types()));
    }

    /** The text of a module, with a line break at its end. */
    public static String print(WasmModule module) {
        return new TextPrinter(module, false).print();
    }

    /** The text of a module with its function bodies in folded form, but for those nested hundreds deep. */
    public static String printFolded(WasmModule module) {
        return new TextPrinter(module, true).print();
    }

    private String print() {
        out.put("(module").put(names.module());
        customs();
        int typeIdx = 0;
        for (RecType group : module.recTypes()) {
            typeIdx = recType(group, typeIdx);
        }
        int[] next = new int[ExternKind.values().length];
        for (Import item : module.imports()) {
            ExternKind kind = item.type().kind();
            open("(import ").string(item.module()).space().string(item.name()).put(" (" + kind + " ");
            externType(item.type(), next[kind.ordinal()]++);
            out.put("))");
        }
        for (Table table : module.tables()) {
            int index = next[ExternKind.TABLE.ordinal()]++;
            open("(table ").put(names.tables.definition(index)).tableType(table.type());
            if (table.init() != null) {
                constant(table.init());
            }
            out.put(")");
        }
        for (MemType memory : module.memories()) {
            int index = next[ExternKind.MEMORY.ordinal()]++;
            open("(memory ").put(names.memories.definition(index)).memType(memory).put(")");
        }
        for (TagType tag : module.tags()) {
            open("(tag ");
            externType(tag, next[ExternKind.TAG.ordinal()]++);
            out.put(")");
        }
        for (Global global : module.globals()) {
            int index = next[ExternKind.GLOBAL.ordinal()]++;
            open("(global ").put(names.globals.definition(index)).globalType(global.type());
            constant(global.init());
            out.put(")");
        }
        for (Export export : module.exports()) {
            open("(export ").string(export.name()).put(" (" + export.kind() + " ")
                    .put(space(export.kind()).ref(export.index())).put("))");
        }
        if (module.start() != -1) {
            open("(start ").put(names.funcs.ref(module.start())).put(")");
        }
        for (int i = 0; i < module.elems().size(); i++) {
            elem(module.elems().get(i), i);
        }
        for (Func func : module.funcs()) {
            func(func, next[ExternKind.FUNC.ordinal()]++);
        }
        for (int i = 0; i < module.datas().size(); i++) {
            data(module.datas().get(i), i);
        }
        return out.put(")\n").toString();
    }

    private TextWriter open(String text) {
        return out.line(1).put(text);
    }

    private PrintNames.Space space(ExternKind kind) {
        return switch (kind) {
            case FUNC -> names.funcs;
            case TABLE -> names.tables;
            case MEMORY -> names.memories;
            case GLOBAL -> names.globals;
            case TAG -> names.tags;
        };
    }

    private void customs() {
        boolean last = false;
        for (CustomSection custom : module.customs()) {
            last |= custom.name().equals(NameSection.NAME);
            if (custom.name().equals(NameSection.NAME) || custom.name().equals(BranchHints.NAME)) {
                continue;
            }
            open("(@custom ").string(custom.name()).space()
                    .put(last ? "(after last)" : CustomAnnotation.placeAfter(custom.after()))
                    .space().string(module.bytes(), custom.offset(), custom.length()).put(")");
        }
    }

    private int recType(RecType group, int first) {
        boolean single = group.types().size() == 1;
        if (!single) {
            open("(rec");
        }
        int typeIdx = first;
        for (SubType type : group.types()) {
            out.line(single ? 1 : 2).put("(type ").put(names.types.definition(typeIdx)).subType(type, typeIdx).put(")");
            typeIdx++;
        }
        if (!single) {
            out.put(")");
        }
        return typeIdx;
    }

    private FuncType funcType(HeapType type) {
        int index = ((TypeIdx) type).index();
        return index >= 0 && index < types.size() && types.get(index).comp() instanceof FuncType func ? func : null;
    }

    /** A type use: always by index, and the parameters beside it if they have names. */
    private void typeUse(HeapType type, PrintNames.Space locals) {
        out.put("(type ").heapType(type).put(")");
        FuncType func = funcType(type);
        if (func != null) {
            out.funcType(func, locals);
        }
    }

    private void externType(ExternType type, int index) {
        out.put(space(type.kind()).definition(index));
        switch (type) {
            case TypeUse use -> typeUse(use.type(), names.locals(index, paramCount(use.type())));
            case TableType table -> out.tableType(table);
            case MemType memory -> out.memType(memory);
            case GlobalType global -> out.globalType(global);
            case TagType tag -> typeUse(tag.type(), null);
        }
    }

    private int paramCount(HeapType type) {
        FuncType func = funcType(type);
        return func == null ? 0 : func.params().size();
    }

    private void constant(Expr expr) {
        new BodyPrinter(out, names, NO_LOCALS, _ -> null, null)
                .constant(CodeReader.ofConstant(module, expr, Features.ALL));
    }

    private void offset(Expr expr) {
        out.put(" (offset");
        constant(expr);
        out.put(")");
    }

    private void func(Func func, int index) {
        TypeIdx type = new TypeIdx(func.typeIdx());
        int params = paramCount(type);
        Locals declared = Locals.read(module, func.code(), Features.ALL);
        PrintNames.Space locals = names.locals(index, params + declared.total());
        open("(func ").put(names.funcs.definition(index));
        typeUse(type, locals);
        int first = params;
        for (int i = 0; i < declared.groupCount(); i++) {
            List<ValType> group = java.util.Collections.nCopies(declared.count(i), declared.type(i));
            if (!group.isEmpty()) {
                out.line(2).group("(local", group, locals, first);
                first += group.size();
            }
        }
        if (arity == null || !new FoldedPrinter(out, bodyPrinter(index, locals), arity)
                .body(code(declared), arity.funcType(func.typeIdx()))) {
            bodyPrinter(index, locals).body(code(declared));
        }
        out.put(")");
    }

    private BodyPrinter bodyPrinter(int funcIdx, PrintNames.Space locals) {
        return new BodyPrinter(out, names, locals, label -> names.label(funcIdx, label), hints);
    }

    private CodeReader code(Locals declared) {
        return new CodeReader(module.bytes(), declared.body().offset(), declared.body().end());
    }

    private void elem(Elem elem, int index) {
        open("(elem").put(names.elems.suffix(index));
        switch (elem.mode()) {
            case SegmentMode.Passive _ -> { }
            case SegmentMode.Declarative _ -> out.put(" declare");
            case SegmentMode.Active active -> {
                if (active.index() != 0) {
                    out.put(" (table ").put(names.tables.ref(active.index())).put(")");
                }
                offset(active.offset());
            }
        }
        if (elem.functions() != null) {
            out.put(" func");
            for (int func : elem.functions()) {
                out.space().put(names.funcs.ref(func));
            }
        } else {
            out.space().refType(elem.type());
            for (Expr expr : elem.exprs()) {
                out.put(" (item");
                constant(expr);
                out.put(")");
            }
        }
        out.put(")");
    }

    private void data(Data data, int index) {
        open("(data").put(names.datas.suffix(index));
        if (data.mode() instanceof SegmentMode.Active active) {
            if (active.index() != 0) {
                out.put(" (memory ").put(names.memories.ref(active.index())).put(")");
            }
            offset(active.offset());
        }
        out.space().string(module.bytes(), data.offset(), data.length()).put(")");
    }
}
