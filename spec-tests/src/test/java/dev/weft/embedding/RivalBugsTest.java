package dev.weft.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.runtime.Engine;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.Store;
import dev.weft.runtime.StoreLimits;
import dev.weft.runtime.Trap;
import dev.weft.text.TextParser;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What other engines on the JVM get wrong, each a test. */
class RivalBugsTest {
    private final Engine engine = Engine.create();
    private final Store store = Store.of(engine);
    private final Linker linker = new Linker();

    private Instance instantiate(String text) {
        return linker.instantiate(store, engine.prepare(TextParser.assemble(text)));
    }

    @Test
    void foreignFuncref_putIntoAnotherTable_callsItsOwnModulesFunction() {
        Instance owner = instantiate("""
                (module (table (export "t") 1 funcref) (elem (i32.const 0) $secret) (global $g (mut i32) (i32.const 0))
                  (func $pad (export "pad") (result i32) (i32.const 1))
                  (func $secret (result i32)
                    (global.set $g (i32.add (global.get $g) (i32.const 1)))
                    (i32.add (i32.const 4711) (global.get $g))))""");
        linker.defineInstance("owner", owner);
        Instance user = instantiate("""
                (module (import "owner" "t" (table $foreign 1 funcref)) (table $own 4 funcref)
                  (type $f (func (result i32)))
                  (func $zero (result i32) (i32.const 0)) (func $one (result i32) (i32.const -1))
                  (elem (table $own) (i32.const 0) func $zero $one)
                  (func (export "go") (result i32)
                    (table.set $own (i32.const 2) (table.get $foreign (i32.const 0)))
                    (call_indirect $own (type $f) (i32.const 2)))
                  (func (export "direct") (result i32) (call_indirect $foreign (type $f) (i32.const 0))))""");
        assertEquals(4712, user.function("go").call());
        assertEquals(4713, user.function("direct").call());
        assertEquals(4714, ((FunctionInstance) owner.table("t").get(0)).call());
    }

    @Test
    void funcref_throughHostGlobalAndTable_isTheSameObject() {
        Instance instance = instantiate("""
                (module (table (export "t") 1 funcref) (func $f (export "f"))
                  (global (export "g") (mut funcref) (ref.func $f))
                  (func (export "put") (table.set (i32.const 0) (global.get 0)))
                  (func (export "get") (result funcref) (table.get (i32.const 0))))""");
        instance.function("put").call();
        assertSame(instance.function("f"), instance.function("get").call());
        assertSame(instance.function("f"), instance.table("t").get(0));
        assertSame(instance.function("f"), instance.global("g").get());
    }

    @Test
    void activeDataSegment_afterInstantiation_isDropped() {
        Instance instance = instantiate("""
                (module (memory 1) (data $active (i32.const 0) "abc") (data $passive "de")
                  (func (export "again") (memory.init $active (i32.const 0) (i32.const 0) (i32.const 1)))
                  (func (export "nothing") (memory.init $active (i32.const 0) (i32.const 0) (i32.const 0)))
                  (func (export "passive") (memory.init $passive (i32.const 0) (i32.const 0) (i32.const 2)))
                  (func (export "drop") (data.drop $passive)))""");
        assertEquals(Trap.Kind.OUT_OF_BOUNDS_MEMORY_ACCESS,
                assertThrows(Trap.class, () -> instance.function("again").call()).kind());
        instance.function("nothing").call();
        instance.function("passive").call();
        instance.function("drop").call();
        assertThrows(Trap.class, () -> instance.function("passive").call());
    }

    @Test
    void activeElementSegment_afterInstantiation_isDropped() {
        Instance instance = instantiate("""
                (module (table 2 funcref) (elem $active (i32.const 0) func 0)
                  (func (export "again") (table.init $active (i32.const 0) (i32.const 0) (i32.const 1))))""");
        assertEquals(Trap.Kind.OUT_OF_BOUNDS_TABLE_ACCESS,
                assertThrows(Trap.class, () -> instance.function("again").call()).kind());
    }

    @Test
    void memoryGrow_beyondWhatThereIs_returnsMinusOneAndGoesOn() {
        Instance instance = instantiate("""
                (module (memory (export "m") 1)
                  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
                  (func (export "load") (param i32) (result i32) (i32.load (local.get 0))))""");
        FunctionInstance grow = instance.function("grow");
        assertEquals(-1, grow.call(65_536));
        assertEquals(-1, grow.call(-1));
        assertEquals(1, grow.call(1));
        assertEquals(0, instance.function("load").call(0x1_FFFC));

        Store tight = Store.of(engine, StoreLimits.DEFAULT.withMemoryBytes(Runtime.getRuntime().maxMemory() * 4));
        Instance greedy = linker.instantiate(tight, engine.prepare(TextParser.assemble("""
                (module (memory i64 1)
                  (func (export "grow") (param i64) (result i64) (memory.grow (local.get 0))))""")));
        assertEquals(-1L, greedy.function("grow").call(1L << 40));
        assertEquals(-1L, greedy.function("grow").call(Runtime.getRuntime().maxMemory() * 4 >>> 16));
    }

    @Test
    void memoryOf32768Pages_isUsableToItsEnd() {
        try (Store own = Store.of(engine)) {
            Instance instance = linker.instantiate(own, engine.prepare(TextParser.assemble("""
                    (module (memory 32768)
                      (func (export "put") (param i32 i32) (i32.store (local.get 0) (local.get 1)))
                      (func (export "get") (param i32) (result i32) (i32.load (local.get 0))))""")));
            instance.function("put").call(0x7FFF_FFFC, 77);
            assertEquals(77, instance.function("get").call(0x7FFF_FFFC));
            assertEquals(0, instance.function("get").call(0));
            assertThrows(Trap.class, () -> instance.function("get").call(0x7FFF_FFFD));
            assertThrows(Trap.class, () -> instance.function("get").call(-4));
        }
    }

    @Test
    void functionOf300Parameters_isCalled() {
        String params = "i64 ".repeat(300);
        String sum = IntStream.range(0, 300).mapToObj(i -> "(local.get " + i + ")").collect(Collectors.joining(" "))
                + " " + "i64.add ".repeat(299);
        String pushes = IntStream.range(0, 300).mapToObj(i -> "(i64.const " + i + ")")
                .collect(Collectors.joining(" "));
        Instance instance = instantiate("(module (func $sum (export \"sum\") (param " + params + ") (result i64) " + sum
                + ") (func (export \"go\") (result i64) (call $sum " + pushes + ")))");
        assertEquals(299L * 300 / 2, instance.function("go").call());
        Object[] arguments = IntStream.range(0, 300).mapToObj(i -> (Object) (long) i).toArray();
        assertEquals(299L * 300 / 2, instance.function("sum").call(arguments));
        assertThrows(IllegalArgumentException.class, () -> instance.function("sum").handle());
    }

    @Test
    void functionOf20000Instructions_runs() {
        String body = "(local.set 0 (i32.add (i32.mul (local.get 0) (i32.const 31)) (i32.const 7)))".repeat(20_000);
        Instance instance = instantiate("(module (func (export \"f\") (param i32) (result i32) " + body
                + " (local.get 0)))");
        int expected = 5;
        for (int i = 0; i < 20_000; i++) {
            expected = expected * 31 + 7;
        }
        assertEquals(expected, instance.function("f").call(5));
    }
}
