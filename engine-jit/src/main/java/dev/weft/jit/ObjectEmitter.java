package dev.weft.jit;

import dev.weft.runtime.I31;
import dev.weft.runtime.References;
import dev.weft.runtime.StructShape;
import dev.weft.runtime.Trap;
import dev.weft.runtime.tier.Metering;
import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.ArrayType;
import dev.weft.syntax.DefType;
import dev.weft.syntax.FieldType;
import dev.weft.syntax.HeapType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.PackedType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StructType;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;

/** Emits the instructions on globals, whole memories and tables, references, structures and arrays. */
abstract class ObjectEmitter extends MemoryEmitter {
    private static final String DEF_TYPE = "Ldev/weft/syntax/DefType;";
    private static final String REF_TYPE = "Ldev/weft/syntax/RefType;";
    private static final String REFERENCES = Type.getInternalName(References.class);
    private static final String I31 = Type.getInternalName(I31.class);
    private static final String CONTEXT_AND_TWO = "L" + Names.CONTEXT + ";II)";

    ObjectEmitter(Target target, Shape shape) {
        super(target, shape);
    }

    private void pushGlobal(int globalIdx) {
        loadContext();
        mv.visitFieldInsn(GETFIELD, Names.CONTEXT, "globals", "[L" + Names.GLOBAL + ";");
        intConstant(globalIdx);
        mv.visitInsn(AALOAD);
    }

    void globalGet(int globalIdx, Kind kind) {
        pushGlobal(globalIdx);
        if (kind == Kind.A) {
            invokeVirtual(Names.GLOBAL, "ref", "()Ljava/lang/Object;");
        } else {
            invokeVirtual(Names.GLOBAL, "bits", "()J");
            fromBits(mv, kind);
            if (kind == Kind.V) {
                pushGlobal(globalIdx);
                invokeVirtual(Names.GLOBAL, "bitsHigh", "()J");
            }
        }
        result(kind);
    }

    void globalSet(int globalIdx, Kind kind) {
        settleTop(1);
        Operand value = pop();
        pushGlobal(globalIdx);
        load(value);
        if (kind == Kind.A) {
            invokeVirtual(Names.GLOBAL, "setRef", "(Ljava/lang/Object;)V");
        } else {
            toBits(mv, kind);
            invokeVirtual(Names.GLOBAL, "setBits", kind == Kind.V ? "(JJ)V" : "(J)V");
        }
    }

    /** Loads an operand; numbers as a slot's long. */
    void loadBits(Operand operand) {
        if (operand.isConstant() && operand.kind == Kind.I) {
            longConstant((int) operand.bits);
            return;
        }
        load(operand);
        toBits(mv, operand.kind);
    }

    private Operand[] take(int count) {
        settleTop(count);
        Operand[] all = new Operand[count];
        for (int i = count - 1; i >= 0; i--) {
            all[i] = pop();
        }
        return all;
    }

    /** An instruction that is a method of {@link ObjectSupport}: operands as slots, context, two indices. */
    private void bulk(Opcode op, int count, int x, int y, Kind result) {
        mark();
        chargeBulk(op);
        StringBuilder descriptor = new StringBuilder("(");
        for (Operand operand : take(count)) {
            loadBits(operand);
            descriptor.append(operand.kind == Kind.A ? Kind.A.descriptor : "J");
        }
        loadContext();
        intConstant(x);
        intConstant(y);
        descriptor.append(CONTEXT_AND_TWO);
        descriptor.append(result == null ? "V" : result == Kind.A ? Kind.A.descriptor : "J");
        boolean looks = op == Opcode.MEMORY_FILL || op == Opcode.MEMORY_COPY;
        if (looks) {
            charges.calling();
        }
        invokeStatic(Names.OBJECT_SUPPORT, Library.camelCase(op.mnemonic()), descriptor.toString());
        if (looks) {
            charges.called();
        }
        if (result == Kind.I) {
            mv.visitInsn(L2I);
        }
        if (result != null) {
            result(result);
        }
    }

    private void chargeBulk(Opcode op) {
        if (charges.areOn() && Metering.bulkShift(op) >= 0) {
            settleTop(1);
            charges.chargeBulk(op, top(0));
        }
    }

    void wholeMemory(Opcode op, int x, int y) {
        switch (op) {
            case MEMORY_SIZE -> bulk(op, 0, x, y, address(module.memory(x).addr()));
            case MEMORY_GROW -> {
                bulk(op, 1, x, y, address(module.memory(x).addr()));
                refreshMemory();
            }
            case DATA_DROP -> bulk(op, 0, x, y, null);
            default -> bulk(op, 3, x, y, null);
        }
    }

