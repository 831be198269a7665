package dev.weft.syntax;

/** The type of an array: that of its elements. */
public record ArrayType(FieldType field) implements CompType {

    @Override
    public boolean matches(CompType expected) {
        return expected instanceof ArrayType other && field.matches(other.field);
    }

    @Override
    public AbsHeapType kind() {
        return AbsHeapType.ARRAY;
    }
}
