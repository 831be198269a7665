package dev.weft.syntax;

/** The type of a global variable: what it holds, and whether it may be written. */
public record GlobalType(ValType value, boolean mutable) implements ExternType {

    @Override
    public ExternKind kind() {
        return ExternKind.GLOBAL;
    }

    @Override
    public boolean matches(ExternType expected) {
        return expected instanceof GlobalType other
                && mutable == other.mutable
                && value.matches(other.value)
                && (!mutable || other.value.matches(value));
    }
}
