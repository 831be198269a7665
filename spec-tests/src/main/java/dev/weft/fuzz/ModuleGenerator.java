package dev.weft.fuzz;

import dev.weft.binary.BinaryWriter;
import dev.weft.binary.Section;
import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.RefType;
import dev.weft.syntax.TableType;
import dev.weft.syntax.TagType;
import dev.weft.syntax.TypeIdx;
import dev.weft.syntax.ValType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Makes a valid module, with calls that end, from {@link Choices}. */
final class ModuleGenerator {
    private static final int CALLS_PER_CALL = 25;

    private final Choices choices;
    private final Shape shape;
    private final Constants constants;

    private ModuleGenerator(Choices choices, Set<Facet> allowed) {
        this.choices = choices;
        this.shape = new Shape(choices, allowed);
        this.constants = new Constants(choices);
    }

    /** The module that the choices describe, of the facets allowed. */
    static GeneratedModule generate(Choices choices, Set<Facet> allowed) {
        return new ModuleGenerator(choices, allowed).generate();
    }

    private GeneratedModule generate() {
        Instructions instructions = new Instructions(shape.facets, !shape.memories.isEmpty());
        BinaryWriter code = new BinaryWriter();
        int imported = (int) shape.functions.stream().filter(Shape.Callee::imported).count();
        code.u32(shape.functions.size() - imported);
        for (int i = imported; i < shape.functions.size(); i++) {
            int span = choices.open();
            code.sized(body(instructions, shape.functions.get(i).type()));
            choices.close(span);
        }
        List<GeneratedModule.Call> calls = new Calls(shape, imported).of(choices);
        int start = start(imported);
        long fuel = choices.oneIn(4) ? choices.below(3000) : -1;
        int depth = choices.oneIn(8) ? 3 + choices.below(20) : 400;
        return new GeneratedModule(assemble(code, imported, start), calls, shape.facets, shape.globals.size(),
                List.copyOf(shape.memories), List.copyOf(shape.tables), fuel, depth);
    }

    private BinaryWriter body(Instructions instructions, FuncType type) {
        boolean calls = choices.weighted(1, 2) == 1;
        boolean giant = shape.has(Facet.GIANTS) && choices.oneIn(3);
        int room = choices.oneIn(12) ? 300 : 80;
        Body body = new Body(shape, instructions, type, calls, room);
        if (calls) {
            body.global(Opcode.GLOBAL_GET, Shape.BUDGET);
            body.out.opcode(Opcode.I32_EQZ);
            body.out.opcode(Opcode.IF);
            body.out.blockType(null);
            body.zeros(type.results());
            body.out.opcode(Opcode.RETURN);
            body.out.opcode(Opcode.END);
            body.global(Opcode.GLOBAL_GET, Shape.BUDGET);
            body.i32(1);
            body.out.opcode(Opcode.I32_SUB);
            body.global(Opcode.GLOBAL_SET, Shape.BUDGET);
        }
        if (giant) {
            new Giants(body).fill();
            body.room = 20;
        } else {
            body.statements.some();
        }
        body.keepVectors();
        body.values(type.results());
        return body.finish();
    }

    private int start(int imported) {
        if (!choices.oneIn(10)) {
            return -1;
        }
        for (int i = imported; i < shape.functions.size(); i++) {
            FuncType type = shape.functions.get(i).type();
            if (type.params().isEmpty() && type.results().isEmpty()) {
                return i;
            }
        }
        return -1;
    }

    // Sections

    private byte[] assemble(BinaryWriter code, int imported, int start) {
        BinaryWriter globals = vector(shape.globals.size(), (part, i) -> {
            GlobalType type = shape.globals.get(i);
            part.globalType(new GlobalType(shape.open(type.value()), type.mutable()));
            if (i == Shape.BUDGET) {
                part.opcode(Opcode.I32_CONST);
                part.s32(CALLS_PER_CALL);
                part.opcode(Opcode.END);
            } else {
                constant(type.value(), part);
            }
        });
        BinaryWriter elems = vector(shape.elems.size(), this::elem);
        BinaryWriter datas = vector(shape.datas.size(), this::data);
        BinaryWriter out = new BinaryWriter();
        out.preamble();
        out.section(Section.TYPE, vector(shape.groups.size(), (part, i) -> part.recType(shape.groups.get(i))));
        section(out, Section.IMPORT, imported, (part, i) -> {
            part.name(Hosts.MODULE);
            part.name("h" + i);
            part.u8(ExternKind.FUNC.ordinal());
            part.u32(shape.typeIdx(shape.functions.get(i).defType()));
        });
        section(out, Section.FUNCTION, shape.functions.size() - imported,
                (part, i) -> part.u32(shape.typeIdx(shape.functions.get(imported + i).defType())));
        section(out, Section.TABLE, shape.tables.size(), (part, i) -> {
            TableType type = shape.tables.get(i);
            part.tableType(new TableType(type.addr(), type.limits(), shape.open(type.element())));
        });
        section(out, Section.MEMORY, shape.memories.size(), (part, i) -> part.memType(shape.memories.get(i)));
        section(out, Section.TAG, shape.tags.size(),
                (part, i) -> part.tagType(new TagType(new TypeIdx(shape.typeIdx(shape.tags.get(i))))));
        out.section(Section.GLOBAL, globals);
        exports(out, imported);
        if (start >= 0) {
            BinaryWriter part = new BinaryWriter();
            part.u32(start);
            out.section(Section.START, part);
        }
        if (!shape.elems.isEmpty()) {
            out.section(Section.ELEMENT, elems);
        }
        if (!shape.datas.isEmpty()) {
            BinaryWriter count = new BinaryWriter();
            count.u32(shape.datas.size());
            out.section(Section.DATA_COUNT, count);
        }
        out.section(Section.CODE, code);
        if (!shape.datas.isEmpty()) {
            out.section(Section.DATA, datas);
        }
        return out.toByteArray();
    }

