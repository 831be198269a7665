package dev.weft.script;

import dev.weft.syntax.HeapType;
import dev.weft.syntax.ValType;

/** A value that a script passes to a function. */
sealed interface Value {

    /** A number or vector by its raw bits; {@code high} is used by v128 only. */
    record Bits(ValType type, long low, long high) implements Value {
    }

    /** {@code (ref.null t)}. */
    record Null(HeapType type) implements Value {
    }

    /**
     * {@code (ref.extern n)} and {@code (ref.host n)}: the host's object number n, seen as externref or anyref. The
     * same record stands for the object at run time.
     */
    record Host(int number) implements Value {
    }
}
