package dev.weft.syntax;

/** The type of something that crosses a module's border: a function, table, memory, global or tag. */
public sealed interface ExternType permits TypeUse, TableType, MemType, GlobalType, TagType {

    /** Which of the five kinds it is. */
    ExternKind kind();

    /** Whether something of this closed type may be imported where {@code expected}, closed too, is asked for. */
    boolean matches(ExternType expected);
}
