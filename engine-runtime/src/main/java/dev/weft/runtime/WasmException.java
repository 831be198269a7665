package dev.weft.runtime;

import dev.weft.syntax.RefType;
import dev.weft.syntax.ValType;
import dev.weft.syntax.VecType;
import java.util.List;

/**
 * An exception that guest code throws and may catch; as a value, an exnref (specification, section 4.2.13).
 *
 * <p>Host functions may throw one, and get those that no guest caught. It carries no Java stack trace. The payload is
 * held as slots are: one for each value of the tag's parameters, two for a v128, numbers as raw bits in
 * {@link #bits}, references in {@link #refs}, at the same index.
 *
 * <p>Threads: immutable as far as guests can see; belongs to its store's thread.
 *
 * @see <a href="https://webassembly.github.io/spec/core/exec/runtime.html#exception-instances">Exception instances</a>
 */
public final class WasmException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient TagInstance tag;
    private final transient long[] bits;
    private final transient Object[] refs;

    private WasmException(TagInstance tag, long[] bits, Object[] refs) {
        super(null, null, false, false);
        this.tag = tag;
        this.bits = bits;
        this.refs = refs;
    }

    /** An exception with boxed values of the tag's parameter types. */
    public static WasmException of(TagInstance tag, Object... values) {
        List<ValType> types = tag.funcType().params();
        int slots = Values.slots(types);
        WasmException exception = new WasmException(tag, new long[slots], new Object[slots]);
        Values.write(types, values, exception.bits, exception.refs, 0);
        return exception;
    }

    /**
     * An exception whose payload is copied from slots.
     *
     * @param slots the numbers
     * @param references the references, at the same indices
     * @param base index of the first value
     */
    public static WasmException ofSlots(TagInstance tag, long[] slots, Object[] references, int base) {
        List<ValType> types = tag.funcType().params();
        int count = Values.slots(types);
        long[] bits = new long[count];
        Object[] refs = new Object[count];
        System.arraycopy(slots, base, bits, 0, count);
        for (int i = 0, slot = 0; i < types.size(); i++) {
            if (types.get(i) instanceof RefType) {
                refs[slot] = references[base + slot];
            }
            slot += types.get(i) == VecType.V128 ? 2 : 1;
        }
        return new WasmException(tag, bits, refs);
    }

    /** What kind of exception it is. */
    public TagInstance tag() {
        return tag;
    }

    /** How many slots the payload takes. */
    public int slotCount() {
        return bits.length;
    }

    /** The raw bits in a slot of the payload. */
    public long bits(int slot) {
        return bits[slot];
    }

    /** The reference in a slot of the payload. */
    public Object ref(int slot) {
        return refs[slot];
    }

    /** Copies the payload to slots from {@code base} on, as a catch clause does. */
    public void copyTo(long[] slots, Object[] references, int base) {
        System.arraycopy(bits, 0, slots, base, bits.length);
        System.arraycopy(refs, 0, references, base, refs.length);
    }

    /** The payload, boxed. */
    public Object[] values() {
        return Values.read(tag.funcType().params(), bits, refs, 0);
    }

    @Override
    public String getMessage() {
        return "uncaught exception: " + java.util.Arrays.toString(values());
    }
}
