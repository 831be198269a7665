package dev.weft.valid;

import dev.weft.syntax.AddrType;
import dev.weft.syntax.ArrayType;
import dev.weft.syntax.CompType;
import dev.weft.syntax.DefType;
import dev.weft.syntax.Feature;
import dev.weft.syntax.FieldType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.HeapType;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MemType;
import dev.weft.syntax.RecType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StorageType;
import dev.weft.syntax.StructType;
import dev.weft.syntax.SubType;
import dev.weft.syntax.TableType;
import dev.weft.syntax.TagType;
import dev.weft.syntax.TypeIdx;
import dev.weft.syntax.ValType;
import java.util.List;

/**
 * The rules of types: definitions and their subtyping, limits, and the types of what a module imports and defines.
 *
 * @see <a href="https://webassembly.github.io/spec/core/valid/types.html">Validation of types</a>
 */
final class TypeRules {
    /** How deep declared subtypes may be nested, as in other engines. */
    private static final int MAX_DEPTH = 63;

    /** How many parameters, results and fields a type may have, as in other engines. */
    private static final int MAX_PARAMS = 1_000;
    private static final int MAX_RESULTS = 1_000;
    private static final int MAX_FIELDS = 10_000;

    private static final long MAX_PAGES_64 = 1L << 48;

    private final ModuleContext context;

    TypeRules(ModuleContext context) {
        this.context = context;
    }

    /** Validates the type section and fills the type index space. */
    void typeSection() {
        int size = 0;
        for (RecType group : context.module.recTypes()) {
            size += group.types().size();
        }
        int[] depths = new int[size];
        int first = 0;
        for (RecType group : context.module.recTypes()) {
            int end = first + group.types().size();
            int idx = first;
            for (SubType type : group.types()) {
                depths[idx] = depth(type, idx, depths);
                inRange(type.comp(), end, idx);
                idx++;
            }
            DefType[] members = context.types.add(group);
            for (int i = 0; i < members.length; i++) {
                subtype(members[i], first + i);
            }
            first = end;
        }
        context.typesComplete();
    }

    private int depth(SubType type, int idx, int[] depths) {
        if (type.supertypes().isEmpty()) {
            return 0;
        }
        if (type.supertypes().size() > 1) {
            throw new InvalidException("sub type has " + type.supertypes().size() + " super types (type " + idx + ")");
        }
        int above = ((TypeIdx) type.supertypes().getFirst()).index();
        if (above < 0 || above >= idx) {
            throw unknown(above, idx);
        }
        if (depths[above] == MAX_DEPTH) {
            throw new InvalidException("sub type depth exceeds " + MAX_DEPTH + " (type " + idx + ")");
        }
        return depths[above] + 1;
    }

    private static InvalidException unknown(int typeIdx, int user) {
        return new InvalidException("unknown type " + Integer.toUnsignedString(typeIdx) + " (type " + user + ")");
    }

    private void inRange(CompType type, int end, int user) {
        // no switch over classes here and elsewhere on the way to a guest's first instruction: each is made at run time
        if (type instanceof FuncType func) {
            atMost(MAX_PARAMS, func.params().size(), "parameters", user);
            atMost(MAX_RESULTS, func.results().size(), "results", user);
            for (ValType param : func.params()) {
                inRange(param, end, user);
            }
            for (ValType result : func.results()) {
                inRange(result, end, user);
            }
            if (func.results().size() > 1 && !context.features.has(Feature.MULTI_VALUE)) {
                throw new InvalidException("invalid result arity " + func.results().size() + " (type " + user
                        + "): needs the proposal " + Feature.MULTI_VALUE);
            }
        } else if (type instanceof StructType struct) {
            atMost(MAX_FIELDS, struct.fields().size(), "fields", user);
            for (FieldType field : struct.fields()) {
                inRange(field.storage(), end, user);
            }
        } else if (type instanceof ArrayType array) {
            inRange(array.field().storage(), end, user);
        }
    }

    private static void atMost(int limit, int count, String what, int user) {
        if (count > limit) {
            throw new InvalidException("too many " + what + ": " + count + " > " + limit + " (type " + user + ")");
        }
    }

