package dev.weft.fuzz;

import dev.weft.binary.BinaryWriter;
import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.ArrayType;
import dev.weft.syntax.DefType;
import dev.weft.syntax.FieldType;
import dev.weft.syntax.HeapType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.PackedType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StructType;
import dev.weft.syntax.TableType;
import dev.weft.syntax.ValType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Code that makes references, takes them out of objects and tables, and looks at them. */
final class References {
    private static final int DEEPEST = 3;

    private final Body body;
    private final Shape shape;
    private final Choices choices;
    private final BinaryWriter out;
    private int nesting;

    References(Body body) {
        this.body = body;
        this.shape = body.shape;
        this.choices = body.choices;
        this.out = body.out;
    }

    private boolean objects() {
        return shape.has(Facet.OBJECTS);
    }

    // Without much ado

    /** A reference of a type with the shortest code. */
    void simple(RefType wanted) {
        int local = body.localOf(wanted, false);
        if (local >= 0 && choices.oneIn(2)) {
            body.local(Opcode.LOCAL_GET, local);
        } else if (wanted.nullable() && (nesting >= DEEPEST || choices.weighted(2, 1) == 0)) {
            nothing(wanted.heap());
        } else {
            make(wanted);
        }
    }

    /** A reference of a type, without drawing. */
    void zero(RefType wanted) {
        nothing(wanted.heap());
        if (!wanted.nullable()) {
            out.opcode(Opcode.REF_AS_NON_NULL);
        }
    }

    private void nothing(HeapType heap) {
        out.opcode(Opcode.REF_NULL);
        out.heapType(shape.open(heap));
    }

    /** A new object of a type, or null that traps where there can be none. */
    private void make(RefType wanted) {
        nesting++;
        List<Runnable> ways = new ArrayList<>();
        if (nesting <= DEEPEST) {
            for (DefType type : shape.types) {
                if (type.kind() != AbsHeapType.FUNC && objects() && type.matches(wanted.heap())) {
                    ways.add(() -> object(type));
                }
            }
        }
        if (objects() && AbsHeapType.I31.matches(wanted.heap())) {
            ways.add(this::i31);
        }
        List<Integer> functions = functions(wanted.heap());
        if (!functions.isEmpty()) {
            ways.add(() -> {
                out.opcode(Opcode.REF_FUNC);
                out.u32(functions.get(choices.below(functions.size())));
            });
        }
        if (objects() && wanted.heap() == AbsHeapType.EXTERN) {
            ways.add(() -> {
                i31();
                out.opcode(Opcode.EXTERN_CONVERT_ANY);
            });
        }
        if (ways.isEmpty()) {
            zero(wanted);
        } else {
            ways.get(choices.below(ways.size())).run();
        }
        nesting--;
    }

    private List<Integer> functions(HeapType heap) {
        List<Integer> fitting = new ArrayList<>();
        for (int i = 0; i < shape.functions.size(); i++) {
            if (shape.functions.get(i).defType().matches(heap)) {
                fitting.add(i);
            }
        }
        return fitting;
    }

    private void i31() {
        body.value(NumType.I32);
        out.opcode(Opcode.REF_I31);
    }

    private void object(DefType type) {
        int typeIdx = shape.typeIdx(type);
        if (type.expand() instanceof StructType struct) {
            boolean defaults = struct.fields().stream().allMatch(field -> field.storage().unpacked().isDefaultable());
            if (defaults && choices.oneIn(3)) {
                out.opcode(Opcode.STRUCT_NEW_DEFAULT);
            } else {
                struct.fields().forEach(field -> body.value(field.storage().unpacked()));
                out.opcode(Opcode.STRUCT_NEW);
            }
            out.u32(typeIdx);
        } else {
            array(type, typeIdx, ((ArrayType) type.expand()).field());
        }
    }

