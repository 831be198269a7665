package dev.weft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.fuzz.CountedModule;
import dev.weft.runtime.Engine;
import dev.weft.runtime.FuelCosts;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.text.TextParser;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProfileCommandTest {
    private static final String GUEST = """
            (module
              (func $fib (param i32) (result i32)
                (if (result i32) (i32.lt_s (local.get 0) (i32.const 2)) (then (local.get 0))
                  (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1)))
                    (call $fib (i32.sub (local.get 0) (i32.const 2)))))))
              (func $count (param i32) (result i32) (local i32)
                (block $out (loop $l
                  (br_if $out (i32.ge_s (local.get 1) (local.get 0)))
                  (local.set 1 (i32.add (local.get 1) (i32.const 1)))
                  (br $l)))
                (local.get 1))
              (func $never (unreachable))
              (func (export "run") (param i32) (result i32)
                (i32.add (call $fib (local.get 0)) (call $count (local.get 0)))))
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"interp", "jit", "auto"})
    void countedModule_onEachTier_countsCallsAndTheFuelThatMeteringBurns(String tier) {
        Engine metered = Engine.builder().tier(tier).fuel(FuelCosts.DEFAULT).build();
        PreparedModule plain = metered.prepare(TextParser.assemble(GUEST));
        long burnt;
        try (Store store = Store.of(metered)) {
            store.setFuel(1L << 40);
            assertEquals(65, new Linker().instantiate(store, plain).function("run").call(10));
            burnt = (1L << 40) - store.fuel();
        }
        Engine engine = Engine.builder().tier(tier).build();
        try (Store store = Store.of(engine)) {
            Instance instance = new Linker().instantiate(store,
                    engine.prepare(CountedModule.byFunction(plain.valid()).binary()));
            assertEquals(65, instance.function("run").call(10));
            assertEquals(177, CountedModule.calls(instance, 0));
            assertEquals(1, CountedModule.calls(instance, 1));
            assertEquals(0, CountedModule.calls(instance, 2));
            assertEquals(1, CountedModule.calls(instance, 3));
            long counted = 0;
            for (int i = 0; i < 4; i++) {
                counted += CountedModule.fuel(instance, i);
            }
            assertEquals(burnt, counted);
        }
    }

    @Test
    void profile_ofAGuest_writesAGraphAndATable() throws Exception {
        Path file = folder.resolve("guest.wat");
        Files.writeString(file, GUEST);
        Path graph = folder.resolve("graph.html");
        Weft.Result weft = Weft.run("profile", "-o", graph.toString(), "--invoke", "run", file.toString(), "27");
        assertEquals(0, weft.code(), weft.err());
        assertEquals("196445\n", weft.text());
        assertTrue(weft.err().contains("635,621") && weft.err().contains("fib"), weft.err());
        assertTrue(Files.readString(graph).contains("const nodes=[[0,0,"));
    }

    @Test
    void profile_withoutCounting_leavesTheModuleAsItIs() throws Exception {
        Path file = folder.resolve("guest.wat");
        Files.writeString(file, GUEST);
        Path graph = folder.resolve("graph.html");
        Weft.Result weft = Weft.run("profile", "--no-count", "--tier", "interp", "-o", graph.toString(),
                "--invoke", "run", file.toString(), "5");
        assertEquals(0, weft.code(), weft.err());
        assertEquals("10\n", weft.text());
        assertTrue(Files.exists(graph));
    }
}
