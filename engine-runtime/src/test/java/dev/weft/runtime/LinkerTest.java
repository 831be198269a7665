package dev.weft.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.syntax.AddrType;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MemType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.TableType;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

class LinkerTest {
    private final FakeTier tier = new FakeTier();
    private final Engine engine = tier.engine();
    private final Store store = Store.of(engine);

    private PreparedModule module(String text) {
        return FakeTier.prepare(engine, text);
    }

    @Test
    void link_missingImports_namesAllOfThem() {
        PreparedModule module = module("""
                (module (import "a" "f" (func (param i32) (result i64))) (import "a" "m" (memory 1))
                  (import "b" "g" (global i32)))""");
        String message = assertThrows(UnlinkableException.class, () -> new Linker().link(module)).getMessage();
        assertTrue(message.startsWith("unknown import: \"a\" \"f\" (func [i32] -> [i64])"), message);
        assertTrue(message.contains("\"a\" \"m\" (memory i32 1..)"), message);
        assertTrue(message.contains("\"b\" \"g\" (global i32)"), message);
    }

    @Test
    void link_wrongSignature_saysBothTypes() {
        PreparedModule module = module("(module (import \"a\" \"f\" (func (param i32))))");
        Linker linker = new Linker().define("a", "f", IntBinaryOperator.class, (a, b) -> a);
        String message = assertThrows(UnlinkableException.class, () -> linker.link(module)).getMessage();
        assertEquals("incompatible import type: \"a\" \"f\" expected func [i32] -> [], "
                + "found func [i32 i32] -> [i32]", message);
    }

    @Test
    void link_sameSignatureInAnotherGroup_saysSo() {
        Instance lender = new Linker().instantiate(store, module("""
                (module (rec (type $f (func)) (type (struct))) (func (export "f") (type $f)))"""));
        Linker linker = new Linker().defineInstance("l", lender);
        PreparedModule user = module("(module (import \"l\" \"f\" (func)))");
        assertEquals("incompatible import type: \"l\" \"f\" expected func [] -> [], "
                + "found another definition of it",
                assertThrows(UnlinkableException.class, () -> linker.link(user)).getMessage());
    }

    @Test
    void link_wrongKind_isIncompatible() {
        PreparedModule module = module("(module (import \"a\" \"f\" (func)))");
        Linker linker = new Linker().define("a", "f", store.newMemory(MemType.of(Limits.of(1))));
        assertTrue(assertThrows(UnlinkableException.class, () -> linker.link(module)).getMessage()
                .startsWith("incompatible import type"));
    }

    @Test
    void link_tooSmallMemory_isIncompatibleUntilItGrew() {
        PreparedModule module = module("(module (import \"a\" \"m\" (memory 2 5)))");
        var memory = store.newMemory(MemType.of(Limits.of(1, 5)));
        Linker linker = new Linker().define("a", "m", memory);
        assertThrows(UnlinkableException.class, () -> linker.link(module));
        assertEquals(1, memory.grow(1));
        linker.instantiate(store, module);
    }

    @Test
    void instantiate_globalsAndSegments_areFilledInOrder() {
        PreparedModule module = module("""
                (module
                  (import "a" "base" (global i32))
                  (global (export "sum") i64 (i64.add (i64.const 40) (i64.const 2)))
                  (global (export "f") funcref (ref.func $f))
                  (table (export "t") 4 funcref)
                  (memory (export "m") 1)
                  (elem (offset (global.get 0)) func $f $f)
                  (data (i32.const 3) "hello")
                  (func $f (export "f2")))""");
        Linker linker = new Linker().define("a", "base",
                GlobalInstance.of(new GlobalType(NumType.I32, false), 2));
        Instance instance = linker.instantiate(store, module);
        assertEquals(42L, instance.global("sum").get());
        assertSame(instance.function("f2"), instance.global("f").get());
        assertNull(instance.table("t").get(1));
        assertSame(instance.function("f2"), instance.table("t").get(3));
        assertEquals("hello", instance.memory("m").readUtf8(3, 5));
        assertEquals(0, tier.links);
    }

    @Test
    void instantiate_trappingSegment_leavesEarlierWrites() {
        PreparedModule module = module("""
                (module (import "a" "m" (memory 1)) (data (i32.const 0) "abc") (data (i32.const 0xffff) "de"))""");
        var memory = store.newMemory(MemType.of(Limits.of(1)));
        Linker linker = new Linker().define("a", "m", memory);
        Trap trap = assertThrows(Trap.class, () -> linker.instantiate(store, module));
        assertEquals(Trap.Kind.OUT_OF_BOUNDS_MEMORY_ACCESS, trap.kind());
        assertEquals("abc", memory.readUtf8(0, 3));
    }

