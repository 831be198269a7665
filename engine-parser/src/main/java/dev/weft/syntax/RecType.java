package dev.weft.syntax;

import java.util.List;

/** A recursive group: type definitions that may refer to each other. */
public record RecType(List<SubType> types) {

    public RecType {
        types = List.copyOf(types);
    }
}
