package dev.weft.binary;

import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.ArrayType;
import dev.weft.syntax.CompType;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.ExternType;
import dev.weft.syntax.Feature;
import dev.weft.syntax.Features;
import dev.weft.syntax.FieldType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.HeapType;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MemType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.PackedType;
import dev.weft.syntax.RecType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StorageType;
import dev.weft.syntax.StructType;
import dev.weft.syntax.SubType;
import dev.weft.syntax.TableType;
import dev.weft.syntax.TagType;
import dev.weft.syntax.TypeIdx;
import dev.weft.syntax.TypeUse;
import dev.weft.syntax.ValType;
import dev.weft.syntax.VecType;
import java.util.ArrayList;
import java.util.List;

/** A cursor that also reads types. */
class TypeReader extends BinaryReader {
    private static final AbsHeapType[] ABS_HEAP_TYPES = new AbsHeapType[0x80];
    private static final String MALFORMED_LIMITS = "malformed limits flags";

    static {
        for (AbsHeapType type : AbsHeapType.values()) {
            ABS_HEAP_TYPES[type.code()] = type;
        }
    }

    TypeReader(byte[] bytes, int start, int end, Features features) {
        super(bytes, start, end, features);
    }

    final ValType valType() {
        int start = position;
        int code = u8();
        switch (code) {
            case 0x7F:
                return NumType.I32;
            case 0x7E:
                return NumType.I64;
            case 0x7D:
                return NumType.F32;
            case 0x7C:
                return NumType.F64;
            case 0x7B:
                require(Feature.SIMD, "malformed value type", start);
                return VecType.V128;
            default:
                position = start;
                return refType("malformed value type");
        }
    }

    final RefType refType() {
        return refType("malformed reference type");
    }

    private RefType refType(String phrase) {
        int start = position;
        int code = u8();
        if (code == 0x63 || code == 0x64) {
            require(Feature.FUNCTION_REFERENCES, phrase, start);
            return RefType.of(code == 0x63, readHeapType());
        }
        AbsHeapType abs = code < 0x80 ? ABS_HEAP_TYPES[code] : null;
        if (abs == null) {
            throw malformed(phrase + ": code 0x" + Integer.toHexString(code), start);
        }
        if (abs != AbsHeapType.FUNC || phrase.equals("malformed value type")) {
            require(featureOf(abs), phrase, start);
        }
        return RefType.of(true, abs);
    }

    final HeapType readHeapType() {
        int start = position;
        int code = peek();
        if (code >= 0x40 && code < 0x80) {
            position++;
            AbsHeapType abs = ABS_HEAP_TYPES[code];
            if (abs == null) {
                throw malformed("malformed heap type: code 0x" + Integer.toHexString(code), start);
            }
            require(featureOf(abs), "malformed heap type", start);
            return abs;
        }
        require(Feature.FUNCTION_REFERENCES, "malformed heap type", start);
        long idx = s33();
        if (idx < 0) {
            throw malformed("malformed heap type", start);
        }
        return new TypeIdx((int) idx);
    }

    private static Feature featureOf(AbsHeapType type) {
        return switch (type) {
            case FUNC, EXTERN -> Feature.REFERENCE_TYPES;
            case EXN, NOEXN -> Feature.EXCEPTIONS;
            case ANY, EQ, I31, STRUCT, ARRAY, NONE, NOFUNC, NOEXTERN -> Feature.GC;
        };
    }

    final List<ValType> valTypes() {
        int count = length();
        if (count == 0) {
            return List.of();
        }
        List<ValType> types = new ArrayList<>(capacity(count));
        for (int i = 0; i < count; i++) {
            types.add(valType());
        }
        return types;
    }

    final boolean mutability() {
        int flag = u8();
        if (flag > 1) {
            throw malformed("malformed mutability", position - 1);
        }
        return flag == 1;
    }

    private StorageType storageType() {
        int code = peek();
        if (code == 0x78 || code == 0x77) {
            position++;
            return code == 0x78 ? PackedType.I8 : PackedType.I16;
        }
        return valType();
    }

    private FieldType fieldType() {
        StorageType storage = storageType();
        return new FieldType(storage, mutability());
    }

