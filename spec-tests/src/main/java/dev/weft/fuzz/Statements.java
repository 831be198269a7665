package dev.weft.fuzz;

import dev.weft.binary.BinaryWriter;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.MemType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.TableType;
import dev.weft.syntax.ValType;
import java.util.ArrayList;
import java.util.List;

/** Code that leaves nothing on the stack. */
final class Statements {
    private static final int DEEPEST = 6;
    /** How many statements follow on one, about: in a function's outermost block, and in others. */
    private static final int MORE = 8;
    private static final int MORE_INSIDE = 2;

    private final Body body;
    private final Shape shape;
    private final Choices choices;
    private final BinaryWriter out;
    private int depth;

    Statements(Body body) {
        this.body = body;
        this.shape = body.shape;
        this.choices = body.choices;
        this.out = body.out;
    }

    /** A few statements, or none. */
    void some() {
        while (body.room > 0 && depth < DEEPEST) {
            int span = choices.open();
            boolean more = choices.weighted(1, depth == 0 ? MORE : MORE_INSIDE) == 1;
            if (more) {
                statement();
            }
            choices.close(span);
            if (!more) {
                return;
            }
        }
    }

    /** So many statements as there is room for. */
    void all() {
        while (body.room > 0) {
            int span = choices.open();
            statement();
            choices.close(span);
        }
    }

    /** One statement. */
    void statement() {
        depth++;
        body.room--;
        switch (choices.weighted(8, 3, 5, 6, 5, 4, 3, 2, 2, 2, 4, 8)) {
            case 1 -> writeGlobal();
            case 2 -> act();
            case 3 -> block();
            case 4 -> body.blocks.call();
            case 5 -> body.blocks.branchMaybe();
            case 6 -> maybeLeave();
            case 7 -> bulk();
            case 8 -> table();
            case 9 -> rare();
            case 10 -> body.references.change();
            case 11 -> samples();
            default -> {
                ValType type = shape.value();
                body.value(type);
                body.take(type);
            }
        }
        depth--;
    }

    /** Some instructions, each with operands that are there, its result left where it can be seen. */
    private void samples() {
        for (int count = 1 + choices.below(8); count > 0; count--) {
            int span = choices.open();
            body.room--;
            ValType type = shape.number();
            List<Opcode> rows = body.instructions.yielding(type);
            body.shallow = true;
            body.numbers.apply(rows.get(choices.below(rows.size())));
            body.shallow = false;
            body.keep(type);
            choices.close(span);
        }
    }

    private void writeGlobal() {
        List<Integer> fitting = new ArrayList<>();
        for (int i = 0; i < shape.globals.size(); i++) {
            if (i != Shape.BUDGET && shape.globals.get(i).mutable()) {
                fitting.add(i);
            }
        }
        if (!fitting.isEmpty()) {
            int index = fitting.get(choices.below(fitting.size()));
            GlobalType type = shape.globals.get(index);
            body.value(type.value());
            body.global(Opcode.GLOBAL_SET, index);
        }
    }

    /** A store, a fence. */
    private void act() {
        List<Opcode> rows = body.instructions.acting();
        if (!rows.isEmpty()) {
            body.numbers.apply(rows.get(choices.below(rows.size())));
        }
    }

    private void block() {
        List<ValType> params = shape.values(2);
        List<ValType> results = shape.values(3);
        body.values(params);
        body.blocks.any(params, results);
        body.take(results);
    }

    /** A way out behind a condition, or, rarely, without one: the rest of the block cannot be reached then. */
    void maybeLeave() {
        if (choices.oneIn(6)) {
            body.blocks.leave();
            if (choices.oneIn(3)) {
                unreachable();
            }
            return;
        }
        body.condition();
        out.opcode(Opcode.IF);
        out.blockType(null);
        body.enter(List.of(), true);
        body.blocks.leave();
        body.leave();
        out.opcode(Opcode.END);
    }

