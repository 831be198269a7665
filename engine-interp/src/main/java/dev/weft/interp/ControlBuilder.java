package dev.weft.interp;

import static dev.weft.interp.Operands.NUMBER;
import static dev.weft.interp.Operands.REFERENCE;

import dev.weft.runtime.tier.Promotion;
import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.DefType;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.RefType;
import dev.weft.syntax.ValType;
import dev.weft.valid.CatchClause;
import dev.weft.valid.InstructionSink;
import dev.weft.valid.Label;
import dev.weft.valid.ValidModule;
import java.util.ArrayList;
import java.util.List;

/**
 * Emits structured control: blocks, branches, calls and exceptions.
 *
 * <p>The values that a branch carries go to the homes of the target's results (or of a loop's parameters). If they are
 * there already, the branch is one operation, merged with a comparison before it where there is one; else the moves
 * precede it, and a conditional branch jumps over both. A clause of a try_table lands on a stub that does the same.
 */
abstract class ControlBuilder extends FrameBuilder implements InstructionSink {
    final InterpretedModule owner;
    final ValidModule module;
    final FuncType type;
    int resultSlots;
    final List<Code.Handler> handlers = new ArrayList<>();
    private final List<Block> blocks = new ArrayList<>();
    private final List<ForwardBranch> forward = new ArrayList<>();
    private final int imports;
    final Charges charges;
    /** The loops to which branches go back. */
    private final List<Block> loops = new ArrayList<>();
    private int loopCount;
    final Promotion promotion;
    private final boolean alone;
    private int tries;
    /** What the function begins with, if it counts. */
    final long heat;

    ControlBuilder(InterpretedModule owner, int funcIdx, boolean tracing) {
        super(tracing);
        this.owner = owner;
        this.module = owner.module;
        this.charges = new Charges(owner.costs, code);
        this.type = module.funcType(funcIdx);
        this.imports = module.importCount(ExternKind.FUNC);
        this.alone = owner.alone;
        this.promotion = owner.promotion;
        this.heat = promotion == null ? 0 : promotion.heat(funcIdx);
    }

    /** A part of the function's heat in units in which the whole is an int, rounded up. */
    int heatOf(long part) {
        long unit = heat / (1 << 30) + 1;
        return (int) ((part + unit - 1) / unit);
    }

    Block open(Label label, int params) {
        settleAll();
        int first = operands.size() - params;
        // Who takes over in the middle of a loop finds all operands in their places. Putting them there where the loop
        // begins would be too late: other ways to the end of a block around it do not come by.
        for (int i = promotion != null ? 0 : first; i < operands.size(); i++) {
            settle(i);
        }
        Block block = new Block(label, first, params == 0 ? operands.top() : operands.home(first));
        label.mark = block;
        blocks.add(block);
        return block;
    }

    static Block blockOf(Label label) {
        return (Block) label.mark;
    }

    /** Puts the target of a branch into the code: at {@code place}, now or when the block ends. */
    void aim(int place, Label label) {
        Block block = blockOf(label);
        if (label.kind() == Label.Kind.LOOP) {
            code.set(place, block.start);
            if (block.fixupCount == 0) {
                loops.add(block);
            }
            block.ask(place);
        } else {
            block.ask(place);
        }
    }

    /**
     * Emits for each loop a detour, which looks whether anybody wants to stop the guest and then starts the loop; see
     * {@link Code#bend}. Where rounds are counted, another one before it does both.
     *
     * @return for each branch back: its place, where it goes, where it goes by the detour
     */
    int[] detours() {
        int count = 0;
        for (Block loop : loops) {
            count += 3 * loop.fixupCount;
        }
        int[] detours = new int[count];
        int i = 0;
        for (Block loop : loops) {
            code.at(loop.offset);
            int start = code.pc();
            if (promotion != null) {
                code.op(Op.TIER_UP, loop.start, loop.loop, heatOf(promotion.heatOfRound()));
            }
            code.op(Op.CHARGE, 0);
            code.op(Op.BR, loop.start);
            for (int j = 0; j < loop.fixupCount; j++) {
                detours[i++] = loop.fixups[j];
                detours[i++] = loop.start;
                detours[i++] = start;
            }
        }
        return detours;
    }

    void reset(Block block, List<ValType> types) {
        while (operands.size() > block.size) {
            pop();
        }
        for (ValType valType : types) {
            operands.push(Operands.kind(valType));
        }
    }

    /** Whether the values of a branch would have to move. */
    boolean mustMove(Label label) {
        int arity = label.arity();
        if (arity == 0) {
            return false;
        }
        if (label.kind() == Label.Kind.FUNC) {
            return true;
        }
        int slot = blockOf(label).base;
        for (int i = operands.size() - arity; i < operands.size(); i++) {
            if (operands.slot(i) != slot) {
                return true;
            }
            slot += Operands.width(operands.kind(i));
        }
        return false;
    }

