package dev.weft.runtime.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Sequentially consistent access to naturally aligned integers in native memory; the caller has checked address and
 * range.
 *
 * <p>Implementation note. The JVM has atomic updates of 32 and 64 bits. Narrower ones replace the aligned word around
 * them and repeat when any part of that word has changed meanwhile; reservations consist of whole words.
 */
final class AtomicBytes {
    static final VarHandle I8 = ValueLayout.JAVA_BYTE.varHandle().withInvokeExactBehavior();
    static final VarHandle I16 = ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle()
            .withInvokeExactBehavior();
    static final VarHandle I32 = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle()
            .withInvokeExactBehavior();
    static final VarHandle I64 = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle()
            .withInvokeExactBehavior();

    /** What a read-modify-write writes, given what it read and its operand. */
    enum Rmw { ADD, SUB, AND, OR, XOR, XCHG }

    private AtomicBytes() {
    }

    /** An update of 8 or 16 bits; the old value, zero-extended. */
    static int rmwNarrow(MemorySegment memory, long address, int bits, Rmw rmw, int operand) {
        long word = address & -4;
        int shift = (int) (address & 3) * 8;
        int mask = ((1 << bits) - 1) << shift;
        while (true) {
            int old = (int) I32.getVolatile(memory, word);
            int part = (old & mask) >>> shift;
            int result = switch (rmw) {
                case ADD -> part + operand;
                case SUB -> part - operand;
                case AND -> part & operand;
                case OR -> part | operand;
                case XOR -> part ^ operand;
                case XCHG -> operand;
            };
            if (I32.compareAndSet(memory, word, old, old & ~mask | result << shift & mask)) {
                return part;
            }
        }
    }

    /**
     * A conditional replacement of 8 or 16 bits; the old value, zero-extended, which {@code expected} must equal as a
     * whole.
     */
    static int cmpxchgNarrow(MemorySegment memory, long address, int bits, int expected, int replacement) {
        long word = address & -4;
        int shift = (int) (address & 3) * 8;
        int mask = ((1 << bits) - 1) << shift;
        while (true) {
            int old = (int) I32.getVolatile(memory, word);
            int part = (old & mask) >>> shift;
            if (part != (expected & mask >>> shift)
                    || I32.compareAndSet(memory, word, old, old & ~mask | replacement << shift & mask)) {
                return part;
            }
        }
    }

    static int rmw32(MemorySegment memory, long address, Rmw rmw, int operand) {
        return switch (rmw) {
            case ADD -> (int) I32.getAndAdd(memory, address, operand);
            case SUB -> (int) I32.getAndAdd(memory, address, -operand);
            case AND -> (int) I32.getAndBitwiseAnd(memory, address, operand);
            case OR -> (int) I32.getAndBitwiseOr(memory, address, operand);
            case XOR -> (int) I32.getAndBitwiseXor(memory, address, operand);
            case XCHG -> (int) I32.getAndSet(memory, address, operand);
        };
    }

    static long rmw64(MemorySegment memory, long address, Rmw rmw, long operand) {
        return switch (rmw) {
            case ADD -> (long) I64.getAndAdd(memory, address, operand);
            case SUB -> (long) I64.getAndAdd(memory, address, -operand);
            case AND -> (long) I64.getAndBitwiseAnd(memory, address, operand);
            case OR -> (long) I64.getAndBitwiseOr(memory, address, operand);
            case XOR -> (long) I64.getAndBitwiseXor(memory, address, operand);
            case XCHG -> (long) I64.getAndSet(memory, address, operand);
        };
    }
}
