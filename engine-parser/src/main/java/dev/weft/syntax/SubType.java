package dev.weft.syntax;

import java.util.List;

/**
 * A type definition: a composite type, its declared supertypes (at most one), and whether it may be extended.
 */
public record SubType(boolean isFinal, List<HeapType> supertypes, CompType comp) {

    public SubType {
        supertypes = List.copyOf(supertypes);
    }
}