    private static void inRange(StorageType type, int end, int user) {
        if (type instanceof RefType ref && ref.heap() instanceof TypeIdx idx
                && (idx.index() < 0 || idx.index() >= end)) {
            throw unknown(idx.index(), user);
        }
    }

    private static void subtype(DefType type, int typeIdx) {
        DefType above = type.superType();
        if (above == null) {
            return;
        }
        if (above.unroll().isFinal()) {
            throw new InvalidException("sub type of a final type (type " + typeIdx + ")");
        }
        if (!type.expand().matches(above.expand())) {
            throw new InvalidException("sub type does not match its super type (type " + typeIdx + ")");
        }
    }

    // Closing of types outside the type section

    private DefType type(HeapType type, String place) {
        int typeIdx = ((TypeIdx) type).index();
        if (typeIdx < 0 || typeIdx >= context.types.size()) {
            throw new InvalidException("unknown type " + Integer.toUnsignedString(typeIdx) + " (" + place + ")");
        }
        return context.types.get(typeIdx);
    }

    /** The function type that a function or tag is said to have. */
    FuncShape func(HeapType type, String place) {
        DefType def = type(type, place);
        FuncShape shape = context.shape(def, ((TypeIdx) type).index());
        if (shape == null) {
            throw new InvalidException("non-function type " + type + " (" + place + ")");
        }
        return shape;
    }

    /** The type of a tag. */
    FuncShape tag(TagType type, String place) {
        FuncShape shape = func(type.type(), place);
        if (shape.results().length != 0) {
            throw new InvalidException("non-empty tag result type " + List.of(shape.results()) + " (" + place + ")");
        }
        return shape;
    }

    /** A reference type, closed. */
    RefType ref(RefType type, String place) {
        if (type.heap() instanceof TypeIdx idx) {
            type(idx, place);
            return context.ref(type.nullable(), idx.index());
        }
        return type;
    }

    /** The type of a global, closed. */
    GlobalType global(GlobalType type, String place) {
        return type.value() instanceof RefType ref ? new GlobalType(ref(ref, place), type.mutable()) : type;
    }

    /** The type of a table, closed. */
    TableType table(TableType type, String place) {
        if (type.addr() == AddrType.I32) {
            require(type.limits(), 0xFFFFFFFFL, "table size must be at most 2^32-1", place);
        }
        requireOrder(type.limits(), place);
        return new TableType(type.addr(), type.limits(), ref(type.element(), place));
    }

    /** The type of a memory. */
    MemType memory(MemType type, String place) {
        if (type.pageSizeLog2() != 0 && type.pageSizeLog2() != MemType.DEFAULT_PAGE_SIZE_LOG2) {
            throw new InvalidException("invalid custom page size 2^" + type.pageSizeLog2() + " (" + place + ")");
        }
        boolean bytes = type.pageSizeLog2() == 0;
        if (type.addr() == AddrType.I32) {
            require(type.limits(), bytes ? 0xFFFFFFFFL : 0x10000,
                    "memory size must be at most " + (bytes ? "2^32-1 pages" : "65536 pages (4GiB)"), place);
        } else if (!bytes) {
            require(type.limits(), MAX_PAGES_64, "memory size must be at most 2^48 pages", place);
        }
        requireOrder(type.limits(), place);
        if (type.shared() && !type.limits().hasMax()) {
            throw new InvalidException("shared memory must have maximum (" + place + ")");
        }
        return type;
    }

    private static void require(Limits limits, long most, String phrase, String place) {
        if (Long.compareUnsigned(limits.min(), most) > 0
                || limits.hasMax() && Long.compareUnsigned(limits.max(), most) > 0) {
            throw new InvalidException(phrase + ": " + limits + " (" + place + ")");
        }
    }

    private static void requireOrder(Limits limits, String place) {
        if (limits.hasMax() && Long.compareUnsigned(limits.min(), limits.max()) > 0) {
            throw new InvalidException("size minimum must not be greater than maximum: " + limits + " (" + place + ")");
        }
    }
}
