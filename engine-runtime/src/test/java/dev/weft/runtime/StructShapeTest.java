package dev.weft.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.syntax.ArrayType;
import dev.weft.syntax.CompType;
import dev.weft.syntax.DefType;
import dev.weft.syntax.FieldType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.PackedType;
import dev.weft.syntax.RecType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StorageType;
import dev.weft.syntax.StructType;
import dev.weft.syntax.SubType;
import dev.weft.syntax.TypeIdx;
import dev.weft.syntax.TypeSpace;
import dev.weft.syntax.VecType;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.ref.WeakReference;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The classes of structures. */
class StructShapeTest {
    private static final List<StorageType> KINDS = List.of(NumType.I32, PackedType.I8, RefType.ANYREF, VecType.V128,
            NumType.F32, NumType.I64, PackedType.I16, NumType.F64);

    private static SubType struct(boolean isFinal, Integer parent, StorageType... fields) {
        return sub(isFinal, parent,
                new StructType(Stream.of(fields).map(field -> new FieldType(field, true)).toList()));
    }

    private static SubType sub(boolean isFinal, Integer parent, CompType type) {
        return new SubType(isFinal, parent == null ? List.of() : List.of(new TypeIdx(parent)), type);
    }

    private static RefType to(int typeIdx) {
        return RefType.of(true, new TypeIdx(typeIdx));
    }

    @Test
    void class_extendsThatOfTheSupertype_andHasAFieldForEachOfItsOwn() throws NoSuchFieldException {
        TypeSpace types = new TypeSpace();
        DefType parent = types.add(new RecType(List.of(struct(false, null, NumType.I32))))[0];
        DefType child = types.add(new RecType(List.of(struct(true, 0, NumType.I32, VecType.V128, PackedType.I16))))[0];
        Class<?> above = StructShape.of(parent).structClass(null);
        Class<?> below = StructShape.of(child).structClass(null);
        assertSame(above, below.getSuperclass());
        assertFalse(Modifier.isFinal(above.getModifiers()));
        assertTrue(Modifier.isFinal(below.getModifiers()));
        assertSame(above, below.getField("f0").getDeclaringClass());
        assertSame(long.class, below.getField("h1").getType());
        assertSame(char.class, below.getField("f2").getType());
        assertEquals(StructShape.of(child).className(), below.getName().replace('.', '/'));
        assertSame(child, StructShape.of(child).newDefault().type());
        assertNotEquals(above.getClassLoader(), below.getClassLoader());
    }

    @Test
    void group_ofTypesThatReferToEachOther_sharesALoader() {
        DefType[] group = new TypeSpace().add(new RecType(List.of(struct(false, null, to(2), to(0)),
                sub(true, null, new FuncType(List.of(to(0)), List.of())), struct(true, 0, to(2), to(0), to(1)))));
        StructInstance one = StructShape.of(group[0]).newDefault();
        StructInstance two = StructShape.of(group[2]).newDefault();
        one.setRef(0, two);
        two.setRef(1, one);
        two.setRef(2, "f");
        assertSame(two, one.ref(0));
        assertSame(one, two.ref(1));
        assertSame(one.getClass().getClassLoader(), two.getClass().getClassLoader());
        assertTrue(one.getClass().isInstance(two));
    }

