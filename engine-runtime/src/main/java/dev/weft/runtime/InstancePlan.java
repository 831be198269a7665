package dev.weft.runtime;

import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.runtime.tier.DataInstance;
import dev.weft.runtime.tier.ElemInstance;
import dev.weft.runtime.tier.ModuleInstance;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.Data;
import dev.weft.syntax.DefType;
import dev.weft.syntax.Elem;
import dev.weft.syntax.Expr;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.ExternType;
import dev.weft.syntax.Func;
import dev.weft.syntax.Global;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.Import;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MemType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.SegmentMode;
import dev.weft.syntax.Table;
import dev.weft.syntax.TableType;
import dev.weft.syntax.TagType;
import dev.weft.syntax.TypeSpace;
import dev.weft.syntax.TypeUse;
import dev.weft.syntax.WasmModule;
import dev.weft.valid.ValidModule;
import java.util.Arrays;
import java.util.List;

/**
 * What instantiating a module takes, worked out once: closed types, prepared constants, flat arrays.
 *
 * <p>The order of what can be seen is the specification's: globals, tables, active element segments, active data
 * segments, start function. A trap on the way leaves what was written before it.
 *
 * @see <a href="https://webassembly.github.io/spec/core/exec/modules.html#instantiation">Instantiation</a>
 */
final class InstancePlan {
    private static final ElemInstance[] NO_ELEMS = {};
    private static final DataInstance[] NO_DATAS = {};

    private final WasmModule module;
    private final TypeSpace types;
    private final ExternType[] imports;
    private final int[] importCounts = new int[ExternKind.values().length];
    private final DefType[] funcTypes;
    private final TableType[] tableTypes;
    private final Constant[] tableInits;
    private final MemType[] memTypes;
    private final GlobalType[] globalTypes;
    private final Constant[] globalInits;
    private final DefType[] tagTypes;
    private final int[] elemTables;
    private final Constant[] elemOffsets;
    private final Constant[][] elemRefs;
    private final int[] dataMemories;
    private final Constant[] dataOffsets;
    private final ValidModule valid;
    /** Whether the code writes to memories; null as long as nobody has asked. */
    private volatile Boolean writes;

    InstancePlan(ValidModule valid) {
        this.valid = valid;
        this.module = valid.module();
        this.types = valid.types();
        imports = new ExternType[module.imports().size()];
        for (int i = 0; i < imports.length; i++) {
            imports[i] = close(module.imports().get(i).type());
            importCounts[imports[i].kind().ordinal()]++;
        }
        funcTypes = new DefType[module.funcs().size()];
        int i = 0;
        for (Func func : module.funcs()) {
            funcTypes[i++] = types.get(func.typeIdx());
        }
        tableTypes = new TableType[module.tables().size()];
        tableInits = new Constant[tableTypes.length];
        i = 0;
        for (Table table : module.tables()) {
            tableTypes[i] = (TableType) close(table.type());
            tableInits[i++] = table.init() == null ? null : constant(table.init());
        }
        memTypes = module.memories().toArray(MemType[]::new);
        globalTypes = new GlobalType[module.globals().size()];
        globalInits = new Constant[globalTypes.length];
        i = 0;
        for (Global global : module.globals()) {
            globalTypes[i] = (GlobalType) close(global.type());
            globalInits[i++] = constant(global.init());
        }
        tagTypes = new DefType[module.tags().size()];
        i = 0;
        for (TagType tag : module.tags()) {
            tagTypes[i++] = (DefType) types.close(tag.type());
        }
        elemTables = new int[module.elems().size()];
        elemOffsets = new Constant[elemTables.length];
        elemRefs = new Constant[elemTables.length][];
        i = 0;
        for (Elem elem : module.elems()) {
            elemTables[i] = elem.mode() instanceof SegmentMode.Active active ? active.index() : -1;
            elemOffsets[i] = elem.mode() instanceof SegmentMode.Active active ? constant(active.offset()) : null;
            elemRefs[i] = elem.exprs() == null || elem.mode() instanceof SegmentMode.Declarative ? null
                    : elem.exprs().stream().map(this::constant).toArray(Constant[]::new);
            i++;
        }
        dataMemories = new int[module.datas().size()];
        dataOffsets = new Constant[dataMemories.length];
        i = 0;
        for (Data data : module.datas()) {
            dataMemories[i] = data.mode() instanceof SegmentMode.Active active ? active.index() : -1;
            dataOffsets[i] = data.mode() instanceof SegmentMode.Active active ? constant(active.offset()) : null;
            i++;
        }
    }

