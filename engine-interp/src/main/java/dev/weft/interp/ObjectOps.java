package dev.weft.interp;

import dev.weft.runtime.ArrayInstance;
import dev.weft.runtime.ObjectHeap;
import dev.weft.runtime.I31;
import dev.weft.runtime.StructInstance;
import dev.weft.runtime.StructShape;
import dev.weft.runtime.Trap;
import dev.weft.runtime.tier.ArrayOps;
import dev.weft.syntax.DefType;
import dev.weft.syntax.FieldType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.PackedType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StorageType;
import dev.weft.syntax.StructType;
import dev.weft.syntax.VecType;

/** Instructions on structures and arrays. */
final class ObjectOps {
    /** How a field is moved: numbers as they are, packed ones with their sign, vectors, references. */
    static final int NUMBER = 0;
    static final int SIGNED_8 = 1;
    static final int SIGNED_16 = 2;
    static final int VECTOR = 3;
    static final int REFERENCE = 4;

    private ObjectOps() {
    }

    /** How an instruction moves a field of this kind. */
    static int move(Opcode op, FieldType field) {
        StorageType storage = field.storage();
        boolean signed = op == Opcode.STRUCT_GET_S || op == Opcode.ARRAY_GET_S;
        if (storage instanceof RefType) {
            return REFERENCE;
        }
        if (storage == VecType.V128) {
            return VECTOR;
        }
        return !signed ? NUMBER : storage == PackedType.I8 ? SIGNED_8 : SIGNED_16;
    }

    /** Executes an operation: result slot, row, three operands, type in the pool, field or count or segment. */
    static void execute(Opcode op, InterpretedFunction f, int[] code, int pc, long[] s, Object[] refs, int fp) {
        Object type = f.code().pool[code[pc + 6]];
        int y = code[pc + 7];
        int to = fp + code[pc + 1];
        int a = fp + code[pc + 3];
        int b = fp + code[pc + 4];
        int c = code[pc + 5];
        switch (op) {
            case STRUCT_NEW -> refs[to] = newStruct(f, (StructShape) type, s, refs, a);
            case STRUCT_NEW_DEFAULT -> refs[to] = ObjectHeap.struct(f.instance.store, (StructShape) type);
            case STRUCT_GET, STRUCT_GET_S, STRUCT_GET_U -> {
                StructInstance struct = struct(refs[a]);
                switch (c) {
                    case REFERENCE -> refs[to] = struct.ref(y);
                    case VECTOR -> {
                        s[to] = struct.bits(y);
                        s[to + 1] = struct.bitsHigh(y);
                    }
                    default -> s[to] = extend(c, struct.bits(y));
                }
            }
            case STRUCT_SET -> {
                StructInstance struct = struct(refs[a]);
                switch (c) {
                    case REFERENCE -> struct.setRef(y, refs[b]);
                    case VECTOR -> struct.setBits(y, s[b], s[b + 1]);
                    default -> struct.setBits(y, s[b]);
                }
            }
            default -> array(op, f, (DefType) type, y, s, refs, to, a, b, fp + c);
        }
    }

    private static StructInstance newStruct(InterpretedFunction f, StructShape shape, long[] s, Object[] refs,
            int first) {
        StructInstance struct = ObjectHeap.struct(f.instance.store, shape);
        StructType type = (StructType) shape.type().expand();
        int slot = first;
        for (int i = 0; i < shape.fieldCount(); i++) {
            StorageType storage = type.fields().get(i).storage();
            if (storage instanceof RefType) {
                struct.setRef(i, refs[slot++]);
            } else if (storage == VecType.V128) {
                struct.setBits(i, s[slot], s[slot + 1]);
                slot += 2;
            } else {
                struct.setBits(i, s[slot++]);
            }
        }
        return struct;
    }

