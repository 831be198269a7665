package dev.weft.script;

import dev.weft.binary.BinaryWriter;
import dev.weft.binary.Section;
import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.ArrayType;
import dev.weft.syntax.CompType;
import dev.weft.syntax.FieldType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.HeapType;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MemType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.PackedType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StructType;
import dev.weft.syntax.SubType;
import dev.weft.syntax.TableType;
import dev.weft.syntax.TagType;
import dev.weft.syntax.TypeIdx;
import dev.weft.syntax.ValType;
import dev.weft.syntax.VecType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes well-formed binaries at random, hardly ever valid ones: all sections, every row of the instruction table,
 * names. Every number is in its shortest form and every choice between encodings is the one that the assembler makes.
 */
final class RandomModule {
    private static final Opcode[] OPCODES = Opcode.values();

    private final Random random;
    private final List<SubType> types = new ArrayList<>();
    private boolean usesData;

    RandomModule(long seed) {
        random = new Random(seed);
    }

    private int upTo(int bound) {
        return random.nextInt(bound + 1);
    }

    private int index() {
        return random.nextInt(8) == 0 ? random.nextInt() : upTo(3);
    }

    private HeapType heapType() {
        return random.nextInt(3) == 0 ? new TypeIdx(random.nextInt(types.size() + 2))
                : AbsHeapType.values()[random.nextInt(AbsHeapType.values().length)];
    }

    private RefType refType() {
        return RefType.of(random.nextBoolean(), heapType());
    }

    private ValType valType() {
        return switch (random.nextInt(4)) {
            case 0 -> VecType.V128;
            case 1 -> refType();
            default -> NumType.values()[random.nextInt(4)];
        };
    }

    private List<ValType> valTypes(int most) {
        List<ValType> list = new ArrayList<>();
        for (int i = upTo(most); i > 0; i--) {
            list.add(valType());
        }
        return list;
    }

    private FieldType fieldType() {
        return new FieldType(random.nextInt(3) == 0 ? PackedType.values()[upTo(1)] : valType(), random.nextBoolean());
    }

    private SubType subType() {
        CompType comp = switch (random.nextInt(5)) {
            case 0 -> {
                List<FieldType> fields = new ArrayList<>();
                for (int i = upTo(4); i > 0; i--) {
                    fields.add(fieldType());
                }
                yield new StructType(fields);
            }
            case 1 -> new ArrayType(fieldType());
            default -> new FuncType(valTypes(3), valTypes(2));
        };
        List<HeapType> above = random.nextInt(3) == 0 ? List.of(new TypeIdx(upTo(types.size()))) : List.of();
        return new SubType(random.nextBoolean(), above, comp);
    }

    private void types(BinaryWriter out) {
        int groups = 1 + upTo(4);
        out.u32(groups);
        for (int i = 0; i < groups; i++) {
            int size = random.nextInt(3) == 0 ? upTo(3) : 1;
            if (size != 1) {
                out.u8(0x4E);
                out.u32(size);
            }
            for (int j = 0; j < size; j++) {
                SubType type = subType();
                types.add(type);
                out.subType(type);
            }
        }
    }

    private Limits limits() {
        long min = random.nextInt(4) == 0 ? random.nextLong() : upTo(70_000);
        return random.nextBoolean() ? Limits.of(min) : Limits.of(min, random.nextInt(4) == 0 ? random.nextLong() : 9);
    }

    private AddrType addr() {
        return AddrType.values()[upTo(1)];
    }

    private TableType tableType() {
        return new TableType(addr(), limits(), refType());
    }

    private MemType memType() {
        Limits limits = limits();
        boolean shared = limits.hasMax() && random.nextInt(3) == 0;
        return new MemType(addr(), limits, shared, random.nextInt(4) == 0 ? 0 : 16);
    }

    private GlobalType globalType() {
        return new GlobalType(valType(), random.nextBoolean());
    }

    private TagType tagType() {
        return new TagType(new TypeIdx(upTo(types.size())));
    }

    private String name() {
        String[] parts = {"a", "f1", "x y", "\"", "\\", "\u00fc", "\ud83e\uddf5", "\n", "$", "", "run", "\u202e"};
        return parts[random.nextInt(parts.length)] + parts[random.nextInt(parts.length)];
    }

    private void expr(BinaryWriter out) {
        switch (random.nextInt(4)) {
            case 0 -> {
                out.opcode(Opcode.F32_CONST);
                out.f32(random.nextInt(3) == 0 ? 0x7F800000 | random.nextInt() : random.nextInt());
            }
            case 1 -> {
                out.opcode(Opcode.F64_CONST);
                out.f64(random.nextInt(3) == 0 ? 0x7FF0000000000000L | random.nextLong() : random.nextLong());
            }
            case 2 -> {
                out.opcode(Opcode.REF_FUNC);
                out.u32(index());
            }
            default -> {
                out.opcode(Opcode.I64_CONST);
                out.s64(random.nextLong() >> random.nextInt(64));
            }
        }
        out.opcode(Opcode.END);
    }

