package dev.weft.binary;

import dev.weft.syntax.CustomSection;
import dev.weft.syntax.Data;
import dev.weft.syntax.Elem;
import dev.weft.syntax.Export;
import dev.weft.syntax.Expr;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.Feature;
import dev.weft.syntax.Features;
import dev.weft.syntax.Func;
import dev.weft.syntax.Global;
import dev.weft.syntax.Import;
import dev.weft.syntax.MalformedException;
import dev.weft.syntax.MemType;
import dev.weft.syntax.RecType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.SegmentMode;
import dev.weft.syntax.Table;
import dev.weft.syntax.TagType;
import dev.weft.syntax.WasmModule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * Makes a {@link WasmModule} of the bytes of the binary format.
 *
 * <p>Function bodies are located, not read: what is malformed in one of them is reported by whoever reads it first
 * (with a {@link CodeReader} that knows the features), which is the validator. Everything else is checked here.
 *
 * @see <a href="https://webassembly.github.io/spec/core/binary/modules.html">Binary format, modules</a>
 */
public final class ModuleDecoder {
    private static final int MAGIC = 0x6D736100;
    private static final int VERSION = 1;
    private static final RefType FUNC_REF = RefType.of(false, AbsHeapType.FUNC);

    private final byte[] bytes;
    private final Features features;
    private final TypeReader in;
    private final CodeReader code;

    private List<RecType> recTypes = List.of();
    private List<Import> imports = List.of();
    private int[] funcTypes = {};
    private List<Table> tables = List.of();
    private List<MemType> memories = List.of();
    private List<TagType> tags = List.of();
    private List<Global> globals = List.of();
    private List<Export> exports = List.of();
    private int start = -1;
    private List<Elem> elems = List.of();
    private int dataCount = -1;
    private List<Func> funcs = List.of();
    private List<Data> datas = List.of();
    private int codeStart = -1;
    private final List<CustomSection> customs = new ArrayList<>();

    private ModuleDecoder(byte[] bytes, Features features) {
        this.bytes = bytes;
        this.features = features;
        this.in = new TypeReader(bytes, 0, bytes.length, features);
        this.code = CodeReader.open(bytes, features);
    }

    /**
     * The module that a binary describes; it keeps the bytes, which must not change any more.
     *
     * @throws MalformedException if the bytes are no module, with the specification's phrase first
     */
    public static WasmModule decode(byte[] bytes, Features features) {
        return new ModuleDecoder(bytes, features).module();
    }

    private WasmModule module() {
        preamble();
        try {
            sections();
            checkCounts();
        } catch (MalformedException found) {
            searchBodies();
            throw found;
        }
        return new WasmModule(bytes, recTypes, imports, funcs, tables, memories, tags, globals, exports, start, elems,
                dataCount, datas, Collections.unmodifiableList(customs));
    }

    private void sections() {
        int last = 0;
        while (in.remaining() > 0) {
            int at = in.position;
            int id = in.u8();
            if (!Section.isKnown(id)
                    || id == Section.TAG && !in.has(Feature.EXCEPTIONS)
                    || id == Section.DATA_COUNT && !in.has(Feature.BULK_MEMORY)) {
                throw BinaryReader.malformed("malformed section id: " + id, at);
            }
            if (id != Section.CUSTOM && Section.rank(id) <= Section.rank(last)) {
                throw BinaryReader.malformed("unexpected content after last section: " + Section.name(id)
                        + " section behind the " + Section.name(last) + " section", at);
            }
            int length = in.length();
            int start = in.position;
            if (id == Section.CUSTOM) {
                custom(start + length, last);
            } else {
                section(id);
                last = id;
            }
            if (in.position != start + length) {
                throw BinaryReader.malformed("section size mismatch: " + Section.name(id) + " section of " + length
                        + " bytes, " + (in.position - start) + " read", start);
            }
        }
    }

    /**
     * Looks for what is malformed in the function bodies, once something behind their beginning is: a wrong size of a
     * body makes a mess of what follows, and the first error in the order of the bytes is the one to report. A body is
     * read up to its own end here, whatever its size is said to be.
     */
    private void searchBodies() {
        if (codeStart < 0) {
            return;
        }
        in.position = codeStart;
        for (int count = in.length(); count > 0; count--) {
            int length = in.length();
            int from = in.position;
            in.position = code.endOf(new Locals(in).body().offset());
            if (in.position != from + length) {
                throw BinaryReader.malformed("section size mismatch: function of " + length + " bytes, "
                        + (in.position - from) + " read", from);
            }
        }
    }

    private void preamble() {
        if (in.remaining() < 4 || in.i32le() != MAGIC) {
            throw BinaryReader.malformed(in.remaining() < 4 && in.position == 0
                    ? "unexpected end: magic header not detected" : "magic header not detected", 0);
        }
        if (in.remaining() < 4) {
            throw BinaryReader.malformed("unexpected end: unknown binary version", 4);
        }
        if (in.i32le() != VERSION) {
            throw BinaryReader.malformed("unknown binary version", 4);
        }
    }

