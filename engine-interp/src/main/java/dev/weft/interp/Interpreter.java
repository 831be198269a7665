package dev.weft.interp;

import static dev.weft.interp.Op.*;
import static dev.weft.runtime.memory.ViewAccess.*;

import dev.weft.runtime.Trap;
import dev.weft.runtime.WasmException;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.runtime.memory.ViewAccess;
import dev.weft.runtime.tier.EntryPoint;
import dev.weft.runtime.tier.Promotion;
import dev.weft.runtime.tier.Stack;
import dev.weft.syntax.Opcode;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The interpreter's loop.
 *
 * <p>One activation of {@link #run} executes as many nested calls of interpreted functions as there are, also between
 * instances: guest recursion takes no Java stack. It leaves for host functions and other tiers only.
 *
 * <p>Implementation note. The link slot of a frame says where to go on: {@link #EXIT} leaves the loop; otherwise the
 * low half is the pc behind the call, whose last operand is the distance between the two frames, and the high half is
 * the caller's index among its instance's functions, or negative if the caller belongs to another instance and lies
 * in the link's slot of {@code refs}. So a call within an instance writes no reference, and no barrier is paid.
 *
 * <p>The hot operations are arms of this switch; the others share an arm per family, with a method of its own, since
 * every arm added here slows all of them (see RATIONALE.md) and HotSpot compiles no method over 8,000 bytes. While an
 * operation may still throw, {@code pc} stays at its start: handlers and backtraces depend on that.
 */
final class Interpreter {
    private static final long EXIT = -1L;
    static final long CROSS = Long.MIN_VALUE;
    /** The pc of a frame in place of which other code runs: outside of every handler. */
    private static final int GONE = -1;
    private static final ByteBuffer NO_MEMORY = ByteBuffer.allocateDirect(0);
    private static final Opcode[] ROWS = Opcode.values();

    static {
        // HotSpot compiles the loop with a trap in place of each call to a class not loaded yet, and then again
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

    private Interpreter() {
    }

    /** Runs a function whose arguments lie at {@code base}, and leaves its results there. */
    static void run(InterpretedFunction function, Stack stack, int base) {
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
        ByteBuffer memory = memoryOf(function);
        long memoryBase = baseOf(function);
        int limit = memory.limit();
        while (true) {
            try {
                enter:
                while (true) {
                    if (callee != null) {
                        // enter callee: its frame is at newFp, its link is to be linked
                        Code cc = callee.code;
                        if (cc == null) {
                            cc = callee.predecode();
                        }
                        if (depth >= stack.depthLimit) {
                            stack.admit(depth);
                            continue;
                        }
                        if (newFp + cc.frameSize > s.length) {
                            stack.ensure(newFp + cc.frameSize);
                            s = stack.slots;
                        }
                        if (linked < EXIT) {
                            stack.refs[newFp + cc.link] = f;
                            memory = memoryOf(callee);
                            memoryBase = baseOf(callee);
                            limit = memory.limit();
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
                        pc = 0;
                        callee = null;
                    }
                    while (true) {
                        access: {
                            switch (code[pc]) {
                            case COPY:
                                s[fp + code[pc + 1]] = s[fp + code[pc + 2]];
                                pc += 3;
                                continue;
                            case CONST:
                                s[fp + code[pc + 1]] = code[pc + 2];
                                pc += 3;
                                continue;
                            case CONST_64:
                                s[fp + code[pc + 1]] = code[pc + 2] & 0xFFFF_FFFFL | (long) code[pc + 3] << 32;
                                pc += 4;
                                continue;
                            case I32_ADD:
                                s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] + (int) s[fp + code[pc + 3]];
                                pc += 4;
                                continue;
                            case I32_ADD_I:
                                s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] + code[pc + 3];
                                pc += 4;
                                continue;
                            case I64_ADD:
                                s[fp + code[pc + 1]] = s[fp + code[pc + 2]] + s[fp + code[pc + 3]];
                                pc += 4;
                                continue;
                            case I64_ADD_I:
                                s[fp + code[pc + 1]] = s[fp + code[pc + 2]] + code[pc + 3];
                                pc += 4;
                                continue;
                            case I32_SUB:
                                s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] - (int) s[fp + code[pc + 3]];
                                pc += 4;
                                continue;
                            case I64_SUB:
                                s[fp + code[pc + 1]] = s[fp + code[pc + 2]] - s[fp + code[pc + 3]];
                                pc += 4;
                                continue;
                            case I32_MUL:
                                s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] * (int) s[fp + code[pc + 3]];
                                pc += 4;
                                continue;
                            case I32_MUL_I:
                                s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] * code[pc + 3];
                                pc += 4;
                                continue;
                            case I64_MUL:
                                s[fp + code[pc + 1]] = s[fp + code[pc + 2]] * s[fp + code[pc + 3]];
                                pc += 4;
                                continue;
                            case I32_AND:
                                s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] & (int) s[fp + code[pc + 3]];
                                pc += 4;
                                continue;
                            case I32_AND_I:
                                s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] & code[pc + 3];
                                pc += 4;
                                continue;
                            case I64_AND:
                                s[fp + code[pc + 1]] = s[fp + code[pc + 2]] & s[fp + code[pc + 3]];
                                pc += 4;
                                continue;
                            case I64_AND_I:
                                s[fp + code[pc + 1]] = s[fp + code[pc + 2]] & code[pc + 3];
                                pc += 4;
                                continue;
                            case I32_OR:
                                s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] | (int) s[fp + code[pc + 3]];
                                pc += 4;
                                continue;
                            case I32_OR_I:
                                s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] | code[pc + 3];
                                pc += 4;
                                continue;
                            case I64_OR:
                                s[fp + code[pc + 1]] = s[fp + code[pc + 2]] | s[fp + code[pc + 3]];
                                pc += 4;
                                continue;
                            case I32_XOR:
                                s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] ^ (int) s[fp + code[pc + 3]];
                                pc += 4;
                                continue;
                            case I32_XOR_I:
                                s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] ^ code[pc + 3];
                                pc += 4;
                                continue;
                            case I64_XOR:
                                s[fp + code[pc + 1]] = s[fp + code[pc + 2]] ^ s[fp + code[pc + 3]];
                                pc += 4;
                                continue;
                            case I32_SHL:
                                s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] << (int) s[fp + code[pc + 3]];
                                pc += 4;
                                continue;
                            case I32_SHL_I:
                                s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] << code[pc + 3];
                                pc += 4;
                                continue;
                            case I64_SHL_I:
                                s[fp + code[pc + 1]] = s[fp + code[pc + 2]] << code[pc + 3];
                                pc += 4;
                                continue;
                            case I32_SHR_S:
                                s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] >> (int) s[fp + code[pc + 3]];
                                pc += 4;
                                continue;
                            case I32_SHR_S_I:
                                s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] >> code[pc + 3];
                                pc += 4;
                                continue;
                            case I64_SHR_S_I:
                                s[fp + code[pc + 1]] = s[fp + code[pc + 2]] >> code[pc + 3];
                                pc += 4;
                                continue;
                            case I32_SHR_U:
                                s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] >>> (int) s[fp + code[pc + 3]];
                                pc += 4;
                                continue;
                            case I32_SHR_U_I:
                                s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] >>> code[pc + 3];
                                pc += 4;
                                continue;
                            case I64_SHR_U_I:
                                s[fp + code[pc + 1]] = s[fp + code[pc + 2]] >>> code[pc + 3];
                                pc += 4;
                                continue;
                            case I32_ROTL_I:
                                s[fp + code[pc + 1]] = Integer.rotateLeft((int) s[fp + code[pc + 2]], code[pc + 3]);
                                pc += 4;
                                continue;
                            case I64_ROTL_I:
                                s[fp + code[pc + 1]] = Long.rotateLeft(s[fp + code[pc + 2]], code[pc + 3]);
                                pc += 4;
                                continue;
                            case I64_EXTEND_I32_S:
                                s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]];
                                pc += 3;
                                continue;
                            case I64_EXTEND_I32_U:
                                s[fp + code[pc + 1]] = s[fp + code[pc + 2]] & 0xFFFF_FFFFL;
                                pc += 3;
                                continue;
                            case F64_ADD:
                                s[fp + code[pc + 1]] = Double.doubleToRawLongBits(
                                        Double.longBitsToDouble(s[fp + code[pc + 2]]) + Double.longBitsToDouble(s[fp
                                                + code[pc + 3]]));
                                pc += 4;
                                continue;
                            case F64_SUB:
                                s[fp + code[pc + 1]] = Double.doubleToRawLongBits(
                                        Double.longBitsToDouble(s[fp + code[pc + 2]]) - Double.longBitsToDouble(s[fp
                                                + code[pc + 3]]));
                                pc += 4;
                                continue;
                            case F64_MUL:
                                s[fp + code[pc + 1]] = Double.doubleToRawLongBits(
                                        Double.longBitsToDouble(s[fp + code[pc + 2]]) * Double.longBitsToDouble(s[fp
                                                + code[pc + 3]]));
                                pc += 4;
                                continue;
                            case F64_DIV:
                                s[fp + code[pc + 1]] = Double.doubleToRawLongBits(
                                        Double.longBitsToDouble(s[fp + code[pc + 2]]) / Double.longBitsToDouble(s[fp
                                                + code[pc + 3]]));
                                pc += 4;
                                continue;
                            case BR_I32_EQ:
                                pc = (int) s[fp + code[pc + 2]] == (int) s[fp + code[pc + 3]] ? code[pc + 1] : pc + 4;
                                continue;
                            case BR_I32_NE:
                                pc = (int) s[fp + code[pc + 2]] != (int) s[fp + code[pc + 3]] ? code[pc + 1] : pc + 4;
                                continue;
                            case BR_I32_LT_S:
                                pc = (int) s[fp + code[pc + 2]] < (int) s[fp + code[pc + 3]] ? code[pc + 1] : pc + 4;
                                continue;
                            case BR_I32_LE_S:
                                pc = (int) s[fp + code[pc + 2]] <= (int) s[fp + code[pc + 3]] ? code[pc + 1] : pc + 4;
                                continue;
                            case BR_I32_LT_U:
                                pc = Integer.compareUnsigned((int) s[fp + code[pc + 2]], (int) s[fp + code[pc + 3]]) < 0
                                        ? code[pc + 1]
                                        : pc + 4;
                                continue;
                            case BR_I32_LE_U:
                                pc =
                                        Integer.compareUnsigned((int) s[fp + code[pc + 2]], (int) s[fp + code[pc
                                                + 3]]) <= 0
                                        ? code[pc + 1]
                                        : pc + 4;
                                continue;
                            case BR_I64_EQ:
                                pc = s[fp + code[pc + 2]] == s[fp + code[pc + 3]] ? code[pc + 1] : pc + 4;
                                continue;
                            case BR_I64_NE:
                                pc = s[fp + code[pc + 2]] != s[fp + code[pc + 3]] ? code[pc + 1] : pc + 4;
                                continue;
                            case BR_I32_EQ_I:
                                pc = (int) s[fp + code[pc + 2]] == code[pc + 3] ? code[pc + 1] : pc + 4;
                                continue;
                            case BR_I32_NE_I:
                                pc = (int) s[fp + code[pc + 2]] != code[pc + 3] ? code[pc + 1] : pc + 4;
                                continue;
                            case BR_I32_LT_S_I:
                                pc = (int) s[fp + code[pc + 2]] < code[pc + 3] ? code[pc + 1] : pc + 4;
                                continue;
                            case BR_I32_LE_S_I:
                                pc = (int) s[fp + code[pc + 2]] <= code[pc + 3] ? code[pc + 1] : pc + 4;
                                continue;
                            case BR_I32_LT_U_I:
                                pc = Integer.compareUnsigned((int) s[fp + code[pc + 2]], code[pc + 3]) < 0
                                        ? code[pc + 1]
                                        : pc + 4;
                                continue;
                            case BR_I32_LE_U_I:
                                pc = Integer.compareUnsigned((int) s[fp + code[pc + 2]], code[pc + 3]) <= 0
                                        ? code[pc + 1]
                                        : pc + 4;
                                continue;
                            case BR_I32_GT_S_I:
                                pc = (int) s[fp + code[pc + 2]] > code[pc + 3] ? code[pc + 1] : pc + 4;
                                continue;
                            case BR_I32_GE_S_I:
                                pc = (int) s[fp + code[pc + 2]] >= code[pc + 3] ? code[pc + 1] : pc + 4;
                                continue;
                            case BR_I32_GT_U_I:
                                pc = Integer.compareUnsigned((int) s[fp + code[pc + 2]], code[pc + 3]) > 0
                                        ? code[pc + 1]
                                        : pc + 4;
                                continue;
                            case BR_I32_GE_U_I:
                                pc = Integer.compareUnsigned((int) s[fp + code[pc + 2]], code[pc + 3]) >= 0
                                        ? code[pc + 1]
                                        : pc + 4;
                                continue;
                            case BR_I64_EQ_I:
                                pc = s[fp + code[pc + 2]] == code[pc + 3] ? code[pc + 1] : pc + 4;
                                continue;
                            case BR_I64_NE_I:
                                pc = s[fp + code[pc + 2]] != code[pc + 3] ? code[pc + 1] : pc + 4;
                                continue;
                            case LOAD_8_S: {
                                long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                                if (ea > limit - 1) {
                                    break access;
                                }
                                s[fp + code[pc + 1]] = getByte(memory, memoryBase, ea);
                                pc += 4;
                                continue;
                            }
                            case LOAD_8_U: {
                                long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                                if (ea > limit - 1) {
                                    break access;
                                }
                                s[fp + code[pc + 1]] = getByte(memory, memoryBase, ea) & 0xFF;
                                pc += 4;
                                continue;
                            }
                            case LOAD_16_S: {
                                long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                                if (ea > limit - 2) {
                                    break access;
                                }
                                s[fp + code[pc + 1]] = getShort(memory, memoryBase, ea);
                                pc += 4;
                                continue;
                            }
                            case LOAD_16_U: {
                                long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                                if (ea > limit - 2) {
                                    break access;
                                }
                                s[fp + code[pc + 1]] = getShort(memory, memoryBase, ea) & 0xFFFF;
                                pc += 4;
                                continue;
                            }
                            case LOAD_32: {
                                long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                                if (ea > limit - 4) {
                                    break access;
                                }
                                s[fp + code[pc + 1]] = getInt(memory, memoryBase, ea);
                                pc += 4;
                                continue;
                            }
                            case LOAD_32_U: {
                                long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                                if (ea > limit - 4) {
                                    break access;
                                }
                                s[fp + code[pc + 1]] = getInt(memory, memoryBase, ea) & 0xFFFF_FFFFL;
                                pc += 4;
                                continue;
                            }
                            case LOAD_64: {
                                long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                                if (ea > limit - 8) {
                                    break access;
                                }
                                s[fp + code[pc + 1]] = getLong(memory, memoryBase, ea);
                                pc += 4;
                                continue;
                            }
                            case LOAD_8_U_AT: {
                                int ea = code[pc + 2];
                                if (ea > limit - 1) {
                                    break access;
                                }
                                s[fp + code[pc + 1]] = getByte(memory, memoryBase, ea) & 0xFF;
                                pc += 3;
                                continue;
                            }
                            case LOAD_32_AT: {
                                int ea = code[pc + 2];
                                if (ea > limit - 4) {
                                    break access;
                                }
                                s[fp + code[pc + 1]] = getInt(memory, memoryBase, ea);
                                pc += 3;
                                continue;
                            }
                            case LOAD_64_AT: {
                                int ea = code[pc + 2];
                                if (ea > limit - 8) {
                                    break access;
                                }
                                s[fp + code[pc + 1]] = getLong(memory, memoryBase, ea);
                                pc += 3;
                                continue;
                            }
                            case STORE_32_AT: {
                                int ea = code[pc + 2];
                                if (ea > limit - 4) {
                                    break access;
                                }
                                putInt(memory, memoryBase, ea, (int) s[fp + code[pc + 1]]);
                                pc += 3;
                                continue;
                            }
                            case STORE_32_I_AT: {
                                int ea = code[pc + 2];
                                if (ea > limit - 4) {
                                    break access;
                                }
                                putInt(memory, memoryBase, ea, code[pc + 1]);
                                pc += 3;
                                continue;
                            }
                            case STORE_32_I: {
                                long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                                if (ea > limit - 4) {
                                    break access;
                                }
                                putInt(memory, memoryBase, ea, code[pc + 1]);
                                pc += 4;
                                continue;
                            }
                            case STORE_8_I: {
                                long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                                if (ea > limit - 1) {
                                    break access;
                                }
                                putByte(memory, memoryBase, ea, (byte) code[pc + 1]);
                                pc += 4;
                                continue;
                            }
                            case STORE_8: {
                                long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                                if (ea > limit - 1) {
                                    break access;
                                }
                                putByte(memory, memoryBase, ea, (byte) s[fp + code[pc + 1]]);
                                pc += 4;
                                continue;
                            }
                            case STORE_16: {
                                long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                                if (ea > limit - 2) {
                                    break access;
                                }
                                putShort(memory, memoryBase, ea, (short) s[fp + code[pc + 1]]);
                                pc += 4;
                                continue;
                            }
                            case STORE_32: {
                                long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                                if (ea > limit - 4) {
                                    break access;
                                }
                                putInt(memory, memoryBase, ea, (int) s[fp + code[pc + 1]]);
                                pc += 4;
                                continue;
                            }
                            case STORE_64: {
                                long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                                if (ea > limit - 8) {
                                    break access;
                                }
                                putLong(memory, memoryBase, ea, s[fp + code[pc + 1]]);
                                pc += 4;
                                continue;
                            }
                            case I32_BITS:
                                s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] >>> code[pc + 3] & code[pc + 4];
                                pc += 5;
                                continue;
                            case I32_ADD_SHL:
                                s[fp + code[pc + 1]] =
                                        (int) s[fp + code[pc + 2]] + ((int) s[fp + code[pc + 3]] << code[pc + 4]);
                                pc += 5;
                                continue;
                            case I32_XOR_ROTL:
                                s[fp + code[pc + 1]] = Integer.rotateLeft(
                                        (int) s[fp + code[pc + 2]] ^ (int) s[fp + code[pc + 3]], code[pc + 4]);
                                pc += 5;
                                continue;
                            case I64_XOR_ROTL:
                                s[fp + code[pc + 1]] = Long.rotateLeft(
                                        s[fp + code[pc + 2]] ^ s[fp + code[pc + 3]], code[pc + 4]);
                                pc += 5;
                                continue;
                            case ADD_BR_NE_I: {
                                int v = (int) s[fp + code[pc + 3]] + code[pc + 4];
                                s[fp + code[pc + 2]] = v;
                                pc = v != code[pc + 5] ? code[pc + 1] : pc + 6;
                                continue;
                            }
                            case ADD_BR_LT_S_I: {
                                int v = (int) s[fp + code[pc + 3]] + code[pc + 4];
                                s[fp + code[pc + 2]] = v;
                                pc = v < code[pc + 5] ? code[pc + 1] : pc + 6;
                                continue;
                            }
                            case ADD_BR_LT_U_I: {
                                int v = (int) s[fp + code[pc + 3]] + code[pc + 4];
                                s[fp + code[pc + 2]] = v;
                                pc = Integer.compareUnsigned(v, code[pc + 5]) < 0 ? code[pc + 1] : pc + 6;
                                continue;
                            }
                            case ADD_BR_NE: {
                                int v = (int) s[fp + code[pc + 3]] + code[pc + 4];
                                s[fp + code[pc + 2]] = v;
                                pc = v != (int) s[fp + code[pc + 5]] ? code[pc + 1] : pc + 6;
                                continue;
                            }
                            case ADD_BR_LT_S: {
                                int v = (int) s[fp + code[pc + 3]] + code[pc + 4];
                                s[fp + code[pc + 2]] = v;
                                pc = v < (int) s[fp + code[pc + 5]] ? code[pc + 1] : pc + 6;
                                continue;
                            }
                            case ADD_BR_LT_U: {
                                int v = (int) s[fp + code[pc + 3]] + code[pc + 4];
                                s[fp + code[pc + 2]] = v;
                                pc = Integer.compareUnsigned(v, (int) s[fp + code[pc + 5]]) < 0 ? code[pc + 1] : pc + 6;
                                continue;
                            }
                            case ADD_BR:
                                s[fp + code[pc + 2]] = (int) s[fp + code[pc + 3]] + code[pc + 4];
                                pc = code[pc + 1];
                                continue;
                            case I64_OR_I:
                                s[fp + code[pc + 1]] = s[fp + code[pc + 2]] | code[pc + 3];
                                pc += 4;
                                continue;
                            case I64_XOR_I:
                                s[fp + code[pc + 1]] = s[fp + code[pc + 2]] ^ code[pc + 3];
                                pc += 4;
                                continue;
                            case I64_AND_64:
                                s[fp + code[pc + 1]] =
                                        s[fp + code[pc + 2]] & (code[pc + 3] & 0xFFFF_FFFFL | (long) code[pc
                                                + 4] << 32);
                                pc += 5;
                                continue;
                            case I32_ADD_ADD:
                                s[fp + code[pc + 1]] =
                                        (int) s[fp + code[pc + 2]] + (int) s[fp + code[pc + 3]] + (int) s[fp
                                                + code[pc + 4]];
                                pc += 5;
                                continue;
                            case I64_XOR_XOR:
                                s[fp + code[pc + 1]] =
                                        s[fp + code[pc + 2]] ^ s[fp + code[pc + 3]] ^ s[fp + code[pc + 4]];
                                pc += 5;
                                continue;
                            case I64_AND_XOR:
                                s[fp + code[pc + 1]] =
                                        s[fp + code[pc + 2]] & s[fp + code[pc + 3]] ^ s[fp + code[pc + 4]];
                                pc += 5;
                                continue;
                            case BR_AND_EQ:
                                pc = ((int) s[fp + code[pc + 2]] & code[pc + 3]) == code[pc + 4]
                                        ? code[pc + 1]
                                        : pc + 5;
                                continue;
                            case BR_LOAD_EQ: {
                                long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                                if (ea > limit - 4) {
                                    break access;
                                }
                                pc = getInt(memory, memoryBase, ea) == code[pc + 4]
                                        ? code[pc + 1]
                                        : pc + 5;
                                continue;
                            }
                            case BR_AND_NE:
                                pc = ((int) s[fp + code[pc + 2]] & code[pc + 3]) != code[pc + 4]
                                        ? code[pc + 1]
                                        : pc + 5;
                                continue;
                            case BR_LOAD_NE: {
                                long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                                if (ea > limit - 4) {
                                    break access;
                                }
                                pc = getInt(memory, memoryBase, ea) != code[pc + 4]
                                        ? code[pc + 1]
                                        : pc + 5;
                                continue;
                            }
                            case CHARGE:
                                if ((stack.fuel -= code[pc + 1]) < 0 || stack.signal) {
                                    stack.attend(code[pc + 1]);
                                }
                                pc += 2;
                                continue;
                            case BR:
                                pc = code[pc + 1];
                                continue;
                            case BR_IF:
                                pc = (int) s[fp + code[pc + 2]] != 0 ? code[pc + 1] : pc + 3;
                                continue;
                            case BR_UNLESS:
                                pc = (int) s[fp + code[pc + 2]] == 0 ? code[pc + 1] : pc + 3;
                                continue;
                            case BR_TABLE: {
                                int index = (int) s[fp + code[pc + 1]];
                                int last = code[pc + 2] - 1;
                                pc = code[pc + 3 + (index < 0 || index > last ? last : index)];
                                continue;
                            }
                            case SELECT:
                                s[fp + code[pc + 1]] = (int) s[fp + code[pc + 4]] != 0
                                        ? s[fp + code[pc + 2]]
                                        : s[fp + code[pc + 3]];
                                pc += 5;
                                continue;
                            case GLOBAL_GET:
                                s[fp + code[pc + 1]] = f.instance.globals[code[pc + 2]].bits();
                                pc += 3;
                                continue;
                            case GLOBAL_SET:
                                f.instance.globals[code[pc + 2]].setBits(s[fp + code[pc + 1]]);
                                pc += 3;
                                continue;
                            case CALL:
                                callee = f.siblings[code[pc + 1]];
                                if (callee == null) {
                                    callee = f.sibling(code[pc + 1]);
                                }
                                newFp = fp + code[pc + 2];
                                linked = (long) f.index << 32 | pc + 3;
                                continue enter;
                            case CALL_INDIRECT:
                                callee = Calls.indirect(f, c, code, pc, s, fp);
                                if (callee != null) {
                                    linked = (long) f.index << 32 | pc + 5;
                                    newFp = fp + code[pc + 4];
                                    continue enter;
                                }
                            // fall through
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
                                memory = memoryOf(f);
                                memoryBase = baseOf(f);
                                limit = memory.limit();
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
                                int at = pc;
                                pc = GONE;
                                stack.depth = depth - 1;
                                stack.top = fp + c.frameSize;
                                callee = Calls.replaceFrame(entry, f, c, code, at, stack, fp);
                                s = stack.slots;
                                if (callee == null) {
                                    memory = memoryOf(f);
                                    memoryBase = baseOf(f);
                                    limit = memory.limit();
                                    break;
                                }
                                linked = s[fp + callee.code.link];
                                f = Calls.caller(callee, linked, stack.refs, fp + callee.code.link);
                                memory = memoryOf(callee);
                                memoryBase = baseOf(callee);
                                limit = memory.limit();
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
                                pc = Comparison.holds(code[pc] - BR_COMPARE + COMPARE, s[fp + code[pc + 2]],
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
                                memory = memoryOf(f);
                                memoryBase = baseOf(f);
                                limit = memory.limit();
                                pc += 8;
                                continue;
                            default:
                                pc = Rest.execute(f, code, pc, stack, fp);
                                continue;
                            }
                            // return
                            long link = s[fp + c.link];
                            if (link >= 0 && !c.hasRefs) {
                                f = f.siblings[(int) (link >>> 32)];
                            } else {
                                InterpretedFunction caller = Calls.leave(f, c, link, true, stack, fp);
                                if (caller == null) {
                                    stack.top = entryTop;
                                    stack.depth = entryDepth;
                                    return;
                                }
                                if (caller.siblings != f.siblings) {
                                    memory = memoryOf(caller);
                                    memoryBase = baseOf(caller);
                                    limit = memory.limit();
                                }
                                f = caller;
                            }
                            c = f.code;
                            code = c.ints;
                            pc = (int) link;
                            fp -= code[pc - 1];
                            depth--;
                            continue;
                        }
                        // outside the view: beyond 2 GiB, grown by another thread, or out of bounds
                        pc = SlowAccess.execute(f, code, pc, s, fp);
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
                            memory = memoryOf(f);
                            memoryBase = baseOf(f);
                            limit = memory.limit();
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
                    c = f.code;
                    code = c.ints;
                    fp -= code[(int) link - 1];
                    // the last operand of the call: inside the operation, as good as its start
                    pc = (int) link - 1;
                    depth--;
                }
            }
        }
    }

    private static ByteBuffer memoryOf(InterpretedFunction f) {
        MemoryInstance[] memories = f.instance.memories;
        return memories.length == 0 ? NO_MEMORY : memories[0].view();
    }

    private static long baseOf(InterpretedFunction f) {
        MemoryInstance[] memories = f.instance.memories;
        return memories.length == 0 ? 0 : memories[0].base();
    }
}
