package dev.weft.syntax;

/** The type of addresses of a memory or table: i32, or i64 under memory64. */
public enum AddrType {
    I32(NumType.I32), I64(NumType.I64);

    private final NumType type;

    AddrType(NumType type) {
        this.type = type;
    }

    /** The number type of such an address on the operand stack. */
    public NumType valType() {
        return type;
    }

    @Override
    public String toString() {
        return type.toString();
    }
}
