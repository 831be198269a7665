package dev.weft.syntax;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A module's type index space in closed form: each index with the {@link DefType} it stands for.
 *
 * <p>Groups are added in the order of the type section. Whoever adds one has checked that its indices are in range
 * and that supertypes come before their subtypes. Not for use by several threads while it grows.
 */
public final class TypeSpace {
    private DefType[] types = new DefType[16];
    private int size;

    /** Appends the types of a recursive group, whose indices may refer to what came before and to the group. */
    public DefType[] add(RecType group) {
        int first = size;
        DefType[] members = DefType.intern(new RecType(group.types().stream()
                .map(type -> substitute(type, heap -> key(heap, first)))
                .toList()));
        if (size + members.length > types.length) {
            types = Arrays.copyOf(types, Math.max(types.length * 2, size + members.length));
        }
        System.arraycopy(members, 0, types, size, members.length);
        size += members.length;
        return members;
    }

    /** How many types there are. */
    public int size() {
        return size;
    }

    /** The type at an index that is in range. */
    public DefType get(int typeIdx) {
        return types[java.util.Objects.checkIndex(typeIdx, size)];
    }

    /** The heap type with its index closed. */
    public HeapType close(HeapType type) {
        return type instanceof TypeIdx idx ? get(idx.index()) : type;
    }

    /** The value type with its index closed. */
    public ValType close(ValType type) {
        return type instanceof RefType ref ? close(ref) : type;
    }

    /** The reference type with its index closed. */
    public RefType close(RefType type) {
        return type.heap() instanceof TypeIdx idx ? RefType.of(type.nullable(), get(idx.index())) : type;
    }

    private HeapType key(HeapType heap, int first) {
        if (!(heap instanceof TypeIdx idx)) {
            return heap;
        }
        return idx.index() < first ? get(idx.index()) : new RecIdx(idx.index() - first);
    }

    static SubType substitute(SubType type, UnaryOperator<HeapType> map) {
        List<HeapType> supertypes = type.supertypes().stream().map(map).toList();
        return new SubType(type.isFinal(), supertypes, substitute(type.comp(), map));
    }

    private static CompType substitute(CompType type, UnaryOperator<HeapType> map) {
        if (type instanceof FuncType func) {
            return new FuncType(substitute(func.params(), map), substitute(func.results(), map));
        }
        if (type instanceof StructType struct) {
            return new StructType(struct.fields().stream().map(field -> substitute(field, map)).toList());
        }
        return new ArrayType(substitute(((ArrayType) type).field(), map));
    }

    private static List<ValType> substitute(List<ValType> types, UnaryOperator<HeapType> map) {
        List<ValType> closed = new ArrayList<>(types.size());
        for (ValType type : types) {
            closed.add(type instanceof RefType ref ? RefType.of(ref.nullable(), map.apply(ref.heap())) : type);
        }
        return closed;
    }

    private static FieldType substitute(FieldType field, UnaryOperator<HeapType> map) {
        return field.storage() instanceof RefType ref
                ? new FieldType(RefType.of(ref.nullable(), map.apply(ref.heap())), field.mutable())
                : field;
    }
}
