package dev.weft.jit;

import dev.weft.jit.vector.Lane;
import dev.weft.syntax.DefType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.HeapType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.RefType;
import dev.weft.syntax.ValType;
import dev.weft.valid.CatchClause;
import dev.weft.valid.InstructionSink;
import dev.weft.valid.Label;
import java.util.List;

/** Emits one function's body as a JVM method while the validator walks over it. */
final class FunctionEmitter extends CallEmitter implements InstructionSink {
    private ValType[] locals;
    private Kind[] localKinds;
    /** Where it is entered, unless that is at its start. */
    private final LoopEntry loopEntry;
    private VectorUse vectorUse;

    FunctionEmitter(Target target, int funcIdx) {
        super(target, funcIdx);
        this.loopEntry = target.loopEntry();
    }

    @Override
    public void enter(Label body, ValType[] types) {
        locals = types;
        localKinds = new Kind[types.length];
        vectorUse = compiled.vectorUse(funcIdx);
        useVectors(vectorUse != null);
        if (vectorUse != null) {
            constants.needVectors();
        }
        for (int i = 0; i < types.length; i++) {
            localKinds[i] = carried(Kind.of(types[i]));
        }
        initLocals(plan == null ? null : plan.main);
        int params = shape.params.length;
        int[] given = new int[loopEntry != null || shape.wide ? 0 : params];
        for (int i = 0; i < given.length; i++) {
            given[i] = newVar(shape.params[i].width);
        }
        part.context = newVar(1);
        int base = loopEntry == null ? -1 : newVar(1);
        part.depth = newVar(1);
        charges.begin(funcIdx, loopEntry == null && shape.results.length == 0, loopEntry != null);
        checkDepth();
        if (plan != null) {
            makeFrame();
        }
        looksAtMemory = hasView(compiled) && compiled.accessesMemory(funcIdx);
        newMemoryVars();
        keepImports();
        if (vectors) {
            allocateVectors();
            beginVectors();
        }
        if (loopEntry == null && shape.wide) {
            readArguments();
        }
        for (int i = 0; i < given.length; i++) {
            if (localKinds[i] == Kind.X) {
                loadVar(Kind.V, given[i]);
                storeHalves(i);
            } else if (part.localVars[i] == -1) {
                part.localVars[i] = given[i];
            } else {
                loadVar(localKinds[i], given[i]);
                storeVar(localKinds[i], part.localVars[i]);
            }
        }
        refreshMemory();
        Block block = new Block(body, 0, nextBlock());
        body.mark = block;
        blocks.add(block);
        if (loopEntry != null) {
            begin(block.before(), true, true);
            loopEntry.begin(mv, base);
        }
        // entered at a loop, the function comes by its start only if it calls itself in tail position
        begin(block.start(), loopEntry == null, true);
        charges.join();
        zeroLocals();
        begin(block.then(), true, false);
    }

    /** The function is entered at this loop, whose operands are at home. */
    private void enterHere(Block block) {
        if (survey != null) {
            survey.enterAt(block.start(), locals.length);
        }
        List<Operand> wanted = List.copyOf(operands);
        mainPart().outOfLine.add(() -> {
            loopEntry.read(this, wanted, module.funcType(funcIdx));
            mv.visitJumpInsn(GOTO, label(block.start()));
        });
    }

    /** Makes a local of the two longs on the JVM's stack. */
    private void storeHalves(int localIdx) {
        joinHalves();
        takeVector(laneOfLocal(localIdx));
        storeVar(Kind.X, localVar(localIdx));
    }

    @Override
    Lane laneOfLocal(int localIdx) {
        if (localKinds[localIdx] != Kind.X) {
            return null;
        }
        return part.localVars[localIdx] <= FRAMED ? Lane.L : vectorUse.lanes(localIdx);
    }

    @Override
    Kind[] localKinds() {
        return localKinds;
    }

    @Override
    ValType[] localTypes() {
        return locals;
    }

    private void checkDepth() {
        // who enters at a loop was admitted where the function began
        if (loopEntry == null) {
            mv.visitVarInsn(ILOAD, part.depth);
            loadContext();
            charges.admit();
        }
        mv.visitIincInsn(part.depth, 1);
    }

