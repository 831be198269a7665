package dev.weft.runtime;

import dev.weft.runtime.tier.EntryPoint;
import dev.weft.runtime.tier.ModuleInstance;
import dev.weft.syntax.DefType;
import dev.weft.syntax.FuncType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.Objects;

/**
 * A function with the instance it belongs to: of a guest, or written in Java (specification, section 4.2.6).
 *
 * <p>As a value it is a funcref, and stays this object wherever it travels: calling it runs the code of its own
 * instance. Java calls it through {@link #handle} without boxing, or through {@link #call} with boxed values.
 *
 * <p>A call throws {@link Trap}, {@link WasmException} when no guest caught it, or, unchanged, what a host function
 * threw. A {@link StackOverflowError} on the way, wherever Java ran out of stack, becomes the trap "call stack
 * exhausted".
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
        return HostDefinition.of(DefType.of(type), Objects.requireNonNull(body)).instantiate(new Caller(store, null));
    }

    /**
     * A function that is a method handle. Its Java type gives the guest's: {@code int}, {@code long}, {@code float},
     * {@code double} are i32, i64, f32, f64; {@link V128} is v128, {@link FunctionInstance} funcref, every other
     * class externref; a leading {@link Caller} is passed the caller; a returned record is several results.
     */
    public static FunctionInstance of(Store store, MethodHandle body) {
        FuncType type = JavaTypes.funcType(body.type());
        return of(store, type, HostBodies.of(body, type));
    }

    /** A function that is a lambda of a functional interface; types as for a method handle. */
    public static <T> FunctionInstance of(Store store, Class<T> functionalInterface, T body) {
        return HostDefinition.of(functionalInterface, body).instantiate(new Caller(store, null));
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

    /**
     * A method handle that calls this function, exactly of the type given, without boxing: {@code int long float
     * double} for numbers, any class for references (cast on return), {@link V128} for vectors, {@code void} for no
     * result. Several results are a record with a component for each, {@code Object[]} (boxed), or {@code long[]} (raw
     * bits, if none is a reference).
     *
     * @throws IllegalArgumentException if that type does not fit the function's
     */
    public MethodHandle handle(MethodType javaType) {
        return TypedCalls.handle(this, javaType);
    }

    /** The method handle whose Java type follows from the function's: references as {@code Object}. */
    public MethodHandle handle() {
        return handle(JavaTypes.signature(funcType()));
    }

    /**
     * This function as an object of an interface with one abstract method, whose type must fit as in {@link #handle}.
     *
     * @throws IllegalArgumentException if it does not fit, or the interface is not accessible to the engine
     */
    public <T> T as(Class<T> functionalInterface) {
        return TypedInterfaces.ofFunction(this, functionalInterface);
    }

    @Override
    public String toString() {
        return instance == null ? "host function " + funcType()
                : new WasmFrame(instance.module, funcIdx, -1).place() + " " + funcType();
    }
}
