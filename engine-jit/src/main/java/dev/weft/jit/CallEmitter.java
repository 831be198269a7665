package dev.weft.jit;

import dev.weft.syntax.DefType;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.ValType;
import dev.weft.valid.CatchClause;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Label;

/**
 * Emits calls and exceptions.
 *
 * <p>A function of the module is called as a static method; the JVM resolves that on the first call, and so compiles
 * the function. Everything else goes through an entry point, whose class has a method with the right parameters.
 */
abstract class CallEmitter extends ControlEmitter {
    final int funcIdx;
    private final int imports;

    private final Callees callees;
    private final String self;
    /** Variables with the ways into imports. */
    private final Map<Integer, Integer> keptImports = new HashMap<>();
    /** Places of the clauses of legacy tries. */
    private int nextPlace = 1 << 30;

    CallEmitter(Target target, int funcIdx) {
        super(target, Shape.of(target.compiled().module.funcType(funcIdx)));
        this.callees = target.callees();
        this.self = target.self();
        this.funcIdx = funcIdx;
        this.imports = compiled.module.importCount(ExternKind.FUNC);
    }

    abstract void restart();

    // Calls

    void direct(Opcode op, int callee, FuncType type) {
        mark();
        Shape calleeShape = Shape.of(type);
        if (op == Opcode.RETURN_CALL) {
            if (callee == funcIdx) {
                restart();
            } else {
                tailCall(calleeShape, () -> {
                    loadContext();
                    intConstant(callee);
                    invokeVirtual(Names.CONTEXT, "entry", "(I)L" + Names.ENTRY_POINT + ";");
                });
            }
        } else if (callee < imports) {
            settleTop(calleeShape.params.length);
            if (keptImports.containsKey(callee)) {
                mv.visitVarInsn(ALOAD, keptImports.get(callee));
            } else {
                loadImport(callee, calleeShape);
            }
            invokeEntry(calleeShape);
        } else {
            arguments(calleeShape);
            loadContext();
            mv.visitVarInsn(ILOAD, part.depth);
            charges.passing();
            if (callee == funcIdx && self != null) {
                invokeStatic(ownerName, self, calleeShape.function(compiled.metered));
            } else {
                callees.call(mv, callee, calleeShape);
            }
            charges.passed(calleeShape);
            takeResults(calleeShape);
        }
    }

    private void loadImport(int callee, Shape calleeShape) {
        loadContext();
        intConstant(callee);
        invokeVirtual(Names.CONTEXT, "imported", "(I)L" + Names.ENTRY + ";");
        mv.visitTypeInsn(CHECKCAST, compiled.shapes.className(calleeShape));
    }

    /**
     * Reads, where the function begins, the ways into imports that it calls in loops. C2 cannot move that out of the
     * loops, for the first time it is a call, which might change anything.
     */
    void keepImports() {
        if (plan != null) {
            return;
        }
        for (int imported : compiled.importsInLoops(funcIdx)) {
            int var = newVar(1);
            loadImport(imported, Shape.of(compiled.module.funcType(imported)));
            mv.visitVarInsn(ASTORE, var);
            keptImports.put(imported, var);
        }
        if (!keptImports.isEmpty()) {
            charges.keepStack();
        }
    }

