package dev.weft.text;

import dev.weft.binary.BinaryWriter;
import dev.weft.binary.Section;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.SubType;
import java.util.ArrayList;
import java.util.List;

/** The sections of a module that is being assembled, and the custom sections between them. */
final class ModuleSections {
    private static final int[] ORDER = {
        Section.TYPE, Section.IMPORT, Section.FUNCTION, Section.TABLE, Section.MEMORY, Section.TAG, Section.GLOBAL,
        Section.EXPORT, Section.START, Section.ELEMENT, Section.DATA_COUNT, Section.CODE, Section.DATA
    };

    final NameSectionWriter names;

    private final ModuleScope scope;
    private final BinaryWriter[] contents = new BinaryWriter[ORDER.length + 1];
    private final int[] counts = new int[ORDER.length + 1];
    private final List<CustomAnnotation> customs = new ArrayList<>();
    private final BinaryWriter hints = new BinaryWriter();
    private int hintedFuncs;

    ModuleSections(ModuleScope scope) {
        this.scope = scope;
        this.names = new NameSectionWriter(scope);
    }

    /** The writer of a section that is a vector, for one more element of it. */
    BinaryWriter next(int section) {
        counts[section]++;
        return writer(section);
    }

    private BinaryWriter writer(int section) {
        if (contents[section] == null) {
            contents[section] = new BinaryWriter();
        }
        return contents[section];
    }

    void export(String name, ExternKind kind, int index) {
        BinaryWriter out = next(Section.EXPORT);
        out.name(name);
        out.u8(kind.ordinal());
        out.u32(index);
    }

    void start(int funcIdx) {
        writer(Section.START).u32(funcIdx);
    }

    void custom(CustomAnnotation custom) {
        customs.add(custom);
    }

    void hints(int funcIdx, List<BodyReader.Hint> found) {
        if (found.isEmpty()) {
            return;
        }
        hintedFuncs++;
        hints.u32(funcIdx);
        hints.u32(found.size());
        for (BodyReader.Hint hint : found) {
            hints.u32(hint.offset());
            hints.u32(hint.value().length);
            hints.bytes(hint.value());
        }
    }

    byte[] toBinary() {
        BinaryWriter out = new BinaryWriter(1024);
        out.preamble();
        customs(CustomAnnotation.FIRST, false, out);
        types();
        if (scope.needsDataCount) {
            writer(Section.DATA_COUNT).u32(counts[Section.DATA]);
        }
        for (int section : ORDER) {
            customs(section, false, out);
            if (section == Section.CODE && hintedFuncs > 0) {
                BinaryWriter vector = new BinaryWriter();
                vector.u32(hintedFuncs);
                vector.bytes(hints);
                out.customSection(Annotation.BRANCH_HINT, vector);
            }
            section(section, out);
            customs(section, true, out);
        }
        names.write(out);
        customs(CustomAnnotation.LAST, true, out);
        return out.toByteArray();
    }

    private void customs(int place, boolean after, BinaryWriter out) {
        for (CustomAnnotation custom : customs) {
            if (custom.place() == place && custom.after() == after) {
                out.customSection(custom.name(), custom.contents());
            }
        }
    }

    private void section(int section, BinaryWriter out) {
        if (contents[section] == null) {
            return;
        }
        if (section == Section.START || section == Section.DATA_COUNT) {
            out.section(section, contents[section]);
        } else {
            BinaryWriter vector = new BinaryWriter(contents[section].size() + 5);
            vector.u32(counts[section]);
            vector.bytes(contents[section]);
            out.section(section, vector);
        }
    }

    private void types() {
        for (ModuleScope.Group group : scope.groups) {
            BinaryWriter out = next(Section.TYPE);
            if (group.written()) {
                out.u8(0x4E);
                out.u32(group.type().types().size());
            }
            for (SubType type : group.type().types()) {
                out.subType(type);
            }
        }
    }
}
