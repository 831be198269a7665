package dev.weft.runtime;

/**
 * A function written in Java that guests call, in its raw form: over slots.
 *
 * <p>Arguments lie at {@code base} and above, one slot for each value (two for a v128, low half first): numbers as raw
 * bits in {@code slots} (an i32 or f32 in the low 32 bits; the upper ones mean nothing), references at the same index
 * in {@code refs}. Results are written from {@code base} on in the same way. The arrays are valid during the call.
 *
 * <p>What it throws goes unchanged through the guest to the embedder; guests catch nothing but {@link WasmException}.
 *
 * <p>Linker and {@link FunctionInstance} have forms without slots, too: method handles, annotated methods, typed
 * lambdas.
 */
@FunctionalInterface
public interface HostFunction {

    /**
     * The function's body.
     *
     * @param caller the instance that imported the function
     * @param slots numbers
     * @param refs references
     * @param base index of the first argument and of the first result
     * @throws Exception anything; it reaches the embedder as it is
     */
    void call(Caller caller, long[] slots, Object[] refs, int base) throws Exception;
}
