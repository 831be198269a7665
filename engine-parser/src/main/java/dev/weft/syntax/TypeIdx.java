package dev.weft.syntax;

/** A heap type named by its index in the module's type section. */
public record TypeIdx(int index) implements HeapType {
    @Override
    public String toString() {
        return Integer.toUnsignedString(index);
    }
}