    private Constant constant(Expr expr) {
        return Constant.of(module.bytes(), expr, types);
    }

    private ExternType close(ExternType type) {
        return switch (type.kind()) {
            case FUNC -> new TypeUse(types.close(((TypeUse) type).type()));
            case TABLE -> {
                TableType table = (TableType) type;
                yield new TableType(table.addr(), table.limits(), types.close(table.element()));
            }
            case MEMORY -> type;
            case GLOBAL -> {
                GlobalType global = (GlobalType) type;
                yield new GlobalType(types.close(global.value()), global.mutable());
            }
            case TAG -> new TagType(types.close(((TagType) type).type()));
        };
    }

    /** The closed type of an import. */
    ExternType importType(int importIdx) {
        return imports[importIdx];
    }

    /** The closed type of something in an index space. */
    ExternType type(ExternKind kind, int index) {
        int imported = importCounts[kind.ordinal()];
        if (index >= imported) {
            int own = index - imported;
            return switch (kind) {
                case FUNC -> new TypeUse(funcTypes[own]);
                case TABLE -> tableTypes[own];
                case MEMORY -> memTypes[own];
                case GLOBAL -> globalTypes[own];
                case TAG -> new TagType(tagTypes[own]);
            };
        }
        int left = index;
        for (ExternType type : imports) {
            if (type.kind() == kind && left-- == 0) {
                return type;
            }
        }
        throw new IndexOutOfBoundsException(kind + " " + index);
    }

    /**
     * Makes an instance; all values are of the imports' types.
     *
     * @param values one for each import: a {@code …Instance}, or a {@link HostDefinition} to be made one
     */
    ModuleInstance instantiate(PreparedModule prepared, Store store, Object[] values) {
        store.countInstance(prepared);
        int elemCount = elemTables.length;
        int dataCount = dataMemories.length;
        ModuleInstance instance = new ModuleInstance(prepared, store,
                new FunctionInstance[importCounts[ExternKind.FUNC.ordinal()] + funcTypes.length],
                new TableInstance[importCounts[ExternKind.TABLE.ordinal()] + tableTypes.length],
                new MemoryInstance[importCounts[ExternKind.MEMORY.ordinal()] + memTypes.length],
                new GlobalInstance[importCounts[ExternKind.GLOBAL.ordinal()] + globalTypes.length],
                new TagInstance[importCounts[ExternKind.TAG.ordinal()] + tagTypes.length],
                elemCount == 0 ? NO_ELEMS : new ElemInstance[elemCount],
                dataCount == 0 ? NO_DATAS : new DataInstance[dataCount]);
        fillImports(instance, values);
        define(instance, store);
        for (int i = 0; i < elemCount; i++) {
            defineElem(instance, i);
        }
        for (int i = 0; i < dataCount; i++) {
            Data data = module.datas().get(i);
            instance.datas[i] = dataMemories[i] >= 0 ? DataInstance.DROPPED
                    : new DataInstance(module.bytes(), data.offset(), data.length());
        }
        writeSegments(instance);
        if (module.start() >= 0) {
            FunctionInstance start = instance.functions[module.start()];
            Border.run(start, Border.begin(start, 0));
        }
        return instance;
    }

