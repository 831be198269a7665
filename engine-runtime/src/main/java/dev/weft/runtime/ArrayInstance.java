package dev.weft.runtime;

import dev.weft.syntax.ArrayType;
import dev.weft.syntax.DefType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.PackedType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StorageType;
import dev.weft.syntax.VecType;
import java.util.Arrays;

/**
 * An array: an object of the guest with a length fixed at creation and elements of one type (specification, section
 * 4.2.12).
 *
 * <p>Indices and lengths are unsigned, as in the instructions. Numbers are raw bits: i8 and i16 are read zero-extended
 * and written as their low bits, i32 and f32 are the low 32 bits, v128 two halves. Accesses trap "out of bounds array
 * access" before they write anything; whether elements are of the kind asked for, and mutable, is up to the caller.
 *
 * <p>Threads: belongs to one thread at a time, as its store does.
 *
 * <p>Implementation note: the elements lie in a Java array of the fitting primitive type, {@link #elements()}, which
 * compiled code accesses directly: {@code byte[]} for i8, {@code short[]} for i16, {@code int[]} for i32 and f32,
 * {@code long[]} for i64, f64 and (two longs each, low half first) v128, {@code Object[]} for references.
 *
 * @see <a href="https://webassembly.github.io/spec/core/exec/runtime.html#array-instances">Arrays</a>
 */
public final class ArrayInstance {
    /** How elements lie in {@link #elements()}. */
    public enum Layout {
        BYTES(1), SHORTS(2), INTS(4), LONGS(8), PAIRS(16), REFS(0);

        private final int width;

        Layout(int width) {
            this.width = width;
        }

        /** The element's size in bytes, as data segments hold it; 0 for references. */
        public int width() {
            return width;
        }

        /** How elements of an array type lie. */
        public static Layout of(DefType type) {
            StorageType storage = ((ArrayType) type.expand()).field().storage();
            if (storage instanceof RefType) {
                return REFS;
            }
            if (storage == PackedType.I8) {
                return BYTES;
            }
            if (storage == PackedType.I16) {
                return SHORTS;
            }
            if (storage == VecType.V128) {
                return PAIRS;
            }
            return storage == NumType.I32 || storage == NumType.F32 ? INTS : LONGS;
        }
    }

    /** The most elements an array can have here; more traps "out of memory". */
    public static final int LONGEST = 1 << 28;

    private final DefType type;
    private final Layout layout;
    private final int length;
    private final Object elements;
    /** What {@link ObjectHeap} counts it with, or null. */
    Object chunk;

    private ArrayInstance(DefType type, Layout layout, int length) {
        this.type = type;
        this.layout = layout;
        this.length = length;
        this.elements = switch (layout) {
            case BYTES -> new byte[length];
            case SHORTS -> new short[length];
            case INTS -> new int[length];
            case LONGS -> new long[length];
            case PAIRS -> new long[Math.multiplyExact(length, 2)];
            case REFS -> new Object[length];
        };
    }

    /** An array of zeroes or nulls: {@code array.new_default}. */
    public static ArrayInstance newDefault(DefType type, int length) {
        if (length < 0 || length > LONGEST) {
            throw noRoom(length);
        }
        try {
            return new ArrayInstance(type, Layout.of(type), length);
        } catch (OutOfMemoryError e) {
            throw noRoom(length);
        }
    }

    /** The defined type it was made with. */
    public DefType type() {
        return type;
    }

    /** How the elements lie in {@link #elements()}. */
    public Layout layout() {
        return layout;
    }

    /** The number of elements. */
    public int length() {
        return length;
    }

    /** The Java array that holds the elements, as the class comment says. */
    public Object elements() {
        return elements;
    }

    /** A number's raw bits, or the low half of a vector. */
    public long bits(int index) {
        checkIndex(index);
        return switch (layout) {
            case BYTES -> ((byte[]) elements)[index] & 0xFF;
            case SHORTS -> ((short[]) elements)[index] & 0xFFFF;
            case INTS -> ((int[]) elements)[index];
            case LONGS -> ((long[]) elements)[index];
            case PAIRS -> ((long[]) elements)[2 * index];
            case REFS -> throw new ClassCastException("elements are references");
        };
    }

