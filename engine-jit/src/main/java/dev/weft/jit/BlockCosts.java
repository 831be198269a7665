package dev.weft.jit;

import dev.weft.runtime.FuelCosts;
import dev.weft.runtime.tier.Metering;
import dev.weft.syntax.DefType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.RefType;
import dev.weft.syntax.ValType;
import dev.weft.valid.CatchClause;
import dev.weft.valid.Label;
import dev.weft.valid.PlaceSink;
import dev.weft.valid.ValidModule;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What each block of a function costs, and what may have to be paid from an instruction on until the code <em>looks
 * ahead</em> again: behind a call, or where a round of a loop begins. {@link Metering} says where blocks begin and end.
 * Found in a walk of its own, for code wants to know it before it comes to the instructions that cost so much.
 *
 * <p>A loop that calls somebody and has one branch back looks ahead at that branch, and so not before its first round;
 * it need not look at all if there is a call on each way through it. Other loops look where their rounds begin, which
 * leaves them the shape that C2 knows how to unroll.
 *
 * <p>Instructions have numbers, in the order of the binary, from 0 on; labels in the order in which they are opened,
 * the function's own being 0.
 */
final class BlockCosts extends PlaceSink {
    private static final Label[] NOWHERE = {};

    private final FuelCosts costs;
    private final List<Step> steps = new ArrayList<>();
    /** The instruction with which the current block is charged, or null if none of it cost anything so far. */
    private Step payer;
    private int labels;
    private long most;
    /** Labels that are open, the innermost last. */
    private final List<Extent> open = new ArrayList<>();
    /** Loops with branches back before which the code does not look ahead. */
    private final Set<Extent> unlooked = new HashSet<>();
    /** Labels that ended with the last instructions so far. */
    private final BitSet last = new BitSet();

    /** An instruction. */
    private static final class Step {
        /** What is charged before it. */
        int charge;
        /** Whether control may go on to the next one, and where else. */
        boolean falls = true;
        Label[] targets = NOWHERE;
        /** Whether the target is that label's else, if it has one. */
        boolean chooses;
        /** Whether the code looks ahead behind it; of a loop, whether it does where control branches back instead. */
        boolean looks;
        boolean looksBack;
        /** The most that may have to be paid from here on, and from behind it. */
        long here;
        long ahead;
    }

    /** A label: its number, and the number of the instruction behind its else, or 0, and behind its end. */
    private static final class Extent {
        final int label;
        /** The instruction that opened it and its number, or null and -1. */
        final Step step;
        final int start;
        /** Whether somebody is called in it, and whether it has loops inside. */
        boolean calls;
        boolean nests;
        /** Branches to it, and whether one of them may not have code of its own. */
        int branches;
        boolean branchesOddly;
        int otherwise;
        int end;

        Extent(int label, Step step, int start) {
            this.label = label;
            this.step = step;
            this.start = start;
        }
    }

    private BlockCosts(FuelCosts costs) {
        this.costs = costs;
    }

    static BlockCosts of(ValidModule module, int funcIdx, FuelCosts costs) {
        BlockCosts found = new BlockCosts(costs);
        module.walk(funcIdx, found);
        found.sum();
        return found;
    }

    /** What is charged before an instruction: its block's cost, if it is the first in it that costs anything, or 0. */
    int charge(int instruction) {
        return steps.get(instruction).charge;
    }

    /** The most that may have to be paid from behind an instruction until the code looks ahead again. */
    long ahead(int instruction) {
        return steps.get(instruction).ahead;
    }

    /** Whether the code looks ahead behind an instruction. */
    boolean looks(int instruction) {
        return steps.get(instruction).looks;
    }

    /** What to look ahead for where control branches back to a loop, or 0. */
    long back(int loop) {
        Step step = steps.get(loop);
        return step.looksBack ? step.ahead : 0;
    }

    /** The same from the function's start. */
    long atStart() {
        return steps.getFirst().here;
    }

    /** The same from anywhere. */
    long most() {
        return most;
    }

    /** Whether the function ends where this label does, with no instruction in between. */
    boolean isLast(int label) {
        return last.get(label);
    }

    /**
     * Branches go forward, but for those to loops, which have looked ahead: one pass backwards does. Where one has not,
     * what begins at the loop is known after the pass: it ends at the calls inside.
     */
    private void sum() {
        pass();
        if (!unlooked.isEmpty()) {
            pass();
        }
    }

