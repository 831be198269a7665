package dev.weft.valid;

import dev.weft.syntax.Data;
import dev.weft.syntax.Elem;
import dev.weft.syntax.Export;
import dev.weft.syntax.Expr;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.Feature;
import dev.weft.syntax.Features;
import dev.weft.syntax.Func;
import dev.weft.syntax.Global;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.Import;
import dev.weft.syntax.MemType;
import dev.weft.syntax.Names;
import dev.weft.syntax.RefType;
import dev.weft.syntax.SegmentMode;
import dev.weft.syntax.Table;
import dev.weft.syntax.TableType;
import dev.weft.syntax.TagType;
import dev.weft.syntax.TypeIdx;
import dev.weft.syntax.TypeUse;
import dev.weft.syntax.WasmModule;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/**
 * Proves a module valid, section by section, then body by body.
 *
 * @see <a href="https://webassembly.github.io/spec/core/valid/modules.html">Validation of modules</a>
 */
public final class ModuleValidator {
    private final ModuleContext context;
    private final WasmModule module;
    private final TypeRules types;
    private final FunctionValidator constants;

    private ModuleValidator(WasmModule module, Features features) {
        this.module = module;
        this.context = new ModuleContext(module, features);
        this.types = new TypeRules(context);
        this.constants = new FunctionValidator(context);
    }

    /**
     * Validates a module, the bodies of a big one by several threads of the common pool.
     *
     * @throws InvalidException if it is not valid
     * @throws dev.weft.syntax.MalformedException if an expression in it is not even well-formed
     */
    public static ValidModule validate(WasmModule module, Features features) {
        return validate(module, features, ForkJoinPool.commonPool(), Runtime.getRuntime().availableProcessors());
    }

    /**
     * Validates a module.
     *
     * @param helpers     runs the work of other threads than the caller's, whenever it likes
     * @param parallelism how many threads to use at most, the caller's included
     * @throws InvalidException if it is not valid; of several errors in bodies, the one in the lowest function
     * @throws dev.weft.syntax.MalformedException if an expression in it is not even well-formed
     */
    public static ValidModule validate(WasmModule module, Features features, Executor helpers, int parallelism) {
        ValidModule valid = trust(module, features);
        validateBodies(valid, helpers, parallelism);
        return valid;
    }

    /**
     * Validates the function bodies of a module whose sections are valid, which {@link #trust} has found.
     *
     * @param helpers     runs the work of other threads than the caller's, whenever it likes
     * @param parallelism how many threads to use at most, the caller's included
     * @throws InvalidException if one is not valid; of several, the one in the lowest function
     */
    public static void validateBodies(ValidModule valid, Executor helpers, int parallelism) {
        new BodyValidation(valid.context).run(helpers, parallelism);
    }

    /**
     * Takes a module for valid whose very bytes have been validated before with the same features: its function bodies
     * are not looked at. Whoever calls this vouches for that; code made of a body that is not valid may do anything.
     */
    public static ValidModule trust(WasmModule module, Features features) {
        ModuleValidator validator = new ModuleValidator(module, features);
        validator.sections();
        return new ValidModule(validator.context);
    }

    private void sections() {
        types.typeSection();
        imports();
        definitions();
        globals();
        tables();
        elems();
        datas();
        start();
        exports();
    }

    private void imports() {
        FuncShape[] funcs = new FuncShape[module.importCount(ExternKind.FUNC) + module.funcs().size()];
        TableType[] tables = new TableType[module.importCount(ExternKind.TABLE) + module.tables().size()];
        MemType[] memories = new MemType[module.importCount(ExternKind.MEMORY) + module.memories().size()];
        GlobalType[] globals = new GlobalType[module.importCount(ExternKind.GLOBAL) + module.globals().size()];
        FuncShape[] tags = new FuncShape[module.importCount(ExternKind.TAG) + module.tags().size()];
        int func = 0;
        int table = 0;
        int memory = 0;
        int global = 0;
        int tag = 0;
        for (Import item : module.imports()) {
            String place = "import " + Names.quoted(item.module()) + " " + Names.quoted(item.name());
            switch (item.type().kind()) {
                case FUNC -> funcs[func++] = types.func(((TypeUse) item.type()).type(), place);
                case TABLE -> tables[table++] = types.table((TableType) item.type(), place);
                case MEMORY -> memories[memory++] = types.memory((MemType) item.type(), place);
                case GLOBAL -> {
                    GlobalType type = (GlobalType) item.type();
                    requireImmutable(type, "imported", place);
                    globals[global++] = types.global(type, place);
                }
                case TAG -> tags[tag++] = types.tag((TagType) item.type(), place);
            }
        }
        context.funcs = funcs;
        context.tables = tables;
        context.memories = memories;
        context.globals = globals;
        context.globalCount = global;
        context.tags = tags;
    }

