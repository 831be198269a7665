package dev.weft.runtime.compiled;

import dev.weft.runtime.memory.MemoryInstance;
import java.nio.ByteBuffer;

/**
 * Loads and stores of the first memory, by mnemonic, for emitted code: with a view, where the access is not emitted in
 * line, and those that take a closer look when the check against the view has failed.
 */
public final class MemorySupport {

    private MemorySupport() {
    }

    private static boolean isInside(int address, int offset, int width, ByteBuffer view) {
        int ea = address + offset;
        return (address | ea) >= 0 && ea <= view.limit() - width;
    }

    private static long effective(int address, int offset) {
        return (address & 0xFFFF_FFFFL) + offset;
    }

    /** Looks closer at an access that is not inside of what the view shows; traps if it is not inside the memory. */
    public static void check(int address, int offset, int width, Context context) {
        context.memory.checkRange(effective(address, offset), width);
    }

    // table
    /** i32Load, with a view. */
    public static int i32Load(int address, int offset, ByteBuffer view, Context context) {
        return isInside(address, offset, 4, view) ? (int) MemoryInstance.I32.get(view, address + offset) : i32LoadSlow(address, offset, context);
    }

    /** i32Load, checked by the memory. */
    public static int i32LoadSlow(int address, int offset, Context context) {
        MemoryInstance memory = context.memory;
        long ea = effective(address, offset);
        return memory.loadI32(ea);
    }

    /** i64Load, with a view. */
    public static long i64Load(int address, int offset, ByteBuffer view, Context context) {
        return isInside(address, offset, 8, view) ? (long) MemoryInstance.I64.get(view, address + offset) : i64LoadSlow(address, offset, context);
    }

    /** i64Load, checked by the memory. */
    public static long i64LoadSlow(int address, int offset, Context context) {
        MemoryInstance memory = context.memory;
        long ea = effective(address, offset);
        return memory.loadI64(ea);
    }

    /** f32Load, with a view. */
    public static float f32Load(int address, int offset, ByteBuffer view, Context context) {
        return isInside(address, offset, 4, view) ? Float.intBitsToFloat((int) MemoryInstance.I32.get(view, address + offset)) : f32LoadSlow(address, offset, context);
    }

    /** f32Load, checked by the memory. */
    public static float f32LoadSlow(int address, int offset, Context context) {
        MemoryInstance memory = context.memory;
        long ea = effective(address, offset);
        return memory.loadF32(ea);
    }

    /** f64Load, with a view. */
    public static double f64Load(int address, int offset, ByteBuffer view, Context context) {
        return isInside(address, offset, 8, view) ? Double.longBitsToDouble((long) MemoryInstance.I64.get(view, address + offset)) : f64LoadSlow(address, offset, context);
    }

    /** f64Load, checked by the memory. */
    public static double f64LoadSlow(int address, int offset, Context context) {
        MemoryInstance memory = context.memory;
        long ea = effective(address, offset);
        return memory.loadF64(ea);
    }

    /** i32Load8S, with a view. */
    public static int i32Load8S(int address, int offset, ByteBuffer view, Context context) {
        return isInside(address, offset, 1, view) ? view.get(address + offset) : i32Load8SSlow(address, offset, context);
    }

    /** i32Load8S, checked by the memory. */
    public static int i32Load8SSlow(int address, int offset, Context context) {
        MemoryInstance memory = context.memory;
        long ea = effective(address, offset);
        return memory.loadI8S(ea);
    }

    /** i32Load8U, with a view. */
    public static int i32Load8U(int address, int offset, ByteBuffer view, Context context) {
        return isInside(address, offset, 1, view) ? view.get(address + offset) & 0xFF : i32Load8USlow(address, offset, context);
    }

    /** i32Load8U, checked by the memory. */
    public static int i32Load8USlow(int address, int offset, Context context) {
        MemoryInstance memory = context.memory;
        long ea = effective(address, offset);
        return memory.loadI8U(ea);
    }

    /** i32Load16S, with a view. */
    public static int i32Load16S(int address, int offset, ByteBuffer view, Context context) {
        return isInside(address, offset, 2, view) ? (short) MemoryInstance.I16.get(view, address + offset) : i32Load16SSlow(address, offset, context);
    }

