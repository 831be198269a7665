package dev.weft.script;

import dev.weft.runtime.Engine;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import java.util.HashMap;
import java.util.Map;

/** What the commands of one thread of a script can name: instances, definitions, registered modules. */
final class World implements AutoCloseable {
    final Engine engine;
    final Store store;
    final Linker linker = new Linker();
    private final Map<String, Instance> instances = new HashMap<>();
    private final Map<String, PreparedModule> definitions = new HashMap<>();
    final Map<String, Thread> threads = new HashMap<>();
    private Instance current;
    private PreparedModule lastDefinition;

    World(Engine engine, boolean withShared) {
        this.engine = engine;
        this.store = Store.of(engine);
        SpecTest.define(linker, store, withShared);
    }

    /** The instance of an identifier, or the current one for null. */
    Instance instance(String id) {
        Instance instance = id == null ? current : instances.get(id);
        if (instance == null) {
            throw new IllegalStateException("no instance " + (id == null ? "" : "$" + id));
        }
        return instance;
    }

    void add(String id, Instance instance) {
        current = instance;
        name(id, instance);
    }

    void name(String id, Instance instance) {
        if (id != null) {
            instances.put(id, instance);
        }
    }

    /** Forgets the current instance and what the identifier meant, because making a new one failed. */
    void forget(String id) {
        current = null;
        if (id != null) {
            instances.remove(id);
        }
    }

    PreparedModule definition(String id) {
        PreparedModule module = id == null ? lastDefinition : definitions.get(id);
        if (module == null) {
            throw new IllegalStateException("no definition " + (id == null ? "" : "$" + id));
        }
        return module;
    }

    void define(String id, PreparedModule module) {
        lastDefinition = module;
        if (id != null) {
            definitions.put(id, module);
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