    private CompType compType() {
        int start = position;
        int code = u8();
        switch (code) {
            case 0x60: {
                List<ValType> params = valTypes();
                return new FuncType(params, valTypes());
            }
            case 0x5F: {
                require(Feature.GC, "malformed definition type", start);
                int count = length();
                List<FieldType> fields = new ArrayList<>(capacity(count));
                for (int i = 0; i < count; i++) {
                    fields.add(fieldType());
                }
                return new StructType(fields);
            }
            case 0x5E: {
                require(Feature.GC, "malformed definition type", start);
                return new ArrayType(fieldType());
            }
            default:
                // The code is a signed integer of seven bits.
                throw malformed(code >= 0x80 ? "integer representation too long"
                        : "malformed definition type: code 0x" + Integer.toHexString(code), start);
        }
    }

    private SubType subType() {
        int start = position;
        int code = peek();
        if (code != 0x50 && code != 0x4F) {
            return new SubType(true, List.of(), compType());
        }
        require(Feature.GC, "malformed definition type", start);
        position++;
        int count = length();
        List<HeapType> supertypes = new ArrayList<>(capacity(count));
        for (int i = 0; i < count; i++) {
            supertypes.add(new TypeIdx(u32()));
        }
        return new SubType(code == 0x4F, supertypes, compType());
    }

    final RecType recType() {
        if (peek() != 0x4E) {
            return new RecType(List.of(subType()));
        }
        require(Feature.GC, "malformed definition type", position);
        position++;
        int count = length();
        List<SubType> types = new ArrayList<>(capacity(count));
        for (int i = 0; i < count; i++) {
            types.add(subType());
        }
        return new RecType(types);
    }

    final TableType tableType() {
        RefType element = refType();
        int start = position;
        int flags = u8();
        if ((flags & ~5) != 0) {
            throw malformed(MALFORMED_LIMITS, start);
        }
        AddrType addr = addrType(flags, start);
        return new TableType(addr, limits(flags), element);
    }

    final MemType memType() {
        int start = position;
        int flags = u8();
        if ((flags & ~15) != 0) {
            throw malformed(MALFORMED_LIMITS, start);
        }
        boolean shared = (flags & 2) != 0;
        if (shared) {
            require(Feature.THREADS, MALFORMED_LIMITS, start);
        }
        boolean ownPageSize = (flags & 8) != 0;
        if (ownPageSize) {
            require(Feature.CUSTOM_PAGE_SIZES, MALFORMED_LIMITS, start);
        }
        AddrType addr = addrType(flags, start);
        Limits limits = limits(flags);
        int pageSizeLog2 = MemType.DEFAULT_PAGE_SIZE_LOG2;
        if (ownPageSize) {
            start = position;
            pageSizeLog2 = u32();
            if (pageSizeLog2 < 0 || pageSizeLog2 >= 64) {
                throw malformed("invalid custom page size: 2^" + Integer.toUnsignedString(pageSizeLog2), start);
            }
        }
        return new MemType(addr, limits, shared, pageSizeLog2);
    }

    private AddrType addrType(int flags, int offset) {
        if ((flags & 4) == 0) {
            return AddrType.I32;
        }
        require(Feature.MEMORY64, MALFORMED_LIMITS, offset);
        return AddrType.I64;
    }

    private Limits limits(int flags) {
        long min = size();
        return (flags & 1) == 0 ? Limits.of(min) : Limits.of(min, size());
    }

    /** Whether a size suits the address type is a matter of validation since memory64. */
    private long size() {
        return has(Feature.MEMORY64) ? u64() : Integer.toUnsignedLong(u32());
    }

    final GlobalType globalType() {
        ValType value = valType();
        return new GlobalType(value, mutability());
    }

    final TagType tagType() {
        int attribute = u8();
        if (attribute != 0) {
            throw malformed("malformed tag attribute", position - 1);
        }
        return new TagType(new TypeIdx(u32()));
    }

    final ExternType externType() {
        int start = position;
        int code = u8();
        if (code >= EXTERN_KINDS.length) {
            throw malformed("malformed import kind: code 0x" + Integer.toHexString(code), start);
        }
        return switch (EXTERN_KINDS[code]) {
            case FUNC -> new TypeUse(new TypeIdx(u32()));
            case TABLE -> tableType();
            case MEMORY -> memType();
            case GLOBAL -> globalType();
            case TAG -> {
                require(Feature.EXCEPTIONS, "malformed import kind", start);
                yield tagType();
            }
        };
    }

    static final ExternKind[] EXTERN_KINDS = ExternKind.values();
}
