package dev.weft.runtime.tier;

import dev.weft.runtime.Trap;
import java.util.Arrays;

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
 */
public final class Stack {
    private static final int FIRST_SLOTS = 128;

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

    private final int maxSlots;

    /**
     * An empty stack.
     *
     * @param maxDepth how many calls may be nested
     * @param maxSlots how many slots all frames may have together
     */
    public Stack(int maxDepth, int maxSlots) {
        this.maxDepth = maxDepth;
        this.maxSlots = maxSlots;
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

    /** The trap "call stack exhausted", to be thrown. */
    public Trap exhausted() {
        return Trap.of(Trap.Kind.CALL_STACK_EXHAUSTED);
    }
}
