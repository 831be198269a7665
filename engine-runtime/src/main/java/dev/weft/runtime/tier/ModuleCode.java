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
     * From now on, also in calls that run, loops must look at {@link Stack#signal} before each round, and call {@link
     * Stack#attend} if it is set; or need no longer. For tiers whose loops look only then. Any thread may call this;
     * who says {@code true} says {@code false} later, and loops look while anybody wants it.
     */
    default void setPolling(boolean on) {
    }
}