    /** i32Load16S, checked by the memory. */
    public static int i32Load16SSlow(int address, int offset, Context context) {
        MemoryInstance memory = context.memory;
        long ea = effective(address, offset);
        return memory.loadI16S(ea);
    }

    /** i32Load16U, with a view. */
    public static int i32Load16U(int address, int offset, ByteBuffer view, Context context) {
        return isInside(address, offset, 2, view) ? (short) MemoryInstance.I16.get(view, address + offset) & 0xFFFF : i32Load16USlow(address, offset, context);
    }

    /** i32Load16U, checked by the memory. */
    public static int i32Load16USlow(int address, int offset, Context context) {
        MemoryInstance memory = context.memory;
        long ea = effective(address, offset);
        return memory.loadI16U(ea);
    }

    /** i64Load8S, with a view. */
    public static long i64Load8S(int address, int offset, ByteBuffer view, Context context) {
        return isInside(address, offset, 1, view) ? view.get(address + offset) : i64Load8SSlow(address, offset, context);
    }

    /** i64Load8S, checked by the memory. */
    public static long i64Load8SSlow(int address, int offset, Context context) {
        MemoryInstance memory = context.memory;
        long ea = effective(address, offset);
        return memory.loadI8S(ea);
    }

    /** i64Load8U, with a view. */
    public static long i64Load8U(int address, int offset, ByteBuffer view, Context context) {
        return isInside(address, offset, 1, view) ? view.get(address + offset) & 0xFF : i64Load8USlow(address, offset, context);
    }

    /** i64Load8U, checked by the memory. */
    public static long i64Load8USlow(int address, int offset, Context context) {
        MemoryInstance memory = context.memory;
        long ea = effective(address, offset);
        return memory.loadI8U(ea);
    }

    /** i64Load16S, with a view. */
    public static long i64Load16S(int address, int offset, ByteBuffer view, Context context) {
        return isInside(address, offset, 2, view) ? (short) MemoryInstance.I16.get(view, address + offset) : i64Load16SSlow(address, offset, context);
    }

    /** i64Load16S, checked by the memory. */
    public static long i64Load16SSlow(int address, int offset, Context context) {
        MemoryInstance memory = context.memory;
        long ea = effective(address, offset);
        return memory.loadI16S(ea);
    }

    /** i64Load16U, with a view. */
    public static long i64Load16U(int address, int offset, ByteBuffer view, Context context) {
        return isInside(address, offset, 2, view) ? (short) MemoryInstance.I16.get(view, address + offset) & 0xFFFF : i64Load16USlow(address, offset, context);
    }

    /** i64Load16U, checked by the memory. */
    public static long i64Load16USlow(int address, int offset, Context context) {
        MemoryInstance memory = context.memory;
        long ea = effective(address, offset);
        return memory.loadI16U(ea);
    }

    /** i64Load32S, with a view. */
    public static long i64Load32S(int address, int offset, ByteBuffer view, Context context) {
        return isInside(address, offset, 4, view) ? (int) MemoryInstance.I32.get(view, address + offset) : i64Load32SSlow(address, offset, context);
    }

    /** i64Load32S, checked by the memory. */
    public static long i64Load32SSlow(int address, int offset, Context context) {
        MemoryInstance memory = context.memory;
        long ea = effective(address, offset);
        return memory.loadI32(ea);
    }

    /** i64Load32U, with a view. */
    public static long i64Load32U(int address, int offset, ByteBuffer view, Context context) {
        return isInside(address, offset, 4, view) ? (int) MemoryInstance.I32.get(view, address + offset) & 0xFFFF_FFFFL : i64Load32USlow(address, offset, context);
    }

    /** i64Load32U, checked by the memory. */
    public static long i64Load32USlow(int address, int offset, Context context) {
        MemoryInstance memory = context.memory;
        long ea = effective(address, offset);
        return memory.loadI32(ea) & 0xFFFF_FFFFL;
    }

    /** i32Store, with a view. */
    public static void i32Store(int address, int value, int offset, ByteBuffer view, Context context) {
        if (isInside(address, offset, 4, view)) {
            MemoryInstance.I32.set(view, address + offset, value);
        } else {
            i32StoreSlow(address, value, offset, context);
        }
    }

