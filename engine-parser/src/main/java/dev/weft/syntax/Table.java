package dev.weft.syntax;

/**
 * A table that a module defines.
 *
 * @param type its type
 * @param init what its elements start with, or null for null references
 */
public record Table(TableType type, Expr init) {
}