    void indirect(Opcode op, int tableIdx, DefType type) {
        mark();
        Shape calleeShape = Shape.of(type.funcType());
        settleTop(calleeShape.params.length + 1);
        Operand index = pop();
        if (op == Opcode.RETURN_CALL_INDIRECT) {
            element(index, tableIdx, type, "element", Names.FUNCTION);
            callFunction(true, calleeShape);
            return;
        }
        load(index);
        loadContext();
        if (tableIdx == 0) {
            mv.visitFieldInsn(GETFIELD, Names.CONTEXT, "table", "L" + Names.TABLE + ";");
        } else {
            mv.visitFieldInsn(GETFIELD, Names.CONTEXT, "tables", "[L" + Names.TABLE + ";");
            intConstant(tableIdx);
            mv.visitInsn(AALOAD);
        }
        invokeStatic(Names.SUPPORT, "link", "(" + index.kind.descriptor + "L" + Names.TABLE + ";)Ljava/lang/Object;");
        int way = newVar(1);
        mv.visitVarInsn(ASTORE, way);
        Label done = new Label();
        charges.outside();
        List<Integer> candidates = calleeShape.wide ? List.of() : compiled.candidates(type);
        for (int candidate : candidates) {
            Label other = new Label();
            mv.visitVarInsn(ALOAD, way);
            mv.visitTypeInsn(INSTANCEOF, compiled.shapes.className(candidate));
            mv.visitJumpInsn(IFEQ, other);
            mv.visitVarInsn(ALOAD, way);
            mv.visitTypeInsn(CHECKCAST, Names.ENTRY);
            mv.visitFieldInsn(GETFIELD, Names.ENTRY, "context", "L" + Names.CONTEXT + ";");
            loadContext();
            mv.visitJumpInsn(IF_ACMPNE, other);
            peekTop(calleeShape.params.length);
            loadContext();
            mv.visitVarInsn(ILOAD, part.depth);
            charges.pass();
            callees.call(mv, candidate, calleeShape);
            charges.tookMethod(calleeShape);
            mv.visitJumpInsn(GOTO, done);
            mv.visitLabel(other);
        }
        Label known = new Label();
        charges.write();
        mv.visitVarInsn(ALOAD, way);
        mv.visitTypeInsn(INSTANCEOF, compiled.shapes.className(type));
        mv.visitJumpInsn(IFNE, known);
        element(index, tableIdx, type, "indirect", Names.ENTRY);
        mv.visitVarInsn(ASTORE, way);
        mv.visitLabel(known);
        mv.visitVarInsn(ALOAD, way);
        mv.visitTypeInsn(CHECKCAST, compiled.shapes.className(calleeShape));
        arguments(calleeShape);
        mv.visitVarInsn(ILOAD, part.depth);
        invokeVirtual(compiled.shapes.className(calleeShape), "invoke", calleeShape.invoke());
        charges.readStack();
        mv.visitLabel(done);
        charges.goOn();
        takeResults(calleeShape);
    }

    /** Loads the topmost values, which are not on the JVM's stack, and leaves them where they are. */
    private void peekTop(int count) {
        for (int i = count - 1; i >= 0; i--) {
            load(top(i));
        }
    }

    private void element(Operand index, int tableIdx, DefType type, String method, String result) {
        load(index);
        loadContext();
        intConstant(tableIdx);
        constants.load(mv, type, "Ldev/weft/syntax/DefType;");
        invokeStatic(Names.SUPPORT, method, "(" + index.kind.descriptor + "L" + Names.CONTEXT
                + ";ILdev/weft/syntax/DefType;)L" + result + ";");
    }

    void byReference(Opcode op, DefType type) {
        mark();
        Shape calleeShape = Shape.of(type.funcType());
        settleTop(calleeShape.params.length + 1);
        load(pop());
        invokeStatic(Names.SUPPORT, "function", "(Ljava/lang/Object;)L" + Names.FUNCTION + ";");
        callFunction(op == Opcode.RETURN_CALL_REF, calleeShape);
    }

    /** Calls the function instance on the JVM's stack. */
    private void callFunction(boolean tail, Shape calleeShape) {
        int function = newVar(1);
        mv.visitVarInsn(ASTORE, function);
        if (tail) {
            tailCall(calleeShape, () -> {
                mv.visitVarInsn(ALOAD, function);
                invokeVirtual(Names.FUNCTION, "entry", "()L" + Names.ENTRY_POINT + ";");
            });
            return;
        }
        String owner = compiled.shapes.className(calleeShape);
        Label known = new Label();
        mv.visitVarInsn(ALOAD, function);
        invokeVirtual(Names.FUNCTION, "entry", "()L" + Names.ENTRY_POINT + ";");
        mv.visitInsn(DUP);
        mv.visitTypeInsn(INSTANCEOF, owner);
        mv.visitJumpInsn(IFNE, known);
        mv.visitInsn(POP);
        mv.visitVarInsn(ALOAD, function);
        loadContext();
        invokeStatic(Names.SUPPORT, "foreign", "(L" + Names.FUNCTION + ";L" + Names.CONTEXT + ";)L"
                + Names.ENTRY_POINT + ";");
        mv.visitLabel(known);
        mv.visitTypeInsn(CHECKCAST, owner);
        invokeEntry(calleeShape);
    }