    @Test
    void struct_ofTenThousandFields_keepsEach() {
        StorageType[] fields = IntStream.range(0, 10_000).mapToObj(i -> KINDS.get(i % KINDS.size()))
                .toArray(StorageType[]::new);
        TypeSpace types = new TypeSpace();
        types.add(new RecType(List.of(struct(false, null, List.of(fields).subList(0, 700)
                .toArray(StorageType[]::new)))));
        StructShape shape = StructShape.of(types.add(new RecType(List.of(struct(true, 0, fields))))[0]);
        StructInstance struct = shape.newDefault();
        for (int i = 0; i < fields.length; i++) {
            switch (i % KINDS.size()) {
                case 2 -> struct.setRef(i, i);
                case 3 -> struct.setBits(i, i, -i);
                default -> struct.setBits(i, i);
            }
        }
        for (int i = 0; i < fields.length; i++) {
            switch (i % KINDS.size()) {
                case 1 -> assertEquals(i & 0xFF, struct.bits(i));
                case 2 -> assertEquals(i, struct.ref(i));
                case 3 -> assertEquals(-i, struct.bitsHigh(i));
                default -> assertEquals(i, struct.bits(i));
            }
        }
        assertEquals(3, struct.bits(3));
        for (int wrong : new int[] {-1, 2, 10_000, 1 << 20}) {
            assertThrows(IndexOutOfBoundsException.class, () -> struct.bits(wrong));
        }
        assertThrows(IndexOutOfBoundsException.class, () -> struct.setBits(3, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> struct.setRef(691, null));
        for (MethodModel method : ClassFile.of().parse(StructClassWriter.write(shape)).methods()) {
            int length = ((CodeAttribute) method.code().orElseThrow()).codeLength();
            assertTrue(length < 8_000, method.methodName() + " has " + length + " bytes");
        }
    }

    @Test
    void names_ofTypes_areTheSameExactlyForTheSameType() {
        Set<String> names = new HashSet<>();
        List<SubType> single = List.of(struct(true, null, NumType.I32), struct(false, null, NumType.I32),
                struct(true, null, NumType.I64), struct(true, null, PackedType.I8), struct(true, null, PackedType.I16),
                struct(true, null), struct(true, null, NumType.I32, NumType.I32), struct(true, null, RefType.ANYREF),
                struct(true, null, RefType.EQREF), struct(true, null, RefType.of(false, RefType.ANYREF.heap())),
                struct(true, null, to(0)), struct(true, null, VecType.V128),
                sub(true, null, new StructType(List.of(new FieldType(NumType.I32, false)))),
                sub(true, null, new ArrayType(new FieldType(NumType.I32, true))),
                sub(true, null, new FuncType(List.of(NumType.I32), List.of())),
                sub(true, null, new FuncType(List.of(), List.of(NumType.I32))));
        for (SubType type : single) {
            DefType once = new TypeSpace().add(new RecType(List.of(type)))[0];
            assertTrue(names.add(TypeNames.of(once.group())), type.toString());
        }
        DefType pair = new TypeSpace().add(new RecType(List.of(single.get(0), single.get(0))))[1];
        assertTrue(names.add(TypeNames.of(pair.group())));
        for (int referred = 0; referred < 2; referred++) {
            TypeSpace types = new TypeSpace();
            types.add(new RecType(List.of(single.get(1), single.get(2))));
            assertTrue(names.add(TypeNames.of(
                    types.add(new RecType(List.of(struct(true, null, to(referred)))))[0].group())));
        }
        TypeSpace types = new TypeSpace();
        types.add(new RecType(List.of(single.get(1))));
        assertTrue(names.add(TypeNames.of(types.add(new RecType(List.of(struct(true, 0, NumType.I32))))[0].group())));
    }

    /** As long as nobody keeps the types, these are other objects every time; their names stay. */
    @Test
    void names_ofALongChainOfTypes_outliveTheTypes() throws InterruptedException {
        String name = nameOfChain(20_000);
        collect(new WeakReference<>(new Object()));
        assertEquals(name, nameOfChain(20_000));
        assertNotEquals(name, nameOfChain(19_999));
    }

    private static String nameOfChain(int length) {
        TypeSpace types = new TypeSpace();
        types.add(new RecType(List.of(struct(true, null, NumType.I32))));
        for (int i = 1; i < length; i++) {
            types.add(new RecType(List.of(struct(true, null, to(i - 1)))));
        }
        return StructShape.of(types.get(length - 1)).className();
    }

    @Test
    void classes_nobodyUses_areUnloaded() throws InterruptedException {
        List<Object> kept = new ArrayList<>();
        WeakReference<Class<?>> unused = classOf(new TypeSpace(), NumType.F32, NumType.I32, kept, false);
        WeakReference<Class<?>> used = classOf(new TypeSpace(), NumType.F32, NumType.I64, kept, true);
        collect(unused);
        assertNull(unused.get());
        assertSame(used.get(), kept.getFirst().getClass());
    }

    private static WeakReference<Class<?>> classOf(TypeSpace types, StorageType one, StorageType other,
            List<Object> kept, boolean keep) {
        types.add(new RecType(List.of(struct(false, null, one))));
        StructInstance struct =
                StructShape.of(types.add(new RecType(List.of(struct(true, 0, one, other))))[0]).newDefault();
        if (keep) {
            kept.add(struct);
        }
        return new WeakReference<>(struct.getClass());
    }

    private static void collect(WeakReference<?> until) throws InterruptedException {
        for (int i = 0; i < 50 && until.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
    }
}
