package dev.weft.syntax;

/** A packed type: an integer narrower than any value type, found only in fields of structures and arrays. */
public enum PackedType implements StorageType {
    I8, I16;

    private final String text = name().toLowerCase(java.util.Locale.ROOT);

    @Override
    public String toString() {
        return text;
    }
}
