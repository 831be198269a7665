package dev.weft.jit;

import dev.weft.jit.vector.Lane;
import dev.weft.runtime.Trap;
import dev.weft.syntax.ValType;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Label;

/** Emits blocks and branches. The JVM's stack is empty wherever control flow meets; values are in their homes. */
abstract class ControlEmitter extends ObjectEmitter {
    final List<Block> blocks = new ArrayList<>();
    private int blockCount;

    ControlEmitter(Target target, Shape shape) {
        super(target, shape);
    }

    int nextBlock() {
        return blockCount++;
    }

    static Block blockOf(dev.weft.valid.Label label) {
        return (Block) label.mark;
    }

    /** Begins a block: what was on the JVM's stack or may change goes home. */
    Block open(dev.weft.valid.Label label) {
        settleAll();
        allHome(label.type().params().size());
        Block block = new Block(label, size() - label.type().params().size(), nextBlock());
        label.mark = block;
        blocks.add(block);
        return block;
    }

    private void allHome(int params) {
        for (int i = 0; i < size(); i++) {
            if (plan != null || i >= size() - params || !operands.get(i).isConstant()) {
                goHome(i);
            }
        }
    }

    /** Makes the operand stack what it is behind a block's start or end. */
    void reset(Block block, List<ValType> types) {
        drop(size() - block.size);
        for (ValType type : types) {
            pushHome(Kind.of(type));
        }
    }

    /** Whether the topmost values are where a block wants them. */
    private boolean isHome(int base, int count) {
        if (size() - count != base) {
            return count == 0;
        }
        for (int i = base; i < size(); i++) {
            Operand operand = operands.get(i);
            if (operand.mode != Operand.VAR || operand.var != home(i, operand.kind)
                    || operand.kind == Kind.X && operand.lane != Lane.L) {
                return false;
            }
        }
        return true;
    }

    /** Copies the topmost values, none on the JVM's stack, to where a block wants them. */
    private void move(int base, int count) {
        if (isHome(base, count)) {
            return;
        }
        if (survey != null) {
            survey.height(base);
        }
        int first = size() - count;
        for (int i = first; i < size(); i++) {
            carry(operands.get(i), Lane.L);
        }
        for (int i = count - 1; i >= 0; i--) {
            Kind kind = carried(operands.get(first + i).kind);
            storeVar(kind, home(base + i, kind));
        }
    }

    /** Emits a branch that is always taken. */
    void jump(dev.weft.valid.Label target) {
        settleAll();
        jumpSettled(target);
    }

    private void jumpSettled(dev.weft.valid.Label target) {
        boolean returns = target.kind() == dev.weft.valid.Label.Kind.FUNC;
        if (returns || !isLoop(target) && shape.resultSlots <= 1 && charges.returnAt(blockOf(target))) {
            emitReturn();
            return;
        }
        Block block = blockOf(target);
        move(block.size, target.arity());
        charges.back(block);
        mv.visitJumpInsn(GOTO, label(placeOf(target)));
    }

    private static int placeOf(dev.weft.valid.Label target) {
        Block block = blockOf(target);
        return target.kind() == dev.weft.valid.Label.Kind.LOOP ? block.start() : block.end();
    }

    private static boolean isLoop(dev.weft.valid.Label target) {
        return target.kind() == dev.weft.valid.Label.Kind.LOOP;
    }

    /**
     * Branches if the topmost value, a condition, is not zero.
     *
     * <p>C2 unrolls a loop, vectorizes it and moves checks out of it if it ends with a signed "less" or "greater". So a
     * branch back on "unsigned less" or "not equal" is emitted as that where the signed one is as good, and as itself
     * behind it, which C2 leaves out if it never comes to it. A branch back on another unsigned comparison goes around
     * the jump back: the JVM may stop there, and would need what {@code compareUnsigned} yielded, which no processor
     * computes, for the stack.
     */
    void branchIf(dev.weft.valid.Label target) {
        Operand condition = top(0);
        if (condition.mode == Operand.COMPARISON && isLoop(target)) {
            drop(1);
            settleAll();
            Operand left = condition.left;
            Operand right = condition.right;
            Label out = new Label();
            if (condition.bits != 0 && condition.jump == IFLT && left.alias) {
                boolean positive = right.isConstant() && (int) right.bits > 0;
                Label odd = new Label();
                if (!positive) {
                    load(right);
                    mv.visitJumpInsn(IFLT, odd);
                }
                load(left);
                mv.visitJumpInsn(IFLT, positive ? out : odd);
                load(left);
                load(right);
                branchIf(IF_ICMPLT, target);
                if (positive) {
                    mv.visitLabel(out);
                    return;
                }
                mv.visitJumpInsn(GOTO, out);
                mv.visitLabel(odd);
            } else if (condition.jump == IF_ICMPNE && part.countsDown.containsKey(left.var)) {
                load(left);
                load(right);
                branchIf(part.countsDown.get(left.var) ? IF_ICMPGT : IF_ICMPLT, target);
            }
            push(condition);
            expandComparison();
            int jump = prepareTest();
            if (condition.bits != 0) {
                branchAround(jump, target);
            } else {
                branchIf(jump, target);
            }
            mv.visitLabel(out);
            return;
        }
        expandComparison();
        branchIf(prepareTest(), target);
    }