    /** A module with every section. */
    byte[] bytes() {
        BinaryWriter out = new BinaryWriter();
        out.preamble();
        section(out, Section.TYPE, this::types);
        int imported = upTo(3);
        vector(out, Section.IMPORT, imported, part -> {
            part.name(name());
            part.name(name());
            int kind = random.nextInt(5);
            part.u8(kind);
            switch (kind) {
                case 0 -> part.u32(upTo(types.size()));
                case 1 -> part.tableType(tableType());
                case 2 -> part.memType(memType());
                case 3 -> part.globalType(globalType());
                default -> part.tagType(tagType());
            }
        });
        int funcs = upTo(3);
        vector(out, Section.FUNCTION, funcs, part -> part.u32(upTo(types.size())));
        vector(out, Section.TABLE, upTo(2), part -> {
            boolean init = random.nextBoolean();
            if (init) {
                part.u8(0x40);
                part.u8(0);
            }
            part.tableType(tableType());
            if (init) {
                expr(part);
            }
        });
        vector(out, Section.MEMORY, upTo(2), part -> part.memType(memType()));
        vector(out, Section.TAG, upTo(1), part -> part.tagType(tagType()));
        vector(out, Section.GLOBAL, upTo(2), part -> {
            part.globalType(globalType());
            expr(part);
        });
        vector(out, Section.EXPORT, upTo(2), part -> {
            part.name(name());
            part.u8(random.nextInt(5));
            part.u32(index());
        });
        if (random.nextBoolean()) {
            section(out, Section.START, part -> part.u32(upTo(3)));
        }
        vector(out, Section.ELEMENT, upTo(3), this::elem);
        BinaryWriter code = new BinaryWriter();
        code.u32(funcs);
        for (int i = 0; i < funcs; i++) {
            BinaryWriter body = new BinaryWriter();
            body(body);
            code.sized(body);
        }
        BinaryWriter datas = new BinaryWriter();
        int dataCount = upTo(2);
        datas.u32(dataCount);
        for (int i = 0; i < dataCount; i++) {
            data(datas);
        }
        if (usesData) {
            section(out, Section.DATA_COUNT, part -> part.u32(dataCount));
        }
        if (funcs > 0) {
            out.section(Section.CODE, code);
        }
        if (dataCount > 0) {
            out.section(Section.DATA, datas);
        }
        names(out, funcs);
        return out.toByteArray();
    }

    private interface Part {
        void write(BinaryWriter out);
    }

    private static void section(BinaryWriter out, int id, Part part) {
        BinaryWriter contents = new BinaryWriter();
        part.write(contents);
        out.section(id, contents);
    }

    private static void vector(BinaryWriter out, int id, int count, Part part) {
        if (count > 0) {
            section(out, id, contents -> {
                contents.u32(count);
                for (int i = 0; i < count; i++) {
                    part.write(contents);
                }
            });
        }
    }

    private void elem(BinaryWriter out) {
        int mode = random.nextInt(4);
        boolean exprs = random.nextBoolean();
        int table = mode == 2 ? 1 + upTo(2) : 0;
        RefType type = mode == 0 && exprs ? RefType.FUNCREF : refType();
        out.u8(mode | (exprs ? 4 : 0));
        if (mode == 2) {
            out.u32(table);
        }
        if (mode == 0 || mode == 2) {
            expr(out);
        }
        if (mode != 0) {
            if (exprs) {
                out.refType(type);
            } else {
                out.u8(0);
            }
        }
        int count = upTo(3);
        out.u32(count);
        for (int i = 0; i < count; i++) {
            if (exprs) {
                expr(out);
            } else {
                out.u32(index());
            }
        }
    }

    private void data(BinaryWriter out) {
        int mode = random.nextInt(3);
        out.u8(mode);
        if (mode == 2) {
            out.u32(1 + upTo(2));
        }
        if (mode != 1) {
            expr(out);
        }
        byte[] bytes = new byte[upTo(20)];
        random.nextBytes(bytes);
        out.u32(bytes.length);
        out.bytes(bytes);
    }

    private void body(BinaryWriter out) {
        int groups = upTo(2);
        out.u32(groups);
        for (int i = 0; i < groups; i++) {
            out.u32(1 + upTo(2));
            out.valType(NumType.values()[(i + upTo(1)) % 2 + 2 * i]);
        }
        instructions(out, 3);
        out.opcode(Opcode.END);
    }

    private void instructions(BinaryWriter out, int depth) {
        for (int i = upTo(12); i > 0; i--) {
            Opcode op = OPCODES[random.nextInt(OPCODES.length)];
            switch (op) {
                case BLOCK, LOOP, IF, TRY, TRY_TABLE -> {
                    if (depth > 0) {
                        block(op, out, depth);
                    }
                }
                case ELSE, END, CATCH, CATCH_ALL, DELEGATE -> block(Opcode.TRY, out, depth);
                default -> {
                    out.opcode(op);
                    immediates(op, out);
                }
            }
        }
    }

