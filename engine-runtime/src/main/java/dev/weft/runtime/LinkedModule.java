package dev.weft.runtime;

/**
 * A module together with what it imports: all that instantiation needs but a store.
 *
 * <p>Threads: safe for any thread, if what it imports is: Java code that is.
 */
public final class LinkedModule {
    private final PreparedModule module;
    private final Object[] values;

    LinkedModule(PreparedModule module, Object[] values) {
        this.module = module;
        this.values = values;
    }

    /** The module. */
    public PreparedModule module() {
        return module;
    }

    /**
     * Makes an instance in a store: fills its index spaces, writes its active segments, runs its start function.
     *
     * @throws Trap if an active segment does not fit, or the start function traps; what was written before stays
     * @throws LimitExceededException if the store's limits do not allow the instance, its memories or tables
     */
    public Instance instantiate(Store store) {
        if (store.engine() != module.engine()) {
            throw new IllegalArgumentException("the module was prepared by another engine than the store's");
        }
        return Instance.of(module.plan().instantiate(module, store, values));
    }
}