    /** Calls the entry point on the JVM's stack with arguments that are not there. */
    private void invokeEntry(Shape calleeShape) {
        arguments(calleeShape);
        mv.visitVarInsn(ILOAD, part.depth);
        charges.calling();
        invokeVirtual(compiled.shapes.className(calleeShape), "invoke", calleeShape.invoke());
        returned(calleeShape);
    }

    private void arguments(Shape calleeShape) {
        if (calleeShape.wide) {
            writeArguments(calleeShape.params);
        } else {
            loadTop(calleeShape.params.length);
        }
    }

    /** Takes values and writes them to the value stack, from its top on. */
    private void writeArguments(Kind[] kinds) {
        settleTop(kinds.length);
        if (part.arrays == null) {
            part.arrays = new int[] {newVar(1), newVar(1), newVar(1)};
        }
        int slots = 0;
        for (Kind kind : kinds) {
            slots += kind.slots();
        }
        loadContext();
        intConstant(slots);
        invokeStatic(Names.SUPPORT, "room", "(L" + Names.CONTEXT + ";I)L" + Names.STACK + ";");
        mv.visitInsn(DUP);
        mv.visitFieldInsn(GETFIELD, Names.STACK, "slots", "[J");
        mv.visitVarInsn(ASTORE, part.arrays[0]);
        mv.visitInsn(DUP);
        mv.visitFieldInsn(GETFIELD, Names.STACK, "refs", "[Ljava/lang/Object;");
        mv.visitVarInsn(ASTORE, part.arrays[1]);
        mv.visitFieldInsn(GETFIELD, Names.STACK, "top", "I");
        mv.visitVarInsn(ISTORE, part.arrays[2]);
        int slot = 0;
        int first = size() - kinds.length;
        for (int i = 0; i < kinds.length; i++) {
            Operand operand = operands.get(first + i);
            for (int half = 0; half < operand.kind.slots(); half++) {
                mv.visitVarInsn(ALOAD, operand.kind == Kind.A ? part.arrays[1] : part.arrays[0]);
                mv.visitVarInsn(ILOAD, part.arrays[2]);
                intConstant(slot++);
                mv.visitInsn(IADD);
                if (operand.kind.isVector()) {
                    loadHalf(operand, half);
                } else {
                    loadBits(operand);
                }
                mv.visitInsn(operand.kind == Kind.A ? AASTORE : LASTORE);
            }
        }
        drop(kinds.length);
    }

    /** Leaves the arguments and what to call to whoever called this function, and returns. */
    private void tailCall(Shape calleeShape, Runnable entry) {
        writeArguments(calleeShape.params);
        charges.write();
        charges.leave();
        loadContext();
        mv.visitFieldInsn(GETFIELD, Names.CONTEXT, "stack", "L" + Names.STACK + ";");
        entry.run();
        mv.visitFieldInsn(PUTFIELD, Names.STACK, "pending", "L" + Names.ENTRY_POINT + ";");
        returnNothing();
    }

    /** Emits the return of a value that nobody looks at. */
    private void returnNothing() {
        if (survey != null) {
            survey.branch(Survey.RETURN);
        }
        if (shape.results.length > 0) {
            Kind kind = shape.results[0] == Kind.V ? Kind.J : shape.results[0];
            load(Operand.constant(kind, 0, 0));
        }
        returnValue();
    }

    /** Goes on behind the call of an entry point, with its first result on the JVM's stack. */
    private void returned(Shape calleeShape) {
        charges.called();
        takeResults(calleeShape);
    }

