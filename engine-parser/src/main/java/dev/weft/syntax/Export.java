package dev.weft.syntax;

/** Something a module offers under a name: the kind of thing and its index in the space of that kind. */
public record Export(String name, ExternKind kind, int index) {
}
