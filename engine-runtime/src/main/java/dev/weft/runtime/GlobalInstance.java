package dev.weft.runtime;

import dev.weft.syntax.GlobalType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.ValType;

/**
 * A global variable (specification, section 4.2.11).
 *
 * <p>Numbers are held as raw bits: an i32 or f32 in the low 32 bits of {@link #bits()} (the upper ones mean nothing), a
 * v128 in {@link #bits()} and {@link #bitsHigh()}. References are held in {@link #ref()}.
 *
 * <p>Threads: belongs to one thread at a time, as its store does; an immutable one is safe for any thread once it was
 * handed over safely.
 *
 * @see <a href="https://webassembly.github.io/spec/core/exec/runtime.html#global-instances">Global instances</a>
 */
public final class GlobalInstance {
    private final GlobalType type;
    private long bits;
    private long bitsHigh;
    private Object ref;

    GlobalInstance(GlobalType type, long bits, long bitsHigh, Object ref) {
        this.type = type;
        this.bits = bits;
        this.bitsHigh = bitsHigh;
        this.ref = ref;
    }

    /**
     * A new global.
     *
     * @param type  closed
     * @param value an {@code Integer}, {@code Long}, {@code Float}, {@code Double}, {@link V128} or reference
     * @throws IllegalArgumentException if the value is not of that type
     */
    public static GlobalInstance of(GlobalType type, Object value) {
        GlobalInstance global = new GlobalInstance(type, 0, 0, null);
        global.store(value);
        return global;
    }

    /** The type. */
    public GlobalType type() {
        return type;
    }

    /** The raw bits of a number, or the low half of a vector. */
    public long bits() {
        return bits;
    }

    /** The high half of a vector. */
    public long bitsHigh() {
        return bitsHigh;
    }

    /** The reference it holds. */
    public Object ref() {
        return ref;
    }

    /** Writes a number's raw bits; execution tiers call it for mutable globals only. */
    public void setBits(long value) {
        bits = value;
    }

    /** Writes a vector's raw bits. */
    public void setBits(long low, long high) {
        bits = low;
        bitsHigh = high;
    }

    /** Writes a reference of the global's type; execution tiers call it for mutable globals only. */
    public void setRef(Object value) {
        ref = value;
    }

    /** The value, boxed: {@code Integer}, {@code Long}, {@code Float}, {@code Double}, {@link V128} or a reference. */
    public Object get() {
        return type.value() instanceof RefType ? ref : Values.box(type.value(), bits, bitsHigh);
    }

    /**
     * Writes a boxed value.
     *
     * @throws IllegalStateException if the global is immutable
     * @throws IllegalArgumentException if the value is not of the global's type
     */
    public void set(Object value) {
        if (!type.mutable()) {
            throw new IllegalStateException("global is immutable");
        }
        store(value);
    }

    private void store(Object value) {
        ValType expected = type.value();
        Values.check(expected, value);
        if (expected instanceof RefType) {
            ref = value;
        } else {
            bits = Values.low(value);
            bitsHigh = Values.high(value);
        }
    }
}
