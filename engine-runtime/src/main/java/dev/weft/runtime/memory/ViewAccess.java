package dev.weft.runtime.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.internal.misc.Unsafe;

/**
 * Plain loads and stores inside {@link MemoryInstance#view()}, for code that has checked the address against {@link
 * MemoryInstance#viewLimit()}: through the JDK's own {@code Unsafe} where the JVM lends it to this module ({@code
 * --add-exports java.base/jdk.internal.misc=ALL-UNNAMED}), else through the view.
 *
 * <p>Of the view and {@link MemoryInstance#base()}, which each method is given, it uses one; the other costs nothing
 * once HotSpot has compiled the caller. Whoever calls keeps the memory reachable.
 *
 * <p>Implementation note. A view's VarHandle is as fast once HotSpot has compiled it, but in an interpreter's loop each
 * use of it is as much to compile as ten other operations, and until then it is six calls (RATIONALE.md has numbers).
 */
public final class ViewAccess {
    private static final Unsafe UNSAFE = isLent() ? Unsafe.getUnsafe() : null;
    private static final boolean RAW = UNSAFE != null;

    private ViewAccess() {
    }

    /** Whether {@code Unsafe} is used; compiled code follows suit. */
    public static boolean isRaw() {
        return RAW;
    }

    private static boolean isLent() {
        return !Boolean.getBoolean("weft.jit.noUnsafe") && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                && Object.class.getModule().isExported("jdk.internal.misc", ViewAccess.class.getModule());
    }

    /** The byte at an address. */
    public static byte getByte(ByteBuffer view, long base, long address) {
        return RAW ? UNSAFE.getByte(base + address) : view.get((int) address);
    }

    /** The 16 bits at an address. */
    public static short getShort(ByteBuffer view, long base, long address) {
        return RAW ? UNSAFE.getShort(base + address) : (short) MemoryInstance.I16.get(view, (int) address);
    }

    /** The 32 bits at an address. */
    public static int getInt(ByteBuffer view, long base, long address) {
        return RAW ? UNSAFE.getInt(base + address) : (int) MemoryInstance.I32.get(view, (int) address);
    }

    /** The 64 bits at an address. */
    public static long getLong(ByteBuffer view, long base, long address) {
        return RAW ? UNSAFE.getLong(base + address) : (long) MemoryInstance.I64.get(view, (int) address);
    }

    /** Stores a byte. */
    public static void putByte(ByteBuffer view, long base, long address, byte value) {
        if (RAW) {
            UNSAFE.putByte(base + address, value);
        } else {
            view.put((int) address, value);
        }
    }

    /** Stores 16 bits. */
    public static void putShort(ByteBuffer view, long base, long address, short value) {
        if (RAW) {
            UNSAFE.putShort(base + address, value);
        } else {
            MemoryInstance.I16.set(view, (int) address, value);
        }
    }

    /** Stores 32 bits. */
    public static void putInt(ByteBuffer view, long base, long address, int value) {
        if (RAW) {
            UNSAFE.putInt(base + address, value);
        } else {
            MemoryInstance.I32.set(view, (int) address, value);
        }
    }

    /** Stores 64 bits. */
    public static void putLong(ByteBuffer view, long base, long address, long value) {
        if (RAW) {
            UNSAFE.putLong(base + address, value);
        } else {
            MemoryInstance.I64.set(view, (int) address, value);
        }
    }
}
