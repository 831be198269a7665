package dev.weft.valid;

import dev.weft.binary.NameSection;
import dev.weft.syntax.DefType;
import dev.weft.syntax.Features;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.MemType;
import dev.weft.syntax.Names;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StorageType;
import dev.weft.syntax.TableType;
import dev.weft.syntax.TypeIdx;
import dev.weft.syntax.TypeSpace;
import dev.weft.syntax.ValType;
import dev.weft.syntax.WasmModule;
import java.util.BitSet;

/**
 * What the specification calls the context: every index space of a module in full, imports first, types closed.
 *
 * <p>{@link ModuleValidator} fills it section by section; from the first function body on nothing changes any more
 * but for the caches, which hold immutable values that any thread may compute again.
 */
final class ModuleContext {
    private static final int SHOWN = 12;

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

    /** How messages show a closed type: definitions by their index in this module. */
    String show(StorageType type) {
        if (type == BodyState.BOT_REF) {
            return "(ref bot)";
        }
        if (type instanceof RefType ref && ref.heap() instanceof DefType def) {
            for (int i = 0; i < types.size(); i++) {
                if (types.get(i) == def) {
                    return RefType.of(ref.nullable(), new TypeIdx(i)).toString();
                }
            }
        }
        return type.toString();
    }

    /** How messages show a part of a list of types. */
    String show(ValType[] list, int from, int to) {
        StringBuilder text = new StringBuilder("[");
        int first = Math.max(from, to - SHOWN);
        if (first > from) {
            text.append("... ");
        }
        for (int i = first; i < to; i++) {
            text.append(i == first ? "" : " ").append(list[i] == null ? "address" : show(list[i]));
        }
        return text.append(']').toString();
    }

    /** How messages show a list of types. */
    String showAll(ValType... list) {
        return show(list, 0, list.length);
    }

    /** How messages name a place: what kind of thing, its index, and its name if the module tells it. */
    String place(String kind, int index) {
        String name = switch (kind) {
            case "func" -> NameSection.of(module).function(index);
            case "global" -> NameSection.of(module).name(NameSection.Kind.GLOBAL, index);
            default -> null;
        };
        return kind + " " + index + (name == null ? "" : " " + Names.quoted(name));
    }
}