    private void array(DefType type, int typeIdx, FieldType field) {
        ValType element = field.storage().unpacked();
        int segment = segment(field);
        switch (choices.weighted(3, 2, 2, segment >= 0 ? 3 : 0)) {
            case 1 -> {
                body.value(element);
                body.small(32);
                out.opcode(Opcode.ARRAY_NEW);
                out.u32(typeIdx);
            }
            case 2 -> {
                if (!element.isDefaultable()) {
                    body.value(element);
                }
                body.small(32);
                out.opcode(element.isDefaultable() ? Opcode.ARRAY_NEW_DEFAULT : Opcode.ARRAY_NEW);
                out.u32(typeIdx);
            }
            case 3 -> {
                body.small(4);
                body.small(8);
                out.opcode(element instanceof RefType ? Opcode.ARRAY_NEW_ELEM : Opcode.ARRAY_NEW_DATA);
                out.u32(typeIdx);
                out.u32(segment);
            }
            default -> {
                int count = choices.below(5);
                for (int i = 0; i < count; i++) {
                    body.value(element);
                }
                out.opcode(Opcode.ARRAY_NEW_FIXED);
                out.u32(typeIdx);
                out.u32(count);
            }
        }
    }

    /** A segment that arrays with such elements can be filled from, or -1. */
    private int segment(FieldType field) {
        if (!(field.storage() instanceof RefType wanted)) {
            return shape.datas.isEmpty() ? -1 : choices.below(shape.datas.size());
        }
        List<Integer> fitting = new ArrayList<>();
        for (int i = 0; i < shape.elems.size(); i++) {
            if (shape.elems.get(i).matches(wanted)) {
                fitting.add(i);
            }
        }
        return fitting.isEmpty() ? -1 : fitting.get(choices.below(fitting.size()));
    }

    // In all ways

    /** A reference of a type. */
    void value(RefType wanted) {
        switch (choices.weighted(6, 3, 3, 3, 2, 2, 2)) {
            case 1 -> fromTable(wanted);
            case 2 -> {
                if (!element(type -> type instanceof RefType ref && ref.matches(wanted))) {
                    make(wanted);
                }
            }
            case 3 -> cast(wanted);
            case 4 -> branch(wanted);
            case 5 -> {
                if (shape.has(Facet.FUNCTION_REFERENCES) || objects()) {
                    body.value(RefType.of(true, wanted.heap()));
                    if (!wanted.nullable() || choices.oneIn(4)) {
                        out.opcode(Opcode.REF_AS_NON_NULL);
                    }
                } else {
                    simple(wanted);
                }
            }
            case 6 -> converted(wanted);
            default -> make(wanted);
        }
    }

    private void fromTable(RefType wanted) {
        for (int i = 0; i < shape.tables.size(); i++) {
            TableType table = shape.tables.get(i);
            if (table.element().matches(wanted)) {
                body.place(table.addr(), (int) table.limits().min());
                out.opcode(Opcode.TABLE_GET);
                out.u32(i);
                return;
            }
        }
        make(wanted);
    }

    private void converted(RefType wanted) {
        if (objects() && wanted.heap() == AbsHeapType.EXTERN) {
            body.value(RefType.of(wanted.nullable(), AbsHeapType.ANY));
            out.opcode(Opcode.EXTERN_CONVERT_ANY);
        } else if (objects() && wanted.heap() == AbsHeapType.ANY) {
            body.value(RefType.of(wanted.nullable(), AbsHeapType.EXTERN));
            out.opcode(Opcode.ANY_CONVERT_EXTERN);
        } else {
            simple(wanted);
        }
    }

    /** A type above another in the same hierarchy, as far as casts go. */
    private RefType above(RefType type) {
        HeapType top = type.heap().top();
        List<HeapType> ways = new ArrayList<>(List.of(top));
        for (DefType other : shape.types) {
            if (type.heap().matches(other)) {
                ways.add(other);
            }
        }
        for (AbsHeapType other : AbsHeapType.values()) {
            if (!other.isBottom() && type.heap().matches(other)) {
                ways.add(other);
            }
        }
        return RefType.of(true, ways.get(choices.below(ways.size())));
    }

    private boolean castable(RefType wanted) {
        return objects() && wanted.heap().top() != AbsHeapType.EXN;
    }

    private void cast(RefType wanted) {
        if (!castable(wanted)) {
            simple(wanted);
            return;
        }
        // a cast that fails now and then, but not each time
        body.value(choices.oneIn(3) && shape.has(Facet.TRAPS) ? above(wanted) : RefType.of(true, wanted.heap()));
        out.opcode(wanted.nullable() ? Opcode.REF_CAST_NULL : Opcode.REF_CAST);
        out.heapType(shape.open(wanted.heap()));
    }

