package dev.weft.runtime.tier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A copy of a stack's {@link Stack#depthLimit} within easy reach of those who look at it with every call; the stack
 * keeps it up to date once it was {@link Stack#track tracked}.
 */
public abstract class Admission {
    private static final VarHandle DEPTH_LIMIT;

    static {
        try {
            DEPTH_LIMIT = MethodHandles.lookup().findVarHandle(Admission.class, "depthLimit", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** See {@link Stack#depthLimit}. */
    public int depthLimit;

    final void limit(int value) {
        DEPTH_LIMIT.setOpaque(this, value);
    }
}
