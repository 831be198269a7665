package dev.weft.runtime.tier;

import dev.weft.runtime.EngineLimits;
import dev.weft.runtime.Trap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How many JVM classes were made, and may be, for all modules of an engine. Safe for any thread. */
public final class CodeAccount {
    private final EngineLimits limits;
    private final long mostNanos;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong structClassBytes = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger functions = new AtomicInteger();

    /** An account with its limits. */
    public CodeAccount(EngineLimits limits) {
        this.limits = limits;
        this.mostNanos = limits.compileTime().toNanos();
    }

    /** Whether there may be more compiled code; a tier asks before it begins with a function. */
    public boolean mayGrow() {
        return bytes.get() < limits.codeBytes() && nanos.get() < mostNanos;
    }

    /** A class of compiled code was made. */
    public void add(long classBytes, long tookNanos) {
        bytes.addAndGet(classBytes);
        nanos.addAndGet(tookNanos);
    }

    /** A class of a structure type is about to be made; traps "out of memory" if there may be no more of them. */
    public void addStructClass(long classBytes) {
        if (structClassBytes.addAndGet(classBytes) > limits.structClassBytes()) {
            structClassBytes.addAndGet(-classBytes);
            throw Trap.of(Trap.Kind.OUT_OF_MEMORY,
                    "more than " + limits.structClassBytes() + " bytes of classes of structures");
        }
        bytes.addAndGet(classBytes);
    }

    /** Functions were compiled. */
    public void addFunctions(int count) {
        functions.addAndGet(count);
    }

    /** Bytes of classes so far. */
    public long bytes() {
        return bytes.get();
    }

    /** Nanoseconds that making them took. */
    public long nanos() {
        return nanos.get();
    }

    /** How many functions were compiled. */
    public int functions() {
        return functions.get();
    }
}
