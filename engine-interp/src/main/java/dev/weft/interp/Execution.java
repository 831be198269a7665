package dev.weft.interp;

import static dev.weft.interp.Op.*;

import dev.weft.runtime.Trap;
import dev.weft.runtime.WasmException;
import dev.weft.runtime.memory.ViewAccess;
import dev.weft.runtime.tier.EntryPoint;
import dev.weft.runtime.tier.Promotion;
import dev.weft.runtime.tier.Stack;
import dev.weft.syntax.Opcode;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * A call from outside into interpreted code: what the interpreter's loop does not do itself, and what it throws.
 *
 * <p>One activation of {@link #run} executes as many nested calls of interpreted functions as there are, also between
 * instances: guest recursion takes no Java stack. It leaves for host functions and other tiers only.
 *
 * <p>Implementation note. The link slot of a frame says where to go on: {@link #EXIT} leaves the loop; otherwise the
 * low half is the pc behind the call, whose last operand is the distance between the two frames, and the high half is
 * the caller's index among its instance's functions, or negative if the caller belongs to another instance and lies
 * in the link's slot of {@code refs}. So a call within an instance writes no reference, and no barrier is paid.
 *
 * <p>A callee whose frame may hold references is linked in the second way as well: {@link Interpreter} knows none.
 *
 * <p>While an operation may still throw, {@code pc} stays at its start: handlers and backtraces depend on that.
 */
final class Execution {
    private static final long EXIT = -1L;
    static final long CROSS = Long.MIN_VALUE;
    /** The pc of a frame in place of which other code runs: outside of every handler. */
    private static final int GONE = -1;
    private static final Opcode[] ROWS = Opcode.values();

    static {
        // HotSpot compiles this with a trap in place of each call to a class not loaded yet, and then again
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            for (Class<?> needed : List.of(AccessOps.class, BulkOps.class, Calls.class, Comparison.class,
                    ConversionOps.class, FloatOps.class, Handlers.class, IntegerOps.class, ObjectOps.class, Rest.class,
                    SlowAccess.class, VectorOps.class, Promotion.class, Trap.class, ViewAccess.class,
                    WasmException.class)) {
                lookup.ensureInitialized(needed);
            }
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Where the loop stopped. */
    int pc;
    int fp;
    int depth;
    /** The function's index among those of its instance. */
    int index;

    private Execution() {
    }

    /** Runs a function whose arguments lie at {@code base}, and leaves its results there. */
    static void run(InterpretedFunction function, Stack stack, int base) {
        Execution at = new Execution();
        int entryTop = stack.top;
        int entryDepth = stack.depth;
        InterpretedFunction f = null;
        InterpretedFunction callee = function;
        Code c = null;
        int[] code = null;
        int pc = 0;
        long[] s = stack.slots;
        int fp = base;
        int newFp = base;
        long linked = EXIT;
        int depth = entryDepth;
        while (true) {
            try {
                enter:
                while (true) {
                    if (callee != null) {
                        // enter callee: its frame is at newFp, its link is to be linked
                        Code cc = callee.code();
                        if (depth >= stack.depthLimit) {
                            stack.admit(depth);
                            continue;
                        }
                        if (newFp + cc.frameSize > s.length) {
                            stack.ensure(newFp + cc.frameSize);
                            s = stack.slots;
                        }
                        if (cc.hasRefs && linked >= 0) {
                            linked = linked & 0xFFFF_FFFFL | CROSS;
                        }
                        if (linked < EXIT) {
                            stack.refs[newFp + cc.link] = f;
                        }
                        depth++;
                        for (int i = newFp + cc.paramSlots, end = newFp + cc.link; i < end; i++) {
                            s[i] = 0;
                        }
                        s[newFp + cc.link] = linked;
                        if (cc.hasRefs) {
                            Calls.forget(stack.refs, newFp + cc.paramSlots, newFp + cc.link);
                        }
                        f = callee;
                        c = cc;
                        code = cc.ints;
                        fp = newFp;
                        pc = Code.START;
                        callee = null;
                    }
                    while (true) {
                        try {
                            at.pc = pc;
                            at.fp = fp;
                            at.depth = depth;
                            at.index = f.index;
                            Interpreter.run(code, f, stack, at);
                        } finally {
                            pc = at.pc;
                            fp = at.fp;
                            depth = at.depth;
                            if (at.index != f.index) {
                                f = f.sibling(at.index);
                                c = f.code();
                                code = c.ints;
                            }
                        }
                        switch (code[pc]) {
                        case CALL:
                            callee = f.sibling(code[pc + 1]);
                            newFp = fp + code[pc + 2];
                            linked = (long) f.index << 32 | pc + 3;
                            continue enter;
                        case CHARGE:
                            stack.fuel -= code[pc + 1];
                            stack.attend(code[pc + 1]);
                            pc += 2;
                            continue;
                        case CALL_INDIRECT:
                        case CALL_IMPORT:
                        case CALL_REF: {
                            EntryPoint entry = Calls.target(f, code, pc, s, stack, fp);
                            int next = pc + Op.callLength(code[pc]);
                            newFp = fp + code[next - 1];
                            if (entry instanceof InterpretedFunction interpreted) {
                                callee = interpreted;
                                linked = interpreted.siblings == f.siblings
                                        ? (long) f.index << 32 | next
                                        : CROSS | next;
                                continue enter;
                            }
                            stack.depth = depth;
                            stack.top = fp + c.frameSize;
                            entry.call(stack, newFp);
                            s = stack.slots;
                            pc = next;
                            continue;
                        }
                        case TIER_UP:
                        case RETURN_CALL:
                        case RETURN_CALL_IMPORT:
                        case RETURN_CALL_INDIRECT:
                        case RETURN_CALL_REF: {
                            EntryPoint entry = Calls.target(f, code, pc, s, stack, fp);
                            if (entry == null) {
                                pc = code[pc + 1];
                                continue;
                            }
                            int tail = pc;
                            pc = GONE;
                            stack.depth = depth - 1;
                            stack.top = fp + c.frameSize;
                            callee = Calls.replaceFrame(entry, f, c, code, tail, stack, fp);
                            s = stack.slots;
                            if (callee == null) {
                                break;
                            }
                            linked = s[fp + callee.code().link];
                            f = Calls.caller(callee, linked, stack.refs, fp + callee.code().link);
                            depth--;
                            newFp = fp;
                            c = null;
                            continue enter;
                        }
                        case RETURN_1:
                            s[fp] = s[fp + code[pc + 1]];
                            break;
                        case RETURN_0:
                            break;
                        case RETURN_N:
                            Calls.moveResults(code[pc + 1], s, stack.refs, fp, c);
                            break;
                        case I32_EQ:
                        case I32_NE:
                        case I32_LT_S:
                        case I32_LE_S:
                        case I32_LT_U:
                        case I32_LE_U:
                        case I64_EQ:
                        case I64_NE:
                        case I64_LT_S:
                        case I64_LE_S:
                        case I64_LT_U:
                        case I64_LE_U:
                        case I32_EQ_I:
                        case I32_NE_I:
                        case I32_LT_S_I:
                        case I32_LE_S_I:
                        case I32_LT_U_I:
                        case I32_LE_U_I:
                        case I32_GT_S_I:
                        case I32_GE_S_I:
                        case I32_GT_U_I:
                        case I32_GE_U_I:
                        case I64_EQ_I:
                        case I64_NE_I:
                            s[fp + code[pc + 1]] =
                                    Comparison.holds(code[pc], s[fp + code[pc + 2]], code[pc + 3], s, fp) ? 1 : 0;
                            pc += 4;
                            continue;
                        case BR_I64_LT_S:
                        case BR_I64_LE_S:
                        case BR_I64_LT_U:
                        case BR_I64_LE_U:
                            pc = Comparison.holds(code[pc] + COMPARE, s[fp + code[pc + 2]],
                                    code[pc + 3], s, fp) ? code[pc + 1] : pc + 4;
                            continue;
                        case UNREACHABLE:
                            throw Trap.of(Trap.Kind.UNREACHABLE);
                        case INTEGER:
                            IntegerOps.execute(ROWS[code[pc + 2]], code, pc, s, fp);
                            pc += 5;
                            continue;
                        case FLOAT:
                            FloatOps.execute(ROWS[code[pc + 2]], code, pc, s, fp);
                            pc += 5;
                            continue;
                        case CONVERT:
                            ConversionOps.execute(ROWS[code[pc + 2]], code, pc, s, fp);
                            pc += 5;
                            continue;
                        case VECTOR:
                            VectorOps.execute(ROWS[code[pc + 2]], c, pc, s, fp);
                            pc += 7;
                            continue;
                        case ACCESS:
                            AccessOps.execute(ROWS[code[pc + 2]], f, code, pc, s, fp);
                            pc += 10;
                            continue;
                        case BULK:
                            stack.depth = depth;
                            BulkOps.execute(ROWS[code[pc + 2]], f, code, pc, stack, fp);
                            pc += 8;
                            continue;
                        case LOAD_8_S:
                        case LOAD_8_U:
                        case LOAD_16_S:
                        case LOAD_16_U:
                        case LOAD_32:
                        case LOAD_32_U:
                        case LOAD_64:
                        case LOAD_8_U_AT:
                        case LOAD_32_AT:
                        case LOAD_64_AT:
                        case STORE_32_AT:
                        case STORE_32_I_AT:
                        case STORE_32_I:
                        case STORE_8_I:
                        case STORE_8:
                        case STORE_16:
                        case STORE_32:
                        case STORE_64:
                        case BR_LOAD_EQ:
                        case BR_LOAD_NE:
                            // outside the view: beyond 2 GiB, grown by another thread, or out of bounds
                            pc = SlowAccess.execute(f, code, pc, s, fp);
                            continue;
                        default:
                            pc = Rest.execute(f, code, pc, stack, fp);
                            continue;
                        }
                        // return
                        long link = s[fp + c.link];
                        InterpretedFunction caller = Calls.leave(f, c, link, true, stack, fp);
                        if (caller == null) {
                            stack.top = entryTop;
                            stack.depth = entryDepth;
                            return;
                        }
                        f = caller;
                        c = f.code();
                        code = c.ints;
                        pc = (int) link;
                        fp -= code[pc - 1];
                        depth--;
                    }
                }
            } catch (Throwable thrown) {
                callee = null;
                s = stack.slots;
                while (true) {
                    if (c != null && thrown instanceof WasmException exception) {
                        int landing = Handlers.land(f, c, pc, exception, stack, fp);
                        if (landing >= 0) {
                            pc = landing;
                            break;
                        }
                    }
                    InterpretedFunction caller = null;
                    long link = EXIT;
                    if (c != null) {
                        if (thrown instanceof Trap trap) {
                            Calls.addFrame(trap, f, pc);
                        }
                        link = s[fp + c.link];
                        caller = Calls.leave(f, c, link, false, stack, fp);
                    }
                    if (caller == null) {
                        stack.top = entryTop;
                        stack.depth = entryDepth;
                        throw thrown;
                    }
                    f = caller;
                    c = f.code();
                    code = c.ints;
                    fp -= code[(int) link - 1];
                    // the last operand of the call: inside the operation, as good as its start
                    pc = (int) link - 1;
                    depth--;
                }
            }
        }
    }
}
