package dev.weft.runtime;

import dev.weft.syntax.DefType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.ValType;

/**
 * A function defined by its Java code, in no store yet: each importing instance gets its own function instance.
 *
 * @param slotCount     how many slots arguments and results take, whichever are more
 * @param checksResults whether there are references among the results whose type Java does not warrant
 */
record HostDefinition(DefType type, HostFunction body, int slotCount, boolean checksResults) {

    static HostDefinition of(DefType type, HostFunction body) {
        int params = Values.slots(type.funcType().params());
        int results = Values.slots(type.funcType().results());
        boolean checks = false;
        for (ValType result : type.funcType().results()) {
            checks |= result instanceof RefType ref && !ref.equals(RefType.EXTERNREF);
        }
        return new HostDefinition(type, body, Math.max(params, results), checks);
    }

    /** The function for a caller. */
    FunctionInstance instantiate(Caller caller) {
        return new FunctionInstance(type, caller.store(), new HostEntry(this, caller));
    }
}
