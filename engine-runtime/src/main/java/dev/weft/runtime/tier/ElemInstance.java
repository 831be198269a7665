package dev.weft.runtime.tier;

/**
 * An element segment of an instance: references, none after it was dropped.
 *
 * @see <a href="https://webassembly.github.io/spec/core/exec/runtime.html#element-instances">Element instances</a>
 */
public final class ElemInstance {
    /** A segment that was dropped. */
    public static final ElemInstance DROPPED = new ElemInstance(new Object[0]);

    private Object[] refs;

    /** A segment with these references. */
    public ElemInstance(Object[] refs) {
        this.refs = refs;
    }

    /** The references; not to be changed. */
    public Object[] refs() {
        return refs;
    }

    /** Forgets the references: {@code elem.drop}. */
    public void drop() {
        refs = DROPPED.refs;
    }
}
