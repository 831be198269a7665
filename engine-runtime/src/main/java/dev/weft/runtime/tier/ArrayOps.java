package dev.weft.runtime.tier;

import dev.weft.runtime.ArrayInstance;
import dev.weft.runtime.ObjectHeap;
import dev.weft.runtime.Store;
import dev.weft.runtime.Trap;
import dev.weft.syntax.DefType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The array instructions that read segments: {@code array.new_data}, {@code new_elem}, {@code init_data},
 * {@code init_elem}. Indices and counts are unsigned; nothing is written before all bounds are checked.
 *
 * @see <a href="https://webassembly.github.io/spec/core/exec/instructions.html#aggregate-reference-instructions">
 *     Aggregate reference instructions</a>
 */
public final class ArrayOps {
    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);

    private ArrayOps() {
    }

    /** A new array of {@code count} numbers read from a data segment. */
    public static ArrayInstance newData(Store store, DefType type, DataInstance segment, int from, int count) {
        int width = ArrayInstance.Layout.of(type).width();
        int at = segment.locate(from, (count & 0xFFFF_FFFFL) * width);
        ArrayInstance array = ObjectHeap.array(store, type, count);
        read(array, 0, segment.bytes(), at, count);
        return array;
    }

    /** A new array of {@code count} references of an element segment. */
    public static ArrayInstance newElem(Store store, DefType type, ElemInstance segment, int from, int count) {
        checkElem(segment, from, count);
        ArrayInstance array = ObjectHeap.array(store, type, count);
        System.arraycopy(segment.refs(), from, array.elements(), 0, count);
        return array;
    }

    /** Writes {@code count} numbers read from a data segment. */
    public static void initData(ArrayInstance array, int index, DataInstance segment, int from, int count) {
        array.checkRange(index, count);
        int at = segment.locate(from, (count & 0xFFFF_FFFFL) * array.layout().width());
        read(array, index, segment.bytes(), at, count);
    }

    /** Writes {@code count} references of an element segment. */
    public static void initElem(ArrayInstance array, int index, ElemInstance segment, int from, int count) {
        array.checkRange(index, count);
        checkElem(segment, from, count);
        System.arraycopy(segment.refs(), from, array.elements(), index, count);
    }

    private static void checkElem(ElemInstance segment, int from, int count) {
        if ((from & 0xFFFF_FFFFL) + (count & 0xFFFF_FFFFL) > segment.refs().length) {
            throw Trap.of(Trap.Kind.OUT_OF_BOUNDS_TABLE_ACCESS, Integer.toUnsignedString(count) + " references at "
                    + Integer.toUnsignedString(from) + " of a segment of " + segment.refs().length);
        }
    }

    private static void read(ArrayInstance array, int index, byte[] bytes, int at, int count) {
        switch (array.layout()) {
            case BYTES -> System.arraycopy(bytes, at, array.elements(), index, count);
            case SHORTS -> {
                short[] shorts = (short[]) array.elements();
                for (int i = 0; i < count; i++) {
                    shorts[index + i] = (short) SHORT.get(bytes, at + 2 * i);
                }
            }
            case INTS -> {
                int[] ints = (int[]) array.elements();
                for (int i = 0; i < count; i++) {
                    ints[index + i] = (int) INT.get(bytes, at + 4 * i);
                }
            }
            case LONGS -> readLongs((long[]) array.elements(), index, bytes, at, count);
            case PAIRS -> readLongs((long[]) array.elements(), 2 * index, bytes, at, 2 * count);
            case REFS -> throw new ClassCastException("elements are references");
        }
    }

    private static void readLongs(long[] longs, int index, byte[] bytes, int at, int count) {
        for (int i = 0; i < count; i++) {
            longs[index + i] = (long) LONG.get(bytes, at + 8 * i);
        }
    }

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
    }
}
