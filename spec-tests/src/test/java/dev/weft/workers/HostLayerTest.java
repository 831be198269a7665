package dev.weft.workers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.host.Capabilities;
import dev.weft.host.Capability;
import dev.weft.host.ConsoleSink;
import dev.weft.host.ExitReason;
import dev.weft.host.GuestModule;
import dev.weft.host.GuestOptions;
import dev.weft.host.HostAbi;
import dev.weft.host.HostContext;
import dev.weft.host.HostLayer;
import dev.weft.host.ImportTable;
import dev.weft.host.MissingImportsException;
import dev.weft.host.ModuleCache;
import dev.weft.runtime.Engine;
import dev.weft.runtime.Instance;
import dev.weft.runtime.StoreLimits;
import dev.weft.syntax.Feature;
import dev.weft.syntax.Features;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MemType;
import dev.weft.text.TextParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The host layer: ABIs, the check of imports, contexts of guests. */
class HostLayerTest {
    /** A counter for each guest, and a memory; renamed in its second version. */
    private static final class CounterAbi implements HostAbi {
        final List<String> events = new ArrayList<>();

        /** What a guest counted. */
        private static final class State {
            int count;
        }

        @Override
        public String name() {
            return "counter";
        }

        @Override
        public List<String> versions() {
            return List.of("2", "1");
        }

        @Override
        public Set<Feature> features() {
            return Set.of(Feature.MULTI_VALUE);
        }

        @Override
        public void define(ImportTable table, String version) {
            table.function("counter", version.equals("1") ? "add" : "increment", "i:i", (caller, slots, refs, base) ->
                    slots[base] = HostContext.of(caller).state(State.class).count += (int) slots[base]);
            table.function("counter", "text", "ii:i", (caller, slots, refs, base) -> {
                HostContext context = HostContext.of(caller);
                String text = context.readText(caller, (int) slots[base], (int) slots[base + 1]);
                if (text != null) {
                    context.console(ConsoleSink.Level.LOG, text);
                }
                slots[base] = text == null ? -1 : text.length();
            });
            table.memory("counter", "memory", MemType.of(Limits.of(1, 4)));
        }

        @Override
        public Object begin(HostContext context) {
            events.add("begin " + context.name());
            return new State();
        }

        @Override
        public void started(HostContext context, Instance instance) {
            events.add("started " + instance.module().exports().size());
        }

        @Override
        public void ended(HostContext context, ExitReason reason) {
            events.add("ended " + reason);
        }
    }

    private static final String COUNT = """
            (module (import "counter" "increment" (func $add (param i32) (result i32)))
              (func (export "f") (param i32) (result i32) (call $add (local.get 0))))""";

    static List<String> tiers() {
        return Tiers.all();
    }

