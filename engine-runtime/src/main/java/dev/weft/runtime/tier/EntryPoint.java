package dev.weft.runtime.tier;

/**
 * The way into a function's code: interpreted, compiled, or the embedder's.
 *
 * <p>Arguments lie in the stack's slots from {@code base} on, results are left there; a v128 takes two slots. The
 * callee makes sure that the stack has room for what it needs ({@link Stack#ensure}), which may replace the arrays, so
 * callers read {@code slots} and {@code refs} again after the call. It throws {@code Trap}, {@code WasmException}, or
 * whatever a host function throws, and then leaves {@link Stack#depth} as it is: who catches restores it.
 */
public abstract class EntryPoint {

    protected EntryPoint() {
    }

    /** Runs the function. */
    public abstract void call(Stack stack, int base);

    /**
     * Runs the function but for a call in tail position, which it may leave in {@link Stack#pending} instead: for who
     * makes such calls without nesting them.
     */
    public void callBody(Stack stack, int base) {
        call(stack, base);
    }

    /** What compiled code may call in place of this, or null. */
    public HostLambda lambda() {
        return null;
    }
}
