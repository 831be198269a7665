package dev.weft.binary;

import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.CustomSection;
import dev.weft.syntax.Data;
import dev.weft.syntax.Elem;
import dev.weft.syntax.Export;
import dev.weft.syntax.Expr;
import dev.weft.syntax.Func;
import dev.weft.syntax.Global;
import dev.weft.syntax.Import;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.RefType;
import dev.weft.syntax.SegmentMode;
import dev.weft.syntax.Table;
import dev.weft.syntax.WasmModule;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Writes a {@link WasmModule} in the binary format.
 *
 * <p>A module that was decoded comes out byte for byte as it went in, if its encoding was canonical: integers outside
 * of code in their shortest form, no empty sections, and for each segment the shortest of the forms that say the
 * same. Code, constant expressions, the contents of segments and custom sections are copied as they are.
 *
 * @see <a href="https://webassembly.github.io/spec/core/binary/modules.html">Binary format, modules</a>
 */
public final class ModuleEncoder {
    private final WasmModule module;
    private final BinaryWriter out;

    private ModuleEncoder(WasmModule module) {
        this.module = module;
        this.out = new BinaryWriter(module.bytes().length + 16);
    }

    /** The binary of a module. */
    public static byte[] encode(WasmModule module) {
        ModuleEncoder encoder = new ModuleEncoder(module);
        encoder.module();
        return encoder.out.toByteArray();
    }

    private void module() {
        out.preamble();
        customs(Section.CUSTOM);
        for (int id : Section.ORDER) {
            section(id);
            customs(id);
        }
    }

    private void customs(int after) {
        for (CustomSection custom : module.customs()) {
            if (custom.after() == after) {
                BinaryWriter contents = new BinaryWriter(custom.length());
                contents.bytes(module.bytes(), custom.offset(), custom.length());
                out.customSection(custom.name(), contents);
            }
        }
    }

    private void section(int id) {
        switch (id) {
            case Section.TYPE -> vector(id, module.recTypes(), BinaryWriter::recType);
            case Section.IMPORT -> vector(id, module.imports(), ModuleEncoder::importItem);
            case Section.FUNCTION -> vector(id, module.funcs(), (section, func) -> section.u32(func.typeIdx()));
            case Section.TABLE -> vector(id, module.tables(), this::table);
            case Section.MEMORY -> vector(id, module.memories(), BinaryWriter::memType);
            case Section.TAG -> vector(id, module.tags(), BinaryWriter::tagType);
            case Section.GLOBAL -> vector(id, module.globals(), this::global);
            case Section.EXPORT -> vector(id, module.exports(), ModuleEncoder::export);
            case Section.START -> number(id, module.start());
            case Section.ELEMENT -> vector(id, module.elems(), this::elem);
            case Section.DATA_COUNT -> number(id, module.dataCount());
            case Section.CODE -> vector(id, module.funcs(), this::code);
            case Section.DATA -> vector(id, module.datas(), this::data);
            default -> throw new AssertionError(id);
        }
    }

    private <T> void vector(int id, List<T> items, BiConsumer<BinaryWriter, T> write) {
        if (!items.isEmpty()) {
            BinaryWriter section = new BinaryWriter();
            section.u32(items.size());
            for (T item : items) {
                write.accept(section, item);
            }
            out.section(id, section);
        }
    }

    private void number(int id, int number) {
        if (number != -1) {
            BinaryWriter section = new BinaryWriter();
            section.u32(number);
            out.section(id, section);
        }
    }

    private static void importItem(BinaryWriter section, Import item) {
        section.name(item.module());
        section.name(item.name());
        section.externType(item.type());
    }

    private static void export(BinaryWriter section, Export export) {
        section.name(export.name());
        section.u8(export.kind().ordinal());
        section.u32(export.index());
    }

    private void table(BinaryWriter section, Table table) {
        if (table.init() == null) {
            section.tableType(table.type());
        } else {
            section.u8(0x40);
            section.u8(0);
            section.tableType(table.type());
            expr(section, table.init());
        }
    }

    private void global(BinaryWriter section, Global global) {
        section.globalType(global.type());
        expr(section, global.init());
    }

    private void code(BinaryWriter section, Func func) {
        section.u32(func.code().length());
        expr(section, func.code());
    }

    private void elem(BinaryWriter section, Elem elem) {
        // The short forms can only say (ref func) for indices and funcref for expressions.
        boolean indices = elem.functions() != null && !elem.type().nullable();
        RefType untyped = indices ? RefType.of(false, AbsHeapType.FUNC) : RefType.FUNCREF;
        int flags = indices ? 0 : 4;
        switch (elem.mode()) {
            case SegmentMode.Active(int table, Expr offset) -> {
                if (table != 0 || !elem.type().equals(untyped)) {
                    flags |= 2;
                }
                section.u32(flags);
                if ((flags & 2) != 0) {
                    section.u32(table);
                }
                expr(section, offset);
            }
            case SegmentMode.Passive _ -> section.u32(flags |= 1);
            case SegmentMode.Declarative _ -> section.u32(flags |= 3);
        }
        if ((flags & 3) != 0) {
            if (indices) {
                section.u8(0);
            } else {
                section.refType(elem.type());
            }
        }
        if (indices) {
            section.indices(elem.functions());
        } else if (elem.functions() != null) {
            section.u32(elem.size());
            for (int func : elem.functions()) {
                section.opcode(Opcode.REF_FUNC);
                section.u32(func);
                section.opcode(Opcode.END);
            }
        } else {
            section.u32(elem.size());
            elem.exprs().forEach(item -> expr(section, item));
        }
    }

    private void data(BinaryWriter section, Data data) {
        switch (data.mode()) {
            case SegmentMode.Active(int memory, Expr offset) -> {
                section.u32(memory == 0 ? 0 : 2);
                if (memory != 0) {
                    section.u32(memory);
                }
                expr(section, offset);
            }
            case SegmentMode.Passive _ -> section.u32(1);
            case SegmentMode.Declarative _ -> throw new IllegalArgumentException("a declarative data segment");
        }
        section.u32(data.length());
        section.bytes(module.bytes(), data.offset(), data.length());
    }

    private void expr(BinaryWriter section, Expr expr) {
        section.bytes(module.bytes(), expr.offset(), expr.length());
    }
}