    @Test
    void instantiate_activeSegments_areDroppedAndPassiveKept() {
        int[] lengths = new int[4];
        tier.body("look", (instance, stack, base) -> {
            lengths[0] = instance.datas[0].length();
            lengths[1] = instance.datas[1].length();
            lengths[2] = instance.elems[0].refs().length;
            lengths[3] = instance.elems[1].refs().length;
        });
        PreparedModule module = module("""
                (module (memory 1) (table 3 funcref)
                  (data (i32.const 0) "abc") (data "passive") (elem (i32.const 0) func 0) (elem func 0 0)
                  (func (export "look")))""");
        new Linker().instantiate(store, module).function("look").call();
        assertEquals(0, lengths[0]);
        assertEquals(7, lengths[1]);
        assertEquals(0, lengths[2]);
        assertEquals(2, lengths[3]);
    }

    @Test
    void defineInstance_exportsOfOne_serveAnother() {
        PreparedModule lender = module("""
                (module (memory (export "m") 1) (table (export "t") 2 funcref) (func (export "f")))""");
        PreparedModule user = module("""
                (module (import "l" "m" (memory 1)) (import "l" "t" (table 2 funcref)) (import "l" "f" (func $f))
                  (export "f" (func $f)) (export "m" (memory 0)))""");
        Instance one = new Linker().instantiate(store, lender);
        Instance two = new Linker().defineInstance("l", one).instantiate(store, user);
        assertSame(one.function("f"), two.function("f"));
        assertSame(one.memory("m"), two.memory("m"));
    }

    @Test
    void instantiate_functionOfAnotherStore_isRefused() {
        PreparedModule module = module("(module (import \"a\" \"f\" (func)))");
        FunctionInstance foreign = FunctionInstance.of(Store.of(engine), java.lang.invoke.MethodHandles.empty(
                java.lang.invoke.MethodType.methodType(void.class)));
        Linker linker = new Linker().define("a", "f", foreign);
        assertThrows(IllegalArgumentException.class, () -> linker.instantiate(store, module));
    }

    @Test
    void limits_memoryTablesInstances_areKept() {
        Store small = Store.of(engine, StoreLimits.DEFAULT.withMemoryBytes(2 << 16).withTableElements(10)
                .withInstances(2));
        PreparedModule empty = module("(module)");
        PreparedModule big = module("(module (memory 3))");
        Linker linker = new Linker();
        linker.instantiate(small, empty);
        assertThrows(LimitExceededException.class, () -> linker.instantiate(small, big));
        assertThrows(LimitExceededException.class, () -> linker.instantiate(small, empty));

        var memory = small.newMemory(MemType.of(Limits.of(1)));
        assertEquals(-1, memory.grow(2));
        assertEquals(1, memory.grow(1));
        assertThrows(LimitExceededException.class, () -> small.newMemory(MemType.of(Limits.of(1))));

        TableInstance table = TableInstance.of(small, new TableType(AddrType.I32, Limits.of(4), RefType.FUNCREF), null);
        assertEquals(-1, table.grow(7, null));
        assertEquals(4, table.grow(6, null));
        assertEquals(10, table.size());
    }

    @Test
    void close_store_givesMemoriesBack() {
        var memory = store.newMemory(MemType.of(Limits.of(1)));
        store.close();
        assertEquals(0, memory.byteLength());
        assertThrows(IllegalStateException.class, () -> store.newMemory(MemType.of(Limits.of(1))));
    }

    @Test
    void gcConstants_structsAndArrays_areMade() {
        PreparedModule module = module("""
                (module
                  (type $p (struct (field i8) (field (mut f64)) (field (ref null any))))
                  (type $a (array (mut i16)))
                  (global (export "s") (ref $p)
                    (struct.new $p (i32.const 0x1ff) (f64.const 2.5) (ref.i31 (i32.const 7))))
                  (global (export "a") (ref $a) (array.new_fixed $a 2 (i32.const 65537) (i32.const 9)))
                  (global (export "n") (ref $a) (array.new $a (i32.const 3) (i32.const 4))))""");
        Instance instance = new Linker().instantiate(store, module);
        StructInstance struct = (StructInstance) instance.global("s").get();
        assertEquals(0xFF, struct.bits(0));
        assertEquals(2.5, Double.longBitsToDouble(struct.bits(1)));
        assertEquals(new I31(7), struct.ref(2));
        ArrayInstance array = (ArrayInstance) instance.global("a").get();
        assertEquals(1, array.bits(0));
        assertEquals(9, array.bits(1));
        assertEquals(4, ((ArrayInstance) instance.global("n").get()).length());
        assertEquals(3, ((ArrayInstance) instance.global("n").get()).bits(3));
    }
}
