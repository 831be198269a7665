package dev.weft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.host.wasi.Wasi;
import dev.weft.runtime.Engine;
import dev.weft.syntax.WasmModule;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code weft cache} and {@code weft compile}. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KeptCodeTest {
    private static final String ECHO = """
            (module
              (import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (memory (export "memory") 1)
              (data (i32.const 8) "\\10\\00\\00\\00\\06\\00\\00\\00hello\\n")
              (func (export "_start")
                (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 0)))
                (drop (call $sizes (i32.const 32) (i32.const 36)))
                (call $exit (i32.load (i32.const 32)))))""";

    @TempDir
    private Path folder;

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private static String placeOf(Class<?> type) {
        return Path.of(java.net.URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }

    @Test
    void cache_filledByARun_isListedCheckedAndCleared() throws IOException {
        String guest = file("fib.wat", "(module (func $fib (export \"fib\") (param i32) (result i32)"
                + "(if (result i32) (i32.lt_s (local.get 0) (i32.const 2)) (then (local.get 0)) (else (i32.add"
                + "(call $fib (i32.sub (local.get 0) (i32.const 1)))"
                + "(call $fib (i32.sub (local.get 0) (i32.const 2))))))))");
        String cache = folder.resolve("cache").toString();
        for (int i = 0; i < 2; i++) {
            assertEquals("610\n", Weft.run("run", "--tier", "jit", "--cache", cache, "--invoke", "fib", guest, "15")
                    .text());
        }
        assertEquals("1 of 1 files are whole\n", Weft.run("cache", "verify", "--cache", cache).text());
        String list = Weft.run("cache", "list", "--cache", cache).text();
        assertTrue(list.contains("1 modules, "), list);
        long size = Long.parseLong(Weft.run("cache", "size", "--cache", cache).text().strip());
        assertTrue(size > 1_000, list);
        try (Stream<Path> files = Files.list(Path.of(cache))) {
            Files.write(files.findFirst().orElseThrow(), new byte[100]);
        }
        assertEquals(1, Weft.run("cache", "verify", "--cache", cache).code());
        assertEquals("0\n", Weft.run("cache", "size", "--cache", cache).text());
        assertEquals("0 files removed\n", Weft.run("cache", "clear", "--cache", cache).text());
        assertEquals(64, Weft.run("cache", "burn").code());
    }

    @Test
    void run_notToldOf_keepsNothing() throws IOException {
        String guest = file("one.wat", "(module (func (export \"one\") (result i32) (i32.const 1)))");
        String cache = folder.resolve("none").toString();
        assertEquals("1\n", Weft.run("run", "--tier", "jit", "--cache", cache, "--no-cache", "--invoke", "one", guest)
                .text());
        assertTrue(Files.notExists(Path.of(cache)));
    }

    @Test
    void run_withACacheThatCannotBe_saysSoOnceAndRuns() throws IOException {
        String guest = file("one.wat", "(module (func (export \"one\") (result i32) (i32.const 1)))");
        for (String cache : List.of(guest, guest + "/below")) {
            var result = Weft.run("run", "--tier", "jit", "--cache", cache, "--invoke", "one", guest);
            assertEquals("1\n", result.text());
            assertEquals("weft: no code can be kept in " + cache + ": " + guest + " is not a folder\n", result.err());
        }
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
        assertEquals("weft: no code can be kept in " + link + ": " + link + " is not a folder\n",
                Weft.run("run", "--tier", "jit", "--cache", link.toString(), "--invoke", "one", guest).err());
        String fresh = folder.resolve("fresh/below").toString();
        assertEquals("", Weft.run("run", "--tier", "jit", "--cache", fresh, "--invoke", "one", guest).err());
    }

    @Test
    void command_compiledToAJar_runsInAProcessWithoutWeftsCompiler() throws Exception {
        Path jar = folder.resolve("echo.jar");
        assertEquals(0, Weft.run("compile", file("echo.wat", ECHO), "-o", jar.toString()).code());
        String path = Stream.of(jar.toString(), placeOf(Engine.class), placeOf(WasmModule.class), placeOf(Wasi.class),
                placeOf(com.kenai.jffi.Function.class)).collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp", path,
                "wasm.Echo", "one", "two").redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(120, TimeUnit.SECONDS), "does not end");
        assertEquals("hello\n", output);
        assertEquals(3, process.exitValue());
    }

    @Test
    void sizes_ofAModule_areReported() throws IOException {
        var result = Weft.run("compile", "--sizes", file("echo.wat", ECHO));
        assertEquals(0, result.code(), result.err());
        assertTrue(result.text().startsWith("1 classes, "), result.text());
        assertTrue(result.text().contains("_start$3"), result.text());
        for (List<String> wrong : List.of(List.of("compile", file("echo.wat", ECHO), "-o", "x.jar", "--class", "a-b"),
                List.of("compile", file("bad.wat", "(module (func (result i32)))"), "-o", "x.jar"))) {
            assertTrue(Weft.run(wrong.toArray(String[]::new)).code() >= 64);
        }
    }
}
