package dev.weft.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** What guests of all engines on the JVM call as {@code env.f}. */
public final class HostWork {
    private static final VarHandle STEP;
    @SuppressWarnings("FieldMayBeFinal")
    private static int step = 1;

    static {
        try {
            STEP = MethodHandles.lookup().findStaticVarHandle(HostWork.class, "step", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private HostWork() {
    }

    /** Adds 1, which is read each time: a compiler must not replace a million calls by one addition. */
    public static int plusOne(int x) {
        return x + (int) STEP.getOpaque();
    }
}
