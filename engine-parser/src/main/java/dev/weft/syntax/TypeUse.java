package dev.weft.syntax;

/** The type of a function at a module's border: the definition it has. */
public record TypeUse(HeapType type) implements ExternType {

    @Override
    public ExternKind kind() {
        return ExternKind.FUNC;
    }

    @Override
    public boolean matches(ExternType expected) {
        return expected instanceof TypeUse other && type.matches(other.type);
    }
}
