package dev.weft.syntax;

/**
 * A heap type classifies the objects that references point to.
 *
 * <p>A module's own records speak of {@link TypeIdx}; validation and the runtime work on <em>closed</em> types, in
 * which every index has been replaced by the {@link DefType} it stands for. {@link RecIdx} occurs only inside the
 * canonical form of a recursive group.
 *
 * @see <a href="https://webassembly.github.io/spec/core/syntax/types.html#heap-types">Heap types</a>
 */
public sealed interface HeapType permits AbsHeapType, TypeIdx, RecIdx, DefType {

    /** Whether objects of this type may stand where {@code expected} is asked for; both types are closed. */
    default boolean matches(HeapType expected) {
        if (this == expected) {
            return true;
        }
        if (this instanceof DefType actual) {
            return expected instanceof DefType other
                    ? actual.isSubtypeOf(other)
                    : actual.kind().isBelow((AbsHeapType) expected);
        }
        AbsHeapType actual = (AbsHeapType) this;
        return expected instanceof DefType other
                ? actual.isBottom() && actual.top() == other.kind().top()
                : actual.isBelow((AbsHeapType) expected);
    }

    /** The top of the hierarchy that this closed type belongs to: any, func, extern or exn. */
    default AbsHeapType top() {
        return this instanceof DefType type ? type.kind().top() : ((AbsHeapType) this).topOf();
    }
}
