package dev.weft.text;

import dev.weft.binary.BinaryWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the name section: the identifiers of the text, or what name annotations put in their place.
 *
 * @see <a href="https://webassembly.github.io/spec/core/appendix/custom.html#name-section">Name section</a>
 */
final class NameSectionWriter {
    private final ModuleScope scope;
    private String module;
    private final Map<Integer, List<String>> locals = new TreeMap<>();
    private final Map<Integer, List<String>> labels = new TreeMap<>();

    NameSectionWriter(ModuleScope scope) {
        this.scope = scope;
    }

    void module(String name) {
        module = name;
    }

    void locals(int funcIdx, IndexSpace space) {
        if (count(space.names()) > 0) {
            locals.put(funcIdx, space.names());
        }
    }

    void labels(int funcIdx, List<String> names) {
        if (count(names) > 0) {
            labels.put(funcIdx, names);
        }
    }

    private static int count(List<String> names) {
        int count = 0;
        for (String name : names) {
            if (name != null) {
                count++;
            }
        }
        return count;
    }

    /** Appends the section, unless there is no name at all. */
    void write(BinaryWriter out) {
        BinaryWriter section = new BinaryWriter();
        if (module != null) {
            BinaryWriter name = new BinaryWriter();
            name.name(module);
            section.section(0, name);
        }
        direct(1, scope.funcs.names(), section);
        indirect(2, locals, section);
        indirect(3, labels, section);
        direct(4, scope.types.names(), section);
        direct(5, scope.tables.names(), section);
        direct(6, scope.memories.names(), section);
        direct(7, scope.globals.names(), section);
        direct(8, scope.elems.names(), section);
        direct(9, scope.datas.names(), section);
        Map<Integer, List<String>> fields = new TreeMap<>();
        scope.fields.forEach((type, space) -> {
            if (count(space.names()) > 0) {
                fields.put(type, space.names());
            }
        });
        indirect(10, fields, section);
        direct(11, scope.tags.names(), section);
        if (section.size() > 0) {
            out.customSection("name", section);
        }
    }

    private static void direct(int id, List<String> names, BinaryWriter section) {
        if (count(names) > 0) {
            BinaryWriter map = new BinaryWriter();
            map(names, map);
            section.section(id, map);
        }
    }

    private static void indirect(int id, Map<Integer, List<String>> byIndex, BinaryWriter section) {
        if (byIndex.isEmpty()) {
            return;
        }
        BinaryWriter map = new BinaryWriter();
        map.u32(byIndex.size());
        byIndex.forEach((index, names) -> {
            map.u32(index);
            map(names, map);
        });
        section.section(id, map);
    }

    private static void map(List<String> names, BinaryWriter out) {
        out.u32(count(names));
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i) != null) {
                out.u32(i);
                out.name(names.get(i));
            }
        }
    }
}
