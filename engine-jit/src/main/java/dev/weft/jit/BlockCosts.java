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
import java.util.List;

/**
 * What each block of a function costs, and what may have to be paid from an instruction on until the code <em>looks
 * ahead</em> again: behind a call, or where a round of a loop begins. {@link Metering} says where blocks begin and end.
 * Found in a walk of its own, for code wants to know it before it comes to the instructions that cost so much.
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
        /** Whether the code looks ahead behind it. */
        boolean looks;
        /** The most that may have to be paid from here on, and from behind it. */
        long here;
        long ahead;
    }

    /** A label: its number, and the number of the instruction behind its else, or 0, and behind its end. */
    private static final class Extent {
        final int label;
        int otherwise;
        int end;

        Extent(int label) {
            this.label = label;
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

    /** Branches go forward, but for those to loops, whose rounds begin with a look ahead: one pass backwards does. */
    private void sum() {
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
        if (target.kind() == Label.Kind.LOOP || target.kind() == Label.Kind.FUNC) {
            return 0;
        }
        Extent extent = (Extent) target.mark;
        int place = chooses && extent.otherwise > 0 ? extent.otherwise : extent.end;
        return place < steps.size() ? steps.get(place).here : 0;
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
        label.mark = new Extent(labels++);
    }

    private void go(Label... targets) {
        steps.getLast().targets = targets;
    }

    private void leave(Label... targets) {
        go(targets);
        steps.getLast().falls = false;
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
        Extent extent = (Extent) label.mark;
        extent.end = steps.size();
        last.set(extent.label);
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
        ((Extent) label.mark).end = steps.size();
    }

    /** What comes next is entered another way; the arm before goes to the end. */
    private void endArm(Label label, boolean reachable) {
        leave(reachable ? new Label[] {label} : NOWHERE);
    }

    @Override
    public void br(Label target) {
        leave(target);
    }

    @Override
    public void brIf(Label target) {
        go(target);
    }

    @Override
    public void brTable(Label[] targets) {
        leave(targets);
    }

    @Override
    public void brOnNull(Opcode op, Label target, RefType type) {
        go(target);
    }

    @Override
    public void brOnCast(Opcode op, Label target, RefType from, RefType to) {
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
            look();
        }
    }
}
