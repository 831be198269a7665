package dev.weft.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.host.wasi.Wasi;
import dev.weft.runtime.Engine;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.StoreLimits;
import dev.weft.runtime.Trap;
import dev.weft.script.Tiers;
import dev.weft.text.TextParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Guests that take whatever they can get are refused as specified, and leave nothing behind. */
@Timeout(value = 580, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GreedyGuestsTest {
    private static final int PAGES = 64;
    private static final int ELEMENTS = 1_000;
    private static final int OBJECT_BYTES = 2 << 20;
    private static final int DESCRIPTORS = 24;
    private static final int THREADS = 3;
    private static final int MFILE = 33;
    private static final String GREEDY = """
            (module
              (import "wasi_snapshot_preview1" "path_open"
                (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
              (memory (export "memory") 1) (data (i32.const 0) "file") (table $table 1 funcref)
              (type $node (struct (field (ref null $node)))) (global $list (mut (ref null $node)) (ref.null $node))
              (func (export "grow") (result i32)
                (loop
                  (memory.fill (i32.mul (i32.sub (memory.size) (i32.const 1)) (i32.const 65536)) (i32.const 7)
                    (i32.const 65536))
                  (br_if 0 (i32.ge_s (memory.grow (i32.const 1)) (i32.const 0))))
                (memory.size))
              (func (export "widen") (result i32)
                (loop (br_if 0 (i32.ge_s (table.grow $table (ref.null func) (i32.const 1)) (i32.const 0))))
                (table.size $table))
              (func $recurse (export "recurse") (param i64) (result i64)
                (i64.add (i64.const 1) (call $recurse (i64.mul (local.get 0) (i64.const 3)))))
              (func (export "hoard") (loop (global.set $list (struct.new $node (global.get $list))) (br 0)))
              (func (export "open") (result i32) (local i32)
                (loop
                  (br_if 0 (i32.eqz (local.tee 0 (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 4)
                    (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 16))))))
                (local.get 0)))""";
    private static final String SPAWNING = """
            (module
              (import "env" "memory" (memory 1 1 shared)) (export "memory" (memory 0))
              (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
              (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (func (export "wasi_thread_start") (param i32 i32)
                (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1))))
              (func (export "_start") (local i32)
                (block (loop
                  (br_if 1 (i32.lt_s (call $spawn (i32.const 0)) (i32.const 0)))
                  (local.set 0 (i32.add (local.get 0) (i32.const 1)))
                  (br 0)))
                (call $exit (local.get 0))))""";

    @TempDir
    private Path folder;

    static List<String> tiers() {
        return Tiers.forTests();
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void guests_thatTakeAllTheyCan_areRefusedAsSpecified(String tier) throws Exception {
        run(tier, 12);
    }

    @ParameterizedTest
    @MethodSource("tiers")
    @Tag("full")
    void aThousandGuests_thatTakeAllTheyCan_leaveNothingBehind(String tier) throws Exception {
        run(tier, 200);
        long heap = usedHeap();
        long resident = residentKibibytes();
        run(tier, 1_000);
        long moreHeap = usedHeap() - heap;
        long moreResident = residentKibibytes() - resident;
        System.out.println(tier + ": heap " + moreHeap / 1024 + " KiB more, resident " + moreResident + " KiB more");
        assertTrue(moreHeap < 16 << 20, "heap grew by " + moreHeap);
        assertTrue(moreResident < 256 << 10, "resident memory grew by " + moreResident + " KiB");
    }

    private void run(String tier, int guests) throws Exception {
        Files.writeString(folder.resolve("file"), "x");
        Engine engine = Tiers.builder(tier).storeLimits(StoreLimits.DEFAULT.withMemoryBytes((long) PAGES << 16)
                .withTableElements(ELEMENTS).withCallDepth(500).withObjectBytes(OBJECT_BYTES)).build();
        PreparedModule greedy = engine.prepare(TextParser.assemble(GREEDY));
        PreparedModule spawning = engine.prepare(TextParser.assemble(SPAWNING));
        be(greedy, spawning);
        int files = entries("/proc/self/fd");
        int mappings = mappings();
        for (int i = 0; i < guests; i++) {
            be(greedy, spawning);
        }
        // the JVM opens files and maps memory for itself, too
        assertTrue(entries("/proc/self/fd") < files + 20 + guests / 2, "files are left open");
        assertTrue(mappings() < mappings + 300 + guests / 2, "mappings are left");
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("weft-wasi")) {
                thread.join();
            }
        }
    }

    /** One guest of each kind. */
    private void be(PreparedModule greedy, PreparedModule spawning) throws IOException {
        try (Store store = Store.of(greedy.engine());
                Wasi wasi = Wasi.builder().directory(".", folder).maxDescriptors(DESCRIPTORS).build()) {
            Linker linker = new Linker();
            wasi.addTo(linker);
            Instance instance = linker.instantiate(store, greedy);
            assertEquals(MFILE, instance.function("open").call());
            assertEquals(PAGES, instance.function("grow").call());
            assertEquals(ELEMENTS, instance.function("widen").call());
            assertTraps(Trap.Kind.CALL_STACK_EXHAUSTED, instance, "recurse", 1L);
            assertTraps(Trap.Kind.OUT_OF_MEMORY, instance, "hoard");
        }
        try (Store store = Store.of(spawning.engine()); Wasi wasi = Wasi.builder().maxThreads(THREADS).build()) {
            Linker linker = new Linker();
            wasi.addTo(linker).addMemories(linker, store, spawning);
            assertEquals(THREADS, wasi.start(linker.instantiate(store, spawning)));
        }
    }

    private static void assertTraps(Trap.Kind kind, Instance instance, String function, Object... arguments) {
        assertEquals(kind, assertThrows(Trap.class, () -> instance.function(function).call(arguments)).kind());
    }

    private static int entries(String folder) throws IOException {
        if (!Files.isDirectory(Path.of(folder))) {
            return 0;
        }
        try (Stream<Path> entries = Files.list(Path.of(folder))) {
            return (int) entries.count();
        }
    }

    private static int mappings() throws IOException {
        Path maps = Path.of("/proc/self/maps");
        return Files.exists(maps) ? Files.readAllLines(maps).size() : 0;
    }

    private static long residentKibibytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:")).findFirst()
                    .map(line -> Long.parseLong(line.replaceAll("[^0-9]", ""))).orElse(0L);
        }
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
