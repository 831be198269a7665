package dev.weft.interp;

/**
 * One function's pre-decoded code, shared by all instances of its module.
 *
 * <p>A frame is a window of the stack: parameters and other locals, one slot for the link to the caller, then the
 * operands, each at a slot of its own; behind them one slot for each legacy try around which a catch is running. The
 * arguments of a call are the caller's topmost operands and the callee's first slots: nothing is copied.
 */
final class Code {
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
    /** Slots of the results, which are left where the parameters were. */
    final int resultSlots;

    Code(int[] ints, Object[] pool, int paramSlots, int resultSlots, int link, int frameSize, boolean hasRefs,
            Handler[] handlers) {
        this.ints = ints;
        this.pool = pool;
        this.paramSlots = paramSlots;
        this.resultSlots = resultSlots;
        this.link = link;
        this.frameSize = frameSize;
        this.hasRefs = hasRefs;
        this.handlers = handlers;
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
     * @param nesting  which of the frame's exception slots keeps the exception, or -1
     */
    record Handler(int id, int start, int end, Clause[] clauses, int delegate, int slot, int nesting) {
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