    private void fillImports(ModuleInstance instance, Object[] values) {
        Caller caller = null;
        int functions = 0;
        int tables = 0;
        int memories = 0;
        int globals = 0;
        int tags = 0;
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            switch (imports[i].kind()) {
                case FUNC -> instance.functions[functions++] = value instanceof HostDefinition host
                        ? host.instantiate(caller == null ? caller = new Caller(instance.store, instance) : caller)
                        : ofStore(instance.store, (FunctionInstance) value);
                case TABLE -> instance.tables[tables++] = ofStore(instance.store, (TableInstance) value);
                case MEMORY -> {
                    MemoryInstance memory = instance.store.hold((MemoryInstance) value);
                    memory.expectWrites();
                    instance.memories[memories++] = memory;
                }
                case GLOBAL -> instance.globals[globals++] = (GlobalInstance) value;
                case TAG -> instance.tags[tags++] = (TagInstance) value;
            }
        }
    }

    private static FunctionInstance ofStore(Store store, FunctionInstance function) {
        if (function.store() != store) {
            throw new IllegalArgumentException("the function belongs to another store: " + function);
        }
        return function;
    }

    private static TableInstance ofStore(Store store, TableInstance table) {
        if (table.store() != store) {
            throw new IllegalArgumentException("the table belongs to another store");
        }
        return table;
    }

    private void define(ModuleInstance instance, Store store) {
        int at = importCounts[ExternKind.FUNC.ordinal()];
        for (DefType type : funcTypes) {
            instance.functions[at] = new FunctionInstance(type, instance, at);
            at++;
        }
        at = importCounts[ExternKind.TAG.ordinal()];
        for (DefType type : tagTypes) {
            instance.tags[at++] = TagInstance.of(type);
        }
        at = importCounts[ExternKind.MEMORY.ordinal()];
        for (MemType type : memTypes) {
            instance.memories[at++] = store.newMemory(type, writes());
        }
        at = importCounts[ExternKind.GLOBAL.ordinal()];
        for (int i = 0; i < globalTypes.length; i++) {
            GlobalType type = globalTypes[i];
            Constant init = globalInits[i];
            instance.globals[at++] = type.value() instanceof RefType
                    ? new GlobalInstance(type, 0, 0, init.ref(instance))
                    : new GlobalInstance(type, init.bits(instance), init.bitsHigh(instance), null);
        }
        at = importCounts[ExternKind.TABLE.ordinal()];
        for (int i = 0; i < tableTypes.length; i++) {
            Object init = tableInits[i] == null ? null : tableInits[i].ref(instance);
            instance.tables[at++] = new TableInstance(tableTypes[i], init, store);
        }
    }

    /** Whether the module's code writes to memories at all. */
    private boolean writes() {
        Boolean known = writes;
        if (known == null) {
            known = MemoryUse.writes(valid);
            writes = known;
        }
        return known;
    }

    private void defineElem(ModuleInstance instance, int index) {
        Elem elem = module.elems().get(index);
        instance.elems[index] = elem.mode() instanceof SegmentMode.Passive
                ? new ElemInstance(references(instance, index))
                : ElemInstance.DROPPED;
    }

    private Object[] references(ModuleInstance instance, int index) {
        int[] functions = module.elems().get(index).functions();
        if (functions != null) {
            Object[] refs = new Object[functions.length];
            for (int i = 0; i < refs.length; i++) {
                refs[i] = instance.functions[functions[i]];
            }
            return refs;
        }
        Constant[] constants = elemRefs[index];
        Object[] refs = new Object[constants.length];
        for (int i = 0; i < refs.length; i++) {
            refs[i] = constants[i].ref(instance);
        }
        return refs;
    }

    private void writeSegments(ModuleInstance instance) {
        for (int i = 0; i < elemTables.length; i++) {
            if (elemTables[i] >= 0) {
                TableInstance table = instance.tables[elemTables[i]];
                long offset = elemOffsets[i].bits(instance);
                table.write(table.is64() ? offset : offset & 0xFFFF_FFFFL, references(instance, i));
            }
        }
        for (int i = 0; i < dataMemories.length; i++) {
            if (dataMemories[i] >= 0) {
                MemoryInstance memory = instance.memories[dataMemories[i]];
                long offset = dataOffsets[i].bits(instance);
                Data data = module.datas().get(i);
                memory.init(memory.is64() ? offset : offset & 0xFFFF_FFFFL, module.bytes(), data.offset(),
                        data.length(), 0, data.length());
            }
        }
    }

    /** The type of what is given for an import. */
    static ExternType typeOf(Object value) {
        if (value instanceof HostDefinition host) {
            return new TypeUse(host.type());
        }
        if (value instanceof FunctionInstance function) {
            return new TypeUse(function.type());
        }
        if (value instanceof TableInstance table) {
            return table.type();
        }
        if (value instanceof MemoryInstance memory) {
            return memType(memory);
        }
        if (value instanceof GlobalInstance global) {
            return global.type();
        }
        if (value instanceof TagInstance tag) {
            return tag.type();
        }
        throw new IllegalArgumentException("nothing that can be imported: " + value);
    }

    private static MemType memType(MemoryInstance memory) {
        long max = memory.maxPages();
        return new MemType(memory.is64() ? AddrType.I64 : AddrType.I32,
                max < 0 ? Limits.of(memory.pages()) : Limits.of(memory.pages(), max),
                memory.isShared(), memory.pageSizeLog2());
    }

    /** The closed imports, as embedders see them. */
    List<Import> closedImports() {
        Import[] closed = new Import[imports.length];
        for (int i = 0; i < closed.length; i++) {
            Import item = module.imports().get(i);
            closed[i] = new Import(item.module(), item.name(), imports[i]);
        }
        return List.copyOf(Arrays.asList(closed));
    }
}
