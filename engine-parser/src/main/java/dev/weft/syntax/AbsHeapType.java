package dev.weft.syntax;

/**
 * An abstract heap type, one row each: text name, binary code, name of its nullable reference, the type just above.
 */
public enum AbsHeapType implements HeapType {
    ANY("any", 0x6E, "anyref", null),
    EQ("eq", 0x6D, "eqref", ANY),
    I31("i31", 0x6C, "i31ref", EQ),
    STRUCT("struct", 0x6B, "structref", EQ),
    ARRAY("array", 0x6A, "arrayref", EQ),
    NONE("none", 0x71, "nullref", ANY),
    FUNC("func", 0x70, "funcref", null),
    NOFUNC("nofunc", 0x73, "nullfuncref", FUNC),
    EXTERN("extern", 0x6F, "externref", null),
    NOEXTERN("noextern", 0x72, "nullexternref", EXTERN),
    EXN("exn", 0x69, "exnref", null),
    NOEXN("noexn", 0x74, "nullexnref", EXN);

    private final String text;
    private final int code;
    private final String nullableName;
    private final AbsHeapType parent;

    AbsHeapType(String text, int code, String nullableName, AbsHeapType parent) {
        this.text = text;
        this.code = code;
        this.nullableName = nullableName;
        this.parent = parent;
    }

    /** The byte that stands for this type, and for its nullable reference type, in the binary format. */
    public int code() {
        return code;
    }

    /** The short name of the nullable reference to this type, such as {@code funcref}. */
    public String nullableName() {
        return nullableName;
    }

    /** Whether no object has this type: none, nofunc, noextern, noexn. */
    public boolean isBottom() {
        return this == NONE || this == NOFUNC || this == NOEXTERN || this == NOEXN;
    }

    /** The abstract type with a binary code, or null. */
    public static AbsHeapType ofCode(int code) {
        for (AbsHeapType type : VALUES) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }

    private static final AbsHeapType[] VALUES = values();

    AbsHeapType topOf() {
        return parent == null ? this : parent.topOf();
    }

    boolean isBelow(AbsHeapType other) {
        if (isBottom()) {
            return topOf() == other.topOf();
        }
        for (AbsHeapType type = this; type != null; type = type.parent) {
            if (type == other) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return text;
    }
}