    /** Emits the moves of a branch's values to where the label wants them, without changing where operands are. */
    void moveTo(Label label) {
        move(blockOf(label), label.arity());
    }

    /** The same for the end of a block, which for a loop is not where branches go. */
    private void moveResults(Label label) {
        move(blockOf(label), label.type().results().size());
    }

    private void move(Block block, int count) {
        int slot = block.base;
        for (int i = operands.size() - count; i < operands.size(); i++) {
            copy(slot, i);
            slot += Operands.width(operands.kind(i));
        }
    }

    /** Emits a branch with its moves, or a return. */
    void jump(Label label) {
        if (label.kind() == Label.Kind.FUNC) {
            emitReturn();
        } else {
            moveTo(label);
            int before = lastOpen();
            int place = branch();
            aim(place, label);
            if (label.kind() != Label.Kind.LOOP && code.get(place - 1) == Op.BR) {
                forward.add(new ForwardBranch(place - 1, before));
            }
        }
        join();
    }

    /** A branch that leaves a block, and the operation right before it or NONE. */
    private record ForwardBranch(int start, int before) {
    }

    /** Returns where the code only branches to a return, without the copy to the returned slot right before. */
    void shortenReturns() {
        for (ForwardBranch branch : forward.reversed()) {
            int start = branch.start;
            int target = code.get(start + 1);
            if (code.get(target) == Op.RETURN_0) {
                code.set(start, Op.RETURN_0);
            } else if (code.get(target) == Op.RETURN_1) {
                int slot = code.get(target + 1);
                code.set(start, Op.RETURN_1);
                code.set(start + 1, slot);
                int copy = branch.before;
                if (copy != NONE && code.get(copy) == Op.COPY && code.get(copy + 1) == slot) {
                    code.set(copy, Op.RETURN_1);
                    code.set(copy + 1, code.get(copy + 2));
                }
            }
        }
    }

    // Control

    @Override
    public void unreachable() {
        code.op(Op.UNREACHABLE, 0);
        join();
    }

    @Override
    public void block(Label label) {
        open(label, label.type().params().size());
    }

    @Override
    public void loop(Label label) {
        Block block = open(label, label.type().params().size());
        join();
        block.start = code.pc();
        block.offset = code.offset();
        block.loop = loopCount++;
    }

    @Override
    public void if_(Label label) {
        int params = label.type().params().size();
        int condition = pop();
        boolean constant = operands.isConstant(condition);
        int slot = constant ? operands.home(condition) : operands.slot(condition);
        if (constant) {
            constant(slot, operands.constant(condition));
            join();
        }
        boolean settled = aliasCount == 0 && allHome(promotion != null ? operands.size() : params);
        int fused = settled && isLastResult(slot) ? last : NONE;
        Block block = open(label, params);
        block.elseFixup = branch(slot, fused, false);
        join();
    }

