package dev.weft.runtime;

import dev.weft.runtime.tier.HostLambda;
import dev.weft.syntax.DefType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.ValType;
import java.lang.invoke.MethodHandle;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A function defined by its Java code, in no store yet: each importing instance gets its own function instance.
 *
 * @param slotCount     how many slots arguments and results take, whichever are more
 * @param checksResults whether there are references among the results whose type Java does not warrant
 * @param lambda        the same in a form that compiled code calls without slots, or null
 */
record HostDefinition(DefType type, HostFunction body, int slotCount, boolean checksResults, HostLambda lambda) {

    static HostDefinition of(DefType type, HostFunction body) {
        return of(type, body, null);
    }

    /** A lambda of a functional interface. */
    static <T> HostDefinition of(Class<T> functionalInterface, T lambda) {
        Objects.requireNonNull(lambda);
        MethodHandle handle = HostBodies.ofLambda(functionalInterface, lambda);
        FuncType type = JavaTypes.funcType(handle.type());
        boolean isPlain = Stream.concat(type.params().stream(), type.results().stream())
                .allMatch(NumType.class::isInstance);
        return of(DefType.of(type), HostBodies.of(handle, type), isPlain
                ? new HostLambda(HostBodies.singleMethod(functionalInterface), lambda) : null);
    }

    private static HostDefinition of(DefType type, HostFunction body, HostLambda lambda) {
        int params = Values.slots(type.funcType().params());
        int results = Values.slots(type.funcType().results());
        boolean checks = false;
        for (ValType result : type.funcType().results()) {
            checks |= result instanceof RefType ref && !ref.equals(RefType.EXTERNREF);
        }
        return new HostDefinition(type, body, Math.max(params, results), checks, lambda);
    }

    /** The function for a caller. */
    FunctionInstance instantiate(Caller caller) {
        return new FunctionInstance(type, caller.store(), new HostEntry(this, caller));
    }
}
