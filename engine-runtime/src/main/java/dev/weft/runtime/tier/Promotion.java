package dev.weft.runtime.tier;

/**
 * Whom code that counts asks where to go on when a function has become hot. Safe for any thread.
 *
 * <p>A function begins with a {@link #heat} that each call and each round of a loop makes less; when it is used up, the
 * function is hot, and code asks at each call and each round.
 */
public interface Promotion {
    /** There is no better way in and there will be none. */
    EntryPoint NEVER = new EntryPoint() {
        @Override
        public void call(Stack stack, int base) {
            throw new UnsupportedOperationException();
        }
    };

    /** A function whose body has so many bytes is compiled only when it is hot itself, and not with its callers. */
    int LARGE = 64_000;

    /** What a function begins with. */
    long heat(int funcIdx);

    /** What a call takes. */
    long heatOfCall();

    /** What a round of a loop takes. */
    long heatOfRound();

    /**
     * The better way into a function, or into one of its loops with a frame as {@link FrameLayout} says; null while
     * there is none, and {@link #NEVER}. Who asks first starts the work.
     *
     * @param loop the loop's number in the binary's order, from 0; or -1 for the function itself
     */
    EntryPoint ask(ModuleInstance instance, int funcIdx, int loop);
}
