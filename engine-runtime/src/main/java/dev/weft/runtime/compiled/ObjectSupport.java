package dev.weft.runtime.compiled;

import dev.weft.runtime.ArrayInstance;
import dev.weft.runtime.I31;
import dev.weft.runtime.ObjectHeap;
import dev.weft.runtime.TableInstance;
import dev.weft.runtime.Trap;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.runtime.tier.ArrayOps;
import dev.weft.runtime.tier.BulkMemory;
import dev.weft.syntax.DefType;

/** What emitted code calls for whole memories, tables, segments, structures and arrays. */
public final class ObjectSupport {

    private ObjectSupport() {
    }

    // Memories and tables; addresses are slots: of 32-bit ones the low half counts

    private static long address(long slot, boolean is64) {
        return is64 ? slot : slot & 0xFFFF_FFFFL;
    }

    /** memory.size. */
    public static long memorySize(Context c, int x, int y) {
        return c.memories[x].pages();
    }

    /** memory.grow. */
    public static long memoryGrow(long delta, Context c, int x, int y) {
        MemoryInstance memory = c.memories[x];
        return memory.grow(address(delta, memory.is64()));
    }

    /** memory.fill. */
    public static void memoryFill(long at, long value, long count, Context c, int x, int y) {
        MemoryInstance memory = c.memories[x];
        BulkMemory.fill(memory, address(at, memory.is64()), (int) value, address(count, memory.is64()), c.stack);
    }

    /** memory.copy. */
    public static void memoryCopy(long to, long from, long count, Context c, int x, int y) {
        MemoryInstance target = c.memories[x];
        MemoryInstance source = c.memories[y];
        BulkMemory.copy(target, address(to, target.is64()), source, address(from, source.is64()),
                address(count, target.is64() && source.is64()), c.stack);
    }

    /** memory.init. */
    public static void memoryInit(long at, long from, long count, Context c, int x, int y) {
        MemoryInstance memory = c.memories[y];
        c.instance.datas[x].init(memory, address(at, memory.is64()), address(from, false), address(count, false));
    }

    /** data.drop. */
    public static void dataDrop(Context c, int x, int y) {
        c.instance.datas[x].drop();
    }

    /** table.get. */
    public static Object tableGet(long index, Context c, int x, int y) {
        TableInstance table = c.tables[x];
        return table.get(address(index, table.is64()));
    }

    /** table.set. */
    public static void tableSet(long index, Object value, Context c, int x, int y) {
        TableInstance table = c.tables[x];
        table.set(address(index, table.is64()), value);
    }

    /** table.size. */
    public static long tableSize(Context c, int x, int y) {
        return c.tables[x].size();
    }

    /** table.grow. */
    public static long tableGrow(Object init, long delta, Context c, int x, int y) {
        TableInstance table = c.tables[x];
        return table.grow(address(delta, table.is64()), init);
    }

    /** table.fill. */
    public static void tableFill(long index, Object value, long count, Context c, int x, int y) {
        TableInstance table = c.tables[x];
        table.fill(address(index, table.is64()), value, address(count, table.is64()));
    }

    /** table.copy. */
    public static void tableCopy(long to, long from, long count, Context c, int x, int y) {
        TableInstance target = c.tables[x];
        TableInstance source = c.tables[y];
        TableInstance.copy(target, address(to, target.is64()), source, address(from, source.is64()),
                address(count, target.is64() && source.is64()));
    }

    /** table.init. */
    public static void tableInit(long at, long from, long count, Context c, int x, int y) {
        TableInstance table = c.tables[y];
        table.init(address(at, table.is64()), c.instance.elems[x], address(from, false), address(count, false));
    }

    /** elem.drop. */
    public static void elemDrop(Context c, int x, int y) {
        c.instance.elems[x].drop();
    }

    // References

