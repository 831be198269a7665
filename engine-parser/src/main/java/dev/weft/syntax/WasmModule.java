package dev.weft.syntax;

import java.util.List;
import java.util.stream.Stream;

/**
 * A module as the binary format describes it, not yet validated.
 *
 * <p>Immutable, safe for any thread. It keeps the bytes it came from, and function bodies, constant expressions and
 * segments are ranges of them ({@link Expr}, {@link Data}): nothing is decoded that nobody asks for. All types are as
 * written, with {@link TypeIdx} for what the type section defines.
 *
 * @param bytes     the whole binary; not to be changed
 * @param recTypes  the type section, group by group
 * @param imports   in order
 * @param funcs     functions defined here, behind the imported ones in the index space; likewise the next four
 * @param tables    tables defined here
 * @param memories  memories defined here
 * @param tags      tags defined here
 * @param globals   globals defined here
 * @param exports   in order
 * @param start     index of the start function, or -1
 * @param elems     element segments
 * @param dataCount as the data count section says, or -1 if there is none
 * @param datas     data segments
 * @param customs   custom sections in order
 * @see <a href="https://webassembly.github.io/spec/core/syntax/modules.html">Modules</a>
 */
public record WasmModule(
        byte[] bytes,
        List<RecType> recTypes,
        List<Import> imports,
        List<Func> funcs,
        List<Table> tables,
        List<MemType> memories,
        List<TagType> tags,
        List<Global> globals,
        List<Export> exports,
        int start,
        List<Elem> elems,
        int dataCount,
        List<Data> datas,
        List<CustomSection> customs) {

    /** How many things of a kind are imported. */
    public int importCount(ExternKind kind) {
        int count = 0;
        for (Import item : imports) {
            if (item.type().kind() == kind) {
                count++;
            }
        }
        return count;
    }

    /** The imported things of a kind, in the order of their index space. */
    public Stream<Import> imports(ExternKind kind) {
        return imports.stream().filter(item -> item.type().kind() == kind);
    }

    /** The first custom section of a name, or null. */
    public CustomSection custom(String name) {
        for (CustomSection section : customs) {
            if (section.name().equals(name)) {
                return section;
            }
        }
        return null;
    }
}
