package dev.weft.valid;

import dev.weft.binary.CodeReader;
import dev.weft.binary.Locals;
import dev.weft.syntax.Expr;
import dev.weft.syntax.Feature;
import dev.weft.syntax.Func;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.MemType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.ValType;
import java.util.List;

/**
 * Validates function bodies and constant expressions, one pass over each, and tells a sink what can be reached.
 *
 * <p>It is used again for one body after another, by one thread. The instruction table decides: rows with a fixed
 * type are checked from it, all others by the rules of their family.
 */
final class FunctionValidator {
    private final ModuleContext context;
    private final BodyState body;
    private final LocalTypes locals = new LocalTypes();
    private final ControlRules control;
    private final ExceptionRules exceptions;
    private final ReferenceRules references;
    private final ReferenceRules constantReferences;
    private final AggregateRules aggregates;
    private final MemoryRules memories;

    FunctionValidator(ModuleContext context) {
        this.context = context;
        this.body = new BodyState(context);
        this.control = new ControlRules(body);
        this.exceptions = new ExceptionRules(body, control);
        this.references = new ReferenceRules(body, false);
        this.constantReferences = new ReferenceRules(body, true);
        this.aggregates = new AggregateRules(body);
        this.memories = new MemoryRules(body);
    }

    /**
     * Validates a function that the module defines.
     *
     * @param sink who is told, or null
     */
    void function(int funcIdx, Func func, InstructionSink sink) {
        Locals declared = Locals.read(context.module, func.code(), context.features);
        FuncShape shape = context.funcs[funcIdx];
        CodeReader reader = CodeReader.ofBody(context.module, declared.body(), context.features);
        locals.begin(shape.params());
        body.begin(reader, sink, locals, "func", funcIdx);
        for (int i = 0; i < declared.groupCount(); i++) {
            locals.declare(declared.count(i), body.close(declared.type(i)));
        }
        locals.complete();
        body.enter(Label.Kind.FUNC, BodyState.EMPTY, shape.results());
        if (sink != null) {
            sink.enter(body.label(new FuncType(List.of(), shape.type().results())), locals.toArray());
        }
        while (body.depth() != 0) {
            instruction(reader.next());
        }
    }

    /**
     * Validates a constant expression.
     *
     * @param kind  what it belongs to, for messages, such as "global"
     * @param index which of that kind
     */
    void constant(Expr expr, ValType type, String kind, int index, InstructionSink sink) {
        CodeReader reader = CodeReader.ofConstant(context.module, expr, context.features);
        body.begin(reader, sink, null, kind, index);
        ValType[] results = {type};
        body.enter(Label.Kind.FUNC, BodyState.EMPTY, results);
        if (sink != null) {
            sink.enter(body.label(new FuncType(List.of(), List.of(results))), BodyState.EMPTY);
        }
        boolean extended = context.features.has(Feature.EXTENDED_CONST);
        while (body.depth() != 0) {
            Opcode op = reader.next();
            if (!Rule.isConstant(op) || Rule.isExtendedConstant(op) && !extended
                    || op == Opcode.GLOBAL_GET && body.global(reader.index()).mutable()) {
                throw body.invalid("constant expression required");
            }
            if (op == Opcode.REF_FUNC) {
                tellAt(op);
                constantReferences.reference(op);
            } else {
                instruction(op);
            }
        }
    }

    private void tellAt(Opcode op) {
        if (body.tells() && !Rule.isBorder(op.ordinal())) {
            body.sink.at(op, body.reader.offset());
        }
    }

    private void instruction(Opcode op) {
        int row = op.ordinal();
        tellAt(op);
        switch (Rule.family(row)) {
            case Rule.FIXED -> fixed(op, row);
            case Rule.CONSTANT -> constant(op, row);
            case Rule.ACCESS -> access(op, row);
            case Rule.LOCAL -> local(op);
            case Rule.GLOBAL -> global(op);
            case Rule.CONTROL -> control.control(op);
            case Rule.CALL -> control.call(op);
            case Rule.PARAMETRIC -> parametric(op);
            case Rule.MEMORY -> memories.memory(op);
            case Rule.TABLE -> memories.table(op);
            case Rule.REFERENCE -> references.reference(op);
            case Rule.AGGREGATE -> aggregates.aggregate(op);
            case Rule.EXCEPTION -> exceptions.exception(op);
            case Rule.LANE -> lane(op, row);
            default -> shuffle(row);
        }
    }

    private void fixed(Opcode op, int row) {
        body.pop(Rule.params(row));
        body.push(Rule.results(row));
        if (body.tells()) {
            body.sink.plain(op);
        }
    }

