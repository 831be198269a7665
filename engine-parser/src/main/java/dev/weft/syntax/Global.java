package dev.weft.syntax;

/** A global variable that a module defines: its type and what it starts with. */
public record Global(GlobalType type, Expr init) {
}
