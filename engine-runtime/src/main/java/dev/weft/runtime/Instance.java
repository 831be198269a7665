package dev.weft.runtime;

import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.runtime.tier.ModuleInstance;
import dev.weft.syntax.Export;
import dev.weft.syntax.Names;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.NoSuchElementException;

/**
 * An instance of a module: its exports by name.
 *
 * <p>Threads: belongs to one thread at a time, as its store does.
 *
 * @see <a href="https://webassembly.github.io/spec/core/exec/runtime.html#module-instances">Module instances</a>
 */
public final class Instance {
    private final ModuleInstance instance;

    private Instance(ModuleInstance instance) {
        this.instance = instance;
    }

    static Instance of(ModuleInstance instance) {
        return new Instance(instance);
    }

    /** What it is an instance of. */
    public PreparedModule module() {
        return instance.module;
    }

    /** Where it lives. */
    public Store store() {
        return instance.store;
    }

    /**
     * What is exported by a name: a {@link FunctionInstance}, {@link TableInstance}, {@link MemoryInstance}, {@link
     * GlobalInstance} or {@link TagInstance}; null if nothing is.
     */
    public Object find(String name) {
        Export export = instance.module.export(name);
        if (export == null) {
            return null;
        }
        int index = export.index();
        return switch (export.kind()) {
            case FUNC -> instance.functions[index];
            case TABLE -> instance.tables[index];
            case MEMORY -> instance.memories[index];
            case GLOBAL -> instance.globals[index];
            case TAG -> instance.tags[index];
        };
    }

    /**
     * The function exported by a name.
     *
     * @throws NoSuchElementException if there is none; likewise the next four
     */
    public FunctionInstance function(String name) {
        return find(name, FunctionInstance.class, "function");
    }

    /** The memory exported by a name. */
    public MemoryInstance memory(String name) {
        return find(name, MemoryInstance.class, "memory");
    }

    /** The table exported by a name. */
    public TableInstance table(String name) {
        return find(name, TableInstance.class, "table");
    }

    /** The global exported by a name. */
    public GlobalInstance global(String name) {
        return find(name, GlobalInstance.class, "global");
    }

    /** The tag exported by a name. */
    public TagInstance tag(String name) {
        return find(name, TagInstance.class, "tag");
    }

    /**
     * The instance as an object of an interface: each abstract method calls the exported function of its name (or of
     * the name in its {@link WasmFunction} annotation), without boxing. Types must fit as in {@link
     * FunctionInstance#handle(MethodType)}.
     *
     * @throws NoSuchElementException if an export is missing
     * @throws IllegalArgumentException if a type does not fit, or the interface is not accessible to the engine
     */
    public <T> T as(Class<T> type) {
        return TypedInterfaces.ofInstance(this, type, null);
    }

    /** The same for an interface that only the given lookup can see, such as one in a closed module. */
    public <T> T as(MethodHandles.Lookup lookup, Class<T> type) {
        return TypedInterfaces.ofInstance(this, type, lookup);
    }

    private <T> T find(String name, Class<T> type, String kind) {
        Object found = find(name);
        if (!type.isInstance(found)) {
            throw new NoSuchElementException("no exported " + kind + " " + Names.quoted(String.valueOf(name)));
        }
        return type.cast(found);
    }

    /** Whether the other is the same instance. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Instance same && instance == same.instance;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(instance);
    }
}
