package dev.weft.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.runtime.Engine;
import dev.weft.runtime.EngineLimits;
import dev.weft.runtime.FuelCosts;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.Trap;
import dev.weft.runtime.WasmFrame;
import dev.weft.runtime.cache.CodeCache;
import dev.weft.text.TextParser;
import dev.weft.valid.InvalidException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Code that outlives the engine that emitted it; a later process is a later engine here. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CodeCacheTest {
    /** A bit of everything whose constants an emitted class asks for: types, shapes, tables of jumps, vectors. */
    private static final String MIXED = """
            (module $mixed
              (type $pair (struct (field i32) (field (mut i64))))
              (type $op (func (param i32 i32) (result i32)))
              (memory 1)
              (table funcref (elem $add $sub))
              (func $add (type $op) (i32.add (local.get 0) (local.get 1)))
              (func $sub (type $op) (i32.sub (local.get 0) (local.get 1)))
              (func $choose (param i32) (result i32)
                (block (block (block (block (br_table 0 1 2 3 (local.get 0)))
                  (return (i32.const 7))) (return (i32.const 11))) (return (i32.const 13))) (i32.const 17))
              (func $pairs (param i32) (result i32)
                (local $p anyref)
                (local.set $p (struct.new $pair (local.get 0) (i64.const 5)))
                (if (result i32) (ref.test (ref $pair) (local.get $p))
                  (then (struct.get $pair 0 (ref.cast (ref $pair) (local.get $p)))) (else (i32.const -1))))
              (func $lanes (param i32) (result i32)
                (i32x4.extract_lane 2 (i32x4.add (i32x4.splat (local.get 0)) (v128.const i32x4 1 2 3 4))))
              (func (export "run") (param $n i32) (result i32)
                (local $sum i32)
                (loop $again
                  (i32.store (local.get $n) (local.get $sum))
                  (local.set $sum (call_indirect (type $op)
                    (i32.add (call $choose (i32.and (local.get $n) (i32.const 3))) (i32.load (local.get $n)))
                    (i32.add (call $pairs (local.get $n)) (call $lanes (local.get $n)))
                    (i32.and (local.get $n) (i32.const 1))))
                  (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                (local.get $sum))
              (func $deep (param i32) (if (local.get 0) (then (call $deep (i32.sub (local.get 0) (i32.const 1))))
                (else (drop (i32.load (i32.const -1))))))
              (func (export "trap") (call $deep (i32.const 3))))""";

    @TempDir
    Path folder;

    private Engine engine(String tier) {
        return builder(tier).cache(CodeCache.at(folder)).build();
    }

    private static Engine.Builder builder(String tier) {
        return Engine.builder().tier(tier).hotAfter(2, 20).backgroundCompilation(false);
    }

    private static Instance instantiate(Engine engine, String text) {
        return new Linker().instantiate(Store.of(engine), engine.prepare(TextParser.assemble(text)));
    }

    private static boolean isCompiled(FunctionInstance function) {
        return function.entry().getClass().getName().startsWith("wasm.");
    }

    private static String function(int constant) {
        return "(module (func (export \"f\") (result i32) (i32.const " + constant + ")))";
    }

    /** Has a function compiled and what was emitted written. */
    private static void fill(Engine engine, int constant) {
        FunctionInstance function = instantiate(engine, function(constant)).function("f");
        for (int i = 0; i < 1_000; i++) {
            assertEquals(constant, function.call());
        }
        engine.cache().flush();
    }

    @Test
    void function_enteredAtALoopBefore_isCompiledAtItsFirstCall() {
        String text = """
                (module (func (export "f") (local i32)
                  (loop $l
                    (br_if $l (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 100))))))""";
        Engine first = builder("auto").hotAfter(1_000, 20).cache(CodeCache.at(folder)).build();
        instantiate(first, text).function("f").call();
        first.cache().flush();
        Engine later = builder("auto").hotAfter(1_000, 20_000).cache(CodeCache.at(folder)).build();
        assertEquals(1, callsUntilCompiled(instantiate(later, text).function("f")));
        // what was called often is kept, and waits for its turn as what is new
        fill(first, 1);
        assertEquals(1_000, callsUntilCompiled(instantiate(later, function(1)).function("f")));
    }

    private static int callsUntilCompiled(FunctionInstance function) {
        for (int calls = 1;; calls++) {
            function.call();
            if (isCompiled(function)) {
                return calls;
            }
            assertTrue(calls < 10_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"interp", "jit", "auto"})
    void guest_runAgainWithKeptCode_doesTheSame(String tier) {
        Object expected = instantiate(Engine.builder().tier("interp").build(), MIXED).function("run").call(100);
        for (int i = 0; i < 3; i++) {
            Engine engine = engine(tier);
            Instance instance = instantiate(engine, MIXED);
            for (int call = 0; call < 3; call++) {
                assertEquals(expected, instance.function("run").call(100), tier + ", engine " + i);
            }
            engine.cache().flush();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"interp", "jit", "auto"})
    void trap_inKeptCode_hasTheSameBacktrace(String tier) {
        List<List<WasmFrame>> traces = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Engine engine = engine(tier);
            Instance instance = instantiate(engine, MIXED);
            for (int call = 0; call < 4; call++) {
                traces.add(assertThrows(Trap.class, () -> instance.function("trap").call()).frames());
            }
            engine.cache().flush();
        }
        List<String> first = traces.getFirst().stream().map(WasmFrame::place).toList();
        assertEquals(5, first.size());
        for (List<WasmFrame> trace : traces) {
            assertEquals(first, trace.stream().map(WasmFrame::place).toList());
            assertEquals(traces.getFirst().stream().map(WasmFrame::offset).toList(),
                    trace.stream().map(WasmFrame::offset).toList());
        }
    }

    @Test
    void file_thatIsDamaged_isRemovedAndCodeEmittedAnew() throws IOException {
        fill(engine("auto"), 1);
        Path file = CodeCache.at(folder).list().getFirst().file();
        byte[] bytes = Files.readAllBytes(file);
        for (int at : new int[] {0, 9, bytes.length / 2, bytes.length - 1}) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 1;
            Files.write(file, damaged);
            FunctionInstance function = instantiate(engine("auto"), function(1)).function("f");
            assertFalse(isCompiled(function));
            assertEquals(1, function.call());
            assertFalse(Files.exists(file));
        }
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 3));
        assertEquals(1, CodeCache.at(folder).verify().size());
        assertEquals(List.of(), CodeCache.at(folder).list());
    }

    @Test
    void code_ofOtherOptions_isNotTaken() {
        fill(engine("auto"), 1);
        Engine burning = builder("auto").fuel(FuelCosts.DEFAULT).cache(CodeCache.at(folder)).build();
        assertFalse(isCompiled(instantiate(burning, function(1)).function("f")));
        fill(burning, 1);
        assertEquals(2, CodeCache.at(folder).list().size());
        assertEquals(1, CodeCache.at(folder).list().stream().map(CodeCache.Item::moduleHash).distinct().count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jit", "auto"})
    void code_thatCountsNoObjects_isNotTakenWhereTheyAreLimited(String tier) {
        String list = """
                (module
                  (type $node (struct (field (ref null $node))))
                  (global $list (mut (ref null $node)) (ref.null $node))
                  (func (export "f") (param i32)
                    (loop $more
                      (global.set $list (struct.new $node (global.get $list)))
                      (br_if $more (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))""";
        Engine free = engine(tier);
        FunctionInstance filler = instantiate(free, list).function("f");
        for (int i = 0; i < 5; i++) {
            filler.call(10_000);
        }
        free.cache().flush();
        Engine engine = builder(tier).limits(EngineLimits.NONE.withObjectBytes(100_000)).cache(CodeCache.at(folder))
                .build();
        FunctionInstance function = instantiate(engine, list).function("f");
        assertEquals(Trap.Kind.OUT_OF_MEMORY, assertThrows(Trap.class, () -> function.call(10_000)).kind());
    }

    @Test
    void module_thatIsNotValid_isRefusedEachTime() {
        byte[] bytes = TextParser.assemble("(module (func (result i32) (i64.const 1)))");
        for (int i = 0; i < 2; i++) {
            Engine engine = engine("auto");
            assertThrows(InvalidException.class, () -> engine.prepare(bytes));
            engine.cache().flush();
        }
        assertEquals(List.of(), CodeCache.at(folder).list());
    }

    @Test
    void cache_overItsBound_losesWhatWasUsedLongestAgo() throws IOException {
        fill(engine("auto"), 1);
        CodeCache.Item first = CodeCache.at(folder).list().getFirst();
        Files.setLastModifiedTime(first.file(), java.nio.file.attribute.FileTime.fromMillis(1_000_000));
        CodeCache small = CodeCache.at(folder, first.bytes() * 3 / 2);
        fill(builder("auto").cache(small).build(), 2);
        assertEquals(1, small.list().size());
        assertFalse(Files.exists(first.file()));
        assertTrue(small.size() <= small.mostBytes());
        assertEquals(1, small.clear());
        assertEquals(0, small.size());
    }

    @Test
    void cache_thatCannotBeWritten_isDoneWithout() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        Engine engine = builder("auto").cache(CodeCache.at(file)).build();
        fill(engine, 3);
        assertEquals("no folder", Files.readString(file));
    }

    @Test
    void cache_usedByManyAtOnce_hasWholeFilesOnly() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> runs = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                int constant = i % 3;
                runs.add(threads.submit(() -> fill(engine("auto"), constant)));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        }
        CodeCache cache = CodeCache.at(folder);
        assertEquals(3, cache.list().size());
        assertEquals(List.of(), cache.verify());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(3, files.count());
        }
        PreparedModule module = engine("auto").prepare(TextParser.assemble(function(2)));
        assertTrue(module.cached().isKnown());
    }
}
