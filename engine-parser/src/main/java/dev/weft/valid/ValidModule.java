package dev.weft.valid;

import dev.weft.binary.CodeReader;
import dev.weft.binary.Locals;
import dev.weft.syntax.DefType;
import dev.weft.syntax.Expr;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.Features;
import dev.weft.syntax.Func;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.MemType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.TableType;
import dev.weft.syntax.TagType;
import dev.weft.syntax.TypeSpace;
import dev.weft.syntax.ValType;
import dev.weft.syntax.WasmModule;

/**
 * A module that has been validated, with its index spaces in full: imports first, every type closed.
 *
 * <p>Only {@link ModuleValidator} makes one. Immutable, safe for any thread. Indices must be in range.
 */
public final class ValidModule {
    final ModuleContext context;
    private final int[] importCounts = new int[ExternKind.values().length];

    ValidModule(ModuleContext context) {
        this.context = context;
        for (ExternKind kind : ExternKind.values()) {
            importCounts[kind.ordinal()] = context.module.importCount(kind);
        }
    }

    /** The module as it was decoded. */
    public WasmModule module() {
        return context.module;
    }

    /** The features it was validated with. */
    public Features features() {
        return context.features;
    }

    /** The type index space; not to be added to. */
    public TypeSpace types() {
        return context.types;
    }

    /** How many things of a kind are imported; they come first in their index space. */
    public int importCount(ExternKind kind) {
        return importCounts[kind.ordinal()];
    }

    /** How many functions there are, imported ones included. */
    public int funcCount() {
        return context.funcs.length;
    }

    /** The defined type of a function. */
    public DefType funcDefType(int funcIdx) {
        return context.funcs[funcIdx].def();
    }

    /** Whether the module itself makes a reference of a function, or exports it (the specification's C.refs). */
    public boolean isDeclared(int funcIdx) {
        return context.declared.get(funcIdx);
    }

    /** The type of a function. */
    public FuncType funcType(int funcIdx) {
        return context.funcs[funcIdx].type();
    }

    /** How many tables there are, imported ones included. */
    public int tableCount() {
        return context.tables.length;
    }

    /** The type of a table. */
    public TableType table(int tableIdx) {
        return context.tables[tableIdx];
    }

    /** How many memories there are, imported ones included. */
    public int memoryCount() {
        return context.memories.length;
    }

    /** The type of a memory. */
    public MemType memory(int memIdx) {
        return context.memories[memIdx];
    }

    /** How many globals there are, imported ones included. */
    public int globalCount() {
        return context.globals.length;
    }

    /** The type of a global. */
    public GlobalType global(int globalIdx) {
        return context.globals[globalIdx];
    }

    /** How many tags there are, imported ones included. */
    public int tagCount() {
        return context.tags.length;
    }

    /** The type of a tag. */
    public TagType tag(int tagIdx) {
        return new TagType(context.tags[tagIdx].def());
    }

    /** The function type whose parameters an exception with a tag carries. */
    public FuncType tagFuncType(int tagIdx) {
        return context.tags[tagIdx].type();
    }

    /** The type of the references in an element segment. */
    public RefType elem(int elemIdx) {
        return context.elems[elemIdx];
    }

    /** A reader at the first instruction of the body of a function that this module defines. */
    public CodeReader body(Func func) {
        return CodeReader.ofBody(context.module, Locals.read(context.module, func.code(), context.features).body(),
                context.features);
    }

    /**
     * Tells a sink the body of a function that this module defines.
     *
     * @param funcIdx its index, beyond the imported ones
     */
    public void walk(int funcIdx, InstructionSink sink) {
        new FunctionValidator(context).function(funcIdx,
                context.module.funcs().get(funcIdx - importCount(ExternKind.FUNC)), sink);
    }

    /**
     * Tells a sink a constant expression of this module.
     *
     * @param type the closed type of its result
     */
    public void walkConstant(Expr expr, ValType type, InstructionSink sink) {
        new FunctionValidator(context).constant(expr, type, "constant at", expr.offset(), sink);
    }
}
