package dev.weft.syntax;

/**
 * A constant expression or function body where it lies in the module's bytes, its final {@code end} included.
 *
 * @param offset of the first byte in the binary
 * @param length in bytes
 */
public record Expr(int offset, int length) {

    /** The offset just behind it. */
    public int end() {
        return offset + length;
    }
}