    private void readArguments() {
        int slot = 0;
        for (int i = 0; i < shape.params.length; i++) {
            Kind kind = shape.params[i];
            for (int half = 0; half < kind.slots(); half++) {
                loadContext();
                mv.visitFieldInsn(GETFIELD, Names.CONTEXT, "stack", "L" + Names.STACK + ";");
                intConstant(slot++);
                invokeStatic(Names.SUPPORT, kind == Kind.A ? "argumentRef" : "argument",
                        "(L" + Names.STACK + ";I)" + (kind == Kind.A ? Kind.A.descriptor : "J"));
            }
            fromBits(mv, kind);
            if (localKinds[i] == Kind.X) {
                storeHalves(i);
            } else {
                storeVar(kind, localVar(i));
            }
        }
    }

    private void zeroLocals() {
        for (int i = shape.params.length; i < locals.length; i++) {
            // what lies in the frame is zero already, unless the function has begun again in tail position
            boolean framed = mainVar(i) <= FRAMED;
            if (!framed || plan.survey.at(blocks.getFirst().start()).live.get(i)) {
                carry(Operand.constant(Kind.of(locals[i]), 0, 0), framed ? Lane.L : laneOfLocal(i));
                storeVar(localKinds[i], mainVar(i));
            }
        }
    }

    @Override
    void restart() {
        settleAll();
        int count = shape.params.length;
        for (int i = 0; i < count; i++) {
            carry(top(count - 1 - i), laneOfLocal(i));
        }
        drop(count);
        for (int i = count - 1; i >= 0; i--) {
            storeVar(localKinds[i], localVar(i));
            if (survey != null) {
                survey.write(i);
            }
        }
        charges.again();
        mv.visitJumpInsn(GOTO, label(blocks.getFirst().start()));
    }

    @Override
    public void at(Opcode op, int offset) {
        nextSite(offset);
        mayCut(site);
        switch (op) {
            case BR_IF -> {
            }
            case IF, I32_EQZ, SELECT, SELECT_T -> expandComparison();
            default -> materialize();
        }
        charges.count();
    }

    @Override
    public void plain(Opcode op) {
        switch (op) {
            case REF_IS_NULL, REF_AS_NON_NULL, REF_EQ, ANY_CONVERT_EXTERN, EXTERN_CONVERT_ANY, REF_I31, I31_GET_S,
                    I31_GET_U, ARRAY_LEN -> reference(op);
            case ATOMIC_FENCE -> invokeStatic(Names.VAR_HANDLE, "fullFence", "()V");
            case I64_ADD128, I64_SUB128, I64_MUL_WIDE_S, I64_MUL_WIDE_U -> wide(op);
            default -> {
                if (op.code() >>> 16 == 0xFD) {
                    vector(op);
                } else {
                    number(op);
                }
            }
        }
    }

    @Override
    public void constant(Opcode op, long low, long high) {
        Kind kind = switch (op) {
            case I32_CONST -> Kind.I;
            case I64_CONST -> Kind.J;
            case F32_CONST -> Kind.F;
            case F64_CONST -> Kind.D;
            default -> Kind.V;
        };
        push(Operand.constant(kind, kind == Kind.I || kind == Kind.F ? (int) low : low, high));
    }

    @Override
    public void local(Opcode op, int localIdx) {
        int var = localVar(localIdx);
        if (survey != null) {
            if (op == Opcode.LOCAL_GET) {
                survey.read(localIdx);
            } else {
                survey.write(localIdx);
            }
        }
        if (op == Opcode.LOCAL_GET) {
            push(local(localIdx));
            return;
        }
        Operand value = pop();
        settleAliases(var);
        carry(value, laneOfLocal(localIdx));
        storeVar(localKinds[localIdx], var);
        if (value.mode == Operand.STACK && value.var == var) {
            part.countsDown.put(var, value.bits < 0);
        }
        if (op == Opcode.LOCAL_TEE) {
            push(local(localIdx));
        }
    }

    private Operand local(int localIdx) {
        int var = localVar(localIdx);
        return localKinds[localIdx] == Kind.X ? Operand.vector(var, true, laneOfLocal(localIdx))
                : Operand.local(localKinds[localIdx], var);
    }

    @Override
    public void global(Opcode op, int globalIdx, ValType type) {
        if (op == Opcode.GLOBAL_GET) {
            globalGet(globalIdx, Kind.of(type));
        } else {
            globalSet(globalIdx, Kind.of(type));
        }
    }

    @Override
    public void access(Opcode op, int memIdx, long offset, int lane) {
        memoryAccess(op, memIdx, offset, lane);
    }

    @Override
    public void lane(Opcode op, int lane) {
        laneOf(op, lane);
    }

    @Override
    public void shuffle(long low, long high) {
        shuffleLanes(low, high);
    }

