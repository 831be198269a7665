package dev.weft.text;

import dev.weft.syntax.AddrType;
import dev.weft.syntax.ArrayType;
import dev.weft.syntax.CompType;
import dev.weft.syntax.FieldType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.HeapType;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MemType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StorageType;
import dev.weft.syntax.StructType;
import dev.weft.syntax.SubType;
import dev.weft.syntax.TableType;
import dev.weft.syntax.TypeIdx;
import dev.weft.syntax.ValType;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Text that grows: numbers, strings and types as the text format writes them. */
final class TextWriter {
    private final StringBuilder text = new StringBuilder();
    private final PrintNames names;

    TextWriter(PrintNames names) {
        this.names = names;
    }

    TextWriter put(String more) {
        text.append(more);
        return this;
    }

    TextWriter space() {
        text.append(' ');
        return this;
    }

    /** Begins a line, indented by so many steps. */
    TextWriter line(int depth) {
        text.append('\n').repeat("  ", depth);
        return this;
    }

    TextWriter unsigned(long value) {
        text.append(Long.toUnsignedString(value));
        return this;
    }

    TextWriter u32(int value) {
        text.append(Integer.toUnsignedString(value));
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /** Bytes as a string with its quotes. */
    TextWriter string(byte[] bytes, int offset, int length) {
        text.append('"');
        for (int i = offset; i < offset + length; i++) {
            int c = bytes[i] & 0xFF;
            if (c >= 0x20 && c < 0x7F && c != '"' && c != '\\') {
                text.append((char) c);
            } else {
                text.append('\\').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        text.append('"');
        return this;
    }

    /** A name as a string with its quotes. */
    TextWriter string(String name) {
        text.append('"').append(escape(name)).append('"');
        return this;
    }

    private static String escape(String name) {
        StringBuilder escaped = new StringBuilder(name.length());
        name.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                escaped.append('\\').append((char) c);
            } else if (c >= 0x20 && c < 0x7F || c > 0xA0 && Character.isLetterOrDigit(c)) {
                escaped.appendCodePoint(c);
            } else {
                escaped.append("\\u{").append(Integer.toHexString(c)).append('}');
            }
        });
        return escaped.toString();
    }

    /** An identifier for a name that is not empty. */
    static String id(String name) {
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (!Lexer.isIdChar(b)) {
                return "$\"" + escape(name) + '"';
            }
        }
        return "$" + name;
    }

    TextWriter f32(int bits) {
        float value = Float.intBitsToFloat(bits);
        if (Float.isNaN(value)) {
            return nan(bits < 0, bits & 0x7FFFFF, 0x400000);
        }
        text.append(Float.isInfinite(value) ? value < 0 ? "-inf" : "inf" : Float.toString(value));
        return this;
    }

    TextWriter f64(long bits) {
        double value = Double.longBitsToDouble(bits);
        if (Double.isNaN(value)) {
            return nan(bits < 0, bits & 0xFFFFFFFFFFFFFL, 0x8000000000000L);
        }
        text.append(Double.isInfinite(value) ? value < 0 ? "-inf" : "inf" : Double.toString(value));
        return this;
    }

    private TextWriter nan(boolean negative, long payload, long canonical) {
        text.append(negative ? "-nan" : "nan");
        if (payload != canonical) {
            text.append(":0x").append(Long.toHexString(payload));
        }
        return this;
    }

    TextWriter heapType(HeapType type) {
        return put(type instanceof TypeIdx idx ? names.types.ref(idx.index()) : type.toString());
    }

    TextWriter valType(ValType type) {
        return type instanceof RefType ref ? refType(ref) : put(type.toString());
    }

    TextWriter refType(RefType type) {
        if (!(type.heap() instanceof TypeIdx)) {
            return put(type.toString());
        }
        return put(type.nullable() ? "(ref null " : "(ref ").heapType(type.heap()).put(")");
    }

    private TextWriter storageType(StorageType type) {
        return type instanceof ValType value ? valType(value) : put(type.toString());
    }

    private TextWriter fieldType(FieldType type) {
        return type.mutable() ? put("(mut ").storageType(type.storage()).put(")") : storageType(type.storage());
    }

    TextWriter subType(SubType type, int typeIdx) {
        boolean plain = type.isFinal() && type.supertypes().isEmpty();
        if (!plain) {
            put(type.isFinal() ? "(sub final " : "(sub ");
            type.supertypes().forEach(above -> heapType(above).space());
        }
        compType(type.comp(), typeIdx);
        return plain ? this : put(")");
    }

    private void compType(CompType type, int typeIdx) {
        switch (type) {
            case FuncType func -> {
                put("(func");
                funcType(func, null);
                put(")");
            }
            case StructType struct -> {
                put("(struct");
                PrintNames.Space fields = names.fields(typeIdx);
                for (int i = 0; i < struct.fields().size(); i++) {
                    put(" (field ").put(fields.definition(i)).fieldType(struct.fields().get(i)).put(")");
                }
                put(")");
            }
            case ArrayType array -> put("(array ").fieldType(array.field()).put(")");
        }
    }

    /** Parameters and results, each with a space in front; {@code locals} names the parameters, or is null. */
    void funcType(FuncType type, PrintNames.Space locals) {
        group(" (param", type.params(), locals);
        group(" (result", type.results(), null);
    }

    /** Types in a list of their own, or in several where some have names. */
    void group(String open, List<ValType> types, PrintNames.Space locals, int first) {
        boolean inList = false;
        for (int i = 0; i < types.size(); i++) {
            String name = locals == null ? "" : locals.definition(first + i);
            if (!name.isEmpty()) {
                put(inList ? ")" : "").put(open).put(" ").put(name).valType(types.get(i)).put(")");
                inList = false;
            } else {
                put(inList ? "" : open).put(" ").valType(types.get(i));
                inList = true;
            }
        }
        put(inList ? ")" : "");
    }

    private void group(String open, List<ValType> types, PrintNames.Space locals) {
        group(open, types, locals, 0);
    }

    private TextWriter limits(AddrType addr, Limits limits) {
        put(addr == AddrType.I64 ? "i64 " : "").unsigned(limits.min());
        return limits.hasMax() ? space().unsigned(limits.max()) : this;
    }

    TextWriter tableType(TableType type) {
        return limits(type.addr(), type.limits()).space().refType(type.element());
    }

    TextWriter memType(MemType type) {
        limits(type.addr(), type.limits()).put(type.shared() ? " shared" : "");
        return type.pageSizeLog2() == MemType.DEFAULT_PAGE_SIZE_LOG2 ? this
                : put(" (pagesize ").unsigned(1L << type.pageSizeLog2()).put(")");
    }

    TextWriter globalType(GlobalType type) {
        return type.mutable() ? put("(mut ").valType(type.value()).put(")") : valType(type.value());
    }
}
