package dev.weft.syntax;

import java.util.List;

/** The type of a structure: its fields in order. */
public record StructType(List<FieldType> fields) implements CompType {

    public StructType {
        fields = List.copyOf(fields);
    }

    @Override
    public boolean matches(CompType expected) {
        if (!(expected instanceof StructType other) || fields.size() < other.fields.size()) {
            return false;
        }
        for (int i = 0; i < other.fields.size(); i++) {
            if (!fields.get(i).matches(other.fields.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public AbsHeapType kind() {
        return AbsHeapType.STRUCT;
    }
}