    private interface Part {
        void write(BinaryWriter out, int index);
    }

    private static BinaryWriter vector(int count, Part part) {
        BinaryWriter out = new BinaryWriter();
        out.u32(count);
        for (int i = 0; i < count; i++) {
            part.write(out, i);
        }
        return out;
    }

    private static void section(BinaryWriter out, int id, int count, Part part) {
        if (count > 0) {
            out.section(id, vector(count, part));
        }
    }

    private void exports(BinaryWriter out, int imported) {
        record Item(String name, ExternKind kind, int index) {
        }

        List<Item> items = new ArrayList<>();
        items.add(new Item(Hosts.FIRST, ExternKind.FUNC, imported));
        for (int i = 0; i < shape.functions.size(); i++) {
            items.add(new Item("f" + i, ExternKind.FUNC, i));
        }
        for (int i = 0; i < shape.tables.size(); i++) {
            items.add(new Item("t" + i, ExternKind.TABLE, i));
        }
        for (int i = 0; i < shape.memories.size(); i++) {
            items.add(new Item("m" + i, ExternKind.MEMORY, i));
        }
        for (int i = 0; i < shape.globals.size(); i++) {
            items.add(new Item("g" + i, ExternKind.GLOBAL, i));
        }
        for (int i = 0; i < shape.tags.size(); i++) {
            items.add(new Item("e" + i, ExternKind.TAG, i));
        }
        section(out, Section.EXPORT, items.size(), (part, i) -> {
            part.name(items.get(i).name());
            part.u8(items.get(i).kind().ordinal());
            part.u32(items.get(i).index());
        });
    }

    /** A constant expression of a type that has a default value. */
    private void constant(ValType type, BinaryWriter out) {
        if (!(type instanceof RefType ref)) {
            constants.write(type, out);
            if (type == NumType.I32 && shape.has(Facet.EXTENDED_CONSTANTS) && choices.oneIn(2)) {
                constants.write(type, out);
                out.opcode(choices.oneIn(2) ? Opcode.I32_MUL : Opcode.I32_SUB);
            }
        } else {
            int function = -1;
            for (int i = 0; i < shape.functions.size(); i++) {
                if (shape.functions.get(i).defType().matches(ref.heap()) && (function < 0 || choices.oneIn(3))) {
                    function = i;
                }
            }
            if (function >= 0 && !choices.oneIn(3)) {
                out.opcode(Opcode.REF_FUNC);
                out.u32(function);
            } else if (shape.has(Facet.OBJECTS) && AbsHeapType.I31.matches(ref.heap()) && choices.oneIn(2)) {
                constants.write(NumType.I32, out);
                out.opcode(Opcode.REF_I31);
            } else {
                out.opcode(Opcode.REF_NULL);
                out.heapType(shape.open(ref.heap()));
            }
        }
        out.opcode(Opcode.END);
    }

    private void offset(AddrType addr, int bound, BinaryWriter out) {
        int value = choices.below(Math.max(1, bound));
        if (addr == AddrType.I64) {
            out.opcode(Opcode.I64_CONST);
            out.s64(value);
        } else {
            out.opcode(Opcode.I32_CONST);
            out.s32(value);
        }
        out.opcode(Opcode.END);
    }

    private void elem(BinaryWriter out, int index) {
        RefType type = shape.elems.get(index);
        int table = -1;
        for (int i = 0; i < shape.tables.size(); i++) {
            if (type.matches(shape.tables.get(i).element()) && choices.oneIn(2)) {
                table = i;
            }
        }
        int count = choices.below(5);
        if (table >= 0) {
            TableType to = shape.tables.get(table);
            count = (int) Math.min(count, to.limits().min());
            out.u8(6);
            out.u32(table);
            offset(to.addr(), (int) to.limits().min() - count + 1, out);
        } else {
            out.u8(5);
        }
        out.refType(shape.open(type));
        out.u32(count);
        for (int i = 0; i < count; i++) {
            constant(type, out);
        }
    }

    private void data(BinaryWriter out, int index) {
        byte[] bytes = shape.datas.get(index);
        int memory = shape.memories.isEmpty() || choices.oneIn(2) ? -1 : choices.below(shape.memories.size());
        long size = memory < 0 ? 0
                : shape.memories.get(memory).limits().min() << shape.memories.get(memory).pageSizeLog2();
        if (memory >= 0 && size >= bytes.length) {
            out.u8(2);
            out.u32(memory);
            offset(shape.memories.get(memory).addr(), (int) Math.min(size - bytes.length + 1, 1000), out);
        } else {
            out.u8(1);
        }
        out.u32(bytes.length);
        out.bytes(bytes);
    }
}