    @Override
    public void memory(Opcode op, int x, int y) {
        wholeMemory(op, x, y);
    }

    @Override
    public void table(Opcode op, int x, int y) {
        wholeTable(op, x, y);
    }

    @Override
    public void unreachable() {
        trapUnreachable();
    }

    @Override
    public void block(Label label) {
        open(label);
    }

    @Override
    public void loop(Label label) {
        Block block = open(label);
        if (loopEntry != null && loopEntry.isNext(blocks)) {
            enterHere(block);
        }
        if (survey != null) {
            survey.enter(true);
        }
        raw.loops++;
        begin(block.start(), true, true);
        turn(block.start());
        charges.round(block);
    }

    @Override
    public void if_(Label label) {
        beginIf(label);
    }

    @Override
    public void else_(Label label, boolean reachable) {
        beginElse(label, reachable);
    }

    @Override
    public void end(Label label, boolean reachable) {
        Block block = blockOf(label);
        switch (label.kind()) {
            case FUNC -> {
                if (reachable) {
                    emitReturn();
                }
                finishParts();
            }
            case TRY_TABLE -> {
                endTryTable(block, reachable);
                close(block, false);
            }
            case TRY -> {
                endTry(block, reachable);
                close(block, false);
            }
            default -> {
                if (reachable) {
                    moveResults(label);
                }
                if (label.kind() == Label.Kind.LOOP) {
                    raw.loops--;
                    if (survey != null) {
                        survey.leave();
                    }
                }
                close(block, reachable);
            }
        }
    }

    @Override
    public void br(Label target) {
        jump(target);
    }

    @Override
    public void brIf(Label target) {
        branchIf(target);
    }

    @Override
    public void brTable(Label[] targets) {
        table(targets);
    }

    @Override
    public void brOnNull(Opcode op, Label target, RefType type) {
        branchOnNull(op == Opcode.BR_ON_NULL, target);
    }

    @Override
    public void brOnCast(Opcode op, Label target, RefType from, RefType to) {
        settleAll();
        if (survey != null) {
            survey.height(size() - 1);
        }
        load(top(0));
        test(to);
        branchIf(op == Opcode.BR_ON_CAST ? IFNE : IFEQ, target);
    }

    @Override
    public void return_() {
        emitReturn();
    }

    @Override
    public void call(Opcode op, int callee, FuncType type) {
        direct(op, callee, type);
    }

    @Override
    public void callIndirect(Opcode op, int tableIdx, DefType type) {
        indirect(op, tableIdx, type);
    }

    @Override
    public void callRef(Opcode op, DefType type) {
        byReference(op, type);
    }

    @Override
    public void drop(ValType type) {
        Operand operand = pop();
        if (operand.isOnStack()) {
            mv.visitInsn(operand.kind.isWide() ? POP2 : POP);
        }
    }

    @Override
    public void select(ValType type) {
        selectValue(Kind.of(type));
    }

    @Override
    public void refNull(HeapType type) {
        push(Operand.constant(Kind.A, 0, 0));
    }

    @Override
    public void refFunc(int callee) {
        loadContext();
        mv.visitFieldInsn(GETFIELD, Names.CONTEXT, "functions", "[L" + Names.FUNCTION + ";");
        intConstant(callee);
        mv.visitInsn(AALOAD);
        result(Kind.A);
    }

    @Override
    public void refTest(Opcode op, RefType type) {
        testOrCast(op, type);
    }

    @Override
    public void struct(Opcode op, DefType type, int fieldIdx) {
        structure(op, type, fieldIdx);
    }

    @Override
    public void array(Opcode op, DefType type, int y, DefType from) {
        wholeArray(op, type, y);
    }

    @Override
    public void throw_(int tagIdx, FuncType type) {
        throwTag(tagIdx, type);
    }

    @Override
    public void throwRef() {
        throwReference();
    }

    @Override
    public void tryTable(Label label, List<CatchClause> clauses) {
        beginTry(label, clauses);
    }

    @Override
    public void try_(Label label) {
        beginTry(label, List.of());
    }

    @Override
    public void catch_(Label label, int tagIdx, FuncType type, boolean reachable) {
        clause(label, tagIdx, type.params(), reachable);
    }

    @Override
    public void catchAll(Label label, boolean reachable) {
        clause(label, -1, List.of(), reachable);
    }

    @Override
    public void delegate(Label label, Label target, boolean reachable) {
        endDelegate(label, target, reachable);
    }

    @Override
    public void rethrow(Label target) {
        rethrowFrom(target);
    }
}
