package dev.weft.interp;

import static dev.weft.interp.Operands.REFERENCE;
import static dev.weft.interp.Operands.VECTOR;

import dev.weft.syntax.ValType;
import java.util.List;

/**
 * Emits one function's operations while keeping track of where values are.
 *
 * <p>Implementation note. Reading a local emits nothing: the operand is remembered as living in the local's slot, and
 * is copied to its home only when the local is about to change, or a block begins (behind which different paths could
 * disagree on where it is). A result is written to its home; if the next instruction is local.set, the result slot of
 * the operation just emitted is changed instead. A comparison that a branch tests becomes one with it. All three look
 * at the operation emitted last, {@link #last}, which every branch target forgets.
 */
abstract class FrameBuilder {
    static final int NONE = -1;

    final CodeBuffer code;
    Operands operands;
    /** For each slot of a local, how many operands live there, and how many do in any. */
    int[] aliases;
    int aliasCount;
    /** Below this operand none lives in a local. */
    int settledTo;
    /** The slot of the link, above those of the locals. */
    int link;
    boolean hasRefs;
    /** The operation emitted last if it yielded a result and nothing can come in between, else NONE. */
    int last = NONE;

    FrameBuilder(boolean tracing) {
        code = new CodeBuffer(tracing);
    }

    /** Where the code was last reachable from elsewhere: operations before it must not be merged with later ones. */
    private int joined;

    /** The operation emitted last yields no operand. */
    final void bind() {
        last = NONE;
    }

    /** The next operation can be reached from elsewhere. */
    final void join() {
        last = NONE;
        joined = code.pc();
    }

    void copy(int slot, int index) {
        if (operands.isConstant(index)) {
            constant(slot, operands.constant(index));
        } else if (operands.slot(index) != slot) {
            code.op(switch (operands.kind(index)) {
                case VECTOR -> Op.COPY_V;
                case REFERENCE -> Op.COPY_R;
                default -> Op.COPY;
            }, slot, operands.slot(index));
        }
        bind();
    }

    void constant(int slot, long bits) {
        if (bits == (int) bits) {
            code.op(Op.CONST, slot, (int) bits);
        } else {
            code.op(Op.CONST_64, slot, (int) bits, (int) (bits >>> 32));
        }
    }

    /** Brings an operand to its home. */
    void settle(int index) {
        if (!operands.isHome(index)) {
            copy(operands.home(index), index);
            forgetAlias(index);
            operands.settle(index);
        }
    }

    boolean isAlias(int index) {
        return !operands.isConstant(index) && operands.slot(index) < link;
    }

    void forgetAlias(int index) {
        if (isAlias(index)) {
            aliases[operands.slot(index)]--;
            aliasCount--;
        }
    }

    /** Brings every operand that lives in a local to its home. */
    void settleAll() {
        if (aliasCount > 0) {
            for (int i = settledTo; i < operands.size(); i++) {
                if (isAlias(i)) {
                    settle(i);
                }
            }
        }
        settledTo = operands.size();
    }

    /** Brings every operand that lives in this local to its home, since the local changes. */
    boolean settleAliases(int localSlot) {
        if (aliases[localSlot] == 0) {
            return false;
        }
        for (int i = operands.size() - 1; aliases[localSlot] > 0; i--) {
            if (operands.slot(i) == localSlot) {
                settle(i);
            }
        }
        return true;
    }

    int pop() {
        int index = operands.pop();
        forgetAlias(index);
        settledTo = Math.min(settledTo, index);
        return index;
    }

    /** Pops an operand that must be in a slot, and tells which. */
    int popSlot() {
        int index = pop();
        if (operands.isConstant(index)) {
            constant(operands.home(index), operands.constant(index));
            bind();
            return operands.home(index);
        }
        return operands.slot(index);
    }

    /** Emits an operation of which the first operand is the result's slot, and pushes the result. */
    void result(byte kind, int start) {
        operands.push(kind);
        hasRefs |= kind == REFERENCE;
        last = start;
    }

    int home() {
        return operands.top();
    }

    /** Whether the operation emitted last left its result in this slot and nothing can come in between. */
    boolean isLastResult(int slot) {
        return last != NONE && slot >= link && code.get(last + 1) == slot;
    }

    void negateComparison(int start) {
        int op = code.get(start);
        code.set(start, Comparison.negate(op));
        if (Comparison.negationSwaps(op)) {
            int a = code.get(start + 2);
            code.set(start + 2, code.get(start + 3));
            code.set(start + 3, a);
        }
    }