    void wholeTable(Opcode op, int x, int y) {
        switch (op) {
            case TABLE_GET -> bulk(op, 1, x, y, Kind.A);
            case TABLE_SET -> bulk(op, 2, x, y, null);
            case TABLE_SIZE -> bulk(op, 0, x, y, address(module.table(x).addr()));
            case TABLE_GROW -> bulk(op, 2, x, y, address(module.table(x).addr()));
            case ELEM_DROP -> bulk(op, 0, x, y, null);
            default -> bulk(op, 3, x, y, null);
        }
    }

    private static Kind address(AddrType addr) {
        return addr == AddrType.I64 ? Kind.J : Kind.I;
    }

    // References

    void reference(Opcode op) {
        if (op == Opcode.ANY_CONVERT_EXTERN || op == Opcode.EXTERN_CONVERT_ANY) {
            // without code no line of its own: the JVM knows of two at one place only the first
            return;
        }
        mark();
        switch (op) {
            case REF_IS_NULL -> {
                loadTop(1);
                push(Operand.test(IFNULL));
            }
            case REF_EQ -> {
                loadTop(2);
                invokeStatic(REFERENCES, "same", "(Ljava/lang/Object;Ljava/lang/Object;)Z");
                push(Operand.test(IFNE));
            }
            case REF_AS_NON_NULL -> support(1, "nonNull", "(Ljava/lang/Object;)Ljava/lang/Object;", Kind.A);
            case REF_I31 -> support(1, "i31", "(I)Ljava/lang/Object;", Kind.A);
            case I31_GET_S -> support(1, "i31Signed", "(Ljava/lang/Object;)I", Kind.I);
            case I31_GET_U -> support(1, "i31Unsigned", "(Ljava/lang/Object;)I", Kind.I);
            case ARRAY_LEN -> support(1, "arrayLength", "(Ljava/lang/Object;)I", Kind.I);
            default -> throw new IllegalArgumentException(op.mnemonic());
        }
    }

    private void support(int count, String name, String descriptor, Kind kind) {
        loadTop(count);
        invokeStatic(Names.OBJECT_SUPPORT, name, descriptor);
        if (kind != null) {
            result(kind);
        }
    }

    /** Emits whether the reference on the JVM's stack is of a type. */
    void test(RefType type) {
        String javaClass = classOf(type.heap());
        if (javaClass == null) {
            constants.load(mv, type, REF_TYPE);
            invokeStatic(REFERENCES, "matches", "(Ljava/lang/Object;" + REF_TYPE + ")Z");
            return;
        }
        Label end = new Label();
        if (type.nullable()) {
            Label notNull = new Label();
            mv.visitInsn(DUP);
            mv.visitJumpInsn(IFNONNULL, notNull);
            mv.visitInsn(POP);
            mv.visitInsn(ICONST_1);
            mv.visitJumpInsn(GOTO, end);
            mv.visitLabel(notNull);
        }
        mv.visitTypeInsn(INSTANCEOF, javaClass);
        mv.visitLabel(end);
    }

    void testOrCast(Opcode op, RefType type) {
        mark();
        loadTop(1);
        if (op == Opcode.REF_TEST || op == Opcode.REF_TEST_NULL) {
            test(type);
            push(Operand.test(IFNE));
        } else {
            cast(type);
            push(Operand.stack(Kind.A));
        }
    }

    /** Emits a check of the class, and the whole cast for what fails it: null perhaps, or a trap. */
    private void cast(RefType type) {
        String javaClass = classOf(type.heap());
        Label end = new Label();
        if (javaClass != null) {
            mv.visitInsn(DUP);
            mv.visitTypeInsn(INSTANCEOF, javaClass);
            mv.visitJumpInsn(IFNE, end);
        }
        constants.load(mv, type, REF_TYPE);
        invokeStatic(REFERENCES, "cast", "(Ljava/lang/Object;" + REF_TYPE + ")Ljava/lang/Object;");
        mv.visitLabel(end);
    }

    /**
     * The class that all references of a type but null are of, and no others; null if there is no such class, or if
     * looking for it might make it and that is limited.
     */
    private String classOf(HeapType type) {
        if (type instanceof DefType def) {
            return def.kind() == AbsHeapType.STRUCT && !compiled.prepared.engine().limitsStructClasses()
                    ? StructShape.of(def).className() : null;
        }
        return switch ((AbsHeapType) type) {
            case STRUCT -> Names.STRUCT;
            case ARRAY -> Names.ARRAY;
            case I31 -> I31;
            case FUNC -> Names.FUNCTION;
            default -> null;
        };
    }