    private static void array(Opcode op, InterpretedFunction f, DefType type, int y, long[] s, Object[] refs, int to,
            int a, int b, int c) {
        switch (op) {
            case ARRAY_NEW -> {
                ArrayInstance array = ObjectHeap.array(f.instance.store, type, (int) s[b]);
                fill(array, 0, s, refs, a, array.length());
                refs[to] = array;
            }
            case ARRAY_NEW_DEFAULT -> refs[to] = ObjectHeap.array(f.instance.store, type, (int) s[a]);
            case ARRAY_NEW_FIXED -> {
                ArrayInstance array = ObjectHeap.array(f.instance.store, type, y);
                int width = array.layout() == ArrayInstance.Layout.PAIRS ? 2 : 1;
                for (int i = 0; i < y; i++) {
                    set(array, i, s, refs, a + i * width);
                }
                refs[to] = array;
            }
            case ARRAY_NEW_DATA -> refs[to] = ArrayOps.newData(f.instance.store, type, f.instance.datas[y], (int) s[a],
                    (int) s[b]);
            case ARRAY_NEW_ELEM -> refs[to] = ArrayOps.newElem(f.instance.store, type, f.instance.elems[y], (int) s[a],
                    (int) s[b]);
            case ARRAY_GET, ARRAY_GET_S, ARRAY_GET_U -> get(op, array(refs[a]), (int) s[b], s, refs, to);
            case ARRAY_SET -> set(array(refs[a]), (int) s[b], s, refs, c);
            // array, index, then at to: what to fill with, or where to read from; last the count
            case ARRAY_FILL -> fill(array(refs[a]), (int) s[b], s, refs, to, (int) s[c]);
            case ARRAY_COPY -> {
                ArrayInstance target = array(refs[a]);
                ArrayInstance source = array(refs[to]);
                ArrayInstance.copy(target, (int) s[b], source, (int) s[c], (int) s[c + 1]);
            }
            case ARRAY_INIT_DATA ->
                    ArrayOps.initData(array(refs[a]), (int) s[b], f.instance.datas[y], (int) s[to], (int) s[c]);
            case ARRAY_INIT_ELEM ->
                    ArrayOps.initElem(array(refs[a]), (int) s[b], f.instance.elems[y], (int) s[to], (int) s[c]);
            default -> throw new IllegalArgumentException(op.mnemonic());
        }
    }

    private static void get(Opcode op, ArrayInstance array, int index, long[] s, Object[] refs, int to) {
        switch (array.layout()) {
            case REFS -> refs[to] = array.ref(index);
            case PAIRS -> {
                s[to] = array.bits(index);
                s[to + 1] = array.bitsHigh(index);
            }
            case BYTES -> s[to] = extend(op == Opcode.ARRAY_GET_S ? SIGNED_8 : NUMBER, array.bits(index));
            case SHORTS -> s[to] = extend(op == Opcode.ARRAY_GET_S ? SIGNED_16 : NUMBER, array.bits(index));
            default -> s[to] = array.bits(index);
        }
    }

    private static void set(ArrayInstance array, int index, long[] s, Object[] refs, int from) {
        switch (array.layout()) {
            case REFS -> array.setRef(index, refs[from]);
            case PAIRS -> array.setBits(index, s[from], s[from + 1]);
            default -> array.setBits(index, s[from]);
        }
    }

    private static void fill(ArrayInstance array, int index, long[] s, Object[] refs, int from, int count) {
        switch (array.layout()) {
            case REFS -> array.fillRef(index, refs[from], count);
            case PAIRS -> array.fill(index, s[from], s[from + 1], count);
            default -> array.fill(index, s[from], count);
        }
    }

    private static long extend(int move, long bits) {
        return move == SIGNED_8 ? (byte) bits : move == SIGNED_16 ? (short) bits : bits;
    }

    private static StructInstance struct(Object ref) {
        if (ref == null) {
            throw Trap.of(Trap.Kind.NULL_STRUCTURE_REFERENCE);
        }
        return (StructInstance) ref;
    }

    /** The array a reference points to; traps if it is null. */
    static ArrayInstance array(Object ref) {
        if (ref == null) {
            throw Trap.of(Trap.Kind.NULL_ARRAY_REFERENCE);
        }
        return (ArrayInstance) ref;
    }

    /** The i31 a reference holds; traps if it is null. */
    static I31 i31(Object ref) {
        if (ref == null) {
            throw Trap.of(Trap.Kind.NULL_I31_REFERENCE);
        }
        return (I31) ref;
    }

    /** A new i31 reference. */
    static I31 i31(int value) {
        return new I31(value);
    }
}