    /** The reference to a structure that it gets; traps if it is null. */
    public static Object struct(Object ref) {
        if (ref == null) {
            throw Trap.of(Trap.Kind.NULL_STRUCTURE_REFERENCE);
        }
        return ref;
    }

    /** Counts a structure of so many bytes, and yields what it has to be made with. */
    public static Object reserve(Context context, int bytes) {
        return ObjectHeap.reserve(context.instance.store, bytes);
    }

    /** The array a reference points to; traps if it is null. */
    public static ArrayInstance array(Object ref) {
        if (ref == null) {
            throw Trap.of(Trap.Kind.NULL_ARRAY_REFERENCE);
        }
        return (ArrayInstance) ref;
    }

    /** ref.as_non_null. */
    public static Object nonNull(Object ref) {
        if (ref == null) {
            throw Trap.of(Trap.Kind.NULL_REFERENCE);
        }
        return ref;
    }

    /** ref.i31. */
    public static Object i31(int value) {
        return new I31(value);
    }

    /** i31.get_s. */
    public static int i31Signed(Object ref) {
        return i31(ref).signed();
    }

    /** i31.get_u. */
    public static int i31Unsigned(Object ref) {
        return i31(ref).unsigned();
    }

    private static I31 i31(Object ref) {
        if (ref == null) {
            throw Trap.of(Trap.Kind.NULL_I31_REFERENCE);
        }
        return (I31) ref;
    }

    /** array.len. */
    public static int arrayLength(Object ref) {
        return array(ref).length();
    }

    // Arrays

    /** An array of zeroes or nulls, counted if arrays are. */
    public static ArrayInstance arrayNew(int count, DefType type, Context context) {
        return ObjectHeap.array(context.instance.store, type, count);
    }

    /** array.new of numbers. */
    public static Object arrayNew(long value, int count, DefType type, Context context) {
        ArrayInstance array = arrayNew(count, type, context);
        array.fill(0, value, count);
        return array;
    }

    /** array.new of vectors. */
    public static Object arrayNew(long low, long high, int count, DefType type, Context context) {
        ArrayInstance array = arrayNew(count, type, context);
        array.fill(0, low, high, count);
        return array;
    }

    /** array.new of references. */
    public static Object arrayNew(Object value, int count, DefType type, Context context) {
        ArrayInstance array = arrayNew(count, type, context);
        array.fillRef(0, value, count);
        return array;
    }

    /** array.fill of numbers. */
    public static void arrayFill(Object ref, int index, long value, int count) {
        array(ref).fill(index, value, count);
    }

    /** array.fill of vectors. */
    public static void arrayFill(Object ref, int index, long low, long high, int count) {
        array(ref).fill(index, low, high, count);
    }

    /** array.fill of references. */
    public static void arrayFill(Object ref, int index, Object value, int count) {
        array(ref).fillRef(index, value, count);
    }

    /** array.copy. */
    public static void arrayCopy(Object to, int toIndex, Object from, int fromIndex, int count) {
        ArrayInstance target = array(to);
        ArrayInstance.copy(target, toIndex, array(from), fromIndex, count);
    }

    /** array.new_data. */
    public static Object arrayNewData(int from, int count, DefType type, Context c, int segment) {
        return ArrayOps.newData(c.instance.store, type, c.instance.datas[segment], from, count);
    }

    /** array.new_elem. */
    public static Object arrayNewElem(int from, int count, DefType type, Context c, int segment) {
        return ArrayOps.newElem(c.instance.store, type, c.instance.elems[segment], from, count);
    }

    /** array.init_data. */
    public static void arrayInitData(Object ref, int index, int from, int count, Context c, int segment) {
        ArrayOps.initData(array(ref), index, c.instance.datas[segment], from, count);
    }

    /** array.init_elem. */
    public static void arrayInitElem(Object ref, int index, int from, int count, Context c, int segment) {
        ArrayOps.initElem(array(ref), index, c.instance.elems[segment], from, count);
    }
}
