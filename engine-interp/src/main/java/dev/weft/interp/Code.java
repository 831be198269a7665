package dev.weft.interp;

import dev.weft.runtime.tier.Polling;

/**
 * One function's pre-decoded code, shared by all instances of its module.
 *
 * <p>A frame is a window of the stack: parameters and other locals, one slot for the link to the caller, then the
 * operands, each at a slot of its own; behind them one slot for each legacy try around which a catch is running. The
 * arguments of a call are the caller's topmost operands and the callee's first slots: nothing is copied.
 */
final class Code {
    /** Where a body says how many slots its frame takes, or that the loop cannot enter it: more than there are. */
    static final int FRAME = 0;
    /** Where it has {@link #paramSlots} and {@link #link}. */
    static final int PARAMS = 1;
    static final int LINK = 2;
    /** The number of its type. */
    static final int TYPE = 3;
    /** What is left until the function is hot, if it counts its calls and rounds. */
    static final int HEAT = 4;
    /** Where operations begin. */
    static final int START = 5;

    /** Operations and their operands; see {@link Op}. */
    final int[] ints;
    /** Types and the like that operands name by index. */
    final Object[] pool;
    /** Slots of the parameters, which the caller fills. */
    final int paramSlots;
    /** The slot of the link to the caller, which is also the number of slots of all locals. */
    final int link;
    /** Slots of a whole frame. */
    final int frameSize;
    /** Whether references may lie in the frame, which must then be cleared. */
    final boolean hasRefs;
    /** Protected ranges, innermost first. */
    final Handler[] handlers;
    /** Of each branch back to a loop: the place of its target, the loop's start, the detour to bend it to. */
    private final int[] detours;
    private final Polling polling;
    /** Slots of the results, which are left where the parameters were. */
    final int resultSlots;

    Code(int[] ints, Object[] pool, int paramSlots, int resultSlots, int link, int frameSize, boolean hasRefs,
            Handler[] handlers, int[] detours, Polling polling) {
        this.ints = ints;
        this.pool = pool;
        this.paramSlots = paramSlots;
        this.resultSlots = resultSlots;
        this.link = link;
        this.frameSize = frameSize;
        this.hasRefs = hasRefs;
        this.handlers = handlers;
        this.detours = detours;
        this.polling = polling;
    }

    /**
     * Makes branches back to loops look at the stack's signal, or no longer, as is wanted.
     *
     * <p>So that loops pay nothing while nobody wants to stop a guest, they do not look; when somebody does, their
     * branches back are bent to a detour that does. Any thread may bend them under the guest's feet: each is one
     * element of an array, read for every branch anew, and right with the old value and the new. In code that counts
     * rounds the detours do that too, and all branches are bent until there is nothing to count for. Several threads
     * may bend at once: the last of them sees what is wanted. One that still bends to a detour that counts no longer
     * does no harm: the detour will ask, and be told to stop again.
     */
    void bend() {
        boolean on;
        do {
            on = polling.isWanted();
            for (int i = 0; i < detours.length; i += 3) {
                int detour = detours[i + 2];
                ints[detours[i]] = on || ints[detour] == Op.TIER_UP ? detour : detours[i + 1];
            }
        } while (on != polling.isWanted());
    }

    /** Nothing better will come of counting the rounds of a loop, or the calls if that is -1. */
    void stopCounting(int loop) {
        if (loop < 0) {
            // the frame goes on behind the operation, every later call does so at once
            ints[START] = Op.BR;
            return;
        }
        for (int i = 0; i < detours.length; i += 3) {
            int detour = detours[i + 2];
            if (ints[detour] == Op.TIER_UP && ints[detour + 2] == loop) {
                detours[i + 2] = detour + Op.TIER_UP_LENGTH;
            }
        }
        bend();
    }

    /**
     * A range of code and what happens to exceptions thrown in it.
     *
     * @param id       number of the try among those of the function
     * @param start    first pc
     * @param end      behind the last pc
     * @param clauses  in order; not used by a delegate
     * @param delegate the id of the try that takes over, {@link #TO_CALLER}, or {@link #NO_DELEGATE}
     * @param slot     where the payload goes
     * @param keeps    whether the exception goes there, for a rethrow, and the payload behind it
     */
    record Handler(int id, int start, int end, Clause[] clauses, int delegate, int slot, boolean keeps) {
        static final int NO_DELEGATE = -1;
        static final int TO_CALLER = -2;
    }

    /**
     * What one catch clause takes.
     *
     * @param tagIdx  the tag, or -1 for all
     * @param withRef whether the exception is passed behind the payload
     * @param target  pc of the landing
     */
    record Clause(int tagIdx, boolean withRef, int target) {
    }
}
