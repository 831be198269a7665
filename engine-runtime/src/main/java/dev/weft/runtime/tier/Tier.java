package dev.weft.runtime.tier;

import dev.weft.runtime.PreparedModule;
import java.util.function.BiConsumer;

/**
 * A way to run guest code: an interpreter or a compiler. Found by {@link java.util.ServiceLoader}, Weft's own first by
 * their names.
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

    /** What the code it emits depends on besides the module and the engine: for those who keep code. */
    default String options() {
        return "";
    }

    /** The code of a module, for all its instances; called once, before the first call of any of its functions. */
    ModuleCode prepare(PreparedModule module);

    /** Code to begin with: it counts calls and rounds of loops, and goes on elsewhere when that is worth it. */
    default ModuleCode prepareCounting(PreparedModule module, Promotion promotion) {
        throw new UnsupportedOperationException(name());
    }

    /**
     * Emits the classes of a whole module, for any JVM: see {@link dev.weft.runtime.compiled.EmittedModule}.
     *
     * @param unsafe whether the code may access memory by native address, by the JDK's own {@code Unsafe}
     * @param out takes each class's name without the prefix, and its bytes
     * @throws UnsupportedOperationException if this tier emits none, or one of the module's functions is too large
     */
    default void emitAll(PreparedModule module, boolean unsafe, BiConsumer<String, byte[]> out) {
        throw new UnsupportedOperationException("the tier " + name() + " does not compile ahead of time");
    }

    /**
     * Code for functions that are called often: {@link ModuleCode#compile} is asked for each, and what it calls may be
     * the other tier's. Calls of a function it was not asked for go by its {@code FunctionInstance}.
     */
    default ModuleCode prepareOnDemand(PreparedModule module) {
        throw new UnsupportedOperationException(name());
    }
}
