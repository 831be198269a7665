package dev.weft.runtime;

import dev.weft.runtime.tier.ElemInstance;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.DefType;
import dev.weft.syntax.Limits;
import dev.weft.syntax.RefType;
import dev.weft.syntax.TableType;
import java.util.Arrays;

/**
 * A table: references of one type by index, with a current size and a largest size (specification, section 4.2.7).
 *
 * <p>Indices, sizes and counts are in elements and unsigned; those of a table with 32-bit indices are passed
 * zero-extended. Accesses trap "out of bounds table access" before they write anything. A function in a table is the
 * function of its own instance, whatever other tables it goes through.
 *
 * <p>Threads: belongs to one thread at a time, as its store does.
 *
 * <p>Implementation note: the array may be longer than the table, so that growing by one is cheap; what lies behind
 * the table's end is always null, so a fast path that reads a non-null element needs no other check of bounds than the
 * array's own.
 *
 * @see <a href="https://webassembly.github.io/spec/core/exec/runtime.html#table-instances">Table instances</a>
 */
public final class TableInstance {
    private static final int LONGEST = Integer.MAX_VALUE - 8;

    private final AddrType addr;
    private final RefType elementType;
    private final long min;
    private final long max;
    private final boolean hasMax;
    private final Store store;
    private Object[] elements;
    private Object[] links = {};
    private int size;

    TableInstance(TableType type, Object init, Store store) {
        this.addr = type.addr();
        this.elementType = type.element();
        this.min = type.limits().min();
        this.hasMax = type.limits().hasMax();
        this.max = type.limits().max();
        this.store = store;
        if (!mayHave(0, min)) {
            throw new LimitExceededException("table of " + Long.toUnsignedString(min)
                    + " elements: above the store's limit");
        }
        size = (int) min;
        try {
            elements = new Object[size];
        } catch (OutOfMemoryError e) {
            store.releaseElements(min);
            throw new LimitExceededException("table of " + min + " elements: no room for it");
        }
        if (init != null) {
            Arrays.fill(elements, init);
        }
    }

    /**
     * A new table.
     *
     * @param type closed
     * @param init what all elements start with; of the element type
     * @throws LimitExceededException if the store's limit does not allow it
     */
    public static TableInstance of(Store store, TableType type, Object init) {
        Values.check(type.element(), init);
        return new TableInstance(type, init, store);
    }

    /** The store whose functions it has. */
    Store store() {
        return store;
    }

    /** The type, with the current size as the minimum: what importing it is checked against. */
    public TableType type() {
        return new TableType(addr, new Limits(size, max, hasMax), elementType);
    }

    /** The type of the elements. */
    public RefType elementType() {
        return elementType;
    }

    /** Whether indices are i64. */
    public boolean is64() {
        return addr == AddrType.I64;
    }

    /** The current size. */
    public int size() {
        return size;
    }

    /** The array that holds the elements; for execution tiers, valid until the table grows. */
    public Object[] elements() {
        return elements;
    }

    /**
     * What a tier has found out about elements, at their indices, or null; for execution tiers. Writing an element
     * forgets it. Not longer than the table's array of elements, and valid until {@link #link} is called.
     */
    public Object[] links() {
        return links;
    }

    /** Keeps something about the element at an index within the table, until the element is written. */
    public void link(int index, Object link) {
        if (index >= links.length) {
            links = Arrays.copyOf(links, Math.min(elements.length, Math.max(index + 1, 2 * links.length)));
        }
        links[index] = link;
    }

    private void unlink(int index, int count) {
        int end = Math.min(links.length, index + count);
        if (index < end) {
            Arrays.fill(links, index, end, null);
        }
    }

    /** The element at an index: {@code table.get}. */
    public Object get(long index) {
        checkIndex(index);
        return elements[(int) index];
    }

    /**
     * Writes an element: {@code table.set}.
     *
     * @throws IllegalArgumentException if the reference is not of the element type, which no valid guest attempts
     */
    public void set(long index, Object value) {
        checkType(value);
        checkIndex(index);
        elements[(int) index] = value;
        unlink((int) index, 1);
    }

