package dev.weft.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.host.wasi.Wasi;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.Store;
import dev.weft.runtime.Trap;
import dev.weft.script.Tiers;
import dev.weft.syntax.FuncType;
import dev.weft.text.TextParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Guests that are stopped one after the other leave nothing behind. */
class KillTest {
    private static final FuncType NOTHING = new FuncType(List.of(), List.of());
    private static final int TRIALS = 60;
    private static final String GUEST = """
            (module (import "trial" "ready" (func $ready)) (import "trial" "block" (func $block))
              (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 1) (memory $big 0 8192) (global (export "count") (mut i32) (i32.const 0))
              (func (export "loop") (call $ready)
                (loop $l (global.set 0 (i32.add (global.get 0) (i32.const 1))) (br $l)))
              (func (export "bulk") (drop (memory.grow $big (i32.const 8192))) (call $ready)
                (loop $l (memory.fill $big (i32.const 0) (i32.const 1) (i32.const 0x1fff_0000)) (br $l)))
              (func (export "read") (i32.store (i32.const 4) (i32.const 8)) (call $ready)
                (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 16))))
              (func (export "host") (call $ready) (call $block)))""";

    static List<String> tiers() {
        return Tiers.forTests();
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void guests_stoppedOneAfterTheOther_leaveNothingBehind(String tier) throws Exception {
        var module = Tiers.engine(tier).prepare(TextParser.assemble(GUEST));
        for (String situation : List.of("loop", "bulk", "read", "host")) {
            kill(module, situation);
            int files = openFiles();
            for (int i = 0; i < TRIALS; i++) {
                kill(module, situation);
            }
            assertTrue(openFiles() < files + TRIALS / 2, situation + " leaves files open");
            awaitNoThread("weft-wasi-input");
        }
    }

    private static void kill(dev.weft.runtime.PreparedModule module, String situation) throws Exception {
        CountDownLatch ready = new CountDownLatch(1);
        try (Store store = Store.of(module.engine()); Wasi wasi = Wasi.builder().stdin(new Silence()).build()) {
            Linker linker = new Linker();
            wasi.addTo(linker);
            linker.define("trial", "ready", NOTHING, (caller, slots, refs, base) -> ready.countDown());
            linker.define("trial", "block", NOTHING, (caller, slots, refs, base) -> new CountDownLatch(1).await());
            Instance instance = linker.instantiate(store, module);
            Object[] outcome = new Object[1];
            Thread guest = Thread.ofPlatform().start(() -> {
                try {
                    instance.function(situation).call();
                } catch (Throwable thrown) {
                    outcome[0] = thrown;
                }
            });
            ready.await();
            store.interrupt("trial");
            guest.join();
            Trap trap = assertInstanceOf(Trap.class, outcome[0], situation);
            assertEquals(Trap.Kind.INTERRUPTED, trap.kind(), situation);
            assertTrue(trap.getMessage().startsWith("interrupted: trial"), trap.getMessage());
            assertTrue((int) instance.global("count").get() >= 0);
        }
    }

    private static int openFiles() throws IOException {
        Path folder = Path.of("/proc/self/fd");
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return (int) entries.count();
        }
    }

    private static void awaitNoThread(String name) throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals(name)) {
                thread.join();
            }
        }
    }

    /** A standard input on which nothing ever comes. */
    private static final class Silence extends InputStream {
        @Override
        public int read() throws IOException {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
            return -1;
        }
    }
}
