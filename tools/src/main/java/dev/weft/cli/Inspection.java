package dev.weft.cli;

import dev.weft.binary.NameSection;
import dev.weft.binary.Section;
import dev.weft.syntax.CompType;
import dev.weft.syntax.CustomSection;
import dev.weft.syntax.Data;
import dev.weft.syntax.DefType;
import dev.weft.syntax.Elem;
import dev.weft.syntax.Export;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.ExternType;
import dev.weft.syntax.Feature;
import dev.weft.syntax.Func;
import dev.weft.syntax.HeapType;
import dev.weft.syntax.Import;
import dev.weft.syntax.Names;
import dev.weft.syntax.RecType;
import dev.weft.syntax.SegmentMode;
import dev.weft.syntax.SubType;
import dev.weft.syntax.TagType;
import dev.weft.syntax.TypeIdx;
import dev.weft.syntax.TypeUse;
import dev.weft.syntax.WasmModule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What there is to tell about a module; it need not be valid. */
final class Inspection {
    private final WasmModule module;
    private final NameSection names;
    private final FeatureUse use;
    private final List<CompType> types = new ArrayList<>();
    private final Map<ExternKind, List<ExternType>> spaces = new EnumMap<>(ExternKind.class);

    /** A section: what it is, where its contents lie, how many entries it has (-1: it is no list). */
    record SectionRow(String name, int offset, int size, int items) {
    }

    /** An import or export: its names, its index among its kind, its type. */
    record Item(String module, String name, ExternKind kind, int index, String type) {
    }

    /** A function that the module defines. */
    record Function(int index, String name, int size, String type) {
    }

    Inspection(WasmModule module) {
        this.module = module;
        this.names = NameSection.of(module);
        this.use = FeatureUse.of(module);
        for (RecType group : module.recTypes()) {
            for (SubType type : group.types()) {
                types.add(type.comp());
            }
        }
        for (ExternKind kind : ExternKind.values()) {
            spaces.put(kind, new ArrayList<>());
        }
        module.imports().forEach(item -> add(item.type()));
        module.funcs().forEach(func -> add(new TypeUse(new TypeIdx(func.typeIdx()))));
        module.tables().forEach(table -> add(table.type()));
        module.memories().forEach(this::add);
        module.globals().forEach(global -> add(global.type()));
        module.tags().forEach(this::add);
    }

    private void add(ExternType type) {
        spaces.get(type.kind()).add(type);
    }

    /** The module's own name, or null. */
    String name() {
        return names.module();
    }

    /** The name of something, or null. */
    String name(ExternKind kind, int index) {
        return names.name(switch (kind) {
            case FUNC -> NameSection.Kind.FUNCTION;
            case TABLE -> NameSection.Kind.TABLE;
            case MEMORY -> NameSection.Kind.MEMORY;
            case GLOBAL -> NameSection.Kind.GLOBAL;
            case TAG -> NameSection.Kind.TAG;
        }, index);
    }

    /** The proposals it makes use of, beyond WebAssembly 1.0. */
    List<Feature> features() {
        List<Feature> features = new ArrayList<>(use.features());
        features.remove(Feature.MVP);
        return features;
    }

    /** How many instructions it has. */
    long instructions() {
        return use.instructions();
    }

    /** The types of all things of a kind, imported ones first. */
    List<ExternType> space(ExternKind kind) {
        return spaces.get(kind);
    }

    /** A type that may have indices of this module. */
    String show(ExternType type) {
        return switch (type) {
            case TypeUse func -> func(func.type());
            case TagType tag -> func(tag.type());
            default -> Types.show(type);
        };
    }

    private String func(HeapType type) {
        return switch (type) {
            case TypeIdx idx when idx.index() >= 0 && idx.index() < types.size() -> types.get(idx.index()).toString();
            case DefType def -> def.expand().toString();
            default -> "type " + type;
        };
    }

    List<Item> imports() {
        List<Item> items = new ArrayList<>();
        int[] counts = new int[ExternKind.values().length];
        for (Import item : module.imports()) {
            ExternKind kind = item.type().kind();
            items.add(new Item(item.module(), item.name(), kind, counts[kind.ordinal()]++, show(item.type())));
        }
        return items;
    }

    List<Item> exports() {
        List<Item> items = new ArrayList<>();
        for (Export export : module.exports()) {
            List<ExternType> space = spaces.get(export.kind());
            items.add(new Item(null, export.name(), export.kind(), export.index(),
                    export.index() >= 0 && export.index() < space.size() ? show(space.get(export.index()))
                            : "unknown"));
        }
        return items;
    }

    /** The functions the module defines, the biggest first. */
    List<Function> functions() {
        List<Function> functions = new ArrayList<>();
        int index = module.importCount(ExternKind.FUNC);
        for (Func func : module.funcs()) {
            functions.add(new Function(index, functionName(index), func.code().length(),
                    func(new TypeIdx(func.typeIdx()))));
            index++;
        }
        functions.sort(Comparator.comparingInt((Function function) -> -function.size));
        return functions;
    }

    private String functionName(int index) {
        String name = names.function(index);
        if (name != null) {
            return name;
        }
        for (Export export : module.exports()) {
            if (export.kind() == ExternKind.FUNC && export.index() == index) {
                return export.name();
            }
        }
        return null;
    }

    /** How many bytes the data segments have. */
    long dataBytes() {
        long sum = 0;
        for (Data data : module.datas()) {
            sum += data.length();
        }
        return sum;
    }

    /** How many references the element segments have. */
    long elemReferences() {
        long sum = 0;
        for (Elem elem : module.elems()) {
            sum += elem.size();
        }
        return sum;
    }

    /** How many data segments are copied to memory at the start. */
    long activeDatas() {
        return module.datas().stream().filter(data -> data.mode() instanceof SegmentMode.Active).count();
    }

    WasmModule module() {
        return module;
    }

    /** The sections in order. */
    List<SectionRow> sections() {
        List<SectionRow> rows = new ArrayList<>();
        byte[] bytes = module.bytes();
        Leb in = new Leb(bytes, 8);
        while (in.position() < bytes.length) {
            int id = in.u8();
            int size = in.u32();
            int start = in.position();
            if (id == Section.CUSTOM) {
                rows.add(new SectionRow("custom " + Names.quoted(in.name()), start, size, -1));
            } else {
                rows.add(new SectionRow(Section.name(id), start, size, id == Section.START ? -1 : in.u32()));
            }
            in.skip(start + size - in.position());
        }
        return rows;
    }

    /** What the producers section says made the module: {@code language: C11}, {@code processed-by: clang 22.1}. */
    Map<String, List<String>> producers() {
        CustomSection section = module.custom("producers");
        Map<String, List<String>> producers = new java.util.LinkedHashMap<>();
        if (section == null) {
            return producers;
        }
        try {
            Leb in = new Leb(module.bytes(), section.offset());
            for (int fields = in.u32(); fields > 0; fields--) {
                String field = in.name();
                List<String> values = producers.computeIfAbsent(field, key -> new ArrayList<>());
                for (int count = in.u32(); count > 0; count--) {
                    String name = in.name();
                    String version = in.name();
                    values.add(version.isEmpty() ? name : name + " " + version);
                }
            }
        } catch (IndexOutOfBoundsException _) {
            return Collections.emptyMap();
        }
        return producers;
    }
}