    private void block(Opcode op, BinaryWriter out, int depth) {
        out.opcode(op);
        switch (random.nextInt(3)) {
            case 0 -> out.blockType(null);
            case 1 -> out.blockType(valType());
            default -> out.blockType(upTo(types.size()));
        }
        if (op == Opcode.TRY_TABLE) {
            int count = upTo(2);
            out.u32(count);
            for (int i = 0; i < count; i++) {
                int kind = random.nextInt(4);
                out.u8(kind);
                if (kind < 2) {
                    out.u32(index() & 0xFF);
                }
                out.u32(index() & 0xFF);
            }
        }
        instructions(out, depth - 1);
        if (op == Opcode.IF && random.nextBoolean()) {
            out.opcode(Opcode.ELSE);
            instructions(out, depth - 1);
        }
        if (op == Opcode.TRY && random.nextBoolean()) {
            out.opcode(Opcode.DELEGATE);
            out.u32(upTo(3));
            return;
        }
        if (op == Opcode.TRY && random.nextBoolean()) {
            out.opcode(Opcode.CATCH);
            out.u32(index());
            instructions(out, depth - 1);
            out.opcode(Opcode.CATCH_ALL);
            instructions(out, depth - 1);
        }
        out.opcode(Opcode.END);
    }

    private void immediates(Opcode op, BinaryWriter out) {
        switch (op.immediates()) {
            case NONE -> { }
            case BLOCK_TYPE, BLOCK_TYPE_CATCHES -> throw new IllegalArgumentException(op.mnemonic());
            case LABEL, LOCAL, GLOBAL, FUNC, TABLE, MEM, TAG, ELEM, TYPE -> out.u32(index());
            case LABELS -> {
                int count = upTo(3);
                out.u32(count);
                for (int i = 0; i <= count; i++) {
                    out.u32(index());
                }
            }
            case CAST -> {
                out.u8(upTo(3));
                out.u32(index());
                out.heapType(heapType());
                out.heapType(heapType());
            }
            case DATA -> {
                usesData = true;
                out.u32(index());
            }
            case TYPE_TABLE -> {
                out.u32(upTo(types.size()));
                out.u32(index());
            }
            case TABLE_TABLE, MEM_MEM, ELEM_TABLE, TYPE_FIELD, TYPE_COUNT, TYPE_ELEM, TYPE_TYPE -> {
                out.u32(index());
                out.u32(index());
            }
            case DATA_MEM, TYPE_DATA -> {
                usesData = true;
                out.u32(index());
                out.u32(index());
            }
            case HEAP_TYPE -> out.heapType(heapType());
            case VAL_TYPES -> out.valTypes(valTypes(2));
            case I32 -> out.s32(random.nextInt() >> random.nextInt(32));
            case I64 -> out.s64(random.nextLong() >> random.nextInt(64));
            case F32 -> out.f32(random.nextInt());
            case F64 -> out.f64(random.nextLong());
            case V128 -> out.v128(random.nextLong(), random.nextLong());
            case SHUFFLE -> {
                for (int i = 0; i < 16; i++) {
                    out.u8(random.nextInt(32));
                }
            }
            case LANE_16, LANE_8, LANE_4, LANE_2 -> out.u8(random.nextInt(op.immediates().lanes()));
            case MEMARG_1, MEMARG_2, MEMARG_4, MEMARG_8, MEMARG_16, ATOMIC_1, ATOMIC_2, ATOMIC_4, ATOMIC_8 ->
                    memarg(out);
            case MEMARG_1_LANE, MEMARG_2_LANE, MEMARG_4_LANE, MEMARG_8_LANE -> {
                memarg(out);
                out.u8(random.nextInt(op.immediates().lanes()));
            }
            case FENCE -> out.u8(0);
        }
    }

    private void memarg(BinaryWriter out) {
        out.memarg(upTo(5), random.nextLong() >>> random.nextInt(64), index());
    }

    private void names(BinaryWriter out, int funcs) {
        BinaryWriter section = new BinaryWriter();
        if (random.nextBoolean()) {
            section(section, 0, part -> part.name(name()));
        }
        if (random.nextBoolean() && funcs > 0) {
            section(section, 1, part -> {
                part.u32(funcs);
                for (int i = 0; i < funcs; i++) {
                    part.u32(i);
                    part.name(name());
                }
            });
        }
        if (random.nextBoolean()) {
            section(section, 4, part -> {
                part.u32(1);
                part.u32(random.nextInt(types.size() == 0 ? 1 : types.size()));
                part.name(name());
            });
        }
        if (section.size() > 0 && (funcs > 0 && types.size() > 0)) {
            out.customSection("name", section);
        }
    }
}
