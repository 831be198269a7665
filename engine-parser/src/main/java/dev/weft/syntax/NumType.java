package dev.weft.syntax;

/** A number type: integers of 32 and 64 bits, IEEE 754 floats of 32 and 64 bits. */
public enum NumType implements ValType {
    I32, I64, F32, F64;

    private final String text = name().toLowerCase(java.util.Locale.ROOT);

    @Override
    public String toString() {
        return text;
    }
}
