package dev.weft.interp;

import static dev.weft.interp.Op.*;
import static dev.weft.runtime.memory.ViewAccess.*;

import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.GlobalInstance;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.runtime.tier.ModuleInstance;
import dev.weft.runtime.tier.Stack;
import java.nio.ByteBuffer;

/**
 * The interpreter's loop: the operations that programs use most, calls and returns within an instance among them.
 *
 * <p>Implementation note. There is no call in it that HotSpot does not inline, so that nothing makes HotSpot keep in
 * memory what it has in registers: what would be one, or might throw, is left to {@link Execution} (RATIONALE.md has
 * the numbers). Calls and returns are in one place each for the same reason: what several arms compute, HotSpot
 * computes before the switch. Every arm added here slows all of them, and HotSpot compiles no method over 8,000
 * bytes. An operation that is left before it is done has changed nothing, and {@code pc} is at its start.
 *
 * <p>There are four switches for C1, which looks for an operation from the first one of a switch on. The rarest are
 * first so that C1 keeps registers for the others: it allocates them in about the reverse order.
 */
final class Interpreter {
    private static final ByteBuffer NO_MEMORY = ByteBuffer.allocateDirect(0);

    private Interpreter() {
    }

    /**
     * Runs operations until one comes that is not done here, or not in this case.
     *
     * @param code the operations of {@code f}, from which they may come to those of other functions of its instance
     * @param at where to begin, and then where it stopped
     */
    static void run(int[] code, InterpretedFunction f, Stack stack, Execution at) {
        int pc = at.pc;
        int fp = at.fp;
        int depth = at.depth;
        int index = at.index;
        long[] s = stack.slots;
        ModuleInstance instance = f.instance;
        int[][] bodies = f.bodies;
        GlobalInstance[] globals = instance.globals;
        MemoryInstance[] memories = instance.memories;
        ByteBuffer memory = NO_MEMORY;
        long memoryBase = 0;
        if (memories.length > 0) {
            memory = memories[0].view();
            memoryBase = memories[0].base();
        }
        int limit = memory.limit();
        try {
            loop: while (true) {
                int callee;
                int next;
                int op = code[pc];
                if (op >= THIRD_SWITCH) {
                    if (op >= LAST_SWITCH) {
                        switch (op) {
                        case CONST_64:
                            s[fp + code[pc + 1]] = code[pc + 2] & 0xFFFF_FFFFL | (long) code[pc + 3] << 32;
                            pc += 4;
                            continue;
                        case I64_ADD:
                            s[fp + code[pc + 1]] = s[fp + code[pc + 2]] + s[fp + code[pc + 3]];
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
                        case I64_MUL:
                            s[fp + code[pc + 1]] = s[fp + code[pc + 2]] * s[fp + code[pc + 3]];
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
                                    Double.longBitsToDouble(s[fp + code[pc + 2]])
                                            + Double.longBitsToDouble(s[fp + code[pc + 3]]));
                            pc += 4;
                            continue;
                        case F64_SUB:
                            s[fp + code[pc + 1]] = Double.doubleToRawLongBits(
                                    Double.longBitsToDouble(s[fp + code[pc + 2]])
                                            - Double.longBitsToDouble(s[fp + code[pc + 3]]));
                            pc += 4;
                            continue;
                        case F64_MUL:
                            s[fp + code[pc + 1]] = Double.doubleToRawLongBits(
                                    Double.longBitsToDouble(s[fp + code[pc + 2]])
                                            * Double.longBitsToDouble(s[fp + code[pc + 3]]));
                            pc += 4;
                            continue;
                        case F64_DIV:
                            s[fp + code[pc + 1]] = Double.doubleToRawLongBits(
                                    Double.longBitsToDouble(s[fp + code[pc + 2]])
                                            / Double.longBitsToDouble(s[fp + code[pc + 3]]));
                            pc += 4;
                            continue;
                        case BR_I32_LT_S:
                            pc = (int) s[fp + code[pc + 2]] < (int) s[fp + code[pc + 3]] ? code[pc + 1] : pc + 4;
                            continue;
                        case BR_I32_LE_S:
                            pc = (int) s[fp + code[pc + 2]] <= (int) s[fp + code[pc + 3]] ? code[pc + 1] : pc + 4;
                            continue;
                        case BR_I64_EQ:
                            pc = s[fp + code[pc + 2]] == s[fp + code[pc + 3]] ? code[pc + 1] : pc + 4;
                            continue;
                        case BR_I64_NE:
                            pc = s[fp + code[pc + 2]] != s[fp + code[pc + 3]] ? code[pc + 1] : pc + 4;
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
                        case BR_I64_EQ_I:
                            pc = s[fp + code[pc + 2]] == code[pc + 3] ? code[pc + 1] : pc + 4;
                            continue;
                        case BR_I64_NE_I:
                            pc = s[fp + code[pc + 2]] != code[pc + 3] ? code[pc + 1] : pc + 4;
                            continue;
                        case LOAD_16_S: {
                            long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                            if (ea > limit - 2) {
                                break loop;
                            }
                            s[fp + code[pc + 1]] = getShort(memory, memoryBase, ea);
                            pc += 4;
                            continue;
                        }
                        case LOAD_32_U: {
                            long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                            if (ea > limit - 4) {
                                break loop;
                            }
                            s[fp + code[pc + 1]] = getInt(memory, memoryBase, ea) & 0xFFFF_FFFFL;
                            pc += 4;
                            continue;
                        }
                        case LOAD_8_U_AT: {
                            int ea = code[pc + 2];
                            if (ea > limit - 1) {
                                break loop;
                            }
                            s[fp + code[pc + 1]] = getByte(memory, memoryBase, ea) & 0xFF;
                            pc += 3;
                            continue;
                        }
                        case LOAD_64_AT: {
                            int ea = code[pc + 2];
                            if (ea > limit - 8) {
                                break loop;
                            }
                            s[fp + code[pc + 1]] = getLong(memory, memoryBase, ea);
                            pc += 3;
                            continue;
                        }
                        case STORE_32_AT: {
                            int ea = code[pc + 2];
                            if (ea > limit - 4) {
                                break loop;
                            }
                            putInt(memory, memoryBase, ea, (int) s[fp + code[pc + 1]]);
                            pc += 3;
                            continue;
                        }
                        case STORE_32_I_AT: {
                            int ea = code[pc + 2];
                            if (ea > limit - 4) {
                                break loop;
                            }
                            putInt(memory, memoryBase, ea, code[pc + 1]);
                            pc += 3;
                            continue;
                        }
                        case STORE_8_I: {
                            long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                            if (ea > limit - 1) {
                                break loop;
                            }
                            putByte(memory, memoryBase, ea, (byte) code[pc + 1]);
                            pc += 4;
                            continue;
                        }
                        case I32_BITS:
                            s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] >>> code[pc + 3] & code[pc + 4];
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
                                    s[fp + code[pc + 2]] & (code[pc + 3] & 0xFFFF_FFFFL | (long) code[pc + 4] << 32);
                            pc += 5;
                            continue;
                        case I32_ADD_ADD:
                            s[fp + code[pc + 1]] =
                                    (int) s[fp + code[pc + 2]] + (int) s[fp + code[pc + 3]]
                                            + (int) s[fp + code[pc + 4]];
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
                        case BR_LOAD_NE: {
                            long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                            if (ea > limit - 4) {
                                break loop;
                            }
                            pc = getInt(memory, memoryBase, ea) != code[pc + 4]
                                    ? code[pc + 1]
                                    : pc + 5;
                            continue;
                        }
                        case BR_UNLESS:
                            pc = (int) s[fp + code[pc + 2]] == 0 ? code[pc + 1] : pc + 3;
                            continue;
                        case CALL_INDIRECT: {
                            Object[] elements = instance.tables[code[pc + 1]].elements();
                            long element = s[fp + code[pc + 3]];
                            if (element < 0 || element >= elements.length
                                    || !(elements[(int) element] instanceof FunctionInstance function)
                                    || function.instance() != instance) {
                                break loop;
                            }
                            callee = function.funcIdx() - f.imports;
                            if (bodies[callee] == null || bodies[callee][Code.TYPE] != code[pc + 2]) {
                                break loop;
                            }
                            next = pc + 5;
                            break;
                        }
                        default:
                            break loop;
                        }
                    } else {
                        switch (op) {
                        case I64_ADD_I:
                            s[fp + code[pc + 1]] = s[fp + code[pc + 2]] + code[pc + 3];
                            pc += 4;
                            continue;
                        case I32_SUB:
                            s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] - (int) s[fp + code[pc + 3]];
                            pc += 4;
                            continue;
                        case I32_MUL_I:
                            s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] * code[pc + 3];
                            pc += 4;
                            continue;
                        case I32_AND:
                            s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] & (int) s[fp + code[pc + 3]];
                            pc += 4;
                            continue;
                        case I32_OR:
                            s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] | (int) s[fp + code[pc + 3]];
                            pc += 4;
                            continue;
                        case I32_SHL:
                            s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] << (int) s[fp + code[pc + 3]];
                            pc += 4;
                            continue;
                        case I32_SHR_U_I:
                            s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] >>> code[pc + 3];
                            pc += 4;
                            continue;
                        case BR_I32_EQ:
                            pc = (int) s[fp + code[pc + 2]] == (int) s[fp + code[pc + 3]] ? code[pc + 1] : pc + 4;
                            continue;
                        case BR_I32_NE:
                            pc = (int) s[fp + code[pc + 2]] != (int) s[fp + code[pc + 3]] ? code[pc + 1] : pc + 4;
                            continue;
                        case BR_I32_LT_U:
                            pc = Integer.compareUnsigned((int) s[fp + code[pc + 2]], (int) s[fp + code[pc + 3]]) < 0
                                    ? code[pc + 1]
                                    : pc + 4;
                            continue;
                        case BR_I32_LE_U:
                            pc = Integer.compareUnsigned((int) s[fp + code[pc + 2]], (int) s[fp + code[pc + 3]]) <= 0
                                    ? code[pc + 1]
                                    : pc + 4;
                            continue;
                        case BR_I32_NE_I:
                            pc = (int) s[fp + code[pc + 2]] != code[pc + 3] ? code[pc + 1] : pc + 4;
                            continue;
                        case BR_I32_GE_U_I:
                            pc = Integer.compareUnsigned((int) s[fp + code[pc + 2]], code[pc + 3]) >= 0
                                    ? code[pc + 1]
                                    : pc + 4;
                            continue;
                        case LOAD_8_S: {
                            long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                            if (ea > limit - 1) {
                                break loop;
                            }
                            s[fp + code[pc + 1]] = getByte(memory, memoryBase, ea);
                            pc += 4;
                            continue;
                        }
                        case LOAD_64: {
                            long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                            if (ea > limit - 8) {
                                break loop;
                            }
                            s[fp + code[pc + 1]] = getLong(memory, memoryBase, ea);
                            pc += 4;
                            continue;
                        }
                        case LOAD_32_AT: {
                            int ea = code[pc + 2];
                            if (ea > limit - 4) {
                                break loop;
                            }
                            s[fp + code[pc + 1]] = getInt(memory, memoryBase, ea);
                            pc += 3;
                            continue;
                        }
                        case STORE_32_I: {
                            long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                            if (ea > limit - 4) {
                                break loop;
                            }
                            putInt(memory, memoryBase, ea, code[pc + 1]);
                            pc += 4;
                            continue;
                        }
                        case STORE_8: {
                            long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                            if (ea > limit - 1) {
                                break loop;
                            }
                            putByte(memory, memoryBase, ea, (byte) s[fp + code[pc + 1]]);
                            pc += 4;
                            continue;
                        }
                        case STORE_16: {
                            long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                            if (ea > limit - 2) {
                                break loop;
                            }
                            putShort(memory, memoryBase, ea, (short) s[fp + code[pc + 1]]);
                            pc += 4;
                            continue;
                        }
                        case ADD_BR_NE_I: {
                            int v = (int) s[fp + code[pc + 3]] + code[pc + 4];
                            s[fp + code[pc + 2]] = v;
                            pc = v != code[pc + 5] ? code[pc + 1] : pc + 6;
                            continue;
                        }
                        case BR_LOAD_EQ: {
                            long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                            if (ea > limit - 4) {
                                break loop;
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
                        case BR_TABLE: {
                            int choice = (int) s[fp + code[pc + 1]];
                            int last = code[pc + 2] - 1;
                            pc = code[pc + 3 + (choice < 0 || choice > last ? last : choice)];
                            continue;
                        }
                        case SELECT:
                            s[fp + code[pc + 1]] = (int) s[fp + code[pc + 4]] != 0
                                    ? s[fp + code[pc + 2]]
                                    : s[fp + code[pc + 3]];
                            pc += 5;
                            continue;
                        default:
                            break loop;
                        }
                    }
                } else if (op >= SECOND_SWITCH) {
                    switch (op) {
                    case I32_ADD:
                        s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] + (int) s[fp + code[pc + 3]];
                        pc += 4;
                        continue;
                    case I32_AND_I:
                        s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] & code[pc + 3];
                        pc += 4;
                        continue;
                    case I32_SHL_I:
                        s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] << code[pc + 3];
                        pc += 4;
                        continue;
                    case BR_I32_EQ_I:
                        pc = (int) s[fp + code[pc + 2]] == code[pc + 3] ? code[pc + 1] : pc + 4;
                        continue;
                    case BR_I32_LT_S_I:
                        pc = (int) s[fp + code[pc + 2]] < code[pc + 3] ? code[pc + 1] : pc + 4;
                        continue;
                    case LOAD_16_U: {
                        long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                        if (ea > limit - 2) {
                            break loop;
                        }
                        s[fp + code[pc + 1]] = getShort(memory, memoryBase, ea) & 0xFFFF;
                        pc += 4;
                        continue;
                    }
                    case STORE_64: {
                        long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                        if (ea > limit - 8) {
                            break loop;
                        }
                        putLong(memory, memoryBase, ea, s[fp + code[pc + 1]]);
                        pc += 4;
                        continue;
                    }
                    case I32_ADD_SHL:
                        s[fp + code[pc + 1]] =
                                (int) s[fp + code[pc + 2]] + ((int) s[fp + code[pc + 3]] << code[pc + 4]);
                        pc += 5;
                        continue;
                    case BR_AND_EQ:
                        pc = ((int) s[fp + code[pc + 2]] & code[pc + 3]) == code[pc + 4]
                                ? code[pc + 1]
                                : pc + 5;
                        continue;
                    case CHARGE: {
                        long left = stack.fuel - code[pc + 1];
                        if (left < 0 || stack.signal) {
                            break loop;
                        }
                        stack.fuel = left;
                        pc += 2;
                        continue;
                    }
                    case BR:
                        pc = code[pc + 1];
                        continue;
                    case BR_IF:
                        pc = (int) s[fp + code[pc + 2]] != 0 ? code[pc + 1] : pc + 3;
                        continue;
                    case GLOBAL_GET:
                        s[fp + code[pc + 1]] = globals[code[pc + 2]].bits();
                        pc += 3;
                        continue;
                    case GLOBAL_SET:
                        globals[code[pc + 2]].setBits(s[fp + code[pc + 1]]);
                        pc += 3;
                        continue;
                    case TIER_UP: {
                        int heat = code[Code.HEAT] - code[pc + 3];
                        if (heat <= 0 || stack.signal) {
                            break loop;
                        }
                        code[Code.HEAT] = heat;
                        pc = code[pc + 1];
                        continue;
                    }
                    case CALL:
                        callee = code[pc + 1];
                        next = pc + 3;
                        break;
                    default:
                        break loop;
                    }
                } else {
                    switch (op) {
                    case COPY:
                        s[fp + code[pc + 1]] = s[fp + code[pc + 2]];
                        pc += 3;
                        continue;
                    case CONST:
                        s[fp + code[pc + 1]] = code[pc + 2];
                        pc += 3;
                        continue;
                    case I32_ADD_I:
                        s[fp + code[pc + 1]] = (int) s[fp + code[pc + 2]] + code[pc + 3];
                        pc += 4;
                        continue;
                    case LOAD_8_U: {
                        long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                        if (ea > limit - 1) {
                            break loop;
                        }
                        s[fp + code[pc + 1]] = getByte(memory, memoryBase, ea) & 0xFF;
                        pc += 4;
                        continue;
                    }
                    case LOAD_32: {
                        long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                        if (ea > limit - 4) {
                            break loop;
                        }
                        s[fp + code[pc + 1]] = getInt(memory, memoryBase, ea);
                        pc += 4;
                        continue;
                    }
                    case STORE_32: {
                        long ea = (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
                        if (ea > limit - 4) {
                            break loop;
                        }
                        putInt(memory, memoryBase, ea, (int) s[fp + code[pc + 1]]);
                        pc += 4;
                        continue;
                    }
                    case RETURN_1:
                        s[fp] = s[fp + code[pc + 1]];
                    // fall through
                    case RETURN_0: {
                        long linked = s[fp + code[Code.LINK]];
                        if (linked < 0) {
                            break loop;
                        }
                        index = (int) (linked >>> 32);
                        code = bodies[index];
                        pc = (int) linked;
                        fp -= code[pc - 1];
                        depth--;
                        continue;
                    }
                    default:
                        break loop;
                    }
                }
                // call
                int[] body = bodies[callee];
                int newFp = fp + code[next - 1];
                if (body == null || depth >= stack.depthLimit || newFp > s.length - body[Code.FRAME]) {
                    break loop;
                }
                int link = newFp + body[Code.LINK];
                for (int i = newFp + body[Code.PARAMS]; i < link; i++) {
                    s[i] = 0;
                }
                s[link] = (long) index << 32 | next;
                depth++;
                index = callee;
                code = body;
                fp = newFp;
                pc = Code.START;
            }
        } finally {
            at.index = index;
            at.pc = pc;
            at.fp = fp;
            at.depth = depth;
        }
    }
}