    private void takeResults(Shape calleeShape) {
        refreshMemory();
        int slot = 0;
        for (int i = 0; i < calleeShape.results.length; i++) {
            Kind kind = calleeShape.results[i];
            if (i > 0 && kind == Kind.A) {
                pushResults("resultRefs", "[Ljava/lang/Object;", slot, AALOAD);
            } else if (i > 0) {
                pushResults("results", "[J", slot, LALOAD);
                fromBits(mv, kind);
            }
            if (kind == Kind.V) {
                pushResults("results", "[J", slot + 1, LALOAD);
            }
            result(kind);
            slot += kind.slots();
        }
    }

    private void pushResults(String field, String descriptor, int slot, int instruction) {
        loadContext();
        mv.visitFieldInsn(GETFIELD, Names.CONTEXT, "stack", "L" + Names.STACK + ";");
        mv.visitFieldInsn(GETFIELD, Names.STACK, field, descriptor);
        intConstant(slot);
        mv.visitInsn(instruction);
    }

    // Exceptions

    void throwTag(int tagIdx, FuncType type) {
        mark();
        writeArguments(Shape.kinds(type.params()));
        loadContext();
        intConstant(tagIdx);
        invokeStatic(Names.SUPPORT, "exception", "(L" + Names.CONTEXT + ";I)L" + Names.EXCEPTION + ";");
        charges.write();
        mv.visitInsn(ATHROW);
    }

    void throwReference() {
        mark();
        loadTop(1);
        invokeStatic(Names.SUPPORT, "exception", "(Ljava/lang/Object;)L" + Names.EXCEPTION + ";");
        charges.write();
        mv.visitInsn(ATHROW);
    }

    void beginTry(dev.weft.valid.Label label, List<CatchClause> clauses) {
        Block block = open(label);
        if (survey != null) {
            survey.enter(false);
        }
        begin(block.before(), true, true);
        block.handler = new Label();
        block.guards = true;
        block.clauses = clauses;
        block.from = new Label();
        block.part = part;
        mv.visitLabel(block.from);
        if (survey != null) {
            survey.guard(block.number);
        }
        begin(block.start(), true, false);
    }

    private void leaveTry() {
        if (survey != null) {
            survey.leave();
        }
    }

    /** Ends what a try guards and begins its handler, with the exception on the JVM's stack. */
    private void beginHandler(Block block) {
        if (survey != null) {
            survey.unguard(block.number);
        }
        reset(block, List.of());
        begin(block.handlers(), false, true);
        Label guarded = new Label();
        mv.visitLabel(guarded);
        block.guards = false;
        if (guarded.getOffset() > block.from.getOffset()) {
            mv.visitTryCatchBlock(block.from, guarded, block.handler, Names.EXCEPTION);
        }
        mv.visitLabel(block.handler);
        charges.caught();
    }

    private void keepException(Block block) {
        block.exception = plan == null ? newVar(1) : 0;
        storeException(block);
        refreshMemory();
    }

    private void storeException(Block block) {
        if (plan == null) {
            mv.visitVarInsn(ASTORE, block.exception);
        } else {
            storeField(Kind.A, "x" + block.number);
        }
    }

    private void loadException(Block block) {
        if (plan == null) {
            mv.visitVarInsn(ALOAD, block.exception);
        } else {
            loadField(Kind.A, "x" + block.number);
            mv.visitTypeInsn(CHECKCAST, Names.EXCEPTION);
        }
    }

    void endTryTable(Block block, boolean reachable) {
        if (reachable) {
            moveResults(block.label);
            mv.visitJumpInsn(GOTO, label(block.end()));
        }
        beginHandler(block);
        keepException(block);
        boolean catchesAll = false;
        for (CatchClause clause : block.clauses) {
            reset(block, List.of());
            Label next = new Label();
            if (clause.tagIdx() >= 0) {
                unlessTag(block, clause.tagIdx(), next);
                pushPayload(block, module.tagFuncType(clause.tagIdx()).params());
            }
            if (clause.withRef()) {
                loadException(block);
                result(Kind.A);
            }
            jump(clause.target());
            mv.visitLabel(next);
            if (clause.tagIdx() < 0) {
                catchesAll = true;
                break;
            }
        }
        if (!catchesAll) {
            loadException(block);
            mv.visitInsn(ATHROW);
        }
        leaveTry();
    }

