package dev.weft.syntax;

import java.util.List;

/**
 * A type definition: a composite type, its declared supertypes (at most one), and whether it may be extended.
 */
public record SubType(boolean isFinal, List<HeapType> supertypes, CompType comp) {

    public SubType {
        supertypes = List.copyOf(supertypes);
    }

    // By hand for the reason that RecType has.

    @Override
    public boolean equals(Object other) {
        return other instanceof SubType that && isFinal == that.isFinal && comp.equals(that.comp)
                && supertypes.equals(that.supertypes);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * comp.hashCode() + supertypes.hashCode()) + Boolean.hashCode(isFinal);
    }
}