    private static byte[] wasm(String text) {
        return TextParser.assemble(text);
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void guests_ofOneModule_haveStatesOfTheirOwn(String tier) throws Exception {
        CounterAbi abi = new CounterAbi();
        HostLayer layer = HostLayer.builder(Tiers.engine(tier)).abi(abi).build();
        GuestModule module = layer.prepare(wasm(COUNT));
        try (HostContext one = HostContext.of(module, GuestOptions.DEFAULT.named("one"), null);
                HostContext two = HostContext.of(module, GuestOptions.DEFAULT.named("two"), null)) {
            Instance first = one.instantiate();
            assertEquals(5, first.function("f").call(5));
            assertEquals(7, two.instantiate().function("f").call(7));
            assertEquals(6, first.function("f").call(1));
            assertEquals(2, one.usage().hostCalls());
            assertEquals(1, two.usage().hostCalls());
            assertThrows(IllegalStateException.class, one::instantiate);
        }
        assertEquals(List.of("begin one", "started 1", "begin two", "started 1", "ended normal", "ended normal"),
                abi.events);
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void versions_areNegotiatedByTheModulesImports(String tier) throws Exception {
        HostLayer layer = HostLayer.builder(Tiers.engine(tier)).abi(new CounterAbi()).build();
        for (String name : List.of("add", "increment")) {
            GuestModule module = layer.prepare(wasm(COUNT.replace("increment", name)));
            try (HostContext guest = HostContext.of(module, GuestOptions.DEFAULT, null)) {
                assertEquals(3, guest.instantiate().function("f").call(3));
            }
        }
        HostLayer pinned = HostLayer.builder(layer.engine()).abi(new CounterAbi(), "1").build();
        assertThrows(MissingImportsException.class, () -> pinned.prepare(wasm(COUNT)));
        assertThrows(IllegalArgumentException.class,
                () -> HostLayer.builder(layer.engine()).abi(new CounterAbi(), "3"));
        // both names at once: no version has them
        MissingImportsException both = assertThrows(MissingImportsException.class, () -> layer.prepare(wasm("""
                (module (import "counter" "increment" (func (param i32) (result i32)))
                  (import "counter" "add" (func (param i32) (result i32))))""")));
        assertEquals(1, both.missing().size());
    }

    @Test
    void missingImports_areAllListedWithTheirSuppliers() {
        HostLayer layer = HostLayer.builder(Tiers.engine("interp")).register(List.of(new CounterAbi())).abi("wasi")
                .build();
        MissingImportsException missing = assertThrows(MissingImportsException.class, () -> layer.prepare(wasm("""
                (module
                  (import "counter" "add" (func (param i32) (result i32)))
                  (import "wasi_snapshot_preview1" "sched_yield" (func (result i32)))
                  (import "wasi_snapshot_preview1" "proc_exit" (func (param i64)))
                  (import "env" "table" (table 1 funcref)) (import "env" "f" (func (param f32))))""")));
        assertEquals("""
                unknown import: 4 of 5 imports are not supplied
                    "counter" "add" (func [i32] -> [i32]): supplied by counter@1
                    "wasi_snapshot_preview1" "proc_exit" (func [i64] -> []): incompatible, there is func [i32] -> []
                    "env" "table" (table): no ABI supplies it
                    "env" "f" (func [f32] -> []): no ABI supplies it""", missing.getMessage());
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void memory_ofAnAbi_isMadeForEachGuest(String tier) throws Exception {
        HostLayer layer = HostLayer.builder(Tiers.engine(tier)).abi(new CounterAbi()).build();
        GuestModule module = layer.prepare(wasm("""
                (module (import "counter" "memory" (memory 2)) (import "counter" "text"
                    (func $text (param i32 i32) (result i32)))
                  (data (i32.const 0) "hello") (data (i32.const 8) "\\ff")
                  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
                  (func (export "text") (param i32 i32) (result i32) (call $text (local.get 0) (local.get 1))))"""));
        List<String> lines = new ArrayList<>();
        GuestOptions options = GuestOptions.DEFAULT.console((level, source, text) -> lines.add(source + ":" + text));
        try (HostContext guest = HostContext.of(module, options, null);
                HostContext other = HostContext.of(module, options, null)) {
            Instance instance = guest.instantiate();
            assertEquals(5, instance.function("text").call(0, 5));
            assertEquals(-1, instance.function("text").call(8, 1), "no UTF-8");
            assertEquals(-1, instance.function("text").call(2 << 16, 1), "behind the end");
            assertEquals(0, instance.function("text").call(2 << 16, 0), "nothing at the end");
            assertEquals(-1, instance.function("text").call(1, -1), "4 GiB");
            assertEquals(-1, instance.function("text").call(-1, 2), "wraps around");
            assertEquals(2, instance.function("grow").call(2));
            assertEquals(-1, instance.function("grow").call(1), "the ABI's maximum");
            assertEquals(2, other.instantiate().function("grow").call(1));
            assertEquals(List.of("guest:hello", "guest:"), lines);
            assertEquals(4 << 16, guest.usage().memoryBytes());
        }
        assertThrows(MissingImportsException.class, () -> layer.prepare(wasm("""
                (module (import "counter" "memory" (memory 5)))""")));
    }

    @Test
    void begin_thatFails_endsWhatHasBegun() {
        CounterAbi abi = new CounterAbi();
        HostAbi failing = new HostAbi() {
            @Override
            public String name() {
                return "failing";
            }

            @Override
            public List<String> versions() {
                return List.of("1");
            }

            @Override
            public void define(ImportTable table, String version) {
            }

            @Override
            public Object begin(HostContext context) {
                throw new IllegalStateException("no");
            }
        };
        HostLayer layer = HostLayer.builder(Tiers.engine("interp")).abi(abi).abi(failing).build();
        HostContext guest = HostContext.of(layer.prepare(wasm(COUNT)), GuestOptions.DEFAULT, null);
        assertThrows(IllegalStateException.class, guest::instantiate);
        guest.close(ExitReason.loadFailed("no", null));
        assertEquals(List.of("begin guest", "ended load failed: no"), abi.events);
    }

    @Test
    void layer_ofUnknownAbiOrMissingFeature_isRefused() {
        Engine engine = Tiers.engine("interp");
        assertThrows(IllegalArgumentException.class, () -> HostLayer.builder(engine).abi("nothing"));
        assertThrows(IllegalArgumentException.class, () -> HostLayer.builder(engine).abi("wasi").abi("wasi"));
        Engine small = Engine.builder().tier("interp").features(Features.of(Set.of())).build();
        assertThrows(IllegalArgumentException.class, () -> HostLayer.builder(small).abi(new CounterAbi()));
    }

    @Test
    void modules_ofTheSameBytes_arePreparedOnceForAllLayers() {
        Engine engine = Tiers.engine("interp");
        long before = ModuleCache.of(engine).preparedCount();
        HostLayer one = HostLayer.builder(engine).abi(new CounterAbi()).build();
        HostLayer two = HostLayer.builder(engine).abi(new CounterAbi()).build();
        GuestModule first = one.prepare(wasm(COUNT));
        assertSame(first, one.prepare(wasm(COUNT)));
        assertSame(first.module(), two.prepare(wasm(COUNT)).module());
        assertNotSame(first, two.prepare(wasm(COUNT)));
        assertEquals(1, ModuleCache.of(engine).preparedCount() - before);
        assertEquals(ModuleCache.hash(wasm(COUNT)), first.contentHash());
        assertSame(first.module(), ModuleCache.of(engine).find(first.contentHash()));
        assertNull(ModuleCache.of(engine).find("0"));
        assertTrue(first.exports("f", "i:i"));
        assertFalse(first.exports("f", "i"));
        assertFalse(first.exports("g"));
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void wasiOfTheLayer_writesLinesOfTheConsole(String tier) throws Exception {
        HostLayer layer = HostLayer.builder(Tiers.engine(tier)).abi("wasi").build();
        GuestModule module = layer.prepare(wasm("""
                (module (import "wasi_snapshot_preview1" "fd_write"
                    (func $write (param i32 i32 i32 i32) (result i32)))
                  (memory (export "memory") 1)
                  (data (i32.const 8) "one\\ntwo\\nrest") (data (i32.const 0) "\\08\\00\\00\\00\\0c")
                  (func (export "_start") (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1)
                    (i32.const 100)))))"""));
        List<String> lines = new ArrayList<>();
        GuestOptions options = GuestOptions.DEFAULT.capabilities(Capabilities.NONE.with(Capability.CONSOLE))
                .console((level, source, text) -> lines.add(level + " " + text));
        try (HostContext guest = HostContext.of(module, options, null)) {
            guest.instantiate().function("_start").call();
        }
        assertEquals(List.of("LOG one", "LOG two", "LOG rest"), lines);
        AtomicInteger silent = new AtomicInteger();
        try (HostContext guest = HostContext.of(module,
                GuestOptions.DEFAULT.console((level, source, text) -> silent.incrementAndGet()), null)) {
            guest.instantiate().function("_start").call();
        }
        assertEquals(0, silent.get(), "without the right to a console");
    }

    @Test
    void limits_ofAGuest_hold() {
        HostLayer layer = HostLayer.builder(Tiers.engine("interp")).abi(new CounterAbi()).build();
        GuestModule module = layer.prepare(wasm("(module (memory 17))"));
        HostContext guest = HostContext.of(module,
                GuestOptions.DEFAULT.limits(StoreLimits.DEFAULT.withMemoryBytes(1 << 20)), null);
        assertThrows(RuntimeException.class, guest::instantiate);
        guest.close();
    }
}
