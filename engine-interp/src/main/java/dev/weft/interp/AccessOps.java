package dev.weft.interp;

import dev.weft.runtime.memory.Addresses;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.runtime.numeric.VectorLanes;
import dev.weft.runtime.tier.AtomicWait;
import dev.weft.syntax.Immediates;
import dev.weft.syntax.Opcode;

/** Accesses to memory that have no operation of their own: other memories, 64-bit addresses, vectors, atomics. */
final class AccessOps {
    private AccessOps() {
    }

    /** Executes an operation: result slot, row, three operand slots, memory, offset (two ints), lane. */
    static void execute(Opcode op, InterpretedFunction f, int[] code, int pc, long[] s, int fp) {
        if (op == Opcode.ATOMIC_FENCE) {
            java.lang.invoke.VarHandle.fullFence();
            return;
        }
        MemoryInstance memory = f.instance.memories[code[pc + 6]];
        long offset = code[pc + 7] & 0xFFFF_FFFFL | (long) code[pc + 8] << 32;
        long address = s[fp + code[pc + 3]];
        long ea = memory.is64()
                ? Addresses.effective64(address, offset)
                : (address & 0xFFFF_FFFFL) + offset;
        int to = fp + code[pc + 1];
        int b = fp + code[pc + 4];
        if (op.immediates().isAtomic()) {
            long result = atomic(op, f, memory, ea, s[b], s[fp + code[pc + 5]]);
            if (!op.signature().results().isEmpty()) {
                s[to] = result;
            }
        } else if (op.code() >>> 16 == 0xFD) {
            vector(op, memory, ea, code[pc + 9], s, to, b);
        } else if (op.signature().results().isEmpty()) {
            store(op, memory, ea, s[b]);
        } else {
            s[to] = load(op, memory, ea);
        }
    }

    private static long load(Opcode op, MemoryInstance memory, long ea) {
        return switch (op) {
            case I32_LOAD -> memory.loadI32(ea);
            case I64_LOAD -> memory.loadI64(ea);
            case F32_LOAD -> memory.loadI32(ea);
            case F64_LOAD -> memory.loadI64(ea);
            case I32_LOAD8_S -> memory.loadI8S(ea);
            case I32_LOAD8_U -> memory.loadI8U(ea);
            case I32_LOAD16_S -> memory.loadI16S(ea);
            case I32_LOAD16_U -> memory.loadI16U(ea);
            case I64_LOAD8_S -> memory.loadI8S(ea);
            case I64_LOAD8_U -> memory.loadI8U(ea);
            case I64_LOAD16_S -> memory.loadI16S(ea);
            case I64_LOAD16_U -> memory.loadI16U(ea);
            case I64_LOAD32_S -> memory.loadI32(ea);
            case I64_LOAD32_U -> memory.loadI32(ea) & 0xFFFF_FFFFL;
            default -> throw new IllegalArgumentException(op.mnemonic());
        };
    }

    private static void store(Opcode op, MemoryInstance memory, long ea, long value) {
        switch (op) {
            case I32_STORE -> memory.storeI32(ea, (int) value);
            case I64_STORE -> memory.storeI64(ea, value);
            case F32_STORE -> memory.storeI32(ea, (int) value);
            case F64_STORE -> memory.storeI64(ea, value);
            case I32_STORE8 -> memory.storeI8(ea, (int) value);
            case I32_STORE16 -> memory.storeI16(ea, (int) value);
            case I64_STORE8 -> memory.storeI8(ea, (int) value);
            case I64_STORE16 -> memory.storeI16(ea, (int) value);
            case I64_STORE32 -> memory.storeI32(ea, (int) value);
            default -> throw new IllegalArgumentException(op.mnemonic());
        }
    }

