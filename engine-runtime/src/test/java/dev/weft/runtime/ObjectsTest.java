package dev.weft.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.runtime.tier.ArrayOps;
import dev.weft.runtime.tier.DataInstance;
import dev.weft.runtime.tier.ElemInstance;
import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.ArrayType;
import dev.weft.syntax.DefType;
import dev.weft.syntax.FieldType;
import dev.weft.syntax.Limits;
import dev.weft.syntax.NumType;
import dev.weft.syntax.PackedType;
import dev.weft.syntax.RecType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StorageType;
import dev.weft.syntax.StructType;
import dev.weft.syntax.SubType;
import dev.weft.syntax.TableType;
import dev.weft.syntax.TypeIdx;
import dev.weft.syntax.TypeSpace;
import dev.weft.syntax.VecType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Structures, arrays, references, tables, tags. */
class ObjectsTest {
    private static final Store STORE = Store.of(new FakeTier().engine());

    private final TypeSpace types = new TypeSpace();

    private DefType array(StorageType element) {
        return types.add(new RecType(List.of(new SubType(true, List.of(),
                new ArrayType(new FieldType(element, true))))))[0];
    }

    private DefType struct(List<StorageType> fields, boolean isFinal, Integer parent) {
        return types.add(new RecType(List.of(new SubType(isFinal,
                parent == null ? List.of() : List.of(new TypeIdx(parent)),
                new StructType(fields.stream().map(field -> new FieldType(field, true)).toList())))))[0];
    }

    private static void traps(Trap.Kind kind, Runnable action) {
        assertEquals(kind, assertThrows(Trap.class, action::run).kind());
    }

    @Test
    void struct_allKindsOfFields_keepTheirValues() {
        DefType type = struct(List.of(PackedType.I8, VecType.V128, RefType.ANYREF, PackedType.I16, VecType.V128,
                NumType.F64), true, null);
        StructInstance struct = StructShape.of(type).newDefault();
        assertEquals(0, struct.bits(5));
        assertNull(struct.ref(2));
        struct.setBits(0, -1);
        struct.setBits(1, 11, 12);
        struct.setRef(2, "x");
        struct.setBits(3, -2);
        struct.setBits(4, 21, 22);
        struct.setBits(5, Double.doubleToRawLongBits(-0.0));
        assertEquals(0xFF, struct.bits(0));
        assertEquals(11, struct.bits(1));
        assertEquals(12, struct.bitsHigh(1));
        assertEquals("x", struct.ref(2));
        assertEquals(0xFFFE, struct.bits(3));
        assertEquals(21, struct.bits(4));
        assertEquals(22, struct.bitsHigh(4));
        assertEquals(Long.MIN_VALUE, struct.bits(5));
        assertSame(StructShape.of(type), StructShape.of(type));
    }

    @Test
    void array_ofEachLayout_readsWhatWasWritten() {
        ArrayInstance bytes = ArrayInstance.newDefault(array(PackedType.I8), 4);
        bytes.fill(1, 0x1FF, 2);
        assertEquals(0, bytes.bits(0));
        assertEquals(0xFF, bytes.bits(2));
        ArrayInstance shorts = ArrayInstance.newDefault(array(PackedType.I16), 4);
        shorts.setBits(3, -1);
        assertEquals(0xFFFF, shorts.bits(3));
        ArrayInstance floats = ArrayInstance.newDefault(array(NumType.F32), 4);
        floats.setBits(0, Float.floatToRawIntBits(-1.5f));
        assertEquals(-1.5f, Float.intBitsToFloat((int) floats.bits(0)));
        ArrayInstance vectors = ArrayInstance.newDefault(array(VecType.V128), 4);
        vectors.fill(1, 5, 6, 3);
        ArrayInstance.copy(vectors, 0, vectors, 1, 3);
        assertEquals(5, vectors.bits(0));
        assertEquals(6, vectors.bitsHigh(3));
        ArrayInstance refs = ArrayInstance.newDefault(array(RefType.EXTERNREF), 4);
        refs.fillRef(0, "y", 4);
        refs.setRef(0, null);
        ArrayInstance.copy(refs, 1, refs, 0, 3);
        assertNull(refs.ref(1));
        assertEquals("y", refs.ref(2));
    }

    @Test
    void array_outOfBounds_trapsBeforeWriting() {
        ArrayInstance ints = ArrayInstance.newDefault(array(NumType.I32), 3);
        traps(Trap.Kind.OUT_OF_BOUNDS_ARRAY_ACCESS, () -> ints.bits(3));
        traps(Trap.Kind.OUT_OF_BOUNDS_ARRAY_ACCESS, () -> ints.setBits(-1, 0));
        traps(Trap.Kind.OUT_OF_BOUNDS_ARRAY_ACCESS, () -> ints.fill(1, 7, 3));
        traps(Trap.Kind.OUT_OF_BOUNDS_ARRAY_ACCESS, () -> ints.fill(1, 7, -1));
        traps(Trap.Kind.OUT_OF_BOUNDS_ARRAY_ACCESS, () -> ArrayInstance.copy(ints, 0, ints, 4, 0));
        assertEquals(0, ints.bits(2));
        ints.fill(3, 7, 0);
        traps(Trap.Kind.OUT_OF_MEMORY, () -> ArrayInstance.newDefault(array(NumType.I64), -1));
    }

