package dev.weft.valid;

import dev.weft.binary.CodeReader;
import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.HeapType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.RefType;
import dev.weft.syntax.ValType;

/** The rules of references: null, functions, i31, tests, casts and the branches on them. */
final class ReferenceRules {
    private static final RefType I31 = RefType.of(false, AbsHeapType.I31);

    private final BodyState body;
    private final boolean constant;

    /** The rules; in constant expressions each function that is named counts as declared. */
    ReferenceRules(BodyState body, boolean constant) {
        this.body = body;
        this.constant = constant;
    }

    void reference(Opcode op) {
        CodeReader reader = body.reader;
        switch (op) {
            case REF_NULL -> {
                HeapType heap = body.close(reader.heapType());
                body.push(body.close(true, reader.heapType()));
                if (body.tells()) {
                    body.sink.refNull(heap);
                }
            }
            case REF_FUNC -> refFunc(reader.index());
            case REF_IS_NULL -> {
                body.popRef();
                body.push(NumType.I32);
                plain(op);
            }
            case REF_EQ -> {
                body.pop(RefType.EQREF);
                body.pop(RefType.EQREF);
                body.push(NumType.I32);
                plain(op);
            }
            case REF_AS_NON_NULL -> {
                body.push(body.popRef().nonNull());
                plain(op);
            }
            case REF_I31 -> {
                body.pop(NumType.I32);
                body.push(I31);
                plain(op);
            }
            case I31_GET_S, I31_GET_U -> {
                body.pop(RefType.I31REF);
                body.push(NumType.I32);
                plain(op);
            }
            case ANY_CONVERT_EXTERN -> convert(op, RefType.EXTERNREF, AbsHeapType.ANY);
            case EXTERN_CONVERT_ANY -> convert(op, RefType.ANYREF, AbsHeapType.EXTERN);
            case REF_TEST, REF_TEST_NULL, REF_CAST, REF_CAST_NULL -> test(op);
            case BR_ON_NULL -> brOnNull();
            case BR_ON_NON_NULL -> brOnNonNull();
            default -> brOnCast(op);
        }
    }

    private void plain(Opcode op) {
        if (body.tells()) {
            body.sink.plain(op);
        }
    }

    private void refFunc(int funcIdx) {
        FuncShape func = body.func(funcIdx);
        if (!body.context.declared.get(funcIdx)) {
            if (!constant) {
                throw body.invalid("undeclared function reference " + funcIdx);
            }
            body.context.declared.set(funcIdx);
        }
        body.push(RefType.of(false, func.def()));
        if (body.tells()) {
            body.sink.refFunc(funcIdx);
        }
    }

    private void convert(Opcode op, RefType from, AbsHeapType to) {
        RefType actual = body.popRef();
        if (!BodyState.matches(actual, from)) {
            throw mismatch(from, actual);
        }
        body.push(RefType.of(actual.nullable(), to));
        plain(op);
    }

    private void test(Opcode op) {
        boolean nullable = op == Opcode.REF_TEST_NULL || op == Opcode.REF_CAST_NULL;
        RefType type = body.close(nullable, body.reader.heapType());
        body.pop(RefType.of(true, type.heap().top()));
        body.push(op == Opcode.REF_CAST || op == Opcode.REF_CAST_NULL ? type : NumType.I32);
        if (body.tells()) {
            body.sink.refTest(op, type);
        }
    }

    private void brOnNull() {
        RefType operand = body.popRef();
        ControlFrame target = body.target(body.reader.index());
        body.cast(target.branchTypes());
        body.branch(target);
        body.push(operand.nonNull());
        if (body.tells()) {
            body.sink.brOnNull(Opcode.BR_ON_NULL, target.label, operand);
        }
    }

    private void brOnNonNull() {
        RefType operand = body.popRef();
        ControlFrame target = body.target(body.reader.index());
        branchWith(target, operand.nonNull());
        if (body.tells()) {
            body.sink.brOnNull(Opcode.BR_ON_NON_NULL, target.label, operand);
        }
    }

    private void brOnCast(Opcode op) {
        CodeReader reader = body.reader;
        RefType from = body.close(reader.nullable(), reader.heapType());
        RefType to = body.close(reader.nullable2(), reader.heapType2());
        ControlFrame target = body.target(reader.index());
        if (!to.matches(from)) {
            throw body.invalid("type mismatch: cast target " + body.show(to) + " is no subtype of " + body.show(from));
        }
        body.pop(from);
        RefType rest = from.minus(to);
        boolean onSuccess = op == Opcode.BR_ON_CAST;
        branchWith(target, onSuccess ? to : rest);
        body.push(onSuccess ? rest : to);
        if (body.tells()) {
            body.sink.brOnCast(op, target.label, from, to);
        }
    }

    /** A branch that carries a reference beside what lies below it on the stack, which stays. */
    private void branchWith(ControlFrame target, RefType last) {
        ValType[] types = target.branchTypes();
        int count = types.length - 1;
        if (count < 0 || !BodyState.matches(last, types[count])) {
            throw body.invalid("type mismatch: branch passes " + body.show(last) + " but label takes "
                    + (count < 0 ? "nothing" : body.show(types[count])));
        }
        body.push(last);
        body.cast(types);
        body.pop();
        body.branch(target);
    }

    private InvalidException mismatch(RefType required, RefType actual) {
        return body.invalid("type mismatch: instruction requires [" + required + "] but stack has ["
                + body.show(actual) + "]");
    }
}
