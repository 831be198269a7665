package dev.weft.runtime;

import dev.weft.binary.NameSection;
import dev.weft.debug.LineTable;
import dev.weft.runtime.cache.CachedModule;
import dev.weft.runtime.cache.Digests;
import dev.weft.runtime.tier.ModuleCode;
import dev.weft.runtime.tier.Polling;
import dev.weft.syntax.Export;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.ExternType;
import dev.weft.syntax.Import;
import dev.weft.syntax.WasmModule;
import dev.weft.valid.ValidModule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A module that is decoded, validated and ready to be instantiated any number of times, in any number of stores.
 *
 * <p>Immutable as far as anyone can see, safe for any thread.
 */
public final class PreparedModule {
    private final Engine engine;
    private final ValidModule valid;
    private final WasmModule module;
    private final NameSection names;
    private final InstancePlan plan;
    private final Map<String, Export> exports;
    private volatile ModuleCode code;
    private volatile String hash;
    private final CachedModule cached;
    private LineTable lines;
    private boolean linesRead;
    /** How many stores want its loops to look at the signal. */
    private final Polling polling = new Polling();

    /** A module, with its hash, or null, and what a cache has for it, or null. */
    PreparedModule(Engine engine, ValidModule valid, String hash, CachedModule cached) {
        this.engine = engine;
        this.hash = hash;
        this.cached = cached;
        this.valid = valid;
        this.module = valid.module();
        this.names = NameSection.of(module);
        this.plan = new InstancePlan(valid);
        this.exports = HashMap.newHashMap(module.exports().size());
        for (Export export : module.exports()) {
            exports.put(export.name(), export);
        }
    }

    /** The engine that prepared it. */
    public Engine engine() {
        return engine;
    }

    /** The module as the binary describes it. */
    public WasmModule module() {
        return module;
    }

    /** The module with its index spaces in full and all types closed; walks over its function bodies. */
    public ValidModule valid() {
        return valid;
    }

    /** The names that the module's name section gives. */
    public NameSection names() {
        return names;
    }

    /** The module's own name according to its name section, or null. */
    public String name() {
        return names.module();
    }

    /** A function's name according to the name section, or else one it is exported by, or null. */
    public String functionName(int funcIdx) {
        String name = names.function(funcIdx);
        if (name != null) {
            return name;
        }
        for (Export export : module.exports()) {
            if (export.kind() == ExternKind.FUNC && export.index() == funcIdx) {
                return export.name();
            }
        }
        return null;
    }

    /** What it imports, in order, with closed types. */
    public List<Import> imports() {
        return plan.closedImports();
    }

    /** What it exports, in order. */
    public List<Export> exports() {
        return module.exports();
    }

    /** The closed type of an export. */
    public ExternType typeOf(Export export) {
        return plan.type(export.kind(), export.index());
    }

    InstancePlan plan() {
        return plan;
    }

    /** The export of a name, or null. */
    Export export(String name) {
        return exports.get(name);
    }

    /** SHA-256 of the module's bytes, as 64 hexadecimal digits; computed when first asked for. */
    public String contentHash() {
        String known = hash;
        if (known == null) {
            known = Digests.sha256(module.bytes());
            hash = known;
        }
        return known;
    }

    /** Which lines of source its instructions come from, read when first asked for; null if it does not say. */
    public LineTable lines() {
        synchronized (names) {
            if (!linesRead) {
                lines = LineTable.of(module);
                linesRead = true;
            }
            return lines;
        }
    }

    /** Code that is kept for later processes, or null; for tiers. */
    public CachedModule cached() {
        return cached;
    }

    /** The code of its functions; for the runtime and tiers. */
    public ModuleCode code() {
        ModuleCode known = code;
        return known != null ? known : prepareCode();
    }

    /** How many of its functions were compiled so far, for all its instances. */
    public int functionsCompiled() {
        ModuleCode known = code;
        return known == null ? 0 : known.functionsCompiled();
    }

    /** Bytes of the JVM classes with its compiled code. */
    public long codeBytes() {
        ModuleCode known = code;
        return known == null ? 0 : known.codeBytes();
    }

    /** Whether its loops must look at their store's signal; for the runtime and tiers. */
    public Polling polling() {
        return polling;
    }

    private synchronized ModuleCode prepareCode() {
        if (code == null) {
            code = engine.tier().prepare(this);
        }
        return code;
    }
}
