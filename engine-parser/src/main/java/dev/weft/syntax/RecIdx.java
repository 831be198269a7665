package dev.weft.syntax;

/** A heap type named by its position inside the recursive group that is being defined. */
public record RecIdx(int index) implements HeapType {
    @Override
    public String toString() {
        return "rec." + index;
    }
}
