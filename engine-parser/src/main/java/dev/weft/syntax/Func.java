package dev.weft.syntax;

/**
 * A function that a module defines: its type, and where its code lies.
 *
 * @param typeIdx its type's index
 * @param code    its locals and body, as the code section holds them (without the size in front)
 */
public record Func(int typeIdx, Expr code) {
}