    /** Takes a condition and leaves only it on the JVM's stack; the jump that is taken if it holds. */
    int prepareTest() {
        Operand condition = top(0);
        boolean clear = true;
        for (int i = 0; i < size() - 1; i++) {
            clear &= !operands.get(i).isOnStack();
        }
        if (condition.isOnStack() && !clear) {
            settleAll();
            condition = top(0);
        }
        drop(1);
        if (condition.isOnStack()) {
            return condition.mode == Operand.TEST ? condition.jump : IFNE;
        }
        settleAll();
        load(condition);
        return IFNE;
    }

    void branchIf(int jump, dev.weft.valid.Label target) {
        if (target.kind() != dev.weft.valid.Label.Kind.FUNC && isHome(blockOf(target).size, target.arity())
                && blockOf(target).back == 0) {
            mv.visitJumpInsn(jump, label(placeOf(target)));
        } else {
            branchAround(jump, target);
        }
    }

    /** Branches by a jump around a jump, before which the JVM's stack is empty. */
    private void branchAround(int jump, dev.weft.valid.Label target) {
        Label skip = new Label();
        mv.visitJumpInsn(opposite(jump), skip);
        jumpSettled(target);
        mv.visitLabel(skip);
    }

    void beginIf(dev.weft.valid.Label label) {
        int jump = prepareTest();
        allHome(label.type().params().size());
        Block block = new Block(label, size() - label.type().params().size(), nextBlock());
        label.mark = block;
        blocks.add(block);
        block.hasElse = true;
        mv.visitJumpInsn(opposite(jump), label(block.otherwise()));
        begin(block.then(), true, false);
    }

    void beginElse(dev.weft.valid.Label label, boolean reachable) {
        Block block = blockOf(label);
        if (reachable) {
            jump(label);
        }
        block.hasElse = false;
        reset(block, label.type().params());
        begin(block.otherwise(), false, false);
    }

    /** Moves the results of a block to their homes. */
    void moveResults(dev.weft.valid.Label label) {
        settleAll();
        move(blockOf(label).size, label.type().results().size());
    }

    /** Ends a block; {@code reachable} says whether the code before falls through, with the results at home. */
    void close(Block block, boolean reachable) {
        blocks.removeLast();
        reset(block, block.label.type().results());
        if (block.hasElse) {
            begin(block.otherwise(), reachable, false);
        }
        begin(block.end(), reachable || block.hasElse, false);
    }

    void table(dev.weft.valid.Label[] targets) {
        Operand index = top(0);
        if (index.isOnStack()) {
            settleAll();
            index = top(0);
        }
        drop(1);
        settleAll();
        load(index);
        if (plan != null && targets.length > Survey.MANY_TARGETS && tableOfPlaces(targets)) {
            return;
        }
        Label before = new Label();
        mv.visitLabel(before);
        Map<dev.weft.valid.Label, Label> stubs = new IdentityHashMap<>();
        Label[] points = new Label[targets.length];
        for (int i = 0; i < targets.length; i++) {
            dev.weft.valid.Label target = targets[i];
            boolean direct = target.kind() != dev.weft.valid.Label.Kind.FUNC
                    && isHome(blockOf(target).size, target.arity());
            points[i] = direct ? label(placeOf(target)) : stubs.computeIfAbsent(target, t -> new Label());
        }
        Label otherwise = points[targets.length - 1];
        if (targets.length == 1) {
            mv.visitInsn(POP);
            mv.visitJumpInsn(GOTO, otherwise);
        } else {
            Label[] cases = java.util.Arrays.copyOf(points, targets.length - 1);
            mv.visitTableSwitchInsn(0, cases.length - 1, otherwise, cases);
        }
        if (survey != null && targets.length > Survey.MANY_TARGETS) {
            Label behind = new Label();
            mv.visitLabel(behind);
            survey.neglect(behind.getOffset() - before.getOffset());
        }
        stubs.forEach((target, stub) -> {
            mv.visitLabel(stub);
            jumpSettled(target);
        });
    }

