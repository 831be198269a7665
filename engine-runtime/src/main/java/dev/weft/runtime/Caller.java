package dev.weft.runtime;

import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.runtime.tier.ModuleInstance;

/**
 * Whom a host function serves: the instance that imported it, and the store.
 *
 * <p>A host function that a linker defines by name is made anew for each instance that imports it, so each knows its
 * instance; one that was made on its own ({@link FunctionInstance#of}) has none.
 *
 * <p>Threads: to be used on the store's thread during the call.
 */
public final class Caller {
    private final Store store;
    private final ModuleInstance instance;
    private MemoryInstance memory;

    Caller(Store store, ModuleInstance instance) {
        this.store = store;
        this.instance = instance;
    }

    /** The store. */
    public Store store() {
        return store;
    }

    /** Takes fuel for what the function does; see {@link Store#chargeFuel}. */
    public void chargeFuel(long fuel) {
        store.chargeFuel(fuel);
    }

    /** What the embedder keeps with the store; null if nothing. */
    public Object data() {
        return store.data();
    }

    /** The instance that imported the function, or null. */
    public Instance instance() {
        return instance == null ? null : Instance.of(instance);
    }

    /**
     * The guest's memory: the one exported as {@code memory}, or else the first.
     *
     * @throws IllegalStateException if there is none
     */
    public MemoryInstance memory() {
        MemoryInstance known = memory;
        return known != null ? known : findMemory();
    }

    private MemoryInstance findMemory() {
        if (instance != null) {
            if (Instance.of(instance).find("memory") instanceof MemoryInstance exported) {
                memory = exported;
                return exported;
            }
            if (instance.memories.length > 0) {
                memory = instance.memories[0];
                return memory;
            }
        }
        throw new IllegalStateException("the caller has no memory");
    }
}
