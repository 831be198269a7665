package dev.weft.valid;

import dev.weft.syntax.DefType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.MalformedException;
import dev.weft.syntax.NumType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.RefType;
import dev.weft.syntax.TableType;
import dev.weft.syntax.ValType;
import dev.weft.syntax.VecType;
import java.util.List;

/** The rules of blocks, branches and calls. */
final class ControlRules {
    private static final ValType[][] SINGLE = new ValType[NumType.values().length + 1][];
    private static final FuncType[] SINGLE_TYPE = new FuncType[SINGLE.length];
    private static final FuncType NOTHING = new FuncType(List.of(), List.of());

    static {
        for (NumType type : NumType.values()) {
            SINGLE[type.ordinal()] = new ValType[] {type};
        }
        SINGLE[SINGLE.length - 1] = new ValType[] {VecType.V128};
        for (int i = 0; i < SINGLE.length; i++) {
            SINGLE_TYPE[i] = new FuncType(List.of(), List.of(SINGLE[i]));
        }
    }

    private final BodyState body;
    private int branchTables;

    ControlRules(BodyState body) {
        this.body = body;
    }

    void control(Opcode op) {
        switch (op) {
            case NOP -> {
            }
            case UNREACHABLE -> {
                if (body.tells()) {
                    body.sink.unreachable();
                }
                body.dead();
            }
            case BLOCK -> {
                Label label = begin(Label.Kind.BLOCK);
                if (label != null) {
                    body.sink.block(label);
                }
            }
            case LOOP -> {
                Label label = begin(Label.Kind.LOOP);
                if (label != null) {
                    body.sink.loop(label);
                }
            }
            case IF -> {
                Label label = begin(Label.Kind.IF);
                if (label != null) {
                    body.sink.if_(label);
                }
            }
            case ELSE -> otherwise();
            case END -> end();
            case BR -> br();
            case BR_IF -> brIf();
            case BR_TABLE -> brTable();
            default -> return_();
        }
    }

    /**
     * Opens a block of the type that the instruction gives, after popping an if's condition; returns its label if the
     * sink is to hear of it, else null.
     */
    Label begin(Label.Kind kind) {
        int typeIdx = body.reader.blockTypeIdx();
        boolean tells = body.tells();
        ValType result = null;
        FuncShape shape = null;
        ValType[] params = BodyState.EMPTY;
        ValType[] results = BodyState.EMPTY;
        if (typeIdx >= 0) {
            shape = body.funcType(typeIdx);
            params = shape.params();
            results = shape.results();
        } else {
            result = body.reader.blockResult();
            if (result != null) {
                results = single(result);
            }
        }
        if (kind == Label.Kind.IF) {
            body.pop(NumType.I32);
        }
        body.pop(params);
        body.enter(kind, params, results);
        if (!tells) {
            return null;
        }
        return body.label(shape != null ? shape.type() : resultType(result));
    }

    private ValType[] single(ValType result) {
        return result.isRef() ? new ValType[] {body.close(result)} : SINGLE[singleIndex(result)];
    }

    private FuncType resultType(ValType result) {
        if (result == null) {
            return NOTHING;
        }
        return result.isRef()
                ? new FuncType(List.of(), List.of(body.frame.results))
                : SINGLE_TYPE[singleIndex(result)];
    }

    private static int singleIndex(ValType type) {
        return type instanceof NumType num ? num.ordinal() : SINGLE.length - 1;
    }

    private void otherwise() {
        ControlFrame frame = body.frame;
        if (frame.kind != Label.Kind.IF || frame.lastArm) {
            throw MalformedException.at("misplaced ELSE opcode", body.reader.offset());
        }
        body.endArm();
        boolean reachable = body.live;
        body.nextArm(frame.params);
        frame.lastArm = true;
        if (frame.label != null) {
            body.sink.at(Opcode.ELSE, body.reader.offset());
            body.sink.else_(frame.label, reachable);
        }
    }