    // Structures

    void structure(Opcode op, DefType type, int fieldIdx) {
        mark();
        StructShape struct = StructShape.of(type);
        List<FieldType> fields = ((StructType) type.expand()).fields();
        switch (op) {
            case STRUCT_NEW, STRUCT_NEW_DEFAULT -> {
                Operand[] values = take(op == Opcode.STRUCT_NEW ? fields.size() : 0);
                mv.visitTypeInsn(NEW, struct.className());
                mv.visitInsn(DUP);
                if (counts()) {
                    loadContext();
                    intConstant((int) struct.bytes());
                    invokeStatic(Names.OBJECT_SUPPORT, "reserve", "(L" + Names.CONTEXT + ";I)Ljava/lang/Object;");
                } else {
                    mv.visitInsn(ACONST_NULL);
                }
                mv.visitMethodInsn(INVOKESPECIAL, struct.className(), "<init>", "(Ljava/lang/Object;)V", false);
                for (int i = 0; i < values.length; i++) {
                    if (!isDefault(values[i])) {
                        mv.visitInsn(DUP);
                        setField(struct, fields, i, values[i]);
                    }
                }
                push(Operand.stack(Kind.A));
            }
            case STRUCT_SET -> {
                Operand[] values = take(2);
                loadStruct(struct, values[0]);
                setField(struct, fields, fieldIdx, values[1]);
            }
            default -> {
                FieldType field = fields.get(fieldIdx);
                Kind kind = Kind.of(field.storage().unpacked());
                Operand ref = take(1)[0];
                loadStruct(struct, ref);
                field(GETFIELD, struct, StructShape.fieldName(fieldIdx), field);
                if (kind == Kind.V) {
                    loadStruct(struct, ref);
                    field(GETFIELD, struct, StructShape.highName(fieldIdx), field);
                }
                if (op == Opcode.STRUCT_GET_S) {
                    mv.visitInsn(field.storage() == PackedType.I8 ? I2B : I2S);
                } else if (field.storage() == PackedType.I8) {
                    intConstant(0xFF);
                    mv.visitInsn(IAND);
                }
                result(kind);
            }
        }
    }

    /** Whether it is the value that a field has from the beginning. */
    private static boolean isDefault(Operand value) {
        return value.isConstant() && value.bits == 0 && value.high == 0;
    }

    private void loadStruct(StructShape struct, Operand ref) {
        load(ref);
        invokeStatic(Names.OBJECT_SUPPORT, "struct", "(Ljava/lang/Object;)Ljava/lang/Object;");
        mv.visitTypeInsn(CHECKCAST, struct.className());
    }

    /** Emits what writes a field of the structure on the JVM's stack, which it takes. */
    private void setField(StructShape struct, List<FieldType> fields, int fieldIdx, Operand value) {
        FieldType field = fields.get(fieldIdx);
        if (value.kind.isVector()) {
            mv.visitInsn(DUP);
            loadHalf(value, 0);
            field(PUTFIELD, struct, StructShape.fieldName(fieldIdx), field);
            loadHalf(value, 1);
            field(PUTFIELD, struct, StructShape.highName(fieldIdx), field);
            return;
        }
        load(value);
        if (field.storage() instanceof PackedType packed) {
            mv.visitInsn(packed == PackedType.I8 ? I2B : I2C);
        }
        field(PUTFIELD, struct, StructShape.fieldName(fieldIdx), field);
    }

    private void field(int instruction, StructShape struct, String name, FieldType field) {
        mv.visitFieldInsn(instruction, struct.className(), name, StructShape.descriptor(field.storage()));
    }

    private void extend(boolean signed, FieldType field) {
        if (signed) {
            mv.visitInsn(field.storage() == PackedType.I8 ? I2B : I2S);
        }
    }

    // Arrays

