package dev.weft.text;

import dev.weft.binary.NameSection;
import dev.weft.binary.NameSection.Kind;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.StructType;
import dev.weft.syntax.SubType;
import dev.weft.syntax.WasmModule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * The identifiers that a module's name section gives its things.
 *
 * <p>Of several things with the same name the first gets it as identifier, the others as annotation.
 */
final class PrintNames {
    private final NameSection section;
    private final List<SubType> definitions = new ArrayList<>();
    private final Map<Integer, Space> fields = new HashMap<>();
    final Space types;
    final Space funcs;
    final Space tables;
    final Space memories;
    final Space globals;
    final Space tags;
    final Space elems;
    final Space datas;

    PrintNames(WasmModule module) {
        section = NameSection.of(module);
        module.recTypes().forEach(group -> definitions.addAll(group.types()));
        types = space(Kind.TYPE, definitions.size());
        funcs = space(Kind.FUNCTION, module.importCount(ExternKind.FUNC) + module.funcs().size());
        tables = space(Kind.TABLE, module.importCount(ExternKind.TABLE) + module.tables().size());
        memories = space(Kind.MEMORY, module.importCount(ExternKind.MEMORY) + module.memories().size());
        globals = space(Kind.GLOBAL, module.importCount(ExternKind.GLOBAL) + module.globals().size());
        tags = space(Kind.TAG, module.importCount(ExternKind.TAG) + module.tags().size());
        elems = space(Kind.ELEM, module.elems().size());
        datas = space(Kind.DATA, module.datas().size());
    }

    private Space space(Kind kind, int size) {
        return new Space(size, index -> section.name(kind, index));
    }

    /** The module's own name as it follows the keyword, with a space in front; empty if it has none. */
    String module() {
        String name = section.module();
        return name == null ? "" : name.isEmpty() ? " (@name \"\")" : " " + TextWriter.id(name);
    }

    /** The fields of a structure type. */
    Space fields(int typeIdx) {
        return fields.computeIfAbsent(typeIdx,
                _ -> new Space(fieldCount(typeIdx), index -> section.name(Kind.FIELD, typeIdx, index)));
    }

    private int fieldCount(int typeIdx) {
        return typeIdx >= 0 && typeIdx < definitions.size()
                && definitions.get(typeIdx).comp() instanceof StructType struct ? struct.fields().size() : 0;
    }

    /** The parameters and other locals of a function. */
    Space locals(int funcIdx, int size) {
        return new Space(size, index -> section.name(Kind.LOCAL, funcIdx, index));
    }

    /** The name of a label, counted in the order of the blocks, or null. */
    String label(int funcIdx, int index) {
        String name = section.name(Kind.LABEL, funcIdx, index);
        return name == null || name.isEmpty() ? null : name;
    }

    /** An index space with the identifiers in it. */
    static final class Space {
        private final String[] ids;
        private final String[] annotations;

        Space(int size, IntFunction<String> names) {
            String[] found = new String[size];
            String[] others = new String[size];
            Set<String> taken = new HashSet<>();
            int used = 0;
            for (int i = 0; i < size; i++) {
                String name = names.apply(i);
                if (name != null) {
                    used = i + 1;
                    if (!name.isEmpty() && taken.add(name)) {
                        found[i] = TextWriter.id(name);
                    } else {
                        others[i] = name;
                    }
                }
            }
            ids = java.util.Arrays.copyOf(found, used);
            annotations = java.util.Arrays.copyOf(others, used);
        }

        /** How a thing is referred to: its identifier, or else its index. */
        String ref(int index) {
            return index >= 0 && index < ids.length && ids[index] != null ? ids[index]
                    : Integer.toUnsignedString(index);
        }

        /** What stands where the thing is defined, with a space behind; empty if it has no name. */
        String definition(int index) {
            if (index >= ids.length || ids[index] == null && annotations[index] == null) {
                return "";
            }
            return ids[index] != null ? ids[index] + " "
                    : new TextWriter(null).put("(@name ").string(annotations[index]).put(") ").toString();
        }

        /** The same with the space in front. */
        String suffix(int index) {
            String definition = definition(index);
            return definition.isEmpty() ? "" : " " + definition.substring(0, definition.length() - 1);
        }
    }
}
