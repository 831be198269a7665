package dev.weft.syntax;

/** A vector type: 128 bits, whose lanes each instruction interprets for itself. */
public enum VecType implements ValType {
    V128;

    @Override
    public String toString() {
        return "v128";
    }
}
