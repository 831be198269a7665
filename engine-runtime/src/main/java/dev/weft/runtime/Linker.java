package dev.weft.runtime;

import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.syntax.DefType;
import dev.weft.syntax.Export;
import dev.weft.syntax.ExternType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.Import;
import dev.weft.syntax.MemType;
import dev.weft.syntax.Names;
import dev.weft.syntax.TableType;
import dev.weft.syntax.TagType;
import dev.weft.syntax.TypeUse;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Names for what modules import, and the act of giving it to them.
 *
 * <p>A definition replaces an earlier one of the same two names. Functions that are defined by their Java code belong
 * to no store and can serve instances in all of them; tables, globals, unshared memories and function instances belong
 * to one store.
 *
 * <pre>{@code
 * Engine engine = Engine.create();
 * PreparedModule module = engine.prepare(Path.of("guest.wasm"));
 * Linker linker = new Linker()
 *         .define("env", "add", IntBinaryOperator.class, (a, b) -> a + b)
 *         .define("env", "clock", MethodHandles.lookup().findStatic(System.class, "nanoTime", methodType(long.class)));
 * try (Store store = Store.of(engine)) {
 *     Instance instance = linker.instantiate(store, module);
 *     instance.function("run").call();
 * }
 * }</pre>
 *
 * <p>Threads: one at a time may define; when that is done, any number may link and instantiate.
 */
public final class Linker {
    private final Map<Key, Object> definitions = new HashMap<>();

