package dev.weft.valid;

import dev.weft.syntax.DefType;
import dev.weft.syntax.Features;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.MemType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.TableType;
import dev.weft.syntax.TypeSpace;
import dev.weft.syntax.WasmModule;
import java.util.BitSet;

/**
 * What the specification calls the context: every index space of a module in full, imports first, types closed.
 *
 * <p>{@link ModuleValidator} fills it section by section; from the first function body on nothing changes any more
 * but for the caches, which hold immutable values that any thread may compute again.
 */
final class ModuleContext {
    final WasmModule module;
    final Features features;
    final TypeSpace types = new TypeSpace();
    FuncShape[] funcs = {};
    FuncShape[] tags = {};
    TableType[] tables = {};
    MemType[] memories = {};
    GlobalType[] globals = {};
    /** How many globals are in sight; while constant expressions are validated these may be fewer than all. */
    int globalCount;
    RefType[] elems = {};
    int dataCount;
    /** The functions that bodies may refer to: those that occur outside of bodies, but for the start function. */
    final BitSet declared = new BitSet();

    private FuncShape[] shapes = {};
    private RefType[] nullableRefs = {};
    private RefType[] nonNullRefs = {};

    ModuleContext(WasmModule module, Features features) {
        this.module = module;
        this.features = features;
    }

    /** Makes room for what is cached by type index; all types are there. */
    void typesComplete() {
        shapes = new FuncShape[types.size()];
        nullableRefs = new RefType[types.size()];
        nonNullRefs = new RefType[types.size()];
    }

    /** The function type behind an index of the type section, or null if it is another kind of type. */
    FuncShape shape(DefType def, int typeIdx) {
        FuncShape shape = shapes[typeIdx];
        if (shape == null && def.expand() instanceof FuncType) {
            shape = FuncShape.of(def);
            shapes[typeIdx] = shape;
        }
        return shape;
    }

    /** The reference to a type of the type section. */
    RefType ref(boolean nullable, int typeIdx) {
        RefType[] cache = nullable ? nullableRefs : nonNullRefs;
        RefType ref = cache[typeIdx];
        if (ref == null) {
            ref = RefType.of(nullable, types.get(typeIdx));
            cache[typeIdx] = ref;
        }
        return ref;
    }

    /** How messages name a place. */
    String place(String kind, int index) {
        return kind + " " + index;
    }
}
