package dev.weft.interp;

import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.TableInstance;
import dev.weft.runtime.Trap;
import dev.weft.runtime.tier.EntryPoint;
import dev.weft.runtime.tier.Stack;
import dev.weft.syntax.DefType;
import java.util.Arrays;

/** Calls and returns, as far as they are not inside the loop. */
final class Calls {
    private Calls() {
    }

    /** What a call operation calls; traps if there is nothing or if the type is wrong. */
    static EntryPoint target(InterpretedFunction f, int[] code, int pc, long[] s, Object[] refs, int fp) {
        return switch (code[pc]) {
            case Op.CALL_INDIRECT, Op.RETURN_CALL_INDIRECT -> {
                TableInstance table = f.instance.tables[code[pc + 1]];
                long index = s[fp + code[pc + 3]];
                DefType type = (DefType) f.code.pool[code[pc + 2]];
                yield table.function(table.is64() ? index : index & 0xFFFF_FFFFL, type).entry();
            }
            case Op.CALL_IMPORT, Op.RETURN_CALL_IMPORT -> f.instance.functions[code[pc + 1]].entry();
            case Op.CALL_REF, Op.RETURN_CALL_REF -> {
                FunctionInstance function = (FunctionInstance) refs[fp + code[pc + 2]];
                if (function == null) {
                    throw Trap.of(Trap.Kind.NULL_FUNCTION_REFERENCE);
                }
                yield function.entry();
            }
            default -> f.sibling(code[pc + 1]);
        };
    }

    /** What call_indirect calls if it is the usual case: a function of exactly the type, below 2^31; else null. */
    static EntryPoint indirect(InterpretedFunction f, Code c, int[] code, int pc, long[] s, int fp) {
        Object[] elements = f.instance.tables[code[pc + 1]].elements();
        long index = s[fp + code[pc + 3]];
        int element = (int) index;
        return element >= 0 && element < elements.length && elements[element] instanceof FunctionInstance function
                && function.type() == c.pool[code[pc + 2]] && (index >>> 32 == 0)
                ? function.entry()
                : null;
    }

    /** Which operand of a tail call is the slot of its first argument; the number of slots follows. */
    static int argumentOperand(int op) {
        return switch (op) {
            case Op.RETURN_CALL, Op.RETURN_CALL_IMPORT -> 2;
            case Op.RETURN_CALL_REF -> 3;
            default -> 4;
        };
    }

    /**
     * Makes room for a callee in place of its caller's frame and moves its arguments there.
     *
     * @return the function that the frame returns to, or null if it leaves the loop
     */
    static InterpretedFunction replaceFrame(InterpretedFunction f, Code c, InterpretedFunction callee, int[] code,
            int pc, Stack stack, int fp) {
        Code cc = callee.code == null ? callee.predecode() : callee.code;
        stack.ensure(fp + Math.max(cc.frameSize, c.frameSize));
        long[] s = stack.slots;
        Object[] refs = stack.refs;
        InterpretedFunction caller = caller(f, s[fp + c.link], refs, fp + c.link);
        int operand = argumentOperand(code[pc]);
        int first = fp + code[pc + operand];
        int count = code[pc + operand + 1];
        System.arraycopy(s, first, s, fp, count);
        if (c.hasRefs) {
            System.arraycopy(refs, first, refs, fp, count);
            Arrays.fill(refs, fp + count, fp + c.frameSize, null);
        }
        return caller;
    }

    /** Moves results to where the caller expects them. */
    static void moveResults(int first, long[] s, Object[] refs, int fp, Code c) {
        System.arraycopy(s, fp + first, s, fp, c.resultSlots);
        if (c.hasRefs) {
            System.arraycopy(refs, fp + first, refs, fp, c.resultSlots);
        }
    }

    /**
     * Ends a frame: forgets its references, but for those that are results.
     *
     * @return the function that it returns to, or null if it leaves the loop
     */
    static InterpretedFunction leave(InterpretedFunction f, Code c, long link, boolean keepResults, Stack stack,
            int fp) {
        Object[] refs = stack.refs;
        InterpretedFunction caller = caller(f, link, refs, fp + c.link);
        if (c.hasRefs) {
            Arrays.fill(refs, fp + (keepResults ? c.resultSlots : 0), fp + c.frameSize, null);
        } else if (link < -1) {
            refs[fp + c.link] = null;
        }
        return caller;
    }

    private static InterpretedFunction caller(InterpretedFunction f, long link, Object[] refs, int linkSlot) {
        if (link >= 0) {
            return f.siblings[(int) (link >>> 32)];
        }
        return link == -1 ? null : (InterpretedFunction) refs[linkSlot];
    }
}
