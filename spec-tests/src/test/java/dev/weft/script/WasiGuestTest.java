package dev.weft.script;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.host.wasi.Errno;
import dev.weft.host.wasi.MemoryDirectory;
import dev.weft.host.wasi.ProcExit;
import dev.weft.host.wasi.Wasi;
import dev.weft.runtime.Engine;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.Store;
import dev.weft.text.TextParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** Small guests that call WASI, so that a clone without the official suite tests the way from guest to host, too. */
class WasiGuestTest {
    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();

    private int run(Wasi.Builder builder, String text) throws IOException {
        Engine engine = Engine.create();
        try (Wasi wasi = builder.stdout(stdout).build(); Store store = Store.of(engine)) {
            Linker linker = new Linker();
            wasi.addTo(linker);
            return wasi.start(linker.instantiate(store, engine.prepare(TextParser.assemble(text))));
        }
    }

    @Test
    void command_writesToStdout_returnsZero() throws IOException {
        for (String module : new String[] {"wasi_snapshot_preview1", "wasi_unstable"}) {
            stdout.reset();
            assertEquals(0, run(Wasi.builder(), """
                (module
                  (import "%s" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
                  (memory (export "memory") 1)
                  (data (i32.const 0) "\\08\\00\\00\\00\\06\\00\\00\\00hello\\n")
                  (func (export "_start")
                    (if (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 100))
                      (then unreachable))))
                """.formatted(module)));
            assertEquals("hello\n", stdout.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void command_thatExitsInsideCatchAll_exits() throws IOException {
        assertEquals(42, run(Wasi.builder(), """
            (module
              (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (memory (export "memory") 1)
              (func (export "_start")
                (block $caught
                  (try_table (catch_all $caught)
                    (call $exit (i32.const 42))))
                (call $exit (i32.const 1))))
            """));
    }

    @Test
    void command_withoutMemory_canExit() throws IOException {
        assertEquals(-1, run(Wasi.builder(), """
            (module
              (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (func (export "_start") (call $exit (i32.const -1))))
            """));
    }

    @Test
    void command_withoutMemory_hasNoRightPointer() throws IOException {
        assertEquals(Errno.FAULT.code(), run(Wasi.builder(), """
            (module
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (func (export "_start")
                (call $exit (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))
            """));
    }

    @Test
    void command_copiesStdin_toStdout() throws IOException {
        byte[] input = new byte[200_000];
        for (int i = 0; i < input.length; i++) {
            input[i] = (byte) (i * 31);
        }
        assertEquals(0, run(Wasi.builder().stdin(new ByteArrayInputStream(input)), """
            (module
              (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 2)
              (func (export "_start")
                (loop $more
                  (i32.store (i32.const 0) (i32.const 1024))
                  (i32.store (i32.const 4) (i32.const 100000))
                  (if (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)) (then unreachable))
                  (i32.store (i32.const 4) (i32.load (i32.const 8)))
                  (if (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 12)) (then unreachable))
                  (br_if $more (i32.load (i32.const 8))))))
            """));
        assertArrayEquals(input, stdout.toByteArray());
    }

    @Test
    void command_writesFile_embedderReadsIt() throws IOException {
        MemoryDirectory directory = MemoryDirectory.create();
        assertEquals(0, run(Wasi.builder().directory("/", directory), """
            (module
              (import "wasi_snapshot_preview1" "path_open"
                (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 0) "\\08\\00\\00\\00\\04\\00\\00\\00textname")
              (func (export "_start")
                (if (call $open (i32.const 3) (i32.const 0) (i32.const 12) (i32.const 4) (i32.const 1) (i64.const 64)
                    (i64.const 0) (i32.const 0) (i32.const 100))
                  (then unreachable))
                (if (call $write (i32.load (i32.const 100)) (i32.const 0) (i32.const 1) (i32.const 104))
                  (then unreachable))))
            """));
        assertEquals("text", new String(directory.readFile("name"), StandardCharsets.UTF_8));
    }

    @Test
    void reactor_initialized_servesCalls() throws IOException {
        Engine engine = Engine.create();
        try (Wasi wasi = Wasi.builder().args("a", "b", "c").build(); Store store = Store.of(engine)) {
            Linker linker = new Linker();
            wasi.addTo(linker);
            Instance instance = linker.instantiate(store, engine.prepare(TextParser.assemble("""
                (module
                  (import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
                  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
                  (memory (export "memory") 1)
                  (func (export "_initialize") (drop (call $sizes (i32.const 0) (i32.const 4))))
                  (func (export "count") (result i32) (i32.load (i32.const 0)))
                  (func (export "leave") (call $exit (i32.const 5))))
                """)));
            assertEquals(0, wasi.start(instance));
            assertEquals(3, instance.function("count").call());
            assertEquals(5, assertThrows(ProcExit.class, () -> instance.function("leave").call()).code());
        }
    }

    @Test
    void module_thatIsNoProgram_cannotBeStarted() {
        assertThrows(NoSuchElementException.class, () -> run(Wasi.builder(), "(module)"));
    }
}