    /** The high half of a vector. */
    public long bitsHigh(int index) {
        checkIndex(index);
        return ((long[]) elements)[2 * index + 1];
    }

    /** A reference. */
    public Object ref(int index) {
        checkIndex(index);
        return ((Object[]) elements)[index];
    }

    /** Writes a number's raw bits. */
    public void setBits(int index, long value) {
        checkIndex(index);
        switch (layout) {
            case BYTES -> ((byte[]) elements)[index] = (byte) value;
            case SHORTS -> ((short[]) elements)[index] = (short) value;
            case INTS -> ((int[]) elements)[index] = (int) value;
            case LONGS -> ((long[]) elements)[index] = value;
            case PAIRS, REFS -> throw new ClassCastException("elements are no numbers");
        }
    }

    /** Writes a vector. */
    public void setBits(int index, long low, long high) {
        checkIndex(index);
        ((long[]) elements)[2 * index] = low;
        ((long[]) elements)[2 * index + 1] = high;
    }

    /** Writes a reference. */
    public void setRef(int index, Object value) {
        checkIndex(index);
        ((Object[]) elements)[index] = value;
    }

    /** Writes a number to {@code count} elements: {@code array.fill}. */
    public void fill(int index, long value, int count) {
        checkRange(index, count);
        int end = index + count;
        switch (layout) {
            case BYTES -> Arrays.fill((byte[]) elements, index, end, (byte) value);
            case SHORTS -> Arrays.fill((short[]) elements, index, end, (short) value);
            case INTS -> Arrays.fill((int[]) elements, index, end, (int) value);
            case LONGS -> Arrays.fill((long[]) elements, index, end, value);
            case PAIRS, REFS -> throw new ClassCastException("elements are no numbers");
        }
    }

    /** Writes a vector to {@code count} elements. */
    public void fill(int index, long low, long high, int count) {
        checkRange(index, count);
        long[] pairs = (long[]) elements;
        for (int i = 2 * index; i < 2 * (index + count); i += 2) {
            pairs[i] = low;
            pairs[i + 1] = high;
        }
    }

    /** Writes a reference to {@code count} elements. */
    public void fillRef(int index, Object value, int count) {
        checkRange(index, count);
        Arrays.fill((Object[]) elements, index, index + count, value);
    }

    /** Copies {@code count} elements, as if through a third array where they overlap: {@code array.copy}. */
    public static void copy(ArrayInstance to, int toIndex, ArrayInstance from, int fromIndex, int count) {
        to.checkRange(toIndex, count);
        from.checkRange(fromIndex, count);
        int step = to.layout == Layout.PAIRS ? 2 : 1;
        System.arraycopy(from.elements, fromIndex * step, to.elements, toIndex * step, count * step);
    }

    /** Traps unless {@code index} is that of an element. */
    public void checkIndex(int index) {
        if (Integer.compareUnsigned(index, length) >= 0) {
            throw outOfBounds(index, 1);
        }
    }

    /** Traps unless {@code count} elements from {@code index} on exist. */
    public void checkRange(int index, int count) {
        if ((index & 0xFFFF_FFFFL) + (count & 0xFFFF_FFFFL) > length) {
            throw outOfBounds(index, count);
        }
    }

    private static Trap noRoom(int length) {
        return Trap.of(Trap.Kind.OUT_OF_MEMORY, "array of length " + Integer.toUnsignedString(length));
    }

    private Trap outOfBounds(int index, int count) {
        return Trap.of(Trap.Kind.OUT_OF_BOUNDS_ARRAY_ACCESS,
                (count == 1 ? "element " : Integer.toUnsignedString(count) + " elements at ")
                        + Integer.toUnsignedString(index) + ", length is " + length);
    }
}