    /** Branches that look at a reference, each in a block of its own. */
    private void branch(RefType wanted) {
        RefType maybe = RefType.of(true, wanted.heap());
        boolean casts = castable(wanted) && choices.oneIn(2);
        if (!shape.has(Facet.FUNCTION_REFERENCES) && !objects()) {
            simple(wanted);
            return;
        }
        out.opcode(Opcode.BLOCK);
        if (!casts && choices.oneIn(2)) {
            // what is null goes on behind the branch, to the block's end
            out.blockType(shape.open(wanted));
            body.enter(List.of(wanted), false);
            body.value(maybe);
            out.opcode(Opcode.BR_ON_NON_NULL);
            out.u32(0);
            body.value(wanted);
        } else if (!casts) {
            out.blockType(shape.open(wanted));
            body.enter(List.of(wanted), false);
            out.opcode(Opcode.BLOCK);
            out.blockType(null);
            body.enter(List.of(), false);
            body.value(maybe);
            out.opcode(Opcode.BR_ON_NULL);
            out.u32(0);
            out.opcode(Opcode.BR);
            out.u32(1);
            out.opcode(Opcode.END);
            body.leave();
            body.value(wanted);
        } else {
            RefType from = above(wanted);
            boolean fails = choices.oneIn(2);
            RefType label = fails ? from.minus(wanted) : wanted;
            if (fails) {
                out.blockType(shape.open(wanted));
                body.enter(List.of(wanted), false);
                out.opcode(Opcode.BLOCK);
            }
            out.blockType(shape.open(label));
            body.enter(List.of(label), false);
            body.value(from);
            out.opcode(fails ? Opcode.BR_ON_CAST_FAIL : Opcode.BR_ON_CAST);
            out.u8((from.nullable() ? 1 : 0) | (wanted.nullable() ? 2 : 0));
            out.u32(0);
            out.heapType(shape.open(from.heap()));
            out.heapType(shape.open(wanted.heap()));
            if (fails) {
                out.opcode(Opcode.BR);
                out.u32(1);
                out.opcode(Opcode.END);
                body.leave();
            }
            out.opcode(Opcode.DROP);
            body.value(wanted);
        }
        out.opcode(Opcode.END);
        body.leave();
    }

    // Elements and fields

    /** A field or element whose type is as asked for; false, and no code, if there is none. */
    boolean element(Predicate<ValType> wanted) {
        if (!objects()) {
            return false;
        }
        List<DefType> fitting = new ArrayList<>();
        for (DefType type : shape.types) {
            switch (type.expand()) {
                case StructType struct -> {
                    if (struct.fields().stream().anyMatch(field -> wanted.test(field.storage().unpacked()))) {
                        fitting.add(type);
                    }
                }
                case ArrayType array -> {
                    if (wanted.test(array.field().storage().unpacked())) {
                        fitting.add(type);
                    }
                }
                default -> { }
            }
        }
        if (fitting.isEmpty() || nesting > DEEPEST) {
            return false;
        }
        nesting++;
        DefType type = fitting.get(choices.below(fitting.size()));
        body.value(RefType.of(shape.has(Facet.TRAPS) && choices.oneIn(3), type));
        FieldType field;
        int index = -1;
        if (type.expand() instanceof StructType struct) {
            List<Integer> fields = new ArrayList<>();
            for (int i = 0; i < struct.fields().size(); i++) {
                if (wanted.test(struct.fields().get(i).storage().unpacked())) {
                    fields.add(i);
                }
            }
            index = fields.get(choices.below(fields.size()));
            field = struct.fields().get(index);
        } else {
            body.small(4);
            field = ((ArrayType) type.expand()).field();
        }
        boolean packed = field.storage() instanceof PackedType;
        boolean signed = packed && choices.oneIn(2);
        boolean array = index < 0;
        out.opcode(!packed ? array ? Opcode.ARRAY_GET : Opcode.STRUCT_GET
                : signed ? array ? Opcode.ARRAY_GET_S : Opcode.STRUCT_GET_S
                : array ? Opcode.ARRAY_GET_U : Opcode.STRUCT_GET_U);
        out.u32(shape.typeIdx(type));
        if (!array) {
            out.u32(index);
        }
        nesting--;
        return true;
    }

