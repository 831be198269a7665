package dev.weft.runtime.tier;

import dev.weft.runtime.PreparedModule;

/**
 * A way to run guest code: an interpreter or a compiler. Found by {@link java.util.ServiceLoader}.
 *
 * <p>A tier is stateless and safe for any thread; what it knows of a module is in the module's {@link ModuleCode}.
 */
public interface Tier {

    /** The name by which embedders choose it, such as {@code interp}. */
    String name();

    /** Whether its code burns fuel, as {@link Metering} says, and its loops look at {@link Stack#signal}. */
    default boolean obeysControl() {
        return false;
    }

    /** The code of a module, for all its instances; called once, before the first call of any of its functions. */
    ModuleCode prepare(PreparedModule module);

    /** Code to begin with: it counts calls and rounds of loops, and goes on elsewhere when that is worth it. */
    default ModuleCode prepareCounting(PreparedModule module, Promotion promotion) {
        throw new UnsupportedOperationException(name());
    }

    /**
     * Code for functions that are called often: {@link ModuleCode#compile} is asked for each, and what it calls may be
     * the other tier's. Calls of a function it was not asked for go by its {@code FunctionInstance}.
     */
    default ModuleCode prepareOnDemand(PreparedModule module) {
        throw new UnsupportedOperationException(name());
    }
}
