package dev.weft.text;

import dev.weft.syntax.Features;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.RecType;
import dev.weft.syntax.SubType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Everything that can be named in a module, and its types. */
final class ModuleScope {
    final IndexSpace types = new IndexSpace("type");
    final IndexSpace funcs = new IndexSpace("func");
    final IndexSpace tables = new IndexSpace("table");
    final IndexSpace memories = new IndexSpace("memory");
    final IndexSpace globals = new IndexSpace("global");
    final IndexSpace tags = new IndexSpace("tag");
    final IndexSpace elems = new IndexSpace("elem segment");
    final IndexSpace datas = new IndexSpace("data segment");

    /** What limits may be depends on memory64. */
    final Features features;

    /** Field names by type index. */
    final Map<Integer, IndexSpace> fields = new HashMap<>();

    /** The groups of the type section; those that type uses imply come last. */
    final List<Group> groups = new ArrayList<>();

    /** Whether an instruction names a data segment, so that there must be a data count section. */
    boolean needsDataCount;

    private final List<SubType> definitions = new ArrayList<>();
    private final Map<FuncType, Integer> plainFuncTypes = new HashMap<>();

    ModuleScope(Features features) {
        this.features = features;
    }

    /** A recursive group, and whether it was written as one. */
    record Group(RecType type, boolean written) {
    }

    /** Adds a group that the module defines. */
    void add(List<SubType> group, boolean written) {
        if (group.size() == 1) {
            SubType type = group.getFirst();
            if (type.isFinal() && type.supertypes().isEmpty() && type.comp() instanceof FuncType func) {
                plainFuncTypes.putIfAbsent(func, definitions.size());
            }
        }
        definitions.addAll(group);
        groups.add(new Group(new RecType(group), written));
    }

    /** The index of the first type that is just this function type, or of a new one at the end. */
    int typeIdx(FuncType type) {
        Integer known = plainFuncTypes.get(type);
        if (known != null) {
            return known;
        }
        types.defineAnonymous(1);
        add(List.of(new SubType(true, List.of(), type)), false);
        return definitions.size() - 1;
    }

    /** The function type at an index, or null if there is none. */
    FuncType funcType(int typeIdx) {
        return typeIdx >= 0 && typeIdx < definitions.size()
                && definitions.get(typeIdx).comp() instanceof FuncType func ? func : null;
    }

    boolean isType(int typeIdx) {
        return typeIdx >= 0 && typeIdx < definitions.size();
    }

    /** The field names of a type; empty if it has none. */
    IndexSpace fieldsOf(int typeIdx) {
        return fields.getOrDefault(typeIdx, NO_FIELDS);
    }

    private static final IndexSpace NO_FIELDS = new IndexSpace("field");
}
