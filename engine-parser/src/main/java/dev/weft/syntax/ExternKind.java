package dev.weft.syntax;

/** The kinds of things that modules import and export; the ordinal is the binary code. */
public enum ExternKind {
    FUNC, TABLE, MEMORY, GLOBAL, TAG;

    private final String text = name().toLowerCase(java.util.Locale.ROOT);

    @Override
    public String toString() {
        return text;
    }
}
