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
}
