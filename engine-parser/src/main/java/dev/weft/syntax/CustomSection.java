package dev.weft.syntax;

/**
 * A custom section, where it lies in the module's bytes.
 *
 * @param name   its name
 * @param offset of its contents, behind the name
 * @param length of its contents
 * @param after  the id of the last non-custom section before it, 0 if there is none
 */
public record CustomSection(String name, int offset, int length, int after) {
}
