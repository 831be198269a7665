package dev.weft.valid;

import dev.weft.binary.CodeReader;
import dev.weft.syntax.NumType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.RefType;
import dev.weft.syntax.TableType;

/** The rules of instructions on whole memories, on tables and on segments. */
final class MemoryRules {
    private final BodyState body;

    MemoryRules(BodyState body) {
        this.body = body;
    }

    void memory(Opcode op) {
        CodeReader reader = body.reader;
        int x = reader.index();
        int y = 0;
        switch (op) {
            case MEMORY_SIZE -> body.push(body.memory(x).addr().valType());
            case MEMORY_GROW -> {
                NumType address = body.memory(x).addr().valType();
                body.pop(address);
                body.push(address);
            }
            case MEMORY_FILL -> {
                NumType address = body.memory(x).addr().valType();
                body.pop(address);
                body.pop(NumType.I32);
                body.pop(address);
            }
            case MEMORY_COPY -> {
                y = reader.index2();
                NumType to = body.memory(x).addr().valType();
                NumType from = body.memory(y).addr().valType();
                body.pop(BodyState.smaller(to, from));
                body.pop(from);
                body.pop(to);
            }
            case MEMORY_INIT -> {
                y = reader.index2();
                NumType address = body.memory(y).addr().valType();
                body.data(x);
                body.pop(NumType.I32);
                body.pop(NumType.I32);
                body.pop(address);
            }
            default -> body.data(x);
        }
        if (body.tells()) {
            body.sink.memory(op, x, y);
        }
    }

    void table(Opcode op) {
        CodeReader reader = body.reader;
        int x = reader.index();
        int y = 0;
        switch (op) {
            case TABLE_GET -> {
                TableType table = body.table(x);
                body.pop(table.addr().valType());
                body.push(table.element());
            }
            case TABLE_SET -> {
                TableType table = body.table(x);
                body.pop(table.element());
                body.pop(table.addr().valType());
            }
            case TABLE_SIZE -> body.push(body.table(x).addr().valType());
            case TABLE_GROW -> {
                TableType table = body.table(x);
                body.pop(table.addr().valType());
                body.pop(table.element());
                body.push(table.addr().valType());
            }
            case TABLE_FILL -> {
                TableType table = body.table(x);
                body.pop(table.addr().valType());
                body.pop(table.element());
                body.pop(table.addr().valType());
            }
            case TABLE_COPY -> {
                y = reader.index2();
                TableType to = body.table(x);
                TableType from = body.table(y);
                requireMatch(from.element(), to.element());
                body.pop(BodyState.smaller(to.addr().valType(), from.addr().valType()));
                body.pop(from.addr().valType());
                body.pop(to.addr().valType());
            }
            case TABLE_INIT -> {
                y = reader.index2();
                TableType table = body.table(y);
                requireMatch(body.elem(x), table.element());
                body.pop(NumType.I32);
                body.pop(NumType.I32);
                body.pop(table.addr().valType());
            }
            default -> body.elem(x);
        }
        if (body.tells()) {
            body.sink.table(op, x, y);
        }
    }

    private void requireMatch(RefType source, RefType target) {
        if (!source.matches(target)) {
            throw body.invalid("type mismatch: source has " + body.show(source) + " but target holds "
                    + body.show(target));
        }
    }
}
