package dev.weft.cli;

import dev.weft.binary.CodeReader;
import dev.weft.binary.Locals;
import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.CompType;
import dev.weft.syntax.Data;
import dev.weft.syntax.Elem;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.ExternType;
import dev.weft.syntax.Expr;
import dev.weft.syntax.Feature;
import dev.weft.syntax.Features;
import dev.weft.syntax.Func;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.Global;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.Import;
import dev.weft.syntax.MalformedException;
import dev.weft.syntax.MemType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.RecType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.SegmentMode;
import dev.weft.syntax.SubType;
import dev.weft.syntax.Table;
import dev.weft.syntax.TableType;
import dev.weft.syntax.ValType;
import dev.weft.syntax.VecType;
import dev.weft.syntax.WasmModule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Finds out which proposals a module makes use of, and how many instructions it has. */
final class FeatureUse {
    private final WasmModule module;
    private final List<CompType> types = new ArrayList<>();
    private final EnumSet<Feature> used = EnumSet.of(Feature.MVP);
    private final boolean[] opcodes = new boolean[Opcode.values().length];
    private long instructions;

    private FeatureUse(WasmModule module) {
        this.module = module;
    }

    /** Walks a whole module; bodies that are malformed are left out. */
    static FeatureUse of(WasmModule module) {
        FeatureUse use = new FeatureUse(module);
        use.types();
        use.definitions();
        use.segments();
        for (Func func : module.funcs()) {
            try {
                use.body(func);
            } catch (MalformedException _) {
                // The validator says so.
            }
        }
        for (Opcode opcode : Opcode.values()) {
            if (use.opcodes[opcode.ordinal()]) {
                use.used.add(opcode.feature());
            }
        }
        return use;
    }

    /** The proposals in use; {@link Feature#MVP} always is. */
    Set<Feature> features() {
        return used;
    }

    /** How many instructions all bodies have, each {@code end} counted. */
    long instructions() {
        return instructions;
    }

    private void types() {
        for (RecType group : module.recTypes()) {
            if (group.types().size() > 1) {
                used.add(Feature.GC);
            }
            for (SubType type : group.types()) {
                types.add(type.comp());
                if (!(type.comp() instanceof FuncType func)) {
                    used.add(Feature.GC);
                } else {
                    func.params().forEach(this::type);
                    func.results().forEach(this::type);
                    if (func.results().size() > 1) {
                        used.add(Feature.MULTI_VALUE);
                    }
                }
                if (!type.isFinal() || !type.supertypes().isEmpty()) {
                    used.add(Feature.GC);
                }
            }
        }
    }

    private void type(ValType type) {
        if (type == VecType.V128) {
            used.add(Feature.SIMD);
        } else if (type instanceof RefType ref) {
            if (ref.heap() instanceof AbsHeapType heap) {
                switch (heap) {
                    case FUNC, EXTERN -> used.add(ref.nullable() ? Feature.REFERENCE_TYPES
                            : Feature.FUNCTION_REFERENCES);
                    case EXN, NOEXN -> used.add(Feature.EXCEPTIONS);
                    case ANY, EQ, I31, STRUCT, ARRAY, NONE, NOFUNC, NOEXTERN -> used.add(Feature.GC);
                }
            } else {
                used.add(Feature.FUNCTION_REFERENCES);
            }
        }
    }

    private void definitions() {
        for (Import item : module.imports()) {
            external(item.type());
        }
        for (Table table : module.tables()) {
            external(table.type());
            if (table.init() != null) {
                used.add(Feature.FUNCTION_REFERENCES);
                constant(table.init());
            }
        }
        module.memories().forEach(this::external);
        module.tags().forEach(this::external);
        for (Global global : module.globals()) {
            type(global.type().value());
            constant(global.init());
        }
        if (module.memories().size() + module.importCount(ExternKind.MEMORY) > 1) {
            used.add(Feature.MULTI_MEMORY);
        }
        if (module.tables().size() + module.importCount(ExternKind.TABLE) > 1) {
            used.add(Feature.REFERENCE_TYPES);
        }
        module.exports().forEach(export -> {
            int own = export.index() - module.importCount(ExternKind.GLOBAL);
            if (export.kind() == ExternKind.GLOBAL && own >= 0 && own < module.globals().size()
                    && module.globals().get(own).type().mutable()) {
                used.add(Feature.MUTABLE_GLOBALS);
            }
        });
    }

    private void external(ExternType type) {
        switch (type) {
            case MemType memory -> {
                use(Feature.MEMORY64, memory.addr() == AddrType.I64);
                use(Feature.THREADS, memory.shared());
                use(Feature.CUSTOM_PAGE_SIZES, memory.pageSizeLog2() != MemType.DEFAULT_PAGE_SIZE_LOG2);
            }
            case TableType table -> {
                use(Feature.MEMORY64, table.addr() == AddrType.I64);
                if (!table.element().equals(RefType.FUNCREF)) {
                    type(table.element());
                }
            }
            case GlobalType global -> {
                use(Feature.MUTABLE_GLOBALS, global.mutable());
                type(global.value());
            }
            default -> { }
        }
    }

    private void use(Feature feature, boolean condition) {
        if (condition) {
            used.add(feature);
        }
    }

    private void segments() {
        use(Feature.BULK_MEMORY, module.dataCount() != -1);
        for (Data data : module.datas()) {
            segment(data.mode());
        }
        for (Elem elem : module.elems()) {
            segment(elem.mode());
            if (elem.exprs() != null) {
                used.add(Feature.REFERENCE_TYPES);
                elem.exprs().forEach(this::constant);
            }
        }
    }

    private void segment(SegmentMode mode) {
        switch (mode) {
            case SegmentMode.Active active -> constant(active.offset());
            case SegmentMode.Passive passive -> used.add(Feature.BULK_MEMORY);
            case SegmentMode.Declarative declarative -> used.add(Feature.REFERENCE_TYPES);
        }
    }

    private void constant(Expr expr) {
        CodeReader code = CodeReader.ofConstant(module, expr, Features.ALL);
        while (code.hasNext()) {
            Opcode opcode = code.next();
            switch (opcode) {
                case I32_ADD, I32_SUB, I32_MUL, I64_ADD, I64_SUB, I64_MUL -> used.add(Feature.EXTENDED_CONST);
                default -> opcodes[opcode.ordinal()] = true;
            }
        }
    }

    private void body(Func func) {
        CodeReader code = CodeReader.ofBody(module, Locals.read(module, func.code(), Features.ALL).body(),
                Features.ALL);
        while (code.hasNext()) {
            Opcode opcode = code.next();
            instructions++;
            opcodes[opcode.ordinal()] = true;
            switch (opcode) {
                case BLOCK, LOOP, IF, TRY, TRY_TABLE -> use(Feature.MULTI_VALUE, manyValues(code.blockTypeIdx()));
                default -> { }
            }
        }
    }

    private boolean manyValues(int typeIdx) {
        return typeIdx >= 0 && typeIdx < types.size() && types.get(typeIdx) instanceof FuncType func
                && (!func.params().isEmpty() || func.results().size() > 1);
    }
}