    boolean allHome(int count) {
        for (int i = operands.size() - count; i < operands.size(); i++) {
            if (!operands.isHome(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void else_(Label label, boolean reachable) {
        Block block = blockOf(label);
        if (reachable) {
            jump(label);
        }
        join();
        code.set(block.elseFixup, code.pc());
        block.elseFixup = NONE;
        reset(block, label.type().params());
    }

    @Override
    public void end(Label label, boolean reachable) {
        Block block = blockOf(label);
        if (label.kind() == Label.Kind.FUNC) {
            if (reachable) {
                emitReturn();
            }
            if (block.fixupCount > 0) {
                throw new IllegalStateException("branch to the function's end");
            }
            return;
        }
        if (block.tryId != NONE) {
            endTry(block, reachable);
        } else if (reachable) {
            moveResults(label);
        }
        join();
        if (block.elseFixup != NONE) {
            code.set(block.elseFixup, code.pc());
        }
        if (label.kind() != Label.Kind.LOOP) {
            bindFixups(block);
        }
        blocks.removeLast();
        reset(block, label.type().results());
    }

    void bindFixups(Block block) {
        for (int i = 0; i < block.fixupCount; i++) {
            code.set(block.fixups[i], code.pc());
        }
    }

    @Override
    public void br(Label target) {
        jump(target);
    }

    @Override
    public void brIf(Label target) {
        int condition = pop();
        boolean constant = operands.isConstant(condition);
        int slot = constant ? operands.home(condition) : operands.slot(condition);
        if (constant) {
            constant(slot, operands.constant(condition));
            join();
        }
        int fused = !constant && isLastResult(slot) ? last : NONE;
        if (target.kind() != Label.Kind.FUNC && !mustMove(target)) {
            aim(branch(slot, fused, true), target);
        } else {
            int skip = branch(slot, fused, false);
            join();
            jump(target);
            code.set(skip, code.pc());
        }
        join();
    }

    @Override
    public void brTable(Label[] targets) {
        int slot = popSlot();
        int[] entries = new int[targets.length + 2];
        entries[0] = slot;
        entries[1] = targets.length;
        int start = code.op(Op.BR_TABLE, entries);
        join();
        java.util.Map<Label, Integer> stubs = new java.util.IdentityHashMap<>();
        for (int i = 0; i < targets.length; i++) {
            Label target = targets[i];
            int place = start + 3 + i;
            if (target.kind() != Label.Kind.FUNC && !mustMove(target)) {
                aim(place, target);
                continue;
            }
            Integer stub = stubs.get(target);
            if (stub == null) {
                stub = code.pc();
                stubs.put(target, stub);
                jump(target);
            }
            code.set(place, stub);
        }
        join();
    }

    @Override
    public void brOnNull(Opcode op, Label target, RefType refType) {
        boolean onNull = op == Opcode.BR_ON_NULL;
        int index = operands.size() - 1;
        int slot = operands.slot(index);
        if (onNull) {
            // the branch carries what lies below; falling through keeps the reference
            byte kind = operands.kind(index);
            pop();
            branchOnReference(Op.BR_NULL, Op.BR_NON_NULL, slot, target);
            repush(kind, slot);
        } else {
            branchOnReference(Op.BR_NON_NULL, Op.BR_NULL, slot, target);
            pop();
        }
    }

    void branchOnReference(int op, int opposite, int slot, Label target) {
        if (target.kind() != Label.Kind.FUNC && !mustMove(target)) {
            aim(code.op(op, 0, slot) + 1, target);
        } else {
            int skip = code.op(opposite, 0, slot) + 1;
            jump(target);
            code.set(skip, code.pc());
        }
        join();
    }

    void repush(byte kind, int slot) {
        if (slot < link) {
            alias(kind, slot);
        } else {
            operands.push(kind);
        }
    }

    @Override
    public void brOnCast(Opcode op, Label target, RefType from, RefType to) {
        int wanted = op == Opcode.BR_ON_CAST ? 1 : 0;
        int slot = operands.slot(operands.size() - 1);
        int pooled = code.pool(to);
        if (target.kind() != Label.Kind.FUNC && !mustMove(target)) {
            aim(code.op(Op.BR_CAST, 0, wanted, slot, pooled) + 1, target);
        } else {
            int skip = code.op(Op.BR_CAST, 0, 1 - wanted, slot, pooled) + 1;
            jump(target);
            code.set(skip, code.pc());
        }
        join();
    }

    @Override
    public void return_() {
        emitReturn();
    }

    void emitReturn() {
        int count = type.results().size();
        if (count == 0) {
            code.op(Op.RETURN_0, new int[0]);
        } else if (count == 1 && Operands.kind(type.results().getFirst()) == NUMBER) {
            int index = operands.size() - 1;
            int slot = operands.slot(index);
            if (operands.isConstant(index)) {
                constant(0, operands.constant(index));
                code.op(Op.RETURN_0, new int[0]);
            } else if (isLastResult(slot)) {
                code.set(last + 1, 0);
                code.op(Op.RETURN_0, new int[0]);
            } else {
                code.op(Op.RETURN_1, slot);
            }
        } else {
            int first = operands.home(operands.size() - count);
            for (int i = operands.size() - count; i < operands.size(); i++) {
                if (!operands.isHome(i)) {
                    copy(operands.home(i), i);
                }
            }
            code.op(Op.RETURN_N, first, resultSlots);
        }
        join();
    }

    // Calls

    @Override
    public void call(Opcode op, int funcIdx, FuncType callee) {
        // Where functions may be compiled, calls go by their instances; not in tail position, where they must not nest.
        boolean here = funcIdx >= imports && (alone || op == Opcode.RETURN_CALL);
        int target = here ? funcIdx - imports : funcIdx;
        int base = settleTop(callee.params().size());
        if (op == Opcode.CALL) {
            code.op(here ? Op.CALL : Op.CALL_IMPORT, target, base);
            returned(callee);
        } else {
            code.op(here ? Op.RETURN_CALL : Op.RETURN_CALL_IMPORT, target, base, slots(callee.params()));
            join();
        }
    }

    @Override
    public void callIndirect(Opcode op, int tableIdx, DefType callee) {
        FuncType calleeType = callee.funcType();
        int index = popSlot();
        int base = settleTop(calleeType.params().size());
        int number = owner.typeNumber(callee);
        if (op == Opcode.CALL_INDIRECT) {
            code.op(Op.CALL_INDIRECT, tableIdx, number, index, base);
            returned(calleeType);
        } else {
            code.op(Op.RETURN_CALL_INDIRECT, tableIdx, number, index, base, slots(calleeType.params()));
            join();
        }
    }

    @Override
    public void callRef(Opcode op, DefType callee) {
        FuncType calleeType = callee.funcType();
        int ref = popSlot();
        int base = settleTop(calleeType.params().size());
        int pooled = code.pool(callee);
        if (op == Opcode.CALL_REF) {
            code.op(Op.CALL_REF, pooled, ref, base);
            returned(calleeType);
        } else {
            code.op(Op.RETURN_CALL_REF, pooled, ref, base, slots(calleeType.params()));
            join();
        }
    }

    void returned(FuncType callee) {
        join();
        popAll(callee.params().size());
        pushAll(callee.results());
    }

    // Exceptions

    @Override
    public void throw_(int tagIdx, FuncType tagType) {
        int first = settleTop(tagType.params().size());
        code.op(Op.THROW, tagIdx, first);
        join();
    }

    @Override
    public void throwRef() {
        code.op(Op.THROW_REF, popSlot());
        join();
    }

    @Override
    public void tryTable(Label label, List<CatchClause> clauses) {
        Block block = open(label, label.type().params().size());
        startTry(block);
        block.landings = clauses;
    }

    @Override
    public void try_(Label label) {
        Block block = open(label, label.type().params().size());
        startTry(block);
        block.clauses = new ArrayList<>();
    }

    void startTry(Block block) {
        join();
        block.tryId = tries++;
        block.tryStart = code.pc();
    }

    void endTry(Block block, boolean reachable) {
        if (block.label.kind() == Label.Kind.TRY_TABLE) {
            endTryTable(block, reachable);
            return;
        }
        if (reachable) {
            moveTo(block.label);
        }
        join();
    }

    void endTryTable(Block block, boolean reachable) {
        int end = code.pc();
        int skip = NONE;
        if (reachable) {
            moveTo(block.label);
            end = code.pc();
            skip = code.op(Op.BR, 0) + 1;
        }
        join();
        List<Code.Clause> clauses = new ArrayList<>();
        for (CatchClause clause : block.landings) {
            reset(block, List.of());
            int pc = code.pc();
            if (clause.tagIdx() >= 0) {
                pushAll(module.tagFuncType(clause.tagIdx()).params());
            }
            if (clause.withRef()) {
                pushAll(List.of(RefType.of(true, AbsHeapType.EXN)));
            }
            jump(clause.target());
            clauses.add(new Code.Clause(clause.tagIdx(), clause.withRef(), pc));
        }
        handlers.add(new Code.Handler(block.tryId, block.tryStart, end, clauses.toArray(Code.Clause[]::new),
                Code.Handler.NO_DELEGATE, block.base, false));
        if (skip != NONE) {
            code.set(skip, code.pc());
        }
    }

    @Override
    public void catch_(Label label, int tagIdx, FuncType tagType, boolean reachable) {
        landing(blockOf(label), tagIdx, tagType.params(), reachable);
    }

    @Override
    public void catchAll(Label label, boolean reachable) {
        landing(blockOf(label), NONE, List.of(), reachable);
    }

    void landing(Block block, int tagIdx, List<ValType> payload, boolean reachable) {
        int end = code.pc();
        if (reachable) {
            jump(block.label);
            end = code.pc();
        }
        if (block.tryEnd == NONE) {
            block.tryEnd = end;
            handlers.add(null);
            block.start = handlers.size() - 1;
        }
        join();
        block.clauses.add(new Code.Clause(tagIdx, false, code.pc()));
        handlers.set(block.start, new Code.Handler(block.tryId, block.tryStart, block.tryEnd,
                block.clauses.toArray(Code.Clause[]::new), Code.Handler.NO_DELEGATE, block.base, true));
        reset(block, List.of());
        // what a rethrow throws lies below the payload, where calls leave it alone
        operands.push(REFERENCE);
        hasRefs = true;
        pushAll(payload);
    }

    @Override
    public void delegate(Label label, Label target, boolean reachable) {
        Block block = blockOf(label);
        if (reachable) {
            moveTo(label);
        }
        join();
        handlers.add(new Code.Handler(block.tryId, block.tryStart, code.pc(), new Code.Clause[0],
                enclosingTry(blockOf(target)), block.base, false));
        bindFixups(block);
        blocks.removeLast();
        reset(block, label.type().results());
    }

    /** The try that handles what is thrown inside a block: its own or the next around it. */
    int enclosingTry(Block target) {
        for (int i = blocks.lastIndexOf(target); i >= 0; i--) {
            if (blocks.get(i).tryId != NONE) {
                return blocks.get(i).tryId;
            }
        }
        return Code.Handler.TO_CALLER;
    }

    @Override
    public void rethrow(Label target) {
        code.op(Op.RETHROW, blockOf(target).base);
        join();
    }
}