    @Test
    void arrayFromSegments_checksSegmentAndArray() {
        byte[] bytes = {9, 1, 0, 2, 0, 3};
        DataInstance data = new DataInstance(bytes, 1, 5);
        ArrayInstance shorts = ArrayOps.newData(STORE, array(PackedType.I16), data, 0, 2);
        assertEquals(1, shorts.bits(0));
        assertEquals(2, shorts.bits(1));
        traps(Trap.Kind.OUT_OF_BOUNDS_MEMORY_ACCESS, () -> ArrayOps.newData(STORE, shorts.type(), data, 0, 3));
        traps(Trap.Kind.OUT_OF_BOUNDS_MEMORY_ACCESS, () -> ArrayOps.newData(STORE, shorts.type(), data, 0, -1));
        traps(Trap.Kind.OUT_OF_BOUNDS_MEMORY_ACCESS, () -> ArrayOps.initData(shorts, 0, data, 4, 1));
        traps(Trap.Kind.OUT_OF_BOUNDS_ARRAY_ACCESS, () -> ArrayOps.initData(shorts, 2, data, 0, 1));
        data.drop();
        ArrayOps.initData(shorts, 2, data, 0, 0);
        traps(Trap.Kind.OUT_OF_BOUNDS_MEMORY_ACCESS, () -> ArrayOps.initData(shorts, 0, data, 0, 1));
        ElemInstance elem = new ElemInstance(new Object[] {"a", "b"});
        ArrayInstance refs = ArrayOps.newElem(STORE, array(RefType.EXTERNREF), elem, 1, 1);
        assertEquals("b", refs.ref(0));
        ArrayOps.initElem(refs, 0, elem, 0, 1);
        assertEquals("a", refs.ref(0));
        traps(Trap.Kind.OUT_OF_BOUNDS_TABLE_ACCESS, () -> ArrayOps.newElem(STORE, refs.type(), elem, 1, 2));
        elem.drop();
        traps(Trap.Kind.OUT_OF_BOUNDS_TABLE_ACCESS, () -> ArrayOps.initElem(refs, 0, elem, 0, 1));
    }

    @Test
    void references_matchByTheirType() {
        DefType parent = struct(List.of(NumType.I32), false, null);
        DefType child = struct(List.of(NumType.I32, NumType.I64), true, types.size() - 1);
        StructInstance old = StructShape.of(parent).newDefault();
        StructInstance young = StructShape.of(child).newDefault();
        assertTrue(References.matches(young, RefType.of(false, parent)));
        assertFalse(References.matches(old, RefType.of(false, child)));
        assertTrue(References.matches(young, RefType.EQREF));
        assertFalse(References.matches(young, RefType.ARRAYREF));
        assertFalse(References.matches(young, RefType.FUNCREF));
        assertTrue(References.matches(new I31(1), RefType.EQREF));
        assertFalse(References.matches(new I31(1), RefType.of(true, AbsHeapType.NONE)));
        assertTrue(References.matches(null, RefType.NULLREF));
        assertFalse(References.matches(null, RefType.of(false, AbsHeapType.ANY)));
        assertTrue(References.matches("host", RefType.ANYREF));
        assertFalse(References.matches("host", RefType.EQREF));
        traps(Trap.Kind.CAST_FAILURE, () -> References.cast(old, RefType.of(true, child)));
        assertTrue(References.same(new I31(-1), new I31(0x7FFF_FFFF)));
        assertFalse(References.same(old, young));
        assertEquals(-1, new I31(0x7FFF_FFFF).signed());
        assertEquals(0x7FFF_FFFF, new I31(-1).unsigned());
    }

    @Test
    void table_accesses_trapWithTheirOwnPhrases() {
        Store store = Store.of(new FakeTier().engine());
        TableInstance table = TableInstance.of(store, new TableType(AddrType.I64, Limits.of(2, 5), RefType.FUNCREF),
                null);
        FunctionInstance function = FunctionInstance.of(store, Runnable.class, () -> { });
        table.set(1, function);
        assertSame(function, table.function(1, function.type()));
        traps(Trap.Kind.UNINITIALIZED_ELEMENT, () -> table.function(0, function.type()));
        traps(Trap.Kind.UNDEFINED_ELEMENT, () -> table.function(2, function.type()));
        traps(Trap.Kind.UNDEFINED_ELEMENT, () -> table.function(-1, function.type()));
        traps(Trap.Kind.INDIRECT_CALL_TYPE_MISMATCH, () -> table.function(1,
                DefType.of(new dev.weft.syntax.FuncType(List.of(NumType.I32), List.of()))));
        traps(Trap.Kind.OUT_OF_BOUNDS_TABLE_ACCESS, () -> table.get(-1));
        traps(Trap.Kind.OUT_OF_BOUNDS_TABLE_ACCESS, () -> table.fill(1, null, 2));
        traps(Trap.Kind.OUT_OF_BOUNDS_TABLE_ACCESS, () -> table.fill(0, null, -1));
        traps(Trap.Kind.OUT_OF_BOUNDS_TABLE_ACCESS, () -> TableInstance.copy(table, 0, table, 1, 2));
        assertEquals(-1, table.grow(4, null));
        assertEquals(-1, table.grow(-1, null));
        assertEquals(2, table.grow(3, function));
        assertSame(function, table.get(4));
        assertEquals(5, table.size());
        assertThrows(IllegalArgumentException.class, () -> table.set(0, "no function"));
    }
}
