package dev.weft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code weft abis} and {@code weft run --abi}. */
class AbiRunTest {
    @TempDir
    private Path folder;

    private static Path guests() {
        Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        return (here.endsWith("tools") ? here.getParent() : here).resolve("guests");
    }

    private String wat(String body) throws IOException {
        return Files.writeString(folder.resolve("guest.wat"), "(module " + body + ")").toString();
    }

    @Test
    void abis_withoutName_listsThem() {
        var result = Weft.run("abis");
        assertEquals(0, result.code());
        assertTrue(result.text().contains("oxide"), result.text());
        assertTrue(result.text().contains("wasi"), result.text());
    }

    @Test
    void abis_withName_listsImportsAndSettings() {
        var result = Weft.run("abis", "oxide");
        assertTrue(result.text().contains("    \"oxide\" \"api_worker_recv\" func [i32 i32 i32] -> [i64]\n"),
                result.text());
        assertTrue(result.text().contains("  fps "), result.text());
        assertEquals(64, Weft.run("abis", "nothing").code());
    }

    /** Takes ten seconds by the clock, during which the worker must have counted. */
    @Tag("full")
    @Test
    void run_oxideDemo_countsPrimesAndDrawsAPicture() throws IOException {
        Path png = folder.resolve("out.png");
        var result = Weft.run("run", "--abi", "oxide", "--with", "click=1@60", "--with", "fps=20", "--with",
                "frames=200", "--with", "png=" + png, guests().resolve("oxide/worker-demo.wasm").toString());
        assertEquals(0, result.code(), result.err());
        assertTrue(result.text().endsWith("[worker] ready, waiting for work.\nprimes below 80000: 7837\n"),
                result.text());
        assertTrue(result.err().startsWith("frames=200 longest-gap-ms="), result.err());
        assertEquals(600, ImageIO.read(png.toFile()).getHeight());
    }

    @Test
    void run_withSeveralAbis_linksBoth() throws IOException {
        var result = Weft.run("run", "--abi", "oxide,wasi", "--with", "frames=1", wat("""
                (import "oxide" "api_log" (func $log (param i32 i32)))
                (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
                (memory (export "memory") 1) (data (i32.const 0) "\\08\\00\\00\\00\\05\\00\\00\\00wasi\\0a")
                (func (export "start_app")
                  (call $log (i32.const 8) (i32.const 4))
                  (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 100))))"""));
        assertEquals("wasi\nwasi\n", result.text());
        assertEquals(0, result.code(), result.err());
    }

    @Test
    void run_ofAWasiCommandThroughTheLayer_exitsWithItsCode() throws IOException {
        assertEquals(7, Weft.run("run", "--abi", "wasi", wat("""
                (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
                (func (export "_start") (call $exit (i32.const 7)))""")).code());
        assertEquals(134, Weft.run("run", "--abi", "wasi", wat("(func (export \"_start\") unreachable)")).code());
    }

    @Test
    void run_withMissingImports_namesTheirSuppliers() throws IOException {
        var result = Weft.run("run", "--abi", "wasi", wat("""
                (import "oxide" "api_log" (func (param i32 i32))) (import "a" "b" (func))"""));
        assertEquals(69, result.code());
        assertTrue(result.err().contains("\"oxide\" \"api_log\" (func [i32 i32] -> []): supplied by oxide"),
                result.err());
        assertTrue(result.err().contains("\"a\" \"b\" (func [] -> []): no ABI supplies it"), result.err());
    }

    @Test
    void run_wrongly_says64() throws IOException {
        String guest = wat("(func (export \"start_app\"))");
        assertEquals(64, Weft.run("run", "--abi", "nothing", guest).code());
        assertEquals(64, Weft.run("run", "--abi", "oxide", "--with", "none=1", guest).code());
        assertEquals(64, Weft.run("run", "--abi", "oxide", "--with", "fps=x", guest).code());
        assertEquals(64, Weft.run("run", "--abi", "oxide", "--with", "mode=wild", guest).code());
        assertEquals(64, Weft.run("run", "--abi", "oxide", "--fuel", "5", guest).code());
        assertEquals(64, Weft.run("run", "--abi", "wasi", guest).code());
        assertEquals(64, Weft.run("run", "--abi", "oxide", wat("")).code());
    }

    @Test
    void run_appThatTraps_says134() throws IOException {
        var result = Weft.run("run", "--abi", "oxide", wat("(func (export \"start_app\") unreachable)"));
        assertEquals(134, result.code());
        assertTrue(result.err().startsWith("[APP] start_app trapped: unreachable"), result.err());
    }
}
