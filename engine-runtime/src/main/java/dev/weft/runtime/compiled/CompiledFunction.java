package dev.weft.runtime.compiled;

import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.tier.EntryPoint;
import dev.weft.runtime.tier.Stack;

/**
 * A way into a function with a method of the function's own type: the function compiled, or a bridge to code that is
 * not of this module. Its subclasses are emitted, one for each shape and below that one for each function.
 */
public abstract class CompiledFunction extends EntryPoint {
    public final Context context;
    /** What a bridge leads to. */
    private final FunctionInstance function;
    private final EntryPoint fixed;

    protected CompiledFunction(Context context, FunctionInstance function, EntryPoint fixed) {
        this.context = context;
        this.function = function;
        this.fixed = fixed;
    }

    /** Where a bridge leads. */
    public final EntryPoint target() {
        return fixed != null ? fixed : function.entry();
    }

    /** Runs the function but for a call in tail position, which it leaves in {@code stack.pending}. */
    public abstract void callBody(Stack stack, int base);
}