    private void unlessTag(Block block, int tagIdx, Label next) {
        loadException(block);
        invokeVirtual(Names.EXCEPTION, "tag", "()Ldev/weft/runtime/TagInstance;");
        loadContext();
        mv.visitFieldInsn(GETFIELD, Names.CONTEXT, "tags", "[Ldev/weft/runtime/TagInstance;");
        intConstant(tagIdx);
        mv.visitInsn(AALOAD);
        mv.visitJumpInsn(IF_ACMPNE, next);
    }

    private void pushPayload(Block block, List<ValType> types) {
        int slot = 0;
        for (ValType type : types) {
            Kind kind = Kind.of(type);
            for (int half = 0; half < kind.slots(); half++) {
                loadException(block);
                intConstant(slot++);
                invokeVirtual(Names.EXCEPTION, kind == Kind.A ? "ref" : "bits",
                        kind == Kind.A ? "(I)Ljava/lang/Object;" : "(I)J");
            }
            fromBits(mv, kind);
            result(kind);
        }
        settleAll();
    }

    /** Begins a clause of a legacy try; tag -1 catches all. */
    void clause(dev.weft.valid.Label label, int tagIdx, List<ValType> payload, boolean reachable) {
        Block block = blockOf(label);
        if (reachable) {
            moveResults(label);
            mv.visitJumpInsn(GOTO, label(block.end()));
        }
        if (block.guards) {
            beginHandler(block);
            keepException(block);
        } else {
            beginClause(block);
        }
        block.nextClause = null;
        reset(block, List.of());
        if (tagIdx >= 0) {
            block.nextClause = new Label();
            block.nextPlace = nextPlace++;
            if (survey != null) {
                survey.branch(block.nextPlace);
            }
            unlessTag(block, tagIdx, block.nextClause);
            pushPayload(block, payload);
        }
        begin(nextPlace++, true, false);
    }

    /** Begins what runs when the clause before does not take the exception. */
    private void beginClause(Block block) {
        reset(block, List.of());
        begin(block.nextClause != null ? block.nextPlace : nextPlace++, false, true);
        if (block.nextClause != null) {
            mv.visitLabel(block.nextClause);
        }
    }

    void endTry(Block block, boolean reachable) {
        if (reachable) {
            moveResults(block.label);
            mv.visitJumpInsn(GOTO, label(block.end()));
        }
        if (block.guards) {
            // no clause at all: exceptions pass; a delegate may still name it
            beginHandler(block);
            mv.visitInsn(ATHROW);
        } else if (block.nextClause != null) {
            beginClause(block);
            loadException(block);
            mv.visitInsn(ATHROW);
        }
        leaveTry();
    }

    void endDelegate(dev.weft.valid.Label label, dev.weft.valid.Label target, boolean reachable) {
        Block block = blockOf(label);
        if (reachable) {
            moveResults(label);
            mv.visitJumpInsn(GOTO, label(block.end()));
        }
        beginHandler(block);
        mv.visitJumpInsn(GOTO, handlerOf(blockOf(target)));
        leaveTry();
        close(block, false);
    }

    /** Where an exception thrown right inside a block arrives. */
    private Label handlerOf(Block target) {
        for (int i = blocks.lastIndexOf(target); i >= 0; i--) {
            if (blocks.get(i).guards) {
                if (blocks.get(i).part != part) {
                    throw new TooLargeException();
                }
                return blocks.get(i).handler;
            }
        }
        if (part.escape == null) {
            part.escape = new Label();
        }
        return part.escape;
    }

    void rethrowFrom(dev.weft.valid.Label target) {
        charges.write();
        loadException(blockOf(target));
        mv.visitInsn(ATHROW);
    }
}