    void wholeArray(Opcode op, DefType type, int y) {
        mark();
        chargeBulk(op);
        FieldType field = ((ArrayType) type.expand()).field();
        Kind kind = Kind.of(field.storage().unpacked());
        String value = kind == Kind.A ? Kind.A.descriptor : kind == Kind.V ? "JJ" : "J";
        switch (op) {
            case ARRAY_NEW -> {
                Operand[] all = take(2);
                loadBits(all[0]);
                load(all[1]);
                constants.load(mv, type, DEF_TYPE);
                loadContext();
                invokeStatic(Names.OBJECT_SUPPORT, "arrayNew",
                        "(" + value + "I" + DEF_TYPE + "L" + Names.CONTEXT + ";)Ljava/lang/Object;");
                result(Kind.A);
            }
            case ARRAY_NEW_DEFAULT -> {
                load(take(1)[0]);
                newDefault(type);
            }
            case ARRAY_NEW_FIXED -> {
                Operand[] all = take(y);
                intConstant(y);
                newDefault(type);
                pop();
                for (int i = 0; i < y; i++) {
                    mv.visitInsn(DUP);
                    intConstant(i);
                    setElement(all[i], value, kind);
                }
                result(Kind.A);
            }
            case ARRAY_NEW_DATA, ARRAY_NEW_ELEM -> {
                loadTop(2);
                constants.load(mv, type, DEF_TYPE);
                loadContext();
                intConstant(y);
                invokeStatic(Names.OBJECT_SUPPORT, Library.camelCase(op.mnemonic()),
                        "(II" + DEF_TYPE + "L" + Names.CONTEXT + ";I)Ljava/lang/Object;");
                result(Kind.A);
            }
            case ARRAY_GET, ARRAY_GET_S, ARRAY_GET_U -> {
                Operand[] all = take(2);
                for (int half = 0; half < kind.slots(); half++) {
                    pushArray(all[0]);
                    load(all[1]);
                    invokeVirtual(Names.ARRAY, kind == Kind.A ? "ref" : half == 0 ? "bits" : "bitsHigh",
                            kind == Kind.A ? "(I)Ljava/lang/Object;" : "(I)J");
                }
                fromBits(mv, kind);
                extend(op == Opcode.ARRAY_GET_S, field);
                result(kind);
            }
            case ARRAY_SET -> {
                Operand[] all = take(3);
                pushArray(all[0]);
                load(all[1]);
                setElement(all[2], value, kind);
            }
            case ARRAY_FILL -> {
                Operand[] all = take(4);
                load(all[0]);
                load(all[1]);
                loadBits(all[2]);
                load(all[3]);
                invokeStatic(Names.OBJECT_SUPPORT, "arrayFill", "(Ljava/lang/Object;I" + value + "I)V");
            }
            case ARRAY_COPY -> support(5, "arrayCopy", "(Ljava/lang/Object;ILjava/lang/Object;II)V", null);
            case ARRAY_INIT_DATA, ARRAY_INIT_ELEM -> {
                loadTop(4);
                loadContext();
                intConstant(y);
                invokeStatic(Names.OBJECT_SUPPORT, Library.camelCase(op.mnemonic()),
                        "(Ljava/lang/Object;IIIL" + Names.CONTEXT + ";I)V");
            }
            default -> throw new IllegalArgumentException(op.mnemonic());
        }
    }

    private void newDefault(DefType type) {
        constants.load(mv, type, DEF_TYPE);
        if (counts()) {
            loadContext();
            invokeStatic(Names.OBJECT_SUPPORT, "arrayNew",
                    "(I" + DEF_TYPE + "L" + Names.CONTEXT + ";)L" + Names.ARRAY + ";");
        } else {
            mv.visitInsn(SWAP);
            invokeStatic(Names.ARRAY, "newDefault", "(" + DEF_TYPE + "I)L" + Names.ARRAY + ";");
        }
        push(Operand.stack(Kind.A));
    }

    /** Whether the bytes of objects are counted. */
    private boolean counts() {
        return compiled.prepared.engine().countsObjects();
    }

    private void pushArray(Operand ref) {
        load(ref);
        invokeStatic(Names.OBJECT_SUPPORT, "array", "(Ljava/lang/Object;)L" + Names.ARRAY + ";");
    }

    private void setElement(Operand operand, String value, Kind kind) {
        loadBits(operand);
        invokeVirtual(Names.ARRAY, kind == Kind.A ? "setRef" : "setBits", "(I" + value + ")V");
    }

    /** Emits a trap. */
    void trap(Trap.Kind kind) {
        mark();
        mv.visitFieldInsn(GETSTATIC, "dev/weft/runtime/Trap$Kind", kind.name(), "Ldev/weft/runtime/Trap$Kind;");
        invokeStatic("dev/weft/runtime/Trap", "of", "(Ldev/weft/runtime/Trap$Kind;)Ldev/weft/runtime/Trap;");
        mv.visitInsn(ATHROW);
    }
}
