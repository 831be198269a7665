package dev.weft.runtime.tier;

import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.GlobalInstance;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.TableInstance;
import dev.weft.runtime.TagInstance;
import dev.weft.runtime.memory.MemoryInstance;

/**
 * A module instance: a module's index spaces filled with what it imports and defines.
 *
 * <p>The fields are public because code in all tiers uses them; nobody changes an array after instantiation.
 * Embedders see it as {@code Instance}.
 *
 * @see <a href="https://webassembly.github.io/spec/core/exec/runtime.html#module-instances">Module instances</a>
 */
public final class ModuleInstance {
    /** What it is an instance of. */
    public final PreparedModule module;
    /** Where it lives. */
    public final Store store;
    public final FunctionInstance[] functions;
    public final TableInstance[] tables;
    public final MemoryInstance[] memories;
    public final GlobalInstance[] globals;
    public final TagInstance[] tags;
    public final ElemInstance[] elems;
    public final DataInstance[] datas;
    /** What the tier that links this instance's functions keeps with it, or null. */
    public Object tierData;
    /** What the compiling tier keeps with it, which may leave functions to the other one; or null. */
    public Object compilerData;

    /** An instance whose arrays the caller fills. */
    public ModuleInstance(PreparedModule module, Store store, FunctionInstance[] functions, TableInstance[] tables,
            MemoryInstance[] memories, GlobalInstance[] globals, TagInstance[] tags, ElemInstance[] elems,
            DataInstance[] datas) {
        this.module = module;
        this.store = store;
        this.functions = functions;
        this.tables = tables;
        this.memories = memories;
        this.globals = globals;
        this.tags = tags;
        this.elems = elems;
        this.datas = datas;
    }
}
