package dev.weft.runtime.compiled;

import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.GlobalInstance;
import dev.weft.runtime.TableInstance;
import dev.weft.runtime.TagInstance;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.runtime.tier.Admission;
import dev.weft.runtime.tier.EntryPoint;
import dev.weft.runtime.tier.ModuleInstance;
import dev.weft.runtime.tier.Stack;
import dev.weft.syntax.ExternKind;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * What compiled code knows of the instance it runs for: its last parameter but one. Public, as everything that emitted
 * code touches, because that has a class loader of its own.
 */
public final class Context extends Admission {
    public final ModuleInstance instance;
    public final Stack stack;
    /** The first memory, or null; also once it is closed, for compiled code counts on its declared minimum. */
    public MemoryInstance memory;
    public final MemoryInstance[] memories;
    /** The first table, or null. */
    public final TableInstance table;
    public final TableInstance[] tables;
    public final GlobalInstance[] globals;
    public final TagInstance[] tags;
    public final FunctionInstance[] functions;
    /** What a method with a result has left of the fuel, for the one that called it with fuel. */
    public long left;

    final EmittedModule module;
    private final CompiledFunction[] imports;
    private Map<FunctionInstance, CompiledFunction> foreign;
    private Map<Integer, CompiledFunction> delegated;
    private Map<String, CompiledFunction> loops;
    private ByteBuffer shown;
    private MemorySegment segment;
    /** Bridges to functions of the module by their instances, or null. */
    private CompiledFunction[] bridges;

    Context(EmittedModule module, ModuleInstance instance) {
        this.module = module;
        this.instance = instance;
        this.stack = instance.store.stack();
        this.memories = instance.memories;
        this.memory = memories.length == 0 ? null : memories[0];
        this.tables = instance.tables;
        this.table = tables.length == 0 ? null : tables[0];
        this.globals = instance.globals;
        this.tags = instance.tags;
        this.functions = instance.functions;
        this.imports = new CompiledFunction[module.module.importCount(ExternKind.FUNC)];
        if (memory != null && memory.pages() < memory.minPages()) {
            memory = null;
        } else if (memory != null && !memory.isShared()) {
            memory.onClose(() -> memory = null);
        }
        stack.track(this);
        stack.ensureResults(module.mostResultSlots());
    }

    /** The first memory's view. */
    public ByteBuffer view() {
        return memory.view();
    }

    /** The first memory's view, as vectors are read and written. */
    public MemorySegment segment() {
        ByteBuffer view = memory.view();
        if (view != shown) {
            shown = view;
            segment = MemorySegment.ofBuffer(view);
        }
        return segment;
    }

    /** The limit of the first memory's view. */
    public int viewLimit() {
        return memory.viewLimit();
    }

    /** The native address of the first memory. */
    public long base() {
        return memory.base();
    }

    /** The way into a function of the index space. */
    public EntryPoint entry(int funcIdx) {
        return functions[funcIdx].entry();
    }

    /** The way into an imported function, by the method of its type. */
    public CompiledFunction imported(int funcIdx) {
        CompiledFunction known = imports[funcIdx];
        return known != null ? known : linkImport(funcIdx);
    }

    private CompiledFunction linkImport(int funcIdx) {
        FunctionInstance function = functions[funcIdx];
        CompiledFunction entry = function.instance() == null
                ? module.foreignImport(funcIdx, this, function) : wrap(function);
        imports[funcIdx] = entry;
        return entry;
    }

    /** The way into any function, by the method of its type. */
    CompiledFunction wrap(FunctionInstance function) {
        if (function.entry() instanceof CompiledFunction entry && entry.context.module == module) {
            return entry;
        }
        if (foreign == null) {
            foreign = new IdentityHashMap<>();
        }
        return foreign.computeIfAbsent(function, f -> module.foreign(f.funcType(), this, f, null));
    }

    /** The way into a function at one of its loops. */
    CompiledFunction loop(String className) {
        if (loops == null) {
            loops = new HashMap<>();
        }
        return loops.computeIfAbsent(className, name -> module.instantiate(name, this, null, null));
    }

    /** The way into a function of this module that may not be compiled yet. */
    public CompiledFunction bridged(int funcIdx) {
        if (bridges == null) {
            bridges = new CompiledFunction[functions.length];
        }
        CompiledFunction bridge = bridges[funcIdx];
        if (bridge == null) {
            FunctionInstance function = functions[funcIdx];
            bridge = module.foreign(function.funcType(), this, function, null);
            bridges[funcIdx] = bridge;
        }
        return bridge;
    }

    /** The way into a function of this module that runs on another tier. */
    public CompiledFunction delegated(int funcIdx) {
        if (delegated == null) {
            delegated = new java.util.HashMap<>();
        }
        return delegated.computeIfAbsent(funcIdx, idx -> module.foreign(
                module.module.funcType(idx), this, functions[idx], module.otherTier().link(instance, idx)));
    }
}
