package dev.weft.runtime;

import dev.weft.syntax.NumType;
import dev.weft.syntax.PackedType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StorageType;
import dev.weft.syntax.VecType;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Writes the class of a structure type: its fields, and the methods of {@link StructInstance} that access them by
 * index.
 *
 * <p>Implementation note. A class has Java fields for what its supertype lacks, and methods for all. An access by index
 * is a switch over the fields of that kind; of many fields, a switch over methods with {@value #PIECE} each, since
 * HotSpot compiles no method over 8,000 bytes.
 */
final class StructClassWriter {
    private static final int PIECE_BITS = 8;
    private static final int PIECE = 1 << PIECE_BITS;

    private static final ClassDesc STRUCT = StructInstance.class.describeConstable().orElseThrow();
    private static final ClassDesc SHAPE = StructShape.class.describeConstable().orElseThrow();
    private static final ClassDesc OBJECT = ConstantDescs.CD_Object;
    private static final ClassDesc INT = ConstantDescs.CD_int;
    private static final ClassDesc LONG = ConstantDescs.CD_long;
    private static final ClassDesc VOID = ConstantDescs.CD_void;
    private static final MethodTypeDesc CONSTRUCTOR = MethodTypeDesc.of(VOID, OBJECT);
    private static final String SHAPE_FIELD = "shape";

    private final StructShape shape;
    private final ClassBuilder out;
    private final ClassDesc self;
    private final ClassDesc above;

    private StructClassWriter(StructShape shape, ClassBuilder out, ClassDesc self) {
        this.shape = shape;
        this.out = out;
        this.self = self;
        this.above = shape.superShape() == null ? STRUCT : ClassDesc.ofInternalName(shape.superShape().className());
    }

    /** The bytes of a shape's class. */
    static byte[] write(StructShape shape) {
        ClassDesc self = ClassDesc.ofInternalName(shape.className());
        return ClassFile.of().build(self, out -> new StructClassWriter(shape, out, self).write());
    }

    private void write() {
        out.withSuperclass(above);
        out.withFlags(shape.type().unroll().isFinal()
                ? ClassFile.ACC_PUBLIC | ClassFile.ACC_SUPER | ClassFile.ACC_FINAL
                : ClassFile.ACC_PUBLIC | ClassFile.ACC_SUPER);
        fields();
        construction();
        accessors();
    }

    private void fields() {
        int inherited = shape.superShape() == null ? 0 : shape.superShape().fieldCount();
        for (int i = inherited; i < shape.fieldCount(); i++) {
            out.withField(StructShape.fieldName(i), desc(i), ClassFile.ACC_PUBLIC);
            if (storage(i) == VecType.V128) {
                out.withField(StructShape.highName(i), LONG, ClassFile.ACC_PUBLIC);
            }
        }
        out.withField(SHAPE_FIELD, SHAPE, ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_FINAL);
    }

    private void construction() {
        method(ConstantDescs.CLASS_INIT_NAME, ConstantDescs.MTD_void, ClassFile.ACC_STATIC, code -> code
                .loadConstant(self)
                .invokestatic(self, "shapeOf", MethodTypeDesc.of(SHAPE, ConstantDescs.CD_Class))
                .putstatic(self, SHAPE_FIELD, SHAPE)
                .return_());
        method(ConstantDescs.INIT_NAME, CONSTRUCTOR, ClassFile.ACC_PUBLIC, code -> code
                .aload(0).aload(1)
                .invokespecial(above, ConstantDescs.INIT_NAME, CONSTRUCTOR)
                .return_());
        method("shape", MethodTypeDesc.of(SHAPE), ClassFile.ACC_PROTECTED, code -> code
                .getstatic(self, SHAPE_FIELD, SHAPE)
                .areturn());
        method("fresh", MethodTypeDesc.of(STRUCT, OBJECT), ClassFile.ACC_PROTECTED, code -> code
                .new_(self).dup().aload(1)
                .invokespecial(self, ConstantDescs.INIT_NAME, CONSTRUCTOR)
                .areturn());
    }

    private void accessors() {
        Predicate<StorageType> isRef = storage -> storage instanceof RefType;
        Predicate<StorageType> isVector = storage -> storage == VecType.V128;
        MethodTypeDesc getBits = MethodTypeDesc.of(LONG, INT);
        accessor("bits", getBits, isRef.negate(), this::getBits);
        accessor("bitsHigh", getBits, isVector, (code, i) -> code
                .aload(0).getfield(self, StructShape.highName(i), LONG).lreturn());
        accessor("ref", MethodTypeDesc.of(OBJECT, INT), isRef, (code, i) -> code
                .aload(0).getfield(self, StructShape.fieldName(i), OBJECT).areturn());
        accessor("setBits", MethodTypeDesc.of(VOID, INT, LONG), isRef.or(isVector).negate(), this::setBits);
        accessor("setBits", MethodTypeDesc.of(VOID, INT, LONG, LONG), isVector, (code, i) -> code
                .aload(0).lload(2).putfield(self, StructShape.fieldName(i), LONG)
                .aload(0).lload(4).putfield(self, StructShape.highName(i), LONG)
                .return_());
        accessor("setRef", MethodTypeDesc.of(VOID, INT, OBJECT), isRef, (code, i) -> code
                .aload(0).aload(2).putfield(self, StructShape.fieldName(i), OBJECT).return_());
    }

    private void getBits(CodeBuilder code, int i) {
        code.aload(0).getfield(self, StructShape.fieldName(i), desc(i));
        switch (storage(i)) {
            case NumType.F32 -> code.invokestatic(ConstantDescs.CD_Float, "floatToRawIntBits",
                    MethodTypeDesc.of(INT, ConstantDescs.CD_float)).i2l();
            case NumType.F64 -> code.invokestatic(ConstantDescs.CD_Double, "doubleToRawLongBits",
                    MethodTypeDesc.of(LONG, ConstantDescs.CD_double));
            case PackedType.I8 -> code.sipush(0xFF).iand().i2l();
            case PackedType.I16, NumType.I32 -> code.i2l();
            default -> { }
        }
        code.lreturn();
    }

    private void setBits(CodeBuilder code, int i) {
        code.aload(0).lload(2);
        switch (storage(i)) {
            case NumType.F32 -> code.l2i().invokestatic(ConstantDescs.CD_Float, "intBitsToFloat",
                    MethodTypeDesc.of(ConstantDescs.CD_float, INT));
            case NumType.F64 -> code.invokestatic(ConstantDescs.CD_Double, "longBitsToDouble",
                    MethodTypeDesc.of(ConstantDescs.CD_double, LONG));
            case NumType.I32 -> code.l2i();
            case PackedType.I8 -> code.l2i().i2b();
            case PackedType.I16 -> code.l2i().i2c();
            default -> { }
        }
        code.putfield(self, StructShape.fieldName(i), desc(i)).return_();
    }

    /** Emits what a method does with one field, and a return. */
    private interface Access {
        void emit(CodeBuilder code, int fieldIdx);
    }

    /** A method of an index and values, if there are such fields. */
    private void accessor(String name, MethodTypeDesc type, Predicate<StorageType> kind, Access access) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < shape.fieldCount(); i++) {
            if (kind.test(storage(i))) {
                all.add(i);
            }
        }
        if (all.isEmpty()) {
            return;
        }
        if (shape.fieldCount() <= PIECE) {
            choice(name, name, type, 0, all, access);
            return;
        }
        List<Integer> pieces = all.stream().map(i -> i >> PIECE_BITS).distinct().toList();
        for (int piece : pieces) {
            choice(name + piece, name, type, 0, all.stream().filter(i -> i >> PIECE_BITS == piece).toList(), access);
        }
        choice(name, name, type, PIECE_BITS, pieces, (code, piece) -> call(code, self, name + piece, type));
    }

    /** A method that switches over the shifted index; for others than these it is what the superclass has. */
    private void choice(String name, String superName, MethodTypeDesc type, int shift, List<Integer> cases,
            Access access) {
        int flags = name.equals(superName) ? ClassFile.ACC_PUBLIC : ClassFile.ACC_PRIVATE;
        method(name, type, flags, code -> {
            Label none = code.newLabel();
            List<SwitchCase> targets = cases.stream().map(i -> SwitchCase.of(i, code.newLabel())).toList();
            code.iload(1);
            if (shift > 0) {
                code.loadConstant(shift).ishr();
            }
            code.tableswitch(cases.getFirst(), cases.getLast(), none, targets);
            for (SwitchCase target : targets) {
                code.labelBinding(target.target());
                access.emit(code, target.caseValue());
            }
            code.labelBinding(none);
            call(code, above, superName, type);
        });
    }

    /** Emits a call with the method's own arguments, bound to a class, and returns what it returns. */
    private static void call(CodeBuilder code, ClassDesc owner, String name, MethodTypeDesc type) {
        code.aload(0);
        int slot = 1;
        for (ClassDesc parameter : type.parameterList()) {
            TypeKind kind = TypeKind.from(parameter);
            code.loadLocal(kind, slot);
            slot += kind.slotSize();
        }
        code.invokespecial(owner, name, type).return_(TypeKind.from(type.returnType()));
    }

    private void method(String name, MethodTypeDesc type, int flags, Consumer<CodeBuilder> body) {
        out.withMethodBody(name, type, flags, body);
    }

    private StorageType storage(int fieldIdx) {
        return shape.fields().get(fieldIdx).storage();
    }

    private ClassDesc desc(int fieldIdx) {
        return ClassDesc.ofDescriptor(StructShape.descriptor(storage(fieldIdx)));
    }
}
