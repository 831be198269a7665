package dev.weft.syntax;

/** Something a module needs from outside, by module name and item name. */
public record Import(String module, String name, ExternType type) {
}