    private void definitions() {
        int idx = context.funcs.length - module.funcs().size();
        for (Func func : module.funcs()) {
            context.funcs[idx] = types.func(new TypeIdx(func.typeIdx()), "func " + idx);
            idx++;
        }
        idx = context.memories.length - module.memories().size();
        for (MemType memory : module.memories()) {
            context.memories[idx] = types.memory(memory, "memory " + idx);
            idx++;
        }
        if (idx > 1 && !context.features.has(Feature.MULTI_MEMORY)) {
            throw new InvalidException("multiple memories: " + idx + ", needs the proposal " + Feature.MULTI_MEMORY);
        }
        idx = context.tags.length - module.tags().size();
        for (TagType tag : module.tags()) {
            context.tags[idx] = types.tag(tag, "tag " + idx);
            idx++;
        }
        idx = context.tables.length - module.tables().size();
        for (Table table : module.tables()) {
            context.tables[idx] = types.table(table.type(), "table " + idx);
            idx++;
        }
        if (idx > 1 && !context.features.has(Feature.REFERENCE_TYPES)) {
            throw new InvalidException("multiple tables: " + idx + ", needs the proposal " + Feature.REFERENCE_TYPES);
        }
        context.elems = new RefType[module.elems().size()];
        for (int i = 0; i < context.elems.length; i++) {
            context.elems[i] = types.ref(module.elems().get(i).type(), "elem " + i);
        }
        context.dataCount = module.dataCount() >= 0 ? module.dataCount() : module.datas().size();
    }

    /** Each global's expression sees the imported globals and, since the GC proposal, those in front of it. */
    private void globals() {
        int imported = context.globalCount;
        int idx = imported;
        boolean seesEarlier = context.features.has(Feature.GC);
        for (Global global : module.globals()) {
            GlobalType type = types.global(global.type(), "global " + idx);
            context.globals[idx] = type;
            constants.constant(global.init(), type.value(), "global", idx, null);
            idx++;
            if (seesEarlier) {
                context.globalCount = idx;
            }
        }
        context.globalCount = imported;
    }

    /** The expressions of tables see the imported globals only; from then on all globals are in sight. */
    private void tables() {
        int imported = context.globalCount;
        int idx = context.tables.length - module.tables().size();
        for (Table table : module.tables()) {
            RefType element = context.tables[idx].element();
            if (table.init() != null) {
                constants.constant(table.init(), element, "table", idx, null);
            } else if (!element.nullable()) {
                throw new InvalidException("type mismatch: table of " + context.show(element)
                        + " needs initial values (table " + idx + ")");
            }
            idx++;
        }
        context.globalCount = context.features.has(Feature.GC) ? context.globals.length : imported;
    }

    private void elems() {
        int idx = 0;
        for (Elem elem : module.elems()) {
            RefType type = context.elems[idx];
            if (elem.functions() != null) {
                for (int funcIdx : elem.functions()) {
                    require(ExternKind.FUNC, funcIdx, context.funcs.length, "elem " + idx);
                    context.declared.set(funcIdx);
                }
            } else {
                for (Expr expr : elem.exprs()) {
                    constants.constant(expr, type, "elem", idx, null);
                }
            }
            if (elem.mode() instanceof SegmentMode.Active active) {
                require(ExternKind.TABLE, active.index(), context.tables.length, "elem " + idx);
                TableType table = context.tables[active.index()];
                if (!type.matches(table.element())) {
                    throw new InvalidException("type mismatch: element segment has " + context.show(type)
                            + " but table " + active.index() + " holds " + context.show(table.element())
                            + " (elem " + idx + ")");
                }
                constants.constant(active.offset(), table.addr().valType(), "elem", idx, null);
            }
            idx++;
        }
    }

    private void datas() {
        int idx = 0;
        for (Data data : module.datas()) {
            if (data.mode() instanceof SegmentMode.Active active) {
                require(ExternKind.MEMORY, active.index(), context.memories.length, "data " + idx);
                MemType memory = context.memories[active.index()];
                constants.constant(active.offset(), memory.addr().valType(), "data", idx, null);
            }
            idx++;
        }
        context.globalCount = context.globals.length;
    }

    private void start() {
        int start = module.start();
        if (start == -1) {
            return;
        }
        require(ExternKind.FUNC, start, context.funcs.length, "start");
        FuncShape shape = context.funcs[start];
        if (shape.params().length != 0 || shape.results().length != 0) {
            throw new InvalidException("start function must take and yield nothing: " + context.showAll(shape.params())
                    + " -> " + context.showAll(shape.results()) + " (" + context.place("func", start) + ")");
        }
    }

    private void exports() {
        Set<String> names = new HashSet<>();
        for (Export export : module.exports()) {
            String place = "export " + Names.quoted(export.name());
            int size = switch (export.kind()) {
                case FUNC -> context.funcs.length;
                case TABLE -> context.tables.length;
                case MEMORY -> context.memories.length;
                case GLOBAL -> context.globals.length;
                case TAG -> context.tags.length;
            };
            require(export.kind(), export.index(), size, place);
            if (export.kind() == ExternKind.FUNC) {
                context.declared.set(export.index());
            } else if (export.kind() == ExternKind.GLOBAL) {
                requireImmutable(context.globals[export.index()], "exported", place);
            }
            if (!names.add(export.name())) {
                throw new InvalidException("duplicate export name " + Names.quoted(export.name()));
            }
        }
    }

    private void requireImmutable(GlobalType type, String act, String place) {
        if (type.mutable() && !context.features.has(Feature.MUTABLE_GLOBALS)) {
            throw new InvalidException("mutable globals cannot be " + act + " (" + place + "): needs the proposal "
                    + Feature.MUTABLE_GLOBALS);
        }
    }

    private static void require(ExternKind kind, int index, int size, String place) {
        if (index < 0 || index >= size) {
            String what = kind == ExternKind.FUNC ? "function" : kind.toString();
            throw new InvalidException("unknown " + what + " " + Integer.toUnsignedString(index) + " (" + place + ")");
        }
    }
}
