package dev.weft.text;

import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.ArrayType;
import dev.weft.syntax.CompType;
import dev.weft.syntax.Feature;
import dev.weft.syntax.FieldType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.HeapType;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MemType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.PackedType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StorageType;
import dev.weft.syntax.StructType;
import dev.weft.syntax.SubType;
import dev.weft.syntax.TableType;
import dev.weft.syntax.TypeIdx;
import dev.weft.syntax.ValType;
import dev.weft.syntax.VecType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads types.
 *
 * @see <a href="https://webassembly.github.io/spec/core/text/types.html">Types</a>
 */
final class TypeReader {
    private static final Map<String, ValType> VALUES = new HashMap<>();
    private static final Map<String, AbsHeapType> HEAPS = new HashMap<>();

    static {
        for (NumType type : NumType.values()) {
            VALUES.put(type.toString(), type);
        }
        VALUES.put(VecType.V128.toString(), VecType.V128);
        for (AbsHeapType type : AbsHeapType.values()) {
            VALUES.put(type.nullableName(), RefType.of(true, type));
            HEAPS.put(type.toString(), type);
        }
    }

    private final TokenCursor in;
    private final ModuleScope scope;
    private final AnnotationClaims claims;

    TypeReader(TokenCursor in, ModuleScope scope, AnnotationClaims claims) {
        this.in = in;
        this.scope = scope;
        this.claims = claims;
    }

    HeapType heapType() {
        if (in.atIndex()) {
            return new TypeIdx(scope.types.index(in));
        }
        AbsHeapType type = in.at(TokenKind.KEYWORD) ? HEAPS.get(in.tokens().text(in.position())) : null;
        if (type == null) {
            throw in.unexpected();
        }
        in.advance();
        return type;
    }

    RefType refType() {
        return valType() instanceof RefType ref ? ref : fail();
    }

    private RefType fail() {
        in.moveTo(in.position() - 1);
        throw in.unexpected();
    }

    /** Whether a value type comes next. */
    boolean atValType() {
        return in.atList("ref") || in.at(TokenKind.KEYWORD) && VALUES.containsKey(in.tokens().text(in.position()));
    }

    boolean atRefType() {
        return in.atList("ref")
                || in.at(TokenKind.KEYWORD) && VALUES.get(in.tokens().text(in.position())) instanceof RefType;
    }

    ValType valType() {
        if (in.enter("ref")) {
            boolean nullable = in.accept("null");
            HeapType heap = heapType();
            in.close();
            return RefType.of(nullable, heap);
        }
        ValType type = in.at(TokenKind.KEYWORD) ? VALUES.get(in.tokens().text(in.position())) : null;
        if (type == null) {
            throw in.unexpected();
        }
        in.advance();
        return type;
    }

    private StorageType storageType() {
        return in.accept("i8") ? PackedType.I8 : in.accept("i16") ? PackedType.I16 : valType();
    }

    private FieldType fieldType() {
        if (in.enter("mut")) {
            StorageType storage = storageType();
            in.close();
            return new FieldType(storage, true);
        }
        return new FieldType(storageType(), false);
    }

    /** What stands inside {@code (type $id …)}; {@code typeIdx} is its own index. */
    SubType subType(int typeIdx) {
        if (!in.enter("sub")) {
            return new SubType(true, List.of(), compType(typeIdx));
        }
        boolean isFinal = in.accept("final");
        List<HeapType> supertypes = new ArrayList<>();
        while (in.atIndex()) {
            supertypes.add(new TypeIdx(scope.types.index(in)));
        }
        CompType comp = compType(typeIdx);
        in.close();
        return new SubType(isFinal, supertypes, comp);
    }

    private CompType compType(int typeIdx) {
        if (in.enter("func")) {
            FuncType type = funcType(true, null);
            in.close();
            return type;
        }
        if (in.enter("struct")) {
            IndexSpace names = new IndexSpace("field");
            List<FieldType> fields = new ArrayList<>();
            while (in.enter("field")) {
                field(names, fields);
            }
            in.close();
            scope.fields.put(typeIdx, names);
            return new StructType(fields);
        }
        if (in.enter("array")) {
            FieldType field = fieldType();
            in.close();
            return new ArrayType(field);
        }
        if (in.at(TokenKind.LPAR)) {
            in.advance();
        }
        throw in.unexpected();
    }

