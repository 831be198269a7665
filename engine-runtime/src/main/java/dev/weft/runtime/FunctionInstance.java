package dev.weft.runtime;

import dev.weft.runtime.tier.EntryPoint;
import dev.weft.runtime.tier.ModuleInstance;
import dev.weft.syntax.DefType;
import dev.weft.syntax.FuncType;
import java.util.Objects;

/**
 * A function with the instance it belongs to: of a guest, or written in Java (specification, section 4.2.6).
 *
 * <p>As a value it is a funcref, and stays this object wherever it travels: calling it runs the code of its own
 * instance. Java calls it through {@link #call} with boxed values.
 *
 * <p>A call throws {@link Trap}, {@link WasmException} when no guest caught it, or, unchanged, what a host function
 * threw.
 *
 * <p>Threads: belongs to its store's thread; a call from a second one while the first is inside is refused.
 *
 * @see <a href="https://webassembly.github.io/spec/core/exec/runtime.html#function-instances">Function instances</a>
 */
public final class FunctionInstance {
    private final DefType type;
    private final Store store;
    private final ModuleInstance instance;
    private final int funcIdx;
    private EntryPoint entry;

    /** A function that a module defines; its code is linked on the first call. */
    FunctionInstance(DefType type, ModuleInstance instance, int funcIdx) {
        this.type = type;
        this.store = instance.store;
        this.instance = instance;
        this.funcIdx = funcIdx;
    }

    /** A function written in Java. */
    FunctionInstance(DefType type, Store store, EntryPoint entry) {
        this.type = type;
        this.store = store;
        this.instance = null;
        this.funcIdx = -1;
        this.entry = entry;
    }

    /**
     * A function written in Java, in raw form.
     *
     * @param type closed
     */
    public static FunctionInstance of(Store store, FuncType type, HostFunction body) {
        return HostEntry.function(DefType.of(type), store, null, body);
    }

    /** The defined type. */
    public DefType type() {
        return type;
    }

    /** The function type. */
    public FuncType funcType() {
        return type.funcType();
    }

    /** The store it lives in. */
    public Store store() {
        return store;
    }

    /** The instance whose code it is; null for a function written in Java. For execution tiers. */
    public ModuleInstance instance() {
        return instance;
    }

    /** The index in its module, or -1 for a function written in Java. */
    public int funcIdx() {
        return funcIdx;
    }

    /** The way into its code; for execution tiers. */
    public EntryPoint entry() {
        EntryPoint known = entry;
        return known != null ? known : link();
    }

    /** Makes later calls go another way; for execution tiers. */
    public void swapEntry(EntryPoint replacement) {
        entry = Objects.requireNonNull(replacement);
    }

    private EntryPoint link() {
        EntryPoint linked = instance.module.code().link(instance, funcIdx);
        entry = linked;
        return linked;
    }

    /**
     * Calls it with boxed values: {@code Integer}, {@code Long}, {@code Float}, {@code Double}, {@link V128},
     * references.
     *
     * @return null for no result, the value for one, an {@code Object[]} for more
     * @throws IllegalArgumentException if number or types of the arguments do not fit
     */
    public Object call(Object... arguments) {
        Object[] results = callMulti(arguments);
        return results.length == 0 ? null : results.length == 1 ? results[0] : results;
    }

    /** Calls it with boxed values and returns all results, boxed. */
    public Object[] callMulti(Object... arguments) {
        return Border.call(this, arguments);
    }

    @Override
    public String toString() {
        return instance == null ? "host function " + funcType()
                : new WasmFrame(instance.module, funcIdx, -1).place() + " " + funcType();
    }
}
