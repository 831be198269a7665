package dev.weft.runtime.tier;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How much code was compiled, and may be, by all modules of an engine. Safe for any thread. */
public final class CodeAccount {
    private final long mostBytes;
    private final long mostNanos;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger functions = new AtomicInteger();

    /** An account with its limits. */
    public CodeAccount(long mostBytes, long mostNanos) {
        this.mostBytes = mostBytes;
        this.mostNanos = mostNanos;
    }

    /** Whether there may be more; a tier asks before it begins with a function. */
    public boolean mayGrow() {
        return bytes.get() < mostBytes && nanos.get() < mostNanos;
    }

    /** A class was made. */
    public void add(long classBytes, long tookNanos) {
        bytes.addAndGet(classBytes);
        nanos.addAndGet(tookNanos);
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