    private static void vector(Opcode op, MemoryInstance memory, long ea, int lane, long[] s, int to, int b) {
        switch (op) {
            case V128_LOAD -> {
                long low = memory.loadV128Lo(ea);
                s[to + 1] = memory.loadV128Hi(ea);
                s[to] = low;
            }
            case V128_STORE -> memory.storeV128(ea, s[b], s[b + 1]);
            case V128_LOAD32_ZERO -> set(s, to, memory.loadI32(ea) & 0xFFFF_FFFFL, 0);
            case V128_LOAD64_ZERO -> set(s, to, memory.loadI64(ea), 0);
            case V128_LOAD8_SPLAT -> splat(s, to, VectorLanes.i8x16Splat(memory.loadI8U(ea)));
            case V128_LOAD16_SPLAT -> splat(s, to, VectorLanes.i16x8Splat(memory.loadI16U(ea)));
            case V128_LOAD32_SPLAT -> splat(s, to, VectorLanes.i32x4Splat(memory.loadI32(ea)));
            case V128_LOAD64_SPLAT -> splat(s, to, memory.loadI64(ea));
            case V128_LOAD8X8_S, V128_LOAD8X8_U, V128_LOAD16X4_S, V128_LOAD16X4_U, V128_LOAD32X2_S,
                    V128_LOAD32X2_U -> extend(op, memory.loadI64(ea), s, to);
            default -> lane(op, memory, ea, lane, s, to, b);
        }
    }

    private static void set(long[] s, int to, long low, long high) {
        s[to] = low;
        s[to + 1] = high;
    }

    private static void splat(long[] s, int to, long half) {
        set(s, to, half, half);
    }

    private static void extend(Opcode op, long bits, long[] s, int to) {
        switch (op) {
            case V128_LOAD8X8_S -> set(s, to, VectorLanes.i16x8ExtendLowI8x16SLo(bits, 0),
                    VectorLanes.i16x8ExtendLowI8x16SHi(bits, 0));
            case V128_LOAD8X8_U -> set(s, to, VectorLanes.i16x8ExtendLowI8x16ULo(bits, 0),
                    VectorLanes.i16x8ExtendLowI8x16UHi(bits, 0));
            case V128_LOAD16X4_S -> set(s, to, VectorLanes.i32x4ExtendLowI16x8SLo(bits, 0),
                    VectorLanes.i32x4ExtendLowI16x8SHi(bits, 0));
            case V128_LOAD16X4_U -> set(s, to, VectorLanes.i32x4ExtendLowI16x8ULo(bits, 0),
                    VectorLanes.i32x4ExtendLowI16x8UHi(bits, 0));
            case V128_LOAD32X2_S -> set(s, to, VectorLanes.i64x2ExtendLowI32x4SLo(bits, 0),
                    VectorLanes.i64x2ExtendLowI32x4SHi(bits, 0));
            default -> set(s, to, VectorLanes.i64x2ExtendLowI32x4ULo(bits, 0),
                    VectorLanes.i64x2ExtendLowI32x4UHi(bits, 0));
        }
    }

    private static void lane(Opcode op, MemoryInstance memory, long ea, int lane, long[] s, int to, int b) {
        Immediates access = op.immediates();
        int perHalf = access.lanes() / 2;
        int part = lane / perHalf;
        int index = lane % perHalf;
        if (op.signature().results().isEmpty()) {
            long half = s[b + part];
            switch (access) {
                case MEMARG_1_LANE -> memory.storeI8(ea, VectorLanes.i8x16ExtractLaneS(half, index));
                case MEMARG_2_LANE -> memory.storeI16(ea, VectorLanes.i16x8ExtractLaneS(half, index));
                case MEMARG_4_LANE -> memory.storeI32(ea, VectorLanes.i32x4ExtractLane(half, index));
                default -> memory.storeI64(ea, half);
            }
            return;
        }
        long half = s[b + part];
        long replaced = switch (access) {
            case MEMARG_1_LANE -> VectorLanes.i8x16ReplaceLane(half, index, memory.loadI8U(ea));
            case MEMARG_2_LANE -> VectorLanes.i16x8ReplaceLane(half, index, memory.loadI16U(ea));
            case MEMARG_4_LANE -> VectorLanes.i32x4ReplaceLane(half, index, memory.loadI32(ea));
            default -> memory.loadI64(ea);
        };
        long other = s[b + 1 - part];
        set(s, to, part == 0 ? replaced : other, part == 0 ? other : replaced);
    }