    private void field(IndexSpace names, List<FieldType> fields) {
        if (in.at(TokenKind.ID)) {
            int index = names.define(in);
            claims.name(in, names, index);
            fields.add(fieldType());
        } else {
            while (!in.at(TokenKind.RPAR)) {
                claims.name(in, names, names.define(in));
                fields.add(fieldType());
            }
        }
        in.close();
    }

    /**
     * Parameters and results as far as they go.
     *
     * @param named  whether parameters may have identifiers
     * @param locals where the parameters are defined as locals, or null
     */
    FuncType funcType(boolean named, IndexSpace locals) {
        List<ValType> params = new ArrayList<>();
        List<ValType> results = new ArrayList<>();
        while (in.enter("param")) {
            if (named && in.at(TokenKind.ID)) {
                IndexSpace space = locals != null ? locals : new IndexSpace("local");
                claims.name(in, space, space.define(in));
                params.add(valType());
            } else {
                while (!in.at(TokenKind.RPAR)) {
                    if (locals != null) {
                        locals.defineAnonymous(1);
                        claims.name(in, locals, locals.size() - 1);
                    }
                    params.add(valType());
                }
            }
            in.close();
        }
        while (in.enter("result")) {
            while (!in.at(TokenKind.RPAR)) {
                results.add(valType());
            }
            in.close();
        }
        if (in.atList("param") || in.atList("type")) {
            in.advance();
            throw in.unexpected();
        }
        return new FuncType(params, results);
    }

    /** {@code (type x)} and its index, or -1 if there is none. */
    int explicitType() {
        if (!in.enter("type")) {
            return -1;
        }
        int typeIdx = scope.types.index(in);
        in.close();
        return typeIdx;
    }

    /** A type use: the index of its type, defined now if need be. */
    int typeUse(boolean named, IndexSpace locals) {
        int at = in.position();
        boolean explicit = in.atList("type");
        int typeIdx = explicitType();
        FuncType type = funcType(named, locals);
        if (!explicit) {
            return scope.typeIdx(type);
        }
        checkInline(at, typeIdx, type);
        if (locals != null && locals.size() == 0 && scope.funcType(typeIdx) != null) {
            locals.defineAnonymous(scope.funcType(typeIdx).params().size());
        }
        return typeIdx;
    }

    /** Checks that parameters and results written beside {@code (type x)} are those of the type. */
    void checkInline(int at, int typeIdx, FuncType inline) {
        if (inline.params().isEmpty() && inline.results().isEmpty()) {
            return;
        }
        if (!scope.isType(typeIdx)) {
            throw in.tokens().error(at, "unknown type " + Integer.toUnsignedString(typeIdx));
        }
        if (!inline.equals(scope.funcType(typeIdx))) {
            throw in.tokens().error(at, "inline function type does not match explicit type");
        }
    }

    /** i32, i64, or nothing, which means i32. */
    AddrType addrType() {
        if (in.accept("i64")) {
            return AddrType.I64;
        }
        in.accept("i32");
        return AddrType.I32;
    }

    private Limits limits(AddrType addr) {
        int bits = addr == AddrType.I64 || scope.features.has(Feature.MEMORY64) ? 64 : 32;
        long min = in.unsigned(bits);
        return in.at(TokenKind.NAT) ? Limits.of(min, in.unsigned(bits)) : Limits.of(min);
    }

    TableType tableType() {
        AddrType addr = addrType();
        Limits limits = limits(addr);
        return new TableType(addr, limits, refType());
    }

    MemType memType() {
        AddrType addr = addrType();
        Limits limits = limits(addr);
        boolean shared = in.accept("shared");
        return new MemType(addr, limits, shared, pageSizeLog2());
    }

    /** {@code (pagesize n)} or nothing, as base-2 logarithm. */
    int pageSizeLog2() {
        if (!in.enter("pagesize")) {
            return MemType.DEFAULT_PAGE_SIZE_LOG2;
        }
        int at = in.position();
        long size = in.unsigned(64);
        in.close();
        if (Long.bitCount(size) != 1) {
            throw in.tokens().error(at, "invalid custom page size: " + Long.toUnsignedString(size));
        }
        return Long.numberOfTrailingZeros(size);
    }

    GlobalType globalType() {
        if (in.enter("mut")) {
            ValType type = valType();
            in.close();
            return new GlobalType(type, true);
        }
        return new GlobalType(valType(), false);
    }
}
