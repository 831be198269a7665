package dev.weft.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.runtime.Engine;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.script.SpecRun;
import dev.weft.text.TextParser;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A new memory reads as zeros, whoever wrote to the one that had its place before. */
class FreshMemoryTest {
    /** A guest that only looks: how many bytes are not zero, but for its data. */
    private static final String LOOKING = """
            (module (memory (export "memory") 1) (data (i32.const 40) "abc")
              (func (export "count") (result i32) (local $i i32) (local $n i32)
                (loop $l
                  (local.set $n (i32.add (local.get $n) (i32.ne (i32.const 0) (i32.load8_u (local.get $i)))))
                  (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65536))))
                (local.get $n)))""";
    private static final String WRITING = """
            (module (memory (import "m" "memory") 1)
              (func (export "write") (param i32) (i32.store8 offset=3 (local.get 0) (i32.const 255))))""";

    static List<String> tiers() {
        return SpecRun.tiers("all");
    }

    private static PreparedModule prepare(Engine engine, String text) {
        return engine.prepare(TextParser.assemble(text));
    }

    /** Lets something happen to a memory, and looks at the next one, which gets the same place. */
    private static void check(Engine engine, String what, BiConsumer<Store, Instance> deed) {
        PreparedModule looking = prepare(engine, LOOKING);
        for (int i = 0; i < 3; i++) {
            try (Store store = Store.of(engine)) {
                Instance guest = new Linker().instantiate(store, looking);
                assertEquals(3, guest.function("count").call(), "before, " + what);
                deed.accept(store, guest);
            }
            try (Store store = Store.of(engine)) {
                assertEquals(3, new Linker().instantiate(store, looking).function("count").call(), "after " + what);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void memoryOfAGuestThatOnlyLooks_isFreshAfterTheHostWrote(String tier) {
        Engine engine = Engine.builder().tier(tier).build();
        check(engine, "nothing", (store, guest) -> { });
        check(engine, "write", (store, guest) -> memory(guest).write(60_000, new byte[] {1, 2, 3}, 0, 3));
        check(engine, "text", (store, guest) -> memory(guest).writeUtf8(65_530, "abcdef"));
        check(engine, "fill", (store, guest) -> memory(guest).fill(1, 7, 65_535));
        check(engine, "copy", (store, guest) -> MemoryInstance.copy(memory(guest), 65_533, memory(guest), 40, 3));
        check(engine, "init", (store, guest) -> memory(guest).init(65_000, new byte[] {9}, 0, 1, 0, 1));
        check(engine, "store8", (store, guest) -> memory(guest).storeI8(65_535, 1));
        check(engine, "store16", (store, guest) -> memory(guest).storeI16(65_534, 1));
        check(engine, "store32", (store, guest) -> memory(guest).storeI32(65_532, 1));
        check(engine, "store64", (store, guest) -> memory(guest).storeI64(65_528, 1));
        check(engine, "storeV128", (store, guest) -> memory(guest).storeV128(65_520, 1, 1));
        check(engine, "atomic store", (store, guest) -> memory(guest).atomicStore32(65_532, 1));
        check(engine, "atomic add", (store, guest) -> memory(guest).atomicRmwAdd8(65_535, 1));
        check(engine, "slice", (store, guest) -> memory(guest).slice(65_000, 4).putInt(0, 5));
        check(engine, "growth", (store, guest) -> {
            memory(guest).grow(3);
            memory(guest).write(3 << 16, new byte[] {1}, 0, 1);
        });
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void memoryOfAGuestThatOnlyLooks_isFreshAfterAnotherGuestWrote(String tier) {
        Engine engine = Engine.builder().tier(tier).build();
        PreparedModule writing = prepare(engine, WRITING);
        check(engine, "another guest", (store, guest) -> new Linker().define("m", "memory", memory(guest))
                .instantiate(store, writing).function("write").call(65_000));
    }

    private static MemoryInstance memory(Instance guest) {
        return guest.memory("memory");
    }
}