    /** Emits a long branch table as a look into an array, if all it takes is to jump. */
    private boolean tableOfPlaces(dev.weft.valid.Label[] targets) {
        int[] places = new int[targets.length];
        for (int i = 0; i < targets.length; i++) {
            if (targets[i].kind() == dev.weft.valid.Label.Kind.FUNC
                    || !isHome(blockOf(targets[i]).size, targets[i].arity())) {
                return false;
            }
            places[i] = placeOf(targets[i]);
        }
        return jumpByTable(places);
    }

    void selectValue(Kind kind) {
        Operand condition = top(0);
        Operand b = top(1);
        Operand a = top(2);
        if (kind == Kind.V || !condition.isOnStack()) {
            settleTop(3);
            int jump = loadCondition();
            choose(jump, kind);
        } else if (!a.isOnStack() && !b.isOnStack()) {
            drop(1);
            choose(condition.mode == Operand.TEST ? condition.jump : IFNE, kind);
        } else if (a.isOnStack() && !b.isOnStack()) {
            int jump = condition.mode == Operand.TEST ? condition.jump : IFNE;
            drop(3);
            Label keep = new Label();
            mv.visitJumpInsn(jump, keep);
            mv.visitInsn(kind.isWide() ? POP2 : POP);
            load(b);
            mv.visitLabel(keep);
            push(Operand.stack(kind));
        } else {
            settleTop(3);
            int jump = loadCondition();
            choose(jump, kind);
        }
    }

    private int loadCondition() {
        load(pop());
        return IFNE;
    }

    private void choose(int jump, Kind kind) {
        Operand b = pop();
        Operand a = pop();
        Label first = new Label();
        Label end = new Label();
        mv.visitJumpInsn(jump, first);
        carry(b, Lane.L);
        mv.visitJumpInsn(GOTO, end);
        mv.visitLabel(first);
        carry(a, Lane.L);
        mv.visitLabel(end);
        if (carried(kind) == Kind.X) {
            push(Operand.vector(Lane.L));
        } else {
            result(kind);
        }
    }

    /** br_on_null and br_on_non_null. */
    void branchOnNull(boolean onNull, dev.weft.valid.Label target) {
        settleAll();
        Operand ref = top(0);
        load(ref);
        if (onNull) {
            drop(1);
            branchIf(IFNULL, target);
            push(ref);
        } else {
            branchIf(IFNONNULL, target);
            drop(1);
        }
    }

    /** Emits a return of the topmost values. */
    void emitReturn() {
        charges.beforeReturn();
        if (survey != null) {
            survey.branch(Survey.RETURN);
            survey.height(size() - shape.results.length);
        }
        int count = shape.results.length;
        if (count == 0) {
            returnValue();
            return;
        }
        int first = size() - count;
        if (shape.resultSlots > 1) {
            settleAll();
            int slot = 0;
            for (int i = 0; i < count; i++) {
                Operand operand = operands.get(first + i);
                if (operand.kind.isVector()) {
                    if (i > 0) {
                        storeResult(slot, () -> loadHalf(operand, 0));
                    }
                    storeResult(slot + 1, () -> loadHalf(operand, 1));
                } else if (i > 0 && operand.kind == Kind.A) {
                    loadContext();
                    mv.visitFieldInsn(GETFIELD, Names.CONTEXT, "stack", "L" + Names.STACK + ";");
                    mv.visitFieldInsn(GETFIELD, Names.STACK, "resultRefs", "[Ljava/lang/Object;");
                    intConstant(slot);
                    load(operand);
                    mv.visitInsn(AASTORE);
                } else if (i > 0) {
                    storeResult(slot, () -> loadBits(operand));
                }
                slot += operand.kind.slots();
            }
        }
        Operand operand = operands.get(first);
        if (operand.mode >= Operand.TEST) {
            materialize();
        } else if (operand.kind.isVector()) {
            loadHalf(operand, 0);
        } else {
            load(operand);
        }
        returnValue();
    }

    private void storeResult(int slot, Runnable value) {
        loadContext();
        mv.visitFieldInsn(GETFIELD, Names.CONTEXT, "stack", "L" + Names.STACK + ";");
        mv.visitFieldInsn(GETFIELD, Names.STACK, "results", "[J");
        intConstant(slot);
        value.run();
        mv.visitInsn(LASTORE);
    }

    /** Emits the trap of an instruction that always traps. */
    void trapUnreachable() {
        trap(Trap.Kind.UNREACHABLE);
    }
}