    /** Code that only typechecks because it cannot be reached. */
    private void unreachable() {
        out.opcode(Opcode.UNREACHABLE);
        switch (choices.below(5)) {
            case 0 -> {
                out.opcode(Opcode.I32_ADD);
                out.opcode(Opcode.DROP);
            }
            case 1 -> {
                out.opcode(Opcode.SELECT);
                out.opcode(Opcode.DROP);
            }
            case 2 -> {
                out.opcode(Opcode.DROP);
                out.opcode(Opcode.I64_EQZ);
                out.opcode(Opcode.BR_IF);
                out.u32(body.depthOf(0));
                out.opcode(Opcode.UNREACHABLE);
            }
            case 3 -> {
                out.opcode(Opcode.I32_EQZ);
                out.opcode(Opcode.IF);
                out.blockType(null);
                out.opcode(Opcode.END);
            }
            default -> {
                out.opcode(Opcode.BR_TABLE);
                out.u32(0);
                out.u32(body.depthOf(0));
            }
        }
    }

    private void bulk() {
        if (shape.memories.isEmpty()) {
            return;
        }
        int index = choices.below(shape.memories.size());
        MemType memory = shape.memories.get(index);
        int bound = (int) Math.min(memory.limits().min() << memory.pageSizeLog2(), 1 << 16) / 2;
        switch (choices.weighted(2, 2, shape.datas.isEmpty() ? 0 : 2, shape.datas.isEmpty() ? 0 : 1)) {
            case 1 -> {
                int other = choices.below(shape.memories.size());
                MemType from = shape.memories.get(other);
                body.place(memory.addr(), bound);
                body.place(from.addr(), (int) Math.min(bound, from.limits().min() << from.pageSizeLog2()));
                boolean wide = memory.addr() == AddrType.I64 && from.addr() == AddrType.I64;
                body.place(wide ? AddrType.I64 : AddrType.I32, 128);
                out.opcode(Opcode.MEMORY_COPY);
                out.u32(index);
                out.u32(other);
            }
            case 2 -> {
                int data = choices.below(shape.datas.size());
                body.place(memory.addr(), bound);
                body.small(4);
                body.small(16);
                out.opcode(Opcode.MEMORY_INIT);
                out.u32(data);
                out.u32(index);
            }
            case 3 -> {
                out.opcode(Opcode.DATA_DROP);
                out.u32(choices.below(shape.datas.size()));
            }
            default -> {
                body.place(memory.addr(), bound);
                body.value(NumType.I32);
                body.place(memory.addr(), 256);
                out.opcode(Opcode.MEMORY_FILL);
                out.u32(index);
            }
        }
    }

    private void table() {
        if (shape.tables.isEmpty()) {
            return;
        }
        int index = choices.below(shape.tables.size());
        TableType table = shape.tables.get(index);
        int bound = (int) table.limits().min();
        switch (choices.weighted(4, 2, 2, 2, shape.elems.isEmpty() ? 0 : 1)) {
            case 1 -> {
                body.place(table.addr(), bound);
                body.value(table.element());
                body.small(table.addr(), 4);
                out.opcode(Opcode.TABLE_FILL);
                out.u32(index);
            }
            case 2 -> {
                int other = choices.below(shape.tables.size());
                TableType from = shape.tables.get(other);
                if (from.element().matches(table.element())) {
                    body.place(table.addr(), bound);
                    body.place(from.addr(), (int) from.limits().min());
                    boolean wide = table.addr() == AddrType.I64 && from.addr() == AddrType.I64;
                    body.small(wide ? AddrType.I64 : AddrType.I32, 4);
                    out.opcode(Opcode.TABLE_COPY);
                    out.u32(index);
                    out.u32(other);
                }
            }
            case 3 -> {
                for (int i = 0; i < shape.elems.size(); i++) {
                    if (shape.elems.get(i).matches(table.element())) {
                        body.place(table.addr(), bound);
                        body.small(2);
                        body.small(4);
                        out.opcode(Opcode.TABLE_INIT);
                        out.u32(i);
                        out.u32(index);
                        return;
                    }
                }
            }
            case 4 -> {
                out.opcode(Opcode.ELEM_DROP);
                out.u32(choices.below(shape.elems.size()));
            }
            default -> {
                body.place(table.addr(), bound);
                body.value(table.element());
                out.opcode(Opcode.TABLE_SET);
                out.u32(index);
            }
        }
    }

    private void rare() {
        switch (choices.below(3)) {
            case 0 -> {
                List<Opcode> pairs = body.instructions.pairs();
                if (!pairs.isEmpty()) {
                    Opcode op = pairs.get(choices.below(pairs.size()));
                    body.numbers.apply(op);
                    body.take(op.signature().results());
                }
            }
            case 1 -> body.blocks.choose(1 + choices.below(6), this::some);
            default -> out.opcode(Opcode.NOP);
        }
    }
}