    /** Grows by {@code delta} elements that start with {@code init}: the old size, or -1 if that is not possible. */
    public long grow(long delta, Object init) {
        checkType(init);
        int old = size;
        if (delta < 0 || delta > LONGEST - old || !mayHave(old, old + delta)) {
            return -1;
        }
        int wanted = (int) (old + delta);
        if (wanted > elements.length) {
            try {
                elements = Arrays.copyOf(elements,
                        (int) Math.min(LONGEST, Math.max(wanted, wanted == old ? 0 : old + (old >> 1))));
            } catch (OutOfMemoryError e) {
                store.releaseElements(delta);
                return -1;
            }
        }
        if (init != null) {
            Arrays.fill(elements, old, wanted, init);
        }
        size = wanted;
        return old;
    }

    /** Writes {@code count} elements: {@code table.fill}. */
    public void fill(long index, Object value, long count) {
        checkType(value);
        checkRange(index, count);
        Arrays.fill(elements, (int) index, (int) (index + count), value);
        unlink((int) index, (int) count);
    }

    /** Copies {@code count} elements, as if through a third table where they overlap: {@code table.copy}. */
    public static void copy(TableInstance to, long toIndex, TableInstance from, long fromIndex, long count) {
        to.checkRange(toIndex, count);
        from.checkRange(fromIndex, count);
        System.arraycopy(from.elements, (int) fromIndex, to.elements, (int) toIndex, (int) count);
        to.unlink((int) toIndex, (int) count);
    }

    /** Writes {@code count} references of a segment: {@code table.init}. */
    public void init(long index, ElemInstance segment, long fromIndex, long count) {
        Object[] from = segment.refs();
        if (isOutside(fromIndex, count, from.length)) {
            throw Trap.of(Trap.Kind.OUT_OF_BOUNDS_TABLE_ACCESS, Long.toUnsignedString(count) + " references at "
                    + Long.toUnsignedString(fromIndex) + " of a segment of " + from.length);
        }
        checkRange(index, count);
        System.arraycopy(from, (int) fromIndex, elements, (int) index, (int) count);
        unlink((int) index, (int) count);
    }

    /**
     * The function at an index, for {@code call_indirect}: traps "undefined element" behind the end, "uninitialized
     * element" for null, "indirect call type mismatch" if the function's type does not match.
     */
    public FunctionInstance function(long index, DefType type) {
        if (index < 0 || index >= size) {
            throw Trap.of(Trap.Kind.UNDEFINED_ELEMENT, Long.toUnsignedString(index) + ", table has " + size);
        }
        Object element = elements[(int) index];
        if (!(element instanceof FunctionInstance function)) {
            throw new Trap(Trap.Kind.UNINITIALIZED_ELEMENT,
                    Trap.Kind.UNINITIALIZED_ELEMENT.phrase() + " " + index);
        }
        if (function.type() != type && !function.type().isSubtypeOf(type)) {
            throw Trap.of(Trap.Kind.INDIRECT_CALL_TYPE_MISMATCH,
                    "expected " + type + ", element " + index + " is " + function.type());
        }
        return function;
    }

    /** Writes references from an index on: an active segment. */
    void write(long index, Object[] refs) {
        checkRange(index, refs.length);
        System.arraycopy(refs, 0, elements, (int) index, refs.length);
        unlink((int) index, refs.length);
    }

    private void checkType(Object value) {
        if (!(elementType == RefType.FUNCREF ? value == null || value instanceof FunctionInstance
                : References.matches(value, elementType))) {
            Values.check(elementType, value);
        }
    }

    private void checkRange(long index, long count) {
        if (isOutside(index, count, size)) {
            throw Trap.of(Trap.Kind.OUT_OF_BOUNDS_TABLE_ACCESS, Long.toUnsignedString(count) + " elements at "
                    + Long.toUnsignedString(index) + ", table has " + size);
        }
    }

    private void checkIndex(long index) {
        if (index < 0 || index >= size) {
            throw Trap.of(Trap.Kind.OUT_OF_BOUNDS_TABLE_ACCESS,
                    "element " + Long.toUnsignedString(index) + ", table has " + size);
        }
    }

    private static boolean isOutside(long index, long count, long size) {
        return index < 0 || count < 0 || index > size || count > size - index;
    }

    private boolean mayHave(long current, long wanted) {
        return wanted >= 0 && wanted <= LONGEST
                && (!hasMax || Long.compareUnsigned(wanted, max) <= 0)
                && store.reserveElements(wanted - current);
    }
}
