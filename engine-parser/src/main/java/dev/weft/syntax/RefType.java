package dev.weft.syntax;

/**
 * A reference type: a heap type, with or without null.
 *
 * @param nullable whether null is among its values
 * @param heap     what is referred to
 */
public record RefType(boolean nullable, HeapType heap) implements ValType {
    public static final RefType FUNCREF = new RefType(true, AbsHeapType.FUNC);
    public static final RefType EXTERNREF = new RefType(true, AbsHeapType.EXTERN);
    public static final RefType ANYREF = new RefType(true, AbsHeapType.ANY);
    public static final RefType EQREF = new RefType(true, AbsHeapType.EQ);
    public static final RefType I31REF = new RefType(true, AbsHeapType.I31);
    public static final RefType STRUCTREF = new RefType(true, AbsHeapType.STRUCT);
    public static final RefType ARRAYREF = new RefType(true, AbsHeapType.ARRAY);
    public static final RefType EXNREF = new RefType(true, AbsHeapType.EXN);
    public static final RefType NULLREF = new RefType(true, AbsHeapType.NONE);
    public static final RefType NULLFUNCREF = new RefType(true, AbsHeapType.NOFUNC);
    public static final RefType NULLEXTERNREF = new RefType(true, AbsHeapType.NOEXTERN);
    public static final RefType NULLEXNREF = new RefType(true, AbsHeapType.NOEXN);

    private static final RefType[] NULLABLE = table(true);
    private static final RefType[] NON_NULL = table(false);

    /** The reference type for a heap type; abstract ones are shared constants. */
    public static RefType of(boolean nullable, HeapType heap) {
        return heap instanceof AbsHeapType abs
                ? (nullable ? NULLABLE : NON_NULL)[abs.ordinal()]
                : new RefType(nullable, heap);
    }

    /** The same type without null. */
    public RefType nonNull() {
        return nullable ? of(false, heap) : this;
    }

    /** Whether references of this type may stand where {@code expected} is asked for; both types are closed. */
    public boolean matches(RefType expected) {
        return (!nullable || expected.nullable) && heap.matches(expected.heap);
    }

    /** The references of this type that are not of type {@code other}: null leaves when {@code other} takes it. */
    public RefType minus(RefType other) {
        return other.nullable ? nonNull() : this;
    }

    @Override
    public String toString() {
        if (nullable && heap instanceof AbsHeapType abs) {
            return abs.nullableName();
        }
        return nullable ? "(ref null " + heap + ")" : "(ref " + heap + ")";
    }

    private static RefType[] table(boolean nullable) {
        AbsHeapType[] heaps = AbsHeapType.values();
        RefType[] types = new RefType[heaps.length];
        for (AbsHeapType heap : heaps) {
            types[heap.ordinal()] = new RefType(nullable, heap);
        }
        return types;
    }
}