    private void end() {
        ControlFrame frame = body.frame;
        body.endArm();
        if (frame.kind == Label.Kind.IF && !frame.lastArm) {
            frame.polymorphic = false;
            body.push(frame.params);
            body.endArm();
            frame.endLive |= frame.startLive;
        }
        boolean reachable = body.live;
        body.exit();
        if (frame.label != null) {
            body.sink.at(Opcode.END, body.reader.offset());
            body.sink.end(frame.label, reachable);
        }
    }

    private void br() {
        ControlFrame target = body.target(body.reader.index());
        body.pop(target.branchTypes());
        body.branch(target);
        if (body.tells()) {
            body.sink.br(target.label);
        }
        body.dead();
    }

    private void brIf() {
        body.pop(NumType.I32);
        ControlFrame target = body.target(body.reader.index());
        body.cast(target.branchTypes());
        body.branch(target);
        if (body.tells()) {
            body.sink.brIf(target.label);
        }
    }

    private void brTable() {
        body.pop(NumType.I32);
        int count = body.reader.labelCount();
        boolean tells = body.tells();
        Label[] labels = tells ? new Label[count] : null;
        int arity = body.target(body.reader.label(count - 1)).branchTypes().length;
        int serial = ++branchTables;
        for (int i = 0; i < count; i++) {
            ControlFrame target = body.target(body.reader.label(i));
            if (target.seenBy != serial) {
                target.seenBy = serial;
                ValType[] types = target.branchTypes();
                if (types.length != arity) {
                    throw body.invalid("type mismatch: label " + body.reader.label(i) + " takes " + types.length
                            + " operands but the default label " + arity);
                }
                body.peek(types);
                body.branch(target);
            }
            if (tells) {
                labels[i] = target.label;
            }
        }
        if (tells) {
            body.sink.brTable(labels);
        }
        body.dead();
    }

    private void return_() {
        body.pop(body.target(body.depth() - 1).results);
        if (body.tells()) {
            body.sink.return_();
        }
        body.dead();
    }

    // Calls

    void call(Opcode op) {
        switch (op) {
            case CALL, RETURN_CALL -> {
                int funcIdx = body.reader.index();
                FuncShape callee = body.func(funcIdx);
                body.pop(callee.params());
                if (body.tells()) {
                    body.sink.call(op, funcIdx, callee.type());
                }
                finish(callee, op == Opcode.RETURN_CALL);
            }
            case CALL_INDIRECT, RETURN_CALL_INDIRECT -> {
                int tableIdx = body.reader.index2();
                TableType table = body.table(tableIdx);
                FuncShape callee = body.funcType(body.reader.index());
                if (!table.element().matches(RefType.FUNCREF)) {
                    throw body.invalid("type mismatch: instruction requires a table of funcref but table "
                            + tableIdx + " has " + body.show(table.element()));
                }
                body.pop(table.addr().valType());
                body.pop(callee.params());
                if (body.tells()) {
                    body.sink.callIndirect(op, tableIdx, callee.def());
                }
                finish(callee, op == Opcode.RETURN_CALL_INDIRECT);
            }
            default -> {
                int typeIdx = body.reader.index();
                FuncShape callee = body.funcType(typeIdx);
                DefType type = callee.def();
                body.pop(body.context.ref(true, typeIdx));
                body.pop(callee.params());
                if (body.tells()) {
                    body.sink.callRef(op, type);
                }
                finish(callee, op == Opcode.RETURN_CALL_REF);
            }
        }
    }

    private void finish(FuncShape callee, boolean tail) {
        if (!tail) {
            body.push(callee.results());
            return;
        }
        ValType[] own = body.target(body.depth() - 1).results;
        ValType[] its = callee.results();
        boolean fits = own.length == its.length;
        for (int i = 0; fits && i < own.length; i++) {
            fits = its[i].matches(own[i]);
        }
        if (!fits) {
            throw body.invalid("type mismatch: current function requires result type " + body.context.showAll(own)
                    + " but callee returns " + body.context.showAll(its));
        }
        body.dead();
    }
}