    /** What is imported by name. Compared by hand: the JVM makes a record's own methods when they are first called. */
    private record Key(String module, String name) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && module.equals(key.module) && name.equals(key.name);
        }

        @Override
        public int hashCode() {
            return 31 * module.hashCode() + name.hashCode();
        }

        @Override
        public String toString() {
            return Names.quoted(module) + " " + Names.quoted(name);
        }
    }

    /** A linker without definitions. */
    public Linker() {
    }

    /** Defines a function in raw form; its type is closed. */
    public Linker define(String module, String name, FuncType type, HostFunction body) {
        return put(module, name, HostDefinition.of(DefType.of(type), Objects.requireNonNull(body)));
    }

    /**
     * Defines a function that is a method handle, whose Java type gives the guest's: {@code int long float double} are
     * i32, i64, f32, f64; {@link V128} is v128; {@link FunctionInstance}, {@link StructInstance}, {@link
     * ArrayInstance}, {@link I31} are funcref, structref, arrayref, i31ref; every other class is externref; a returned
     * record is several results, one for each component; a leading {@link Caller} is passed the caller.
     */
    public Linker define(String module, String name, MethodHandle body) {
        return define(module, name, JavaTypes.funcType(body.type()), body);
    }

    /** Defines a function of a closed type that is a method handle, which must fit it. */
    public Linker define(String module, String name, FuncType type, MethodHandle body) {
        return define(module, name, type, HostBodies.of(body, type));
    }

    /**
     * Defines a function that is a lambda of a functional interface, the types of whose method count as in {@link
     * #define(String, String, MethodHandle)}: {@code define("env", "add", IntBinaryOperator.class, (a, b) -> a + b)}.
     */
    public <T> Linker define(String module, String name, Class<T> functionalInterface, T body) {
        return put(module, name, HostDefinition.of(functionalInterface, body));
    }

    /**
     * Defines every method of an object that is annotated {@link WasmFunction}; types as in {@link
     * #define(String, String, MethodHandle)}. Of two of the same name, that of the subclass.
     *
     * @throws IllegalArgumentException if there is none, or one is not accessible to the engine
     */
    public Linker defineMethods(String module, Object object) {
        Set<String> names = new HashSet<>();
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                WasmFunction function = method.getAnnotation(WasmFunction.class);
                // javac copies the annotation to the bridges that it makes for what calls an overridden method
                if (function != null && !method.isBridge()) {
                    String name = function.value().isEmpty() ? method.getName() : function.value();
                    if (names.add(name)) {
                        MethodHandle body = HostBodies.unreflect(method);
                        define(module, name, Modifier.isStatic(method.getModifiers()) ? body : body.bindTo(object));
                    }
                }
            }
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException(object.getClass().getName() + " has no method annotated @WasmFunction");
        }
        return this;
    }

    /** Defines a function, the one of its own instance or store. */
    public Linker define(String module, String name, FunctionInstance function) {
        return put(module, name, Objects.requireNonNull(function));
    }

    /** Defines a memory. */
    public Linker define(String module, String name, MemoryInstance memory) {
        return put(module, name, Objects.requireNonNull(memory));
    }

    /** Defines a table. */
    public Linker define(String module, String name, TableInstance table) {
        return put(module, name, Objects.requireNonNull(table));
    }

    /** Defines a global. */
    public Linker define(String module, String name, GlobalInstance global) {
        return put(module, name, Objects.requireNonNull(global));
    }

    /** Defines a tag. */
    public Linker define(String module, String name, TagInstance tag) {
        return put(module, name, Objects.requireNonNull(tag));
    }

    /** Defines everything that an instance exports, under a module name. */
    public Linker defineInstance(String module, Instance instance) {
        for (Export export : instance.module().module().exports()) {
            put(module, export.name(), instance.find(export.name()));
        }
        return this;
    }

    private Linker put(String module, String name, Object value) {
        definitions.put(new Key(Objects.requireNonNull(module), Objects.requireNonNull(name)), value);
        return this;
    }

    /** Whether something is defined under two names. */
    public boolean defines(String module, String name) {
        return definitions.containsKey(new Key(module, name));
    }

    /**
     * Defines every function that a module imports and nobody has defined: calling one throws an {@link
     * UnsupportedOperationException}.
     */
    public Linker defineMissingFunctions(PreparedModule module) {
        for (Import item : module.imports()) {
            if (item.type() instanceof TypeUse use && !defines(item.module(), item.name())) {
                Key key = new Key(item.module(), item.name());
                definitions.put(key, HostDefinition.of((DefType) use.type(), (caller, slots, refs, base) -> {
                    throw new UnsupportedOperationException("import " + key + " is not defined");
                }));
            }
        }
        return this;
    }

    /**
     * Finds what a module imports, once for many instantiations.
     *
     * @throws UnlinkableException if something is missing, or is not of the type asked for; it names all of them
     */
    public LinkedModule link(PreparedModule module) {
        InstancePlan plan = module.plan();
        List<Import> imports = module.module().imports();
        Object[] values = new Object[imports.size()];
        List<String> unknown = new ArrayList<>();
        List<String> incompatible = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            Key key = new Key(imports.get(i).module(), imports.get(i).name());
            ExternType expected = plan.importType(i);
            Object value = definitions.get(key);
            if (value == null) {
                unknown.add(key + " (" + show(expected) + ")");
            } else {
                ExternType actual = InstancePlan.typeOf(value);
                if (actual.kind() != expected.kind() || !actual.matches(expected)) {
                    boolean alike = show(expected).equals(show(actual));
                    incompatible.add(key + " expected " + show(expected) + ", found "
                            + (alike ? "another definition of it" : show(actual)));
                }
                values[i] = value;
            }
        }
        if (!unknown.isEmpty()) {
            throw new UnlinkableException("unknown import: " + String.join("; ", unknown)
                    + (incompatible.isEmpty() ? "" : "; incompatible import type: "
                    + String.join("; ", incompatible)));
        }
        if (!incompatible.isEmpty()) {
            throw new UnlinkableException("incompatible import type: " + String.join("; ", incompatible));
        }
        return new LinkedModule(module, values);
    }

    /**
     * Makes an instance of a module: {@link #link} and {@link LinkedModule#instantiate}.
     *
     * @throws UnlinkableException if imports are missing or do not fit
     * @throws Trap if an active segment does not fit, or the start function traps; what was written before stays
     */
    public Instance instantiate(Store store, PreparedModule module) {
        return link(module).instantiate(store);
    }

    private static String show(ExternType type) {
        return switch (type) {
            case TypeUse use -> "func " + ((DefType) use.type()).funcType();
            case TableType table -> "table " + table.addr() + " " + table.limits() + " "
                    + table.element();
            case MemType memory -> "memory " + memory.addr() + " " + memory.limits()
                    + (memory.shared() ? " shared" : "")
                    + (memory.pageSizeLog2() == 16 ? "" : " pagesize 2^" + memory.pageSizeLog2());
            case GlobalType global -> "global " + (global.mutable() ? "(mut " + global.value() + ")"
                    : global.value());
            case TagType tag -> "tag " + ((DefType) tag.type()).funcType();
        };
    }
}