    private static long atomic(Opcode op, InterpretedFunction f, MemoryInstance memory, long ea, long b, long c) {
        return switch (op) {
            case MEMORY_ATOMIC_NOTIFY -> memory.notify(ea, (int) b);
            case MEMORY_ATOMIC_WAIT32 -> AtomicWait.wait32(f.instance, memory, ea, (int) b, c);
            case MEMORY_ATOMIC_WAIT64 -> AtomicWait.wait64(f.instance, memory, ea, b, c);
            case I32_ATOMIC_LOAD -> memory.atomicLoad32(ea);
            case I64_ATOMIC_LOAD -> memory.atomicLoad64(ea);
            case I32_ATOMIC_LOAD8_U -> memory.atomicLoad8(ea);
            case I32_ATOMIC_LOAD16_U -> memory.atomicLoad16(ea);
            case I64_ATOMIC_LOAD8_U -> memory.atomicLoad8(ea);
            case I64_ATOMIC_LOAD16_U -> memory.atomicLoad16(ea);
            case I64_ATOMIC_LOAD32_U -> (memory.atomicLoad32(ea)) & 0xFFFF_FFFFL;
            case I32_ATOMIC_STORE -> {
                memory.atomicStore32(ea, (int) b);
                yield 0;
            }
            case I64_ATOMIC_STORE -> {
                memory.atomicStore64(ea, b);
                yield 0;
            }
            case I32_ATOMIC_STORE8 -> {
                memory.atomicStore8(ea, (int) b);
                yield 0;
            }
            case I32_ATOMIC_STORE16 -> {
                memory.atomicStore16(ea, (int) b);
                yield 0;
            }
            case I64_ATOMIC_STORE8 -> {
                memory.atomicStore8(ea, (int) b);
                yield 0;
            }
            case I64_ATOMIC_STORE16 -> {
                memory.atomicStore16(ea, (int) b);
                yield 0;
            }
            case I64_ATOMIC_STORE32 -> {
                memory.atomicStore32(ea, (int) b);
                yield 0;
            }
            case I32_ATOMIC_RMW_ADD -> memory.atomicRmwAdd32(ea, (int) b);
            case I64_ATOMIC_RMW_ADD -> memory.atomicRmwAdd64(ea, b);
            case I32_ATOMIC_RMW8_ADD_U -> memory.atomicRmwAdd8(ea, (int) b);
            case I32_ATOMIC_RMW16_ADD_U -> memory.atomicRmwAdd16(ea, (int) b);
            case I64_ATOMIC_RMW8_ADD_U -> memory.atomicRmwAdd8(ea, (int) b);
            case I64_ATOMIC_RMW16_ADD_U -> memory.atomicRmwAdd16(ea, (int) b);
            case I64_ATOMIC_RMW32_ADD_U -> (memory.atomicRmwAdd32(ea, (int) b)) & 0xFFFF_FFFFL;
            case I32_ATOMIC_RMW_SUB -> memory.atomicRmwSub32(ea, (int) b);
            case I64_ATOMIC_RMW_SUB -> memory.atomicRmwSub64(ea, b);
            case I32_ATOMIC_RMW8_SUB_U -> memory.atomicRmwSub8(ea, (int) b);
            case I32_ATOMIC_RMW16_SUB_U -> memory.atomicRmwSub16(ea, (int) b);
            case I64_ATOMIC_RMW8_SUB_U -> memory.atomicRmwSub8(ea, (int) b);
            case I64_ATOMIC_RMW16_SUB_U -> memory.atomicRmwSub16(ea, (int) b);
            case I64_ATOMIC_RMW32_SUB_U -> (memory.atomicRmwSub32(ea, (int) b)) & 0xFFFF_FFFFL;
            case I32_ATOMIC_RMW_AND -> memory.atomicRmwAnd32(ea, (int) b);
            case I64_ATOMIC_RMW_AND -> memory.atomicRmwAnd64(ea, b);
            case I32_ATOMIC_RMW8_AND_U -> memory.atomicRmwAnd8(ea, (int) b);
            case I32_ATOMIC_RMW16_AND_U -> memory.atomicRmwAnd16(ea, (int) b);
            case I64_ATOMIC_RMW8_AND_U -> memory.atomicRmwAnd8(ea, (int) b);
            case I64_ATOMIC_RMW16_AND_U -> memory.atomicRmwAnd16(ea, (int) b);
            case I64_ATOMIC_RMW32_AND_U -> (memory.atomicRmwAnd32(ea, (int) b)) & 0xFFFF_FFFFL;
            case I32_ATOMIC_RMW_OR -> memory.atomicRmwOr32(ea, (int) b);
            case I64_ATOMIC_RMW_OR -> memory.atomicRmwOr64(ea, b);
            case I32_ATOMIC_RMW8_OR_U -> memory.atomicRmwOr8(ea, (int) b);
            case I32_ATOMIC_RMW16_OR_U -> memory.atomicRmwOr16(ea, (int) b);
            case I64_ATOMIC_RMW8_OR_U -> memory.atomicRmwOr8(ea, (int) b);
            case I64_ATOMIC_RMW16_OR_U -> memory.atomicRmwOr16(ea, (int) b);
            case I64_ATOMIC_RMW32_OR_U -> (memory.atomicRmwOr32(ea, (int) b)) & 0xFFFF_FFFFL;
            case I32_ATOMIC_RMW_XOR -> memory.atomicRmwXor32(ea, (int) b);
            case I64_ATOMIC_RMW_XOR -> memory.atomicRmwXor64(ea, b);
            case I32_ATOMIC_RMW8_XOR_U -> memory.atomicRmwXor8(ea, (int) b);
            case I32_ATOMIC_RMW16_XOR_U -> memory.atomicRmwXor16(ea, (int) b);
            case I64_ATOMIC_RMW8_XOR_U -> memory.atomicRmwXor8(ea, (int) b);
            case I64_ATOMIC_RMW16_XOR_U -> memory.atomicRmwXor16(ea, (int) b);
            case I64_ATOMIC_RMW32_XOR_U -> (memory.atomicRmwXor32(ea, (int) b)) & 0xFFFF_FFFFL;
            case I32_ATOMIC_RMW_XCHG -> memory.atomicRmwXchg32(ea, (int) b);
            case I64_ATOMIC_RMW_XCHG -> memory.atomicRmwXchg64(ea, b);
            case I32_ATOMIC_RMW8_XCHG_U -> memory.atomicRmwXchg8(ea, (int) b);
            case I32_ATOMIC_RMW16_XCHG_U -> memory.atomicRmwXchg16(ea, (int) b);
            case I64_ATOMIC_RMW8_XCHG_U -> memory.atomicRmwXchg8(ea, (int) b);
            case I64_ATOMIC_RMW16_XCHG_U -> memory.atomicRmwXchg16(ea, (int) b);
            case I64_ATOMIC_RMW32_XCHG_U -> (memory.atomicRmwXchg32(ea, (int) b)) & 0xFFFF_FFFFL;
            case I32_ATOMIC_RMW_CMPXCHG -> memory.atomicRmwCmpxchg32(ea, (int) b, (int) c);
            case I64_ATOMIC_RMW_CMPXCHG -> memory.atomicRmwCmpxchg64(ea, b, c);
            // The expected value is wrapped to the access's width, as the threads proposal's own scripts ask.
            case I32_ATOMIC_RMW8_CMPXCHG_U, I64_ATOMIC_RMW8_CMPXCHG_U ->
                    memory.atomicRmwCmpxchg8(ea, (int) b & 0xFF, (int) c);
            case I32_ATOMIC_RMW16_CMPXCHG_U, I64_ATOMIC_RMW16_CMPXCHG_U ->
                    memory.atomicRmwCmpxchg16(ea, (int) b & 0xFFFF, (int) c);
            case I64_ATOMIC_RMW32_CMPXCHG_U ->
                    memory.atomicRmwCmpxchg32(ea, (int) b, (int) c) & 0xFFFF_FFFFL;
            default -> throw new IllegalArgumentException(op.mnemonic());
        };
    }
}
