package dev.weft.valid;

import dev.weft.syntax.DefType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.ValType;

/** A function type made ready for the walk: closed, its lists as arrays. */
record FuncShape(DefType def, FuncType type, ValType[] params, ValType[] results) {

    static FuncShape of(DefType def) {
        FuncType type = def.funcType();
        return new FuncShape(def, type, type.params().toArray(ValType[]::new), type.results().toArray(ValType[]::new));
    }
}
