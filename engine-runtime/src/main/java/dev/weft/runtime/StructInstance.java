package dev.weft.runtime;

import dev.weft.syntax.DefType;

/**
 * A structure: an object of the guest with fields (specification, section 4.2.12).
 *
 * <p>Fields are read and written by index, numbers as raw bits: i8 and i16 as their low bits (upper bits of what is
 * written are ignored; what is read is zero-extended), i32 and f32 in the low 32 bits, v128 as two halves. Whether a
 * field is of the kind asked for, and mutable, is up to the caller, who has validated code in hand.
 *
 * <p>Threads: belongs to one thread at a time, as its store does.
 *
 * <p>Implementation note: abstract, so that a compiling tier can generate classes with real fields for hot types; what
 * is made by {@link StructShape} is the generic form.
 *
 * @see <a href="https://webassembly.github.io/spec/core/exec/runtime.html#structure-instances">Structures</a>
 */
public abstract class StructInstance {
    private final DefType type;
    /** What {@link ObjectHeap} counts it with, or null. */
    Object chunk;

    protected StructInstance(DefType type) {
        this.type = type;
    }

    /** The defined type it was made with. */
    public final DefType type() {
        return type;
    }

    /** A number's raw bits, or the low half of a vector. */
    public abstract long bits(int fieldIdx);

    /** The high half of a vector. */
    public abstract long bitsHigh(int fieldIdx);

    /** A reference. */
    public abstract Object ref(int fieldIdx);

    /** Writes a number's raw bits. */
    public abstract void setBits(int fieldIdx, long value);

    /** Writes a vector. */
    public abstract void setBits(int fieldIdx, long low, long high);

    /** Writes a reference. */
    public abstract void setRef(int fieldIdx, Object value);
}