    private void pass() {
        long next = 0;
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            step.ahead = step.falls ? next : 0;
            long way = step.looks ? 0 : step.ahead;
            for (Label target : step.targets) {
                way = Math.max(way, arriving(target, step.chooses));
            }
            step.here = step.charge + way;
            next = step.here;
            most = Math.max(most, next);
        }
    }

    private long arriving(Label target, boolean chooses) {
        Extent extent = (Extent) target.mark;
        if (target.kind() == Label.Kind.LOOP) {
            return unlooked.contains(extent) ? extent.step.ahead : 0;
        }
        int place = target.kind() == Label.Kind.FUNC ? steps.size()
                : chooses && extent.otherwise > 0 ? extent.otherwise : extent.end;
        return place < steps.size() ? steps.get(place).here : 0;
    }

    /** Decides where a loop that ends looks ahead. */
    private void decide(Label label, Extent loop) {
        if (loop.branches == 0 && !loop.branchesOddly) {
            loop.step.looks = false;
        } else if (loop.calls && loop.branches == 1 && !loop.branchesOddly) {
            loop.step.looks = false;
            if (loop.nests || comesRound(label, loop)) {
                loop.step.looksBack = true;
            } else {
                unlooked.add(loop);
            }
        }
    }

    /** Whether there is a way through a loop, which has none inside, on which the code does not look ahead. */
    private boolean comesRound(Label label, Extent loop) {
        int first = loop.start + 1;
        BitSet round = new BitSet();
        for (int i = steps.size() - 1; i >= first; i--) {
            Step step = steps.get(i);
            boolean way = !step.looks && step.falls && round.get(i + 1 - first);
            for (Label target : step.targets) {
                Extent extent = (Extent) target.mark;
                int place = step.chooses && extent.otherwise > 0 ? extent.otherwise : extent.end;
                way |= target == label || place > i && round.get(place - first);
            }
            round.set(i - first, way);
        }
        return round.get(0);
    }

    @Override
    public void enter(Label body, ValType[] locals) {
        open(body);
    }

    @Override
    public void at(Opcode op, int offset) {
        Step step = new Step();
        steps.add(step);
        int cost = costs.of(op);
        if (cost > 0) {
            if (payer == null) {
                payer = step;
            }
            payer.charge += cost;
        }
        if (Metering.endsBlock(op)) {
            payer = null;
        }
        if (op != Opcode.END) {
            last.clear();
        }
    }

    private void open(Label label) {
        Extent extent = new Extent(labels++, steps.isEmpty() ? null : steps.getLast(), steps.size() - 1);
        label.mark = extent;
        open.add(extent);
    }

    private void close(Label label) {
        Extent extent = (Extent) label.mark;
        extent.end = steps.size();
        open.removeLast();
        boolean loop = label.kind() == Label.Kind.LOOP;
        if (!open.isEmpty()) {
            Extent around = open.getLast();
            around.calls |= extent.calls;
            around.nests |= loop || extent.nests;
        }
        if (loop) {
            decide(label, extent);
        }
    }

    private void go(Label... targets) {
        steps.getLast().targets = targets;
    }

    private void leave(Label... targets) {
        go(targets);
        steps.getLast().falls = false;
    }

    private void branch(Label target, boolean oddly) {
        Extent extent = (Extent) target.mark;
        extent.branches++;
        extent.branchesOddly |= oddly;
    }

    private void look() {
        steps.getLast().looks = true;
    }

    @Override
    public void block(Label label) {
        open(label);
    }

    @Override
    public void loop(Label label) {
        open(label);
        look();
    }

    @Override
    public void tryTable(Label label, List<CatchClause> clauses) {
        clauses.forEach(clause -> branch(clause.target(), true));
        open(label);
    }

    @Override
    public void try_(Label label) {
        open(label);
    }

    @Override
    public void if_(Label label) {
        open(label);
        go(label);
        steps.getLast().chooses = true;
    }

    @Override
    public void else_(Label label, boolean reachable) {
        endArm(label, reachable);
        ((Extent) label.mark).otherwise = steps.size();
    }

    @Override
    public void end(Label label, boolean reachable) {
        close(label);
        last.set(((Extent) label.mark).label);
    }

    @Override
    public void catch_(Label label, int tagIdx, FuncType type, boolean reachable) {
        endArm(label, reachable);
    }

    @Override
    public void catchAll(Label label, boolean reachable) {
        endArm(label, reachable);
    }

    @Override
    public void delegate(Label label, Label target, boolean reachable) {
        close(label);
    }

    /** What comes next is entered another way; the arm before goes to the end. */
    private void endArm(Label label, boolean reachable) {
        leave(reachable ? new Label[] {label} : NOWHERE);
    }

    @Override
    public void br(Label target) {
        branch(target, false);
        leave(target);
    }

    @Override
    public void brIf(Label target) {
        branch(target, false);
        go(target);
    }

    @Override
    public void brTable(Label[] targets) {
        for (Label target : targets) {
            branch(target, true);
        }
        leave(targets);
    }

    @Override
    public void brOnNull(Opcode op, Label target, RefType type) {
        branch(target, true);
        go(target);
    }

    @Override
    public void brOnCast(Opcode op, Label target, RefType from, RefType to) {
        branch(target, true);
        go(target);
    }

    @Override
    public void return_() {
        leave();
    }

    @Override
    public void unreachable() {
        leave();
    }

    @Override
    public void call(Opcode op, int callee, FuncType type) {
        called(op == Opcode.RETURN_CALL);
    }

    @Override
    public void callIndirect(Opcode op, int tableIdx, DefType type) {
        called(op == Opcode.RETURN_CALL_INDIRECT);
    }

    @Override
    public void callRef(Opcode op, DefType type) {
        called(op == Opcode.RETURN_CALL_REF);
    }

    private void called(boolean tail) {
        if (tail) {
            leave();
        } else {
            open.getLast().calls = true;
            look();
        }
    }
}
