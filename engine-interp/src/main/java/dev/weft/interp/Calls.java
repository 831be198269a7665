package dev.weft.interp;

import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.TableInstance;
import dev.weft.runtime.Trap;
import dev.weft.runtime.tier.EntryPoint;
import dev.weft.runtime.tier.Stack;
import dev.weft.syntax.DefType;

/** Calls and returns, as far as they are not inside the loop. */
final class Calls {
    private Calls() {
    }

    /**
     * What a call operation calls; traps if there is nothing or if the type is wrong. For {@link Op#TIER_UP} the code
     * to go on in, or null to stay.
     */
    static EntryPoint target(InterpretedFunction f, int[] code, int pc, long[] s, Stack stack, int fp) {
        return switch (code[pc]) {
            case Op.CALL_INDIRECT, Op.RETURN_CALL_INDIRECT -> {
                TableInstance table = f.instance.tables[code[pc + 1]];
                long index = s[fp + code[pc + 3]];
                DefType type = f.type(code[pc + 2]);
                yield table.function(table.is64() ? index : index & 0xFFFF_FFFFL, type).entry();
            }
            case Op.CALL_IMPORT, Op.RETURN_CALL_IMPORT -> f.instance.functions[code[pc + 1]].entry();
            case Op.CALL_REF, Op.RETURN_CALL_REF -> {
                FunctionInstance function = (FunctionInstance) stack.refs[fp + code[pc + 2]];
                if (function == null) {
                    throw Trap.of(Trap.Kind.NULL_FUNCTION_REFERENCE);
                }
                yield function.entry();
            }
            case Op.TIER_UP -> {
                if (stack.signal && code[pc + 2] >= 0) {
                    stack.attend(0);
                }
                yield f.count(code[pc + 2], code[pc + 3]);
            }
            default -> f.sibling(code[pc + 1]);
        };
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
     * Calls in place of a frame that is over: its last call is in tail position, or other code takes it over. Returns
     * with the results where they belong; or, if the next function is an interpreted one, tells it: then its
     * arguments are in place, its link slot says where it will return to, and the link is no longer the caller's.
     *
     * @param entry what the operation calls
     */
    static InterpretedFunction replaceFrame(EntryPoint entry, InterpretedFunction f, Code c, int[] code, int pc,
            Stack stack, int fp) {
        int first = 0;
        if (code[pc] != Op.TIER_UP) {
            first = code[pc + argumentOperand(code[pc])];
        }
        EntryPoint next = entry;
        while (!(next instanceof InterpretedFunction)) {
            next.callBody(stack, fp + first);
            next = stack.pending;
            if (next == null) {
                if (first != 0) {
                    moveResults(first, stack.slots, stack.refs, fp, c);
                }
                return null;
            }
            stack.pending = null;
            first = stack.top - fp;
        }
        InterpretedFunction callee = (InterpretedFunction) next;
        if (stack.signal) {
            stack.admit(0);
        }
        Code cc = callee.code();
        stack.ensure(fp + Math.max(cc.frameSize, Math.max(c.frameSize, first + cc.paramSlots)));
        long[] s = stack.slots;
        Object[] refs = stack.refs;
        long link = s[fp + c.link];
        InterpretedFunction caller = caller(f, link, refs, fp + c.link);
        System.arraycopy(s, fp + first, s, fp, cc.paramSlots);
        if (c.hasRefs || cc.hasRefs) {
            System.arraycopy(refs, fp + first, refs, fp, cc.paramSlots);
            forget(refs, fp + cc.paramSlots, fp + Math.max(c.frameSize, first + cc.paramSlots));
        }
        if (caller != null) {
            boolean near = caller.siblings == callee.siblings && !cc.hasRefs;
            link = link & 0xFFFF_FFFFL | (near ? (long) caller.index << 32 : Execution.CROSS);
            refs[fp + cc.link] = near ? null : caller;
        }
        s[fp + cc.link] = link;
        return callee;
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
            forget(refs, fp + (keepResults ? c.resultSlots : 0), fp + c.frameSize);
        } else if (link < -1) {
            refs[fp + c.link] = null;
        }
        return caller;
    }

    /**
     * Clears references. Not by {@code Arrays.fill}: its profile speaks of all arrays that the JVM's classes fill, and
     * so would the loop's.
     */
    static void forget(Object[] refs, int from, int to) {
        for (int i = from; i < to; i++) {
            refs[i] = null;
        }
    }

    /** Adds a frame to a trap that ends it, unless other code has taken its place. */
    static void addFrame(Trap trap, InterpretedFunction f, int pc) {
        if (pc >= 0) {
            trap.addFrame(f.instance.module, f.funcIdx, f.offsetOf(pc, trap));
        }
    }

    static InterpretedFunction caller(InterpretedFunction f, long link, Object[] refs, int linkSlot) {
        if (link >= 0) {
            return f.sibling((int) (link >>> 32));
        }
        return link == -1 ? null : (InterpretedFunction) refs[linkSlot];
    }
}