    private void checkCounts() {
        if (funcTypes.length != funcs.size()) {
            throw BinaryReader.malformed("function and code section have inconsistent lengths: " + funcTypes.length
                    + " and " + funcs.size(), in.position);
        }
        if (dataCount != -1 && dataCount != datas.size()) {
            throw BinaryReader.malformed("data count and data section have inconsistent lengths: "
                    + Integer.toUnsignedString(dataCount) + " and " + datas.size(), in.position);
        }
    }

    private void custom(int end, int after) {
        TypeReader section = new TypeReader(bytes, in.position, Math.min(end, bytes.length), features);
        String name = section.name();
        customs.add(new CustomSection(name, section.position, section.remaining(), after));
        in.skip(end - in.position);
    }

    private void section(int id) {
        switch (id) {
            case Section.TYPE -> recTypes = vector(in::recType);
            case Section.IMPORT -> imports = vector(this::importItem);
            case Section.FUNCTION -> funcTypes = in.indices();
            case Section.TABLE -> tables = vector(this::table);
            case Section.MEMORY -> memories = vector(in::memType);
            case Section.TAG -> tags = vector(in::tagType);
            case Section.GLOBAL -> globals = vector(this::global);
            case Section.EXPORT -> exports = vector(this::export);
            case Section.START -> start = beyondNone(in.u32());
            case Section.ELEMENT -> elems = vector(this::elem);
            case Section.DATA_COUNT -> dataCount = beyondNone(in.u32());
            case Section.CODE -> code();
            case Section.DATA -> datas = vector(this::data);
            default -> throw new AssertionError(id);
        }
    }

    /** The number itself, but for the one that stands for none: another one that is just as far out of range. */
    private static int beyondNone(int number) {
        return number == -1 ? -2 : number;
    }

    private <T> List<T> vector(Supplier<T> element) {
        int count = in.length();
        List<T> list = new ArrayList<>(BinaryReader.capacity(count));
        for (int i = 0; i < count; i++) {
            list.add(element.get());
        }
        return Collections.unmodifiableList(list);
    }

    private Import importItem() {
        String module = in.name();
        String name = in.name();
        return new Import(module, name, in.externType());
    }

    private Table table() {
        if (in.peek() != 0x40) {
            return new Table(in.tableType(), null);
        }
        in.require(Feature.FUNCTION_REFERENCES, "malformed reference type", in.position);
        in.position++;
        in.zeroByte();
        var type = in.tableType();
        return new Table(type, expr());
    }

    private Global global() {
        var type = in.globalType();
        return new Global(type, expr());
    }

    private Export export() {
        String name = in.name();
        int at = in.position;
        int code = in.u8();
        if (code >= TypeReader.EXTERN_KINDS.length
                || TypeReader.EXTERN_KINDS[code] == ExternKind.TAG && !in.has(Feature.EXCEPTIONS)) {
            throw BinaryReader.malformed("malformed export kind: code 0x" + Integer.toHexString(code), at);
        }
        return new Export(name, TypeReader.EXTERN_KINDS[code], in.u32());
    }

    private Elem elem() {
        int at = in.position;
        int flags = in.u32();
        if (flags < 0 || flags > 7 || flags > 0 && !in.has(Feature.BULK_MEMORY)) {
            throw BinaryReader.malformed("malformed elements segment kind: " + Integer.toUnsignedString(flags), at);
        }
        SegmentMode mode;
        if ((flags & 1) == 0) {
            int table = (flags & 2) != 0 ? in.u32() : 0;
            mode = new SegmentMode.Active(table, expr());
        } else {
            mode = (flags & 2) != 0 ? SegmentMode.DECLARATIVE : SegmentMode.PASSIVE;
        }
        boolean typed = (flags & 3) != 0;
        if ((flags & 4) == 0) {
            if (typed && in.u8() != 0) {
                throw BinaryReader.malformed("malformed element kind", in.position - 1);
            }
            return new Elem(FUNC_REF, in.indices(), null, mode);
        }
        RefType type = typed ? in.refType() : RefType.FUNCREF;
        return new Elem(type, null, vector(this::expr), mode);
    }

    private Data data() {
        int at = in.position;
        int flags = in.u32();
        if (flags < 0 || flags > 2 || flags == 1 && !in.has(Feature.BULK_MEMORY)) {
            throw BinaryReader.malformed("malformed data segment kind: " + Integer.toUnsignedString(flags), at);
        }
        SegmentMode mode = SegmentMode.PASSIVE;
        if (flags != 1) {
            int memory = flags == 2 ? in.u32() : 0;
            mode = new SegmentMode.Active(memory, expr());
        }
        int length = in.length();
        int start = in.position;
        in.skip(length);
        return new Data(start, length, mode);
    }

    private void code() {
        codeStart = in.position;
        int count = in.length();
        List<Func> bodies = new ArrayList<>(BinaryReader.capacity(count));
        for (int i = 0; i < count; i++) {
            int length = in.length();
            // With more bodies than types the counts don't match, which is found at the end.
            bodies.add(new Func(i < funcTypes.length ? funcTypes[i] : -1, new Expr(in.position, length)));
            in.skip(length);
        }
        funcs = Collections.unmodifiableList(bodies);
    }

    private Expr expr() {
        int from = in.position;
        in.position = code.endOf(from);
        return new Expr(from, in.position - from);
    }
}
