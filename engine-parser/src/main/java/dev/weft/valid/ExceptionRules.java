package dev.weft.valid;

import dev.weft.binary.CodeReader;
import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.MalformedException;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.RefType;
import dev.weft.syntax.ValType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The rules of exceptions, those of the specification and the legacy ones. */
final class ExceptionRules {
    private static final RefType EXN = RefType.of(false, AbsHeapType.EXN);

    private final BodyState body;
    private final ControlRules control;

    ExceptionRules(BodyState body, ControlRules control) {
        this.body = body;
        this.control = control;
    }

    void exception(Opcode op) {
        switch (op) {
            case THROW -> {
                int tagIdx = body.reader.index();
                FuncShape tag = body.tag(tagIdx);
                body.pop(tag.params());
                if (body.tells()) {
                    body.sink.throw_(tagIdx, tag.type());
                }
                body.dead();
            }
            case THROW_REF -> {
                body.pop(RefType.EXNREF);
                if (body.tells()) {
                    body.sink.throwRef();
                }
                body.dead();
            }
            case TRY_TABLE -> tryTable();
            case TRY -> {
                Label label = control.begin(Label.Kind.TRY);
                if (label != null) {
                    body.sink.try_(label);
                }
            }
            case CATCH -> catch_();
            case CATCH_ALL -> catchAll();
            case DELEGATE -> delegate();
            default -> rethrow();
        }
    }

    private void tryTable() {
        CodeReader reader = body.reader;
        int count = reader.catchCount();
        List<CatchClause> clauses = body.tells() ? new ArrayList<>(count) : null;
        for (int i = 0; i < count; i++) {
            int kind = reader.catchKind(i);
            boolean withRef = kind == CodeReader.CATCH_REF || kind == CodeReader.CATCH_ALL_REF;
            int tagIdx = kind == CodeReader.CATCH || kind == CodeReader.CATCH_REF ? reader.catchTag(i) : -1;
            ValType[] values = kind == CodeReader.CATCH || kind == CodeReader.CATCH_REF
                    ? body.tag(tagIdx).params()
                    : BodyState.EMPTY;
            if (withRef) {
                values = Arrays.copyOf(values, values.length + 1);
                values[values.length - 1] = EXN;
            }
            ControlFrame target = body.target(reader.catchLabel(i));
            ValType[] expected = target.branchTypes();
            boolean fits = values.length == expected.length;
            for (int j = 0; fits && j < values.length; j++) {
                fits = values[j].matches(expected[j]);
            }
            if (!fits) {
                throw body.invalid("type mismatch: catch clause " + i + " passes " + body.context.showAll(values)
                        + " but label " + reader.catchLabel(i) + " takes " + body.context.showAll(expected));
            }
            body.branch(target);
            if (clauses != null) {
                clauses.add(new CatchClause(tagIdx, withRef, target.label));
            }
        }
        Label label = control.begin(Label.Kind.TRY_TABLE);
        if (label != null) {
            body.sink.tryTable(label, List.copyOf(clauses));
        }
    }

    private ControlFrame nextHandler(Opcode op, ValType[] values) {
        ControlFrame frame = body.frame;
        if (frame.kind != Label.Kind.TRY || frame.lastArm) {
            throw MalformedException.at("misplaced " + op.name() + " opcode", body.reader.offset());
        }
        body.endArm();
        boolean reachable = body.live;
        body.nextArm(values);
        frame.inCatch = true;
        if (frame.label != null) {
            body.sink.at(op, body.reader.offset());
            if (op == Opcode.CATCH) {
                body.sink.catch_(frame.label, body.reader.index(), body.tag(body.reader.index()).type(), reachable);
            } else {
                body.sink.catchAll(frame.label, reachable);
            }
        }
        return frame;
    }

    private void catch_() {
        nextHandler(Opcode.CATCH, body.tag(body.reader.index()).params());
    }

    private void catchAll() {
        nextHandler(Opcode.CATCH_ALL, BodyState.EMPTY).lastArm = true;
    }

    private void delegate() {
        ControlFrame frame = body.frame;
        if (frame.kind != Label.Kind.TRY || frame.inCatch) {
            throw MalformedException.at("misplaced DELEGATE opcode", body.reader.offset());
        }
        body.endArm();
        boolean reachable = body.live;
        body.exit();
        ControlFrame target = body.target(body.reader.index());
        if (frame.label != null) {
            body.sink.at(Opcode.DELEGATE, body.reader.offset());
            body.sink.delegate(frame.label, target.label, reachable);
        }
    }

    private void rethrow() {
        ControlFrame target = body.target(body.reader.index());
        if (!target.inCatch) {
            throw body.invalid("invalid rethrow label " + body.reader.index());
        }
        if (body.tells()) {
            body.sink.rethrow(target.label);
        }
        body.dead();
    }
}