    /** Emits a conditional branch, merged with the comparison at {@code fused} if there is one; tells its place. */
    int branch(int slot, int fused, boolean when) {
        if (fused == NONE || !Comparison.isComparison(code.get(fused))) {
            int place = branchOnBefore(when ? Op.I32_NE_I : Op.I32_EQ_I, slot, 0);
            return place != NONE ? place : code.op(when ? Op.BR_IF : Op.BR_UNLESS, 0, slot) + 1;
        }
        if (!when) {
            negateComparison(fused);
        }
        int op = code.get(fused);
        int a = code.get(fused + 2);
        int b = code.get(fused + 3);
        code.cut(fused);
        int place = branchOnBefore(op, a, b);
        return place != NONE ? place : code.op(op - Op.COMPARE, 0, a, b) + 1;
    }

    /** Merges a comparison and branch with the operation before that made its first operand, if possible. */
    private int branchOnBefore(int comparison, int a, int b) {
        int before = code.lastStart();
        if (before < joined || code.get(before + 1) != a) {
            return NONE;
        }
        boolean equal = comparison == Op.I32_EQ_I;
        if (a >= link && (equal || comparison == Op.I32_NE_I)) {
            int op = switch (code.get(before)) {
                case Op.I32_AND_I -> equal ? Op.BR_AND_EQ : Op.BR_AND_NE;
                case Op.LOAD_32 -> equal ? Op.BR_LOAD_EQ : Op.BR_LOAD_NE;
                default -> NONE;
            };
            if (op != NONE) {
                int from = code.get(before + 2);
                int second = code.get(before + 3);
                code.cutTrapping(before);
                return code.op(op, 0, from, second, b) + 1;
            }
        }
        return branchOnSum(comparison, a, b);
    }

    /** Merges a comparison and branch with the addition before it that made its first operand, as loops end. */
    private int branchOnSum(int comparison, int a, int b) {
        int sum = code.lastStart();
        if (sum < joined || code.get(sum) != Op.I32_ADD_I || code.get(sum + 1) != a) {
            return NONE;
        }
        int op = switch (comparison) {
            case Op.I32_NE_I -> Op.ADD_BR_NE_I;
            case Op.I32_LT_S_I -> Op.ADD_BR_LT_S_I;
            case Op.I32_LT_U_I -> Op.ADD_BR_LT_U_I;
            case Op.I32_NE -> Op.ADD_BR_NE;
            case Op.I32_LT_S -> Op.ADD_BR_LT_S;
            case Op.I32_LT_U -> Op.ADD_BR_LT_U;
            default -> NONE;
        };
        boolean ofSlot = op == Op.ADD_BR_NE || op == Op.ADD_BR_LT_S || op == Op.ADD_BR_LT_U;
        if (op == NONE || ofSlot && b == a) {
            return NONE;
        }
        int from = code.get(sum + 2);
        int immediate = code.get(sum + 3);
        code.cut(sum);
        return code.op(op, 0, a, from, immediate, b) + 1;
    }

    /** Where the last operation starts, if the next one is reached through it only; else NONE. */
    int lastOpen() {
        int start = code.lastStart();
        return start >= joined ? start : NONE;
    }

    /** Emits a branch, merged with the addition before it if there is one; tells its place. */
    int branch() {
        int sum = code.lastStart();
        if (sum < joined || code.get(sum) != Op.I32_ADD_I) {
            return code.op(Op.BR, 0) + 1;
        }
        int to = code.get(sum + 1);
        int from = code.get(sum + 2);
        int immediate = code.get(sum + 3);
        code.cut(sum);
        return code.op(Op.ADD_BR, 0, to, from, immediate) + 1;
    }

    /** Brings the topmost operands to their homes and tells the first one's, or the next home if there is none. */
    int settleTop(int count) {
        int first = operands.size() - count;
        for (int i = first; i < operands.size(); i++) {
            settle(i);
        }
        return count == 0 ? operands.top() : operands.home(first);
    }

    void popAll(int count) {
        for (int i = 0; i < count; i++) {
            pop();
        }
    }

    void pushAll(List<ValType> types) {
        for (ValType valType : types) {
            byte kind = Operands.kind(valType);
            operands.push(kind);
            hasRefs |= kind == REFERENCE;
        }
    }

    static int slots(List<ValType> types) {
        int slots = 0;
        for (ValType valType : types) {
            slots += Operands.width(valType);
        }
        return slots;
    }

    /** Pushes an operand that lives in a local. */
    void alias(byte kind, int slot) {
        operands.pushAlias(kind, slot);
        aliases[slot]++;
        aliasCount++;
    }
}