    private void constant(Opcode op, int row) {
        body.push(Rule.results(row));
        if (body.tells()) {
            body.sink.constant(op, body.reader.bits(), op == Opcode.V128_CONST ? body.reader.bitsHigh() : 0);
        }
    }

    private void access(Opcode op, int row) {
        CodeReader reader = body.reader;
        MemType memory = body.memory(reader.memIdx());
        int align = reader.align();
        int natural = Rule.align(row);
        if (align != natural) {
            checkAlignment(op, align, natural);
        }
        NumType address = memory.addr().valType();
        long offset = reader.memOffset();
        if (address == NumType.I32 && offset >>> 32 != 0) {
            throw body.invalid("offset out of range: " + Long.toUnsignedString(offset));
        }
        int lanes = Rule.lanes(row);
        if (lanes != 0 && reader.lane() >= lanes) {
            throw body.invalid("invalid lane index " + reader.lane() + " of " + lanes);
        }
        ValType[] params = Rule.params(row);
        if (params.length == 1) {
            body.pop(address);
        } else {
            body.pop(params, address);
        }
        body.push(Rule.results(row));
        if (body.tells()) {
            body.sink.access(op, reader.memIdx(), offset, lanes == 0 ? -1 : reader.lane());
        }
    }

    private void checkAlignment(Opcode op, int align, int natural) {
        boolean atomic = op.immediates().isAtomic();
        if (atomic || align > natural) {
            String phrase = atomic ? "atomic alignment must be natural" : "alignment must not be larger than natural";
            throw body.invalid(phrase + ": 2^" + align + (align > natural ? " > 2^" : " < 2^") + natural);
        }
    }

    private void lane(Opcode op, int row) {
        int lane = body.reader.lane();
        if (lane >= Rule.lanes(row)) {
            throw body.invalid("invalid lane index " + lane + " of " + Rule.lanes(row));
        }
        body.pop(Rule.params(row));
        body.push(Rule.results(row));
        if (body.tells()) {
            body.sink.lane(op, lane);
        }
    }

    private void shuffle(int row) {
        long low = body.reader.bits();
        long high = body.reader.bitsHigh();
        if (((low | high) & 0xE0E0E0E0_E0E0E0E0L) != 0) {
            throw body.invalid("invalid lane index: one is beyond 31");
        }
        body.pop(Rule.params(row));
        body.push(Rule.results(row));
        if (body.tells()) {
            body.sink.shuffle(low, high);
        }
    }

    private void local(Opcode op) {
        int localIdx = body.reader.index();
        ValType type = locals.get(localIdx);
        if (type == null) {
            throw body.unknown("local", localIdx);
        }
        switch (op) {
            case LOCAL_GET -> {
                if (!locals.isReadable(localIdx, type)) {
                    throw body.invalid("uninitialized local " + localIdx);
                }
                body.push(type);
            }
            case LOCAL_SET -> {
                body.pop(type);
                locals.set(localIdx, type);
            }
            default -> {
                body.pop(type);
                locals.set(localIdx, type);
                body.push(type);
            }
        }
        if (body.tells()) {
            body.sink.local(op, localIdx);
        }
    }

    private void global(Opcode op) {
        int globalIdx = body.reader.index();
        GlobalType global = body.global(globalIdx);
        if (op == Opcode.GLOBAL_GET) {
            body.push(global.value());
        } else if (global.mutable()) {
            body.pop(global.value());
        } else {
            throw body.invalid("immutable global " + globalIdx);
        }
        if (body.tells()) {
            body.sink.global(op, globalIdx, global.value());
        }
    }

    private void parametric(Opcode op) {
        switch (op) {
            case DROP -> {
                ValType type = body.pop();
                if (body.tells()) {
                    body.sink.drop(type);
                }
            }
            case SELECT -> {
                body.pop(NumType.I32);
                ValType second = body.pop();
                ValType first = body.pop();
                if (first.isRef() || second.isRef()) {
                    throw body.invalid("type mismatch: instruction requires a number or vector but stack has ["
                            + body.show(first) + " " + body.show(second) + " i32]");
                }
                if (!BodyState.matches(first, second) && !BodyState.matches(second, first)) {
                    throw body.invalid("type mismatch: instruction requires [" + first + " " + first
                            + " i32] but stack has [" + first + " " + second + " i32]");
                }
                ValType type = BodyState.matches(first, second) ? second : first;
                body.push(type);
                if (body.tells()) {
                    body.sink.select(type);
                }
            }
            default -> {
                ValType[] types = body.reader.types();
                if (types.length != 1) {
                    throw body.invalid("invalid result arity " + types.length);
                }
                ValType type = body.close(types[0]);
                body.pop(NumType.I32);
                body.pop(type);
                body.pop(type);
                body.push(type);
                if (body.tells()) {
                    body.sink.select(type);
                }
            }
        }
    }
}