    /** i32Store, checked by the memory. */
    public static void i32StoreSlow(int address, int value, int offset, Context context) {
        context.memory.storeI32(effective(address, offset), value);
    }

    /** i64Store, with a view. */
    public static void i64Store(int address, long value, int offset, ByteBuffer view, Context context) {
        if (isInside(address, offset, 8, view)) {
            MemoryInstance.I64.set(view, address + offset, value);
        } else {
            i64StoreSlow(address, value, offset, context);
        }
    }

    /** i64Store, checked by the memory. */
    public static void i64StoreSlow(int address, long value, int offset, Context context) {
        context.memory.storeI64(effective(address, offset), value);
    }

    /** f32Store, with a view. */
    public static void f32Store(int address, float value, int offset, ByteBuffer view, Context context) {
        if (isInside(address, offset, 4, view)) {
            MemoryInstance.I32.set(view, address + offset, Float.floatToRawIntBits(value));
        } else {
            f32StoreSlow(address, value, offset, context);
        }
    }

    /** f32Store, checked by the memory. */
    public static void f32StoreSlow(int address, float value, int offset, Context context) {
        context.memory.storeF32(effective(address, offset), value);
    }

    /** f64Store, with a view. */
    public static void f64Store(int address, double value, int offset, ByteBuffer view, Context context) {
        if (isInside(address, offset, 8, view)) {
            MemoryInstance.I64.set(view, address + offset, Double.doubleToRawLongBits(value));
        } else {
            f64StoreSlow(address, value, offset, context);
        }
    }

    /** f64Store, checked by the memory. */
    public static void f64StoreSlow(int address, double value, int offset, Context context) {
        context.memory.storeF64(effective(address, offset), value);
    }

    /** i32Store8, with a view. */
    public static void i32Store8(int address, int value, int offset, ByteBuffer view, Context context) {
        if (isInside(address, offset, 1, view)) {
            view.put(address + offset, (byte) value);
        } else {
            i32Store8Slow(address, value, offset, context);
        }
    }

    /** i32Store8, checked by the memory. */
    public static void i32Store8Slow(int address, int value, int offset, Context context) {
        context.memory.storeI8(effective(address, offset), value);
    }

    /** i32Store16, with a view. */
    public static void i32Store16(int address, int value, int offset, ByteBuffer view, Context context) {
        if (isInside(address, offset, 2, view)) {
            MemoryInstance.I16.set(view, address + offset, (short) value);
        } else {
            i32Store16Slow(address, value, offset, context);
        }
    }

    /** i32Store16, checked by the memory. */
    public static void i32Store16Slow(int address, int value, int offset, Context context) {
        context.memory.storeI16(effective(address, offset), value);
    }

    /** i64Store8, with a view. */
    public static void i64Store8(int address, long value, int offset, ByteBuffer view, Context context) {
        if (isInside(address, offset, 1, view)) {
            view.put(address + offset, (byte) value);
        } else {
            i64Store8Slow(address, value, offset, context);
        }
    }

    /** i64Store8, checked by the memory. */
    public static void i64Store8Slow(int address, long value, int offset, Context context) {
        context.memory.storeI8(effective(address, offset), (int) value);
    }

    /** i64Store16, with a view. */
    public static void i64Store16(int address, long value, int offset, ByteBuffer view, Context context) {
        if (isInside(address, offset, 2, view)) {
            MemoryInstance.I16.set(view, address + offset, (short) value);
        } else {
            i64Store16Slow(address, value, offset, context);
        }
    }

    /** i64Store16, checked by the memory. */
    public static void i64Store16Slow(int address, long value, int offset, Context context) {
        context.memory.storeI16(effective(address, offset), (int) value);
    }

    /** i64Store32, with a view. */
    public static void i64Store32(int address, long value, int offset, ByteBuffer view, Context context) {
        if (isInside(address, offset, 4, view)) {
            MemoryInstance.I32.set(view, address + offset, (int) value);
        } else {
            i64Store32Slow(address, value, offset, context);
        }
    }

    /** i64Store32, checked by the memory. */
    public static void i64Store32Slow(int address, long value, int offset, Context context) {
        context.memory.storeI32(effective(address, offset), (int) value);
    }
    // end of table
}
