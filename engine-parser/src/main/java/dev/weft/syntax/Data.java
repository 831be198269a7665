package dev.weft.syntax;

/**
 * A data segment: bytes for a memory, where they lie in the module's bytes.
 *
 * @param offset of the first byte in the binary
 * @param length in bytes
 * @param mode   when it is used
 */
public record Data(int offset, int length, SegmentMode mode) {
}
