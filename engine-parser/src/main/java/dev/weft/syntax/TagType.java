package dev.weft.syntax;

/** The type of an exception tag: a function type whose parameters an exception carries. */
public record TagType(HeapType type) implements ExternType {

    @Override
    public ExternKind kind() {
        return ExternKind.TAG;
    }

    @Override
    public boolean matches(ExternType expected) {
        return expected instanceof TagType other && type.matches(other.type) && other.type.matches(type);
    }
}
