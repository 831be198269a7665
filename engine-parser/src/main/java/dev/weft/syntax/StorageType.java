package dev.weft.syntax;

/** What a field of a structure or an array holds: a value or a packed integer. */
public sealed interface StorageType permits ValType, PackedType {

    /** The type of the value that reading the field yields. */
    default ValType unpacked() {
        return this instanceof ValType type ? type : NumType.I32;
    }

    /** Whether this field's contents may stand where {@code expected} is asked for. */
    default boolean storageMatches(StorageType expected) {
        return this == expected || this instanceof ValType a && expected instanceof ValType b && a.matches(b);
    }
}
