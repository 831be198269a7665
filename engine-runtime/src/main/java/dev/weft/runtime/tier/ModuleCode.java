package dev.weft.runtime.tier;

/**
 * The code of a module on one tier, shared by all its instances in all stores. Safe for any thread.
 */
public interface ModuleCode {

    /**
     * The way into a function for one instance; asked for on the function's first call, before which nothing of its
     * body is decoded.
     *
     * @param funcIdx of a function that the module defines
     */
    EntryPoint link(ModuleInstance instance, int funcIdx);

    /**
     * Makes a function's code ready, so that {@link #link} or {@link #linkLoop} takes no time. May take long, and be
     * called on a thread of its own.
     *
     * @param loop the loop at which the function is to be entered, in the binary's order from 0; or -1
     * @return whether there is such code
     */
    default boolean compile(int funcIdx, int loop) {
        return false;
    }

    /** Whether {@link #compile} has nothing to do: an earlier process has done it. */
    default boolean isKept(int funcIdx, int loop) {
        return false;
    }

    /** Whether an earlier process has entered a function at one of its loops, for a call of it was long. */
    default boolean wasEntered(int funcIdx) {
        return false;
    }

    /**
     * The way into a function at one of its loops, for which {@link #compile} has said that there is code. Its {@code
     * base} is that of a frame as {@link FrameLayout} says, whose results it leaves there. To be called by {@link
     * EntryPoint#callBody}.
     */
    default EntryPoint linkLoop(ModuleInstance instance, int funcIdx, int loop) {
        throw new UnsupportedOperationException();
    }

    /** How many functions were compiled. */
    default int functionsCompiled() {
        return 0;
    }

    /** Bytes of the classes with their code. */
    default long codeBytes() {
        return 0;
    }
}