    /** An i32 that says something about references. */
    void number() {
        RefType type = shape.reference();
        switch (choices.weighted(2, 2, 2, 2, 2, 3)) {
            case 1 -> {
                if (objects()) {
                    body.value(RefType.EQREF);
                    body.value(RefType.EQREF);
                    out.opcode(Opcode.REF_EQ);
                } else {
                    isNull(type);
                }
            }
            case 2 -> {
                if (castable(type)) {
                    body.value(above(type));
                    out.opcode(choices.oneIn(2) ? Opcode.REF_TEST : Opcode.REF_TEST_NULL);
                    out.heapType(shape.open(type.heap()));
                } else {
                    isNull(type);
                }
            }
            case 3 -> {
                if (objects()) {
                    body.value(RefType.of(choices.oneIn(4), AbsHeapType.I31));
                    out.opcode(choices.oneIn(2) ? Opcode.I31_GET_S : Opcode.I31_GET_U);
                } else {
                    isNull(type);
                }
            }
            case 4 -> {
                if (objects()) {
                    body.value(RefType.of(shape.has(Facet.TRAPS) && choices.oneIn(4), AbsHeapType.ARRAY));
                    out.opcode(Opcode.ARRAY_LEN);
                } else {
                    isNull(type);
                }
            }
            case 5 -> {
                if (!element(one -> one == NumType.I32)) {
                    isNull(type);
                }
            }
            default -> isNull(type);
        }
    }

    private void isNull(RefType type) {
        body.value(type);
        out.opcode(Opcode.REF_IS_NULL);
    }

    // Writing

    /** Changes a structure or an array; without effect if the module has none that can be changed. */
    void change() {
        List<DefType> fitting = new ArrayList<>();
        for (DefType type : shape.types) {
            if (type.expand() instanceof StructType struct && struct.fields().stream().anyMatch(FieldType::mutable)
                    || type.expand() instanceof ArrayType array && array.field().mutable()) {
                fitting.add(type);
            }
        }
        if (!objects() || fitting.isEmpty()) {
            return;
        }
        DefType type = fitting.get(choices.below(fitting.size()));
        int typeIdx = shape.typeIdx(type);
        body.value(RefType.of(shape.has(Facet.TRAPS) && choices.oneIn(4), type));
        if (type.expand() instanceof StructType struct) {
            List<Integer> fields = new ArrayList<>();
            for (int i = 0; i < struct.fields().size(); i++) {
                if (struct.fields().get(i).mutable()) {
                    fields.add(i);
                }
            }
            int index = fields.get(choices.below(fields.size()));
            body.value(struct.fields().get(index).storage().unpacked());
            out.opcode(Opcode.STRUCT_SET);
            out.u32(typeIdx);
            out.u32(index);
            return;
        }
        FieldType field = ((ArrayType) type.expand()).field();
        ValType element = field.storage().unpacked();
        int segment = segment(field);
        body.small(2);
        switch (choices.weighted(3, 1, 1, segment >= 0 ? 1 : 0)) {
            case 1 -> {
                body.value(element);
                body.small(4);
                out.opcode(Opcode.ARRAY_FILL);
                out.u32(typeIdx);
            }
            case 2 -> {
                body.value(RefType.of(choices.oneIn(6), type));
                body.small(2);
                body.small(4);
                out.opcode(Opcode.ARRAY_COPY);
                out.u32(typeIdx);
                out.u32(typeIdx);
            }
            case 3 -> {
                body.small(4);
                body.small(4);
                out.opcode(element instanceof RefType ? Opcode.ARRAY_INIT_ELEM : Opcode.ARRAY_INIT_DATA);
                out.u32(typeIdx);
                out.u32(segment);
            }
            default -> {
                body.value(element);
                out.opcode(Opcode.ARRAY_SET);
                out.u32(typeIdx);
            }
        }
    }
}
