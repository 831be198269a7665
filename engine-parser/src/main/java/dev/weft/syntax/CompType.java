package dev.weft.syntax;

/** A composite type: what a type definition describes. */
public sealed interface CompType permits FuncType, StructType, ArrayType {

    /** Whether this type's values may stand where {@code expected} is asked for, comparing structure only. */
    boolean matches(CompType expected);

    /** The abstract heap type directly above every definition of this kind. */
    AbsHeapType kind();
}
