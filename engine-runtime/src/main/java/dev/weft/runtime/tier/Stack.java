package dev.weft.runtime.tier;

import dev.weft.runtime.Trap;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The value stack of a store, and how deep its calls are nested.
 *
 * <p>A value is one slot, a v128 two: numbers as raw bits in {@link #slots}, references in {@link #refs} at the same
 * index. Frames overlap: a callee's arguments are the top of its caller's frame. {@link #top} matters only where Java
 * calls the guest: it is the first slot that such a call may use, and whoever lets a host function run sets it.
 *
 * <p>{@link #depth} counts nested calls; a tier adds one on entry of a function, calls {@link #exhausted()} when it
 * passes {@link #maxDepth}, and takes it off on return. Fields are public because hot code uses them; only tiers see
 * this class.
 *
 * <p>What other threads want of the guest is one bit, {@link #signal}. Code polls it at function entry, where {@link
 * #depthLimit} is 0 while the bit is set, so that one comparison does for both, and at each round of a loop, at least
 * while {@link Polling} wants it. Code with fuel subtracts a block's cost from {@link #fuel} and calls {@link
 * #attend} if that is negative then, or the signal is set.
 */
public final class Stack {
    private static final int FIRST_SLOTS = 32;
    private static final VarHandle SIGNAL;
    private static final VarHandle DEPTH_LIMIT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            SIGNAL = lookup.findVarHandle(Stack.class, "signal", boolean.class);
            DEPTH_LIMIT = lookup.findVarHandle(Stack.class, "depthLimit", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Numbers. */
    public long[] slots = new long[FIRST_SLOTS];
    /** References. */
    public Object[] refs = new Object[FIRST_SLOTS];
    /** The first slot that is free for a call from Java. */
    public int top;
    /** How many calls are active. */
    public int depth;
    /** How many calls may be active. */
    public final int maxDepth;
    /** {@link #maxDepth}, or 0 while there is a signal: who would pass it calls {@link #admit}. */
    public int depthLimit;
    /** Whether the guest is to call {@link #attend}: set by any thread, read without order. */
    public boolean signal;
    /** What is left of the store's fuel. */
    public long fuel = Long.MAX_VALUE;
    /** How often Java has called the guest, and the guest a host function. */
    public long calls;
    public long hostCalls;
    /** Where compiled code leaves results but the first, by slot; and those that are references. */
    public long[] results = new long[4];
    public Object[] resultRefs = new Object[4];
    /** What compiled code left to be called in tail position, its arguments from {@link #top} on; else null. */
    public EntryPoint pending;

    /** What an attendant threw at compiled code, until that has seen that its fuel lies here already. */
    public Throwable stop;

    private final int maxSlots;
    private final Queue<Admission> copies = new ConcurrentLinkedQueue<>();
    private final Attendant attendant;

    /** Who answers when fuel runs out or the signal is set; throws to stop the guest, or returns to let it go on. */
    public interface Attendant {
        /** There is less fuel than this. */
        void refuel(long needed);

        /** The signal was seen. */
        void attend();
    }

    /** An empty stack without limits of time and fuel. */
    public Stack(int maxDepth, int maxSlots) {
        this(maxDepth, maxSlots, null);
    }

    /**
     * An empty stack.
     *
     * @param maxDepth how many calls may be nested
     * @param maxSlots how many slots all frames may have together
     * @param attendant who is called when fuel runs out or the signal is set
     */
    public Stack(int maxDepth, int maxSlots, Attendant attendant) {
        this.maxDepth = maxDepth;
        this.depthLimit = maxDepth;
        this.maxSlots = maxSlots;
        this.attendant = attendant;
    }

    /** Sets or clears the signal; any thread may, but only one at a time. */
    public void setSignal(boolean value) {
        SIGNAL.setVolatile(this, value);
        DEPTH_LIMIT.setOpaque(this, value ? 0 : maxDepth);
        for (Admission copy : copies) {
            copy.limit(value ? 0 : maxDepth);
        }
    }

    /** Keeps a copy of the depth limit up to date from now on. */
    public void track(Admission copy) {
        copies.add(copy);
        boolean set;
        do {
            set = (boolean) SIGNAL.getVolatile(this);
            copy.limit(set ? 0 : maxDepth);
        } while (set != (boolean) SIGNAL.getVolatile(this));
    }

    /** The signal, by a read that a compiler does not move out of a loop. */
    public boolean isSignalled() {
        return (boolean) SIGNAL.getOpaque(this);
    }

    /** Lets a call at this depth go on, or throws: to be called when {@code depth >= depthLimit}. */
    public void admit(int depth) {
        if (signal) {
            attendant.attend();
        }
        if (depth >= maxDepth) {
            throw exhausted();
        }
    }

    /**
     * Lets a block go on, or throws: to be called when its cost was subtracted from {@link #fuel} and that is negative
     * now, or the signal is set. When it throws, the block is not charged.
     */
    public void attend(long cost) {
        fuel += cost;
        if (signal) {
            attendant.attend();
        }
        charge(cost);
    }

    /** A host function is about to be called without slots, from a call at this depth. */
    public void toHost(int callerDepth) {
        hostCalls++;
        depth = callerDepth;
    }

    /** Takes fuel; if there is too little, takes none and traps. */
    public void charge(long cost) {
        if (fuel < cost) {
            attendant.refuel(cost);
        }
        fuel -= cost;
    }

    /** Makes sure that slots below {@code slotCount} exist; traps "call stack exhausted" if that is too many. */
    public void ensure(int slotCount) {
        if (slotCount > slots.length) {
            grow(slotCount);
        }
    }

    private void grow(int slotCount) {
        if (slotCount > maxSlots || slotCount < 0) {
            throw exhausted();
        }
        int length = Math.min(maxSlots, Math.max(slotCount, 2 * slots.length));
        try {
            Object[] moreRefs = Arrays.copyOf(refs, length);
            slots = Arrays.copyOf(slots, length);
            refs = moreRefs;
        } catch (OutOfMemoryError e) {
            throw exhausted();
        }
    }

    /** Makes sure that functions may have that many result slots. */
    public void ensureResults(int slotCount) {
        if (slotCount > results.length) {
            results = new long[slotCount];
            resultRefs = new Object[slotCount];
        }
    }

    /** The trap "call stack exhausted", to be thrown. */
    public Trap exhausted() {
        return Trap.of(Trap.Kind.CALL_STACK_EXHAUSTED);
    }
}
