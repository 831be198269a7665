package dev.weft.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.text.TextParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunCommandTest {
    private static final String WASI = """
            (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes (param i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "args_get" (func $args (param i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "environ_sizes_get" (func $env_sizes (param i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "environ_get" (func $env (param i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "fd_prestat_get" (func $prestat (param i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "fd_prestat_dir_name" (func $dir (param i32 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
            (memory (export "memory") 1)
            (func $print (param $from i32) (param $length i32)
              (i32.store (i32.const 8) (local.get $from))
              (i32.store (i32.const 12) (local.get $length))
              (drop (call $fd_write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 16))))
            """;

    @TempDir
    private Path folder;

    private String wat(String body) throws IOException {
        return Files.writeString(folder.resolve("guest.wat"), "(module " + body + ")").toString();
    }

    private static String printing(String sizes, String get) {
        return WASI + """
            (func (export "_start")
              (drop (call %s (i32.const 0) (i32.const 4)))
              (drop (call %s (i32.const 100) (i32.const 4096)))
              (call $print (i32.const 4096) (i32.load (i32.const 4))))
            """.formatted(sizes, get);
    }

    @Test
    void run_guestPrintsBytes_theyArriveUnchanged() throws IOException {
        var result = Weft.run("run", wat(WASI + """
                (data (i32.const 100) "\\00\\ff\\0d\\0a\\80x")
                (func (export "_start") (call $print (i32.const 100) (i32.const 6)))
                """));
        assertArrayEquals(new byte[] {0, -1, 13, 10, -128, 'x'}, result.out());
        assertEquals("", result.err());
        assertEquals(0, result.code());
    }

    @Test
    void run_guestReadsStandardInput_getsTheBytes() throws IOException {
        var result = Weft.runWith(new byte[] {0, 'a', -1}, "run", wat(WASI + """
                (func (export "_start")
                  (i32.store (i32.const 8) (i32.const 100))
                  (i32.store (i32.const 12) (i32.const 50))
                  (drop (call $fd_read (i32.const 0) (i32.const 8) (i32.const 1) (i32.const 16)))
                  (call $print (i32.const 100) (i32.load (i32.const 16))))
                """));
        assertArrayEquals(new byte[] {0, 'a', -1}, result.out());
    }

    @ParameterizedTest
    @CsvSource({"0, 42", "1, 134", "2, 9"})
    void run_guestWithThreads_endsAsTheFirstOfThem(int argument, int code) throws IOException {
        var result = Weft.run("run", wat("""
                (import "env" "memory" (memory 1 4 shared))
                (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
                (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
                (func (export "wasi_thread_start") (param $tid i32) (param $arg i32)
                  (if (i32.eq (local.get $arg) (i32.const 1)) (then unreachable))
                  (if (i32.eq (local.get $arg) (i32.const 2)) (then (call $exit (i32.const 9))))
                  (i32.atomic.store (i32.const 0) (i32.const 42))
                  (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))
                (func (export "_start")
                  (if (i32.le_s (call $spawn (i32.const %d)) (i32.const 0)) (then (call $exit (i32.const 3))))
                  (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))
                  (call $exit (i32.atomic.load (i32.const 0))))
                """.formatted(argument)));
        assertEquals(code, result.code());
        assertEquals(argument == 1, result.err().contains("wasi_thread_start"), result.err());
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "3", "42", "255"})
    void run_guestExits_itsCodeIsOurs(int code) throws IOException {
        String file = wat(WASI + "(func (export \"_start\") (call $exit (i32.const " + code + ")) unreachable)");
        assertEquals(code, Weft.run("run", file).code());
    }

    @Test
    void run_optionsBehindFile_belongToTheGuest() throws IOException {
        String file = wat(printing("$args_sizes", "$args"));
        var result = Weft.run("run", file, "--env", "-h", "--", "--help", "@x", "", "a b", "\"q\"");
        assertEquals("guest\0--env\0-h\0--\0--help\0@x\0\0a b\0\"q\"\0", result.text());
    }

    @Test
    void run_argv0_isTheGuestsName() throws IOException {
        String file = wat(printing("$args_sizes", "$args"));
        assertEquals("lua\0x\0", Weft.run("run", "--argv0", "lua", file, "x").text());
    }

    @Test
    void run_env_isAllTheGuestSees() throws IOException {
        String file = wat(printing("$env_sizes", "$env"));
        assertEquals("A=1\0B=x=y\0C=\0", Weft.run("run", "--env", "A=1", "--env=B=x=y", "--env", "C=", file).text());
        assertEquals("", Weft.run("run", file).text());
    }

    @Test
    void run_dir_isPreopenedUnderItsGuestName() throws IOException {
        String file = wat(WASI + """
                (func (export "_start")
                  (drop (call $prestat (i32.const 3) (i32.const 20)))
                  (drop (call $dir (i32.const 3) (i32.const 100) (i32.load (i32.const 24))))
                  (call $print (i32.const 100) (i32.load (i32.const 24))))
                """);
        assertEquals("/data", Weft.run("run", "--dir", folder + "::/data", file).text());
        assertEquals(folder.toString(), Weft.run("run", "--dir=" + folder, file).text());
        var missing = Weft.run("run", "--dir", folder + "/none", file);
        assertEquals(66, missing.code());
        assertTrue(missing.err().startsWith("weft: --dir " + folder + "/none: no such folder"), missing.err());
    }

    @Test
    void run_trap_exits134WithBacktrace() throws IOException {
        var result = Weft.run("run", wat("""
                (func $divide (param i32) (result i32) (i32.div_s (i32.const 1) (local.get 0)))
                (func $average (result i32) (call $divide (i32.const 0)))
                (func (export "_start") (drop (call $average)))
                """));
        assertEquals(134, result.code());
        assertTrue(result.err().startsWith("weft: trap: integer divide by zero"), result.err());
        String[] lines = result.err().split("\n");
        assertEquals(4, lines.length, result.err());
        assertTrue(lines[1].matches(" {4}at .*\\(func 0, offset 0x[0-9a-f]+\\)"), lines[1]);
        assertTrue(lines[2].matches(" {4}at .*\\(func 1, offset 0x[0-9a-f]+\\)"), lines[2]);
        assertTrue(lines[3].matches(" {4}at _start.*\\(func 2, offset 0x[0-9a-f]+\\)"), lines[3]);
    }

    @Test
    void names_thatWouldSteerATerminal_areEscaped() throws IOException {
        String name = "\"a\\1b[2J\\0aweft: done\\e2\\80\\ae\"";
        String shown = "a\\u{1b}[2J\\u{a}weft: done\\u{202e}";
        String file = wat("(func $" + name + " unreachable) (func (export \"_start\") (call 0))");
        var trapped = Weft.run("run", file);
        assertTrue(trapped.err().startsWith("weft: trap: unreachable (func 0 \"" + shown + "\", off"), trapped.err());
        assertTrue(trapped.err().contains("\n    at " + shown + " (func 0, offset"), trapped.err());
        String invalid = wat("(func $" + name + " i32.add)");
        assertTrue(Weft.run("validate", invalid).err().contains("i32.add (func 0 \"" + shown + "\", offset"));
        String twice = wat("(func) (export " + name + " (func 0)) (export " + name + " (func 0))");
        assertTrue(Weft.run("validate", twice).err().endsWith("duplicate export name \"" + shown + "\"\n"));
        var suggested = Weft.run("run", wat("(func (export " + name + "))"));
        assertTrue(suggested.err().contains("\n    --invoke " + shown + "   [] -> []"), suggested.err());
        var malformed = Weft.run("run", wat("(; \u001b[2J \u202e ;) (nonsense))"));
        assertTrue(malformed.err().contains("\n  | (module (; \uFFFD[2J \uFFFD ;) (nonsense))"), malformed.err());
        var inspected = Weft.run("inspect", Files.writeString(folder.resolve("named.wat"), "(module $" + name + ")")
                .toString());
        assertTrue(inspected.text().contains(shown), inspected.text());
    }

    @Test
    void run_endlessRecursion_trapsCleanly() throws IOException {
        var result = Weft.run("run", wat("(func $f (export \"_start\") (call $f))"));
        assertEquals(134, result.code());
        assertTrue(result.err().startsWith("weft: trap: call stack exhausted"), result.err());
        assertTrue(result.err().strip().endsWith("more calls"), result.err());
    }

    @Test
    void run_trapInStartFunction_exits134() throws IOException {
        assertEquals(134, Weft.run("run", wat("(func $s unreachable) (start $s)")).code());
    }

    @Test
    void run_uncaughtException_exits134() throws IOException {
        var result = Weft.run("run", wat("(tag $t (param i32)) (func (export \"_start\") (throw $t (i32.const 5)))"));
        assertEquals(134, result.code());
        assertTrue(result.err().startsWith("weft: uncaught exception"), result.err());
    }

    @Test
    void run_outputBeforeTrap_isNotLost() throws IOException {
        var result = Weft.run("run", wat(WASI + """
                (data (i32.const 100) "before")
                (func (export "_start") (call $print (i32.const 100) (i32.const 6)) unreachable)
                """));
        assertEquals("before", result.text());
        assertEquals(134, result.code());
    }

    @Test
    void run_missingImports_areAllListed() throws IOException {
        var result = Weft.run("run", wat("""
                (import "env" "f" (func (param i32) (result i64)))
                (import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))
                (import "env" "a table" (table 1 funcref))
                (import "env" "g" (global (mut f32)))
                (func (export "_start"))
                """));
        assertEquals(69, result.code());
        assertTrue(result.err().contains("unknown import: 3 of 4 imports are not defined"), result.err());
        assertTrue(result.err().contains("\"env\" \"f\"        func    [i32] -> [i64]"), result.err());
        assertTrue(result.err().contains("\"env\" \"a table\"  table   funcref"), result.err());
        assertTrue(result.err().contains("\"env\" \"g\"        global  (mut f32)"), result.err());
        assertFalse(result.err().contains("proc_exit"), result.err());
    }

    @Test
    void run_importOfWrongType_saysBothTypes() throws IOException {
        var result = Weft.run("run", wat("""
                (import "wasi_snapshot_preview1" "proc_exit" (func (param i64)))
                (func (export "_start"))
                """));
        assertEquals(69, result.code());
        assertTrue(result.err().contains("incompatible import type"), result.err());
        assertTrue(result.err().contains("[i64]") && result.err().contains("[i32]"), result.err());
    }

    @Test
    void run_invalidModule_exits65WithPlace() throws IOException {
        var result = Weft.run("run", wat("(func (export \"_start\") (result i32) i64.const 1)"));
        assertEquals(65, result.code());
        assertTrue(result.err().contains("guest.wat is not valid: type mismatch"), result.err());
        assertTrue(result.err().contains("func 0"), result.err());
    }

    @Test
    void run_malformedText_exits65WithLineAndColumn() throws IOException {
        var result = Weft.run("run", Files.writeString(folder.resolve("bad.wat"), "(module\n  (func i32.bad))")
                .toString());
        assertEquals(65, result.code());
        assertTrue(result.err().contains("bad.wat is malformed: unknown operator"), result.err());
        assertTrue(result.err().contains("2:"), result.err());
    }

    @Test
    void run_malformedBinary_exits65() throws IOException {
        Path file = Files.write(folder.resolve("bad.wasm"), new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0, 1});
        var result = Weft.run("run", file.toString());
        assertEquals(65, result.code());
        assertTrue(result.err().contains("is malformed: unexpected end"), result.err());
    }

    @Test
    void run_component_isRefusedAsOne() throws IOException {
        Path file = Files.write(folder.resolve("c.wasm"), new byte[] {0, 'a', 's', 'm', 13, 0, 1, 0});
        var result = Weft.run("run", file.toString());
        assertEquals(65, result.code());
        assertTrue(result.err().contains("is a component"), result.err());
    }

    @Test
    void run_missingFile_exits66() {
        var result = Weft.run("run", "/nowhere/at-all.wasm");
        assertEquals(66, result.code());
        assertEquals("weft: no such file: /nowhere/at-all.wasm\n", result.err());
    }

    @Test
    void run_folder_exits66() {
        var result = Weft.run("run", folder.toString());
        assertEquals(66, result.code());
        assertTrue(result.err().contains("it is a folder"), result.err());
    }

    @Test
    void run_dash_readsTheModuleFromStandardInput() {
        byte[] binary = TextParser.assemble("(module (func (export \"f\") (result i32) i32.const 7))");
        assertEquals("7\n", Weft.runWith(binary, "run", "--invoke", "f", "-").text());
    }

    @Test
    void run_noStart_namesTheFunctions() throws IOException {
        var result = Weft.run("run", wat("(func (export \"add\") (param i32 i32) (result i32) i32.const 1)"));
        assertEquals(64, result.code());
        assertTrue(result.err().contains("--invoke add   [i32 i32] -> [i32]"), result.err());
    }

    // table
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "i32 | -1           | -1",
        "i32 | 4294967295   | -1",
        "i32 | 0xff         | 255",
        "i32 | -0x80000000  | -2147483648",
        "i64 | 1_000        | 1000",
        "i64 | 0xffffffffffffffff | -1",
        "f32 | 1.5          | 1.5",
        "f32 | nan          | nan",
        "f32 | nan:0x1      | nan:0x1",
        "f32 | -inf         | -inf",
        "f64 | 0x1.8p1      | 3.0",
        "f64 | 1e100        | 1.0e100",
        "f64 | -0x10        | -16.0",
        "f64 | -nan:0x2     | -nan:0x2",
        "v128 | 0x00000000000000010000000000000002 | 0x00000000000000010000000000000002",
        "externref | hello  | hello",
        "externref | null   | null",
    })
    // end of table
    void invoke_argument_isReadByItsTypeAndComesBack(String type, String word, String shown) throws IOException {
        String file = wat("(func (export \"id\") (param " + type + ") (result " + type + ") local.get 0)");
        var result = Weft.run("run", "--invoke", "id", file, word);
        assertEquals("", result.err());
        assertEquals(shown + "\n", result.text());
    }

    @ParameterizedTest
    @CsvSource({"i32,4294967296", "i32,-2147483649", "i32,1.5", "i32,x", "i32,''", "i32,--1", "i64,0x10000000000000000",
        "f32,one", "f64,nan:0x0", "v128,-1"})
    void invoke_badArgument_exits64(String type, String word) throws IOException {
        String file = wat("(func (export \"id\") (param " + type + ") (result " + type + ") local.get 0)");
        var result = Weft.run("run", "--invoke", "id", file, word);
        assertEquals(64, result.code());
        assertEquals("weft: argument 1 of id is no " + type + ": " + word + "\n", result.err());
    }

    @Test
    void invoke_severalResults_oneALine() throws IOException {
        String file = wat("(func (export \"two\") (result i32 f64) i32.const 1 f64.const 2.5)");
        assertEquals("1\n2.5\n", Weft.run("run", "--invoke=two", file).text());
    }

    @Test
    void invoke_wrongNumberOfArguments_exits64() throws IOException {
        String file = wat("(func (export \"f\") (param i32 i32))");
        var result = Weft.run("run", "--invoke", "f", file, "1");
        assertEquals(64, result.code());
        assertTrue(result.err().startsWith("weft: f takes 2 arguments [i32, i32], not 1"), result.err());
    }

    @Test
    void invoke_reactor_isInitialisedFirst() throws IOException {
        String file = wat("""
                (global $g (mut i32) (i32.const 0))
                (func (export "_initialize") (global.set $g (i32.const 9)))
                (func (export "get") (result i32) (global.get $g))
                """);
        assertEquals("9\n", Weft.run("run", "--invoke", "get", file).text());
    }

    @Test
    void invoke_unknownName_namesTheFunctions() throws IOException {
        var result = Weft.run("run", "--invoke", "sub", wat("(func (export \"add\"))"));
        assertEquals(64, result.code());
        assertTrue(result.err().contains("exports no function sub"), result.err());
        assertTrue(result.err().contains("--invoke add"), result.err());
    }

    @Test
    void maxMemory_growthPastIt_returnsMinusOne() throws IOException {
        String file = wat("(memory 1) (func (export \"grow\") (result i32) (memory.grow (i32.const 4)))");
        assertEquals("-1\n", Weft.run("run", "--max-memory", "256k", "--invoke", "grow", file).text());
        assertEquals("1\n", Weft.run("run", "--max-memory", "320k", "--invoke", "grow", file).text());
    }

    @Test
    void maxMemory_tooLittleToStart_exits69() throws IOException {
        String file = wat("(memory 3) (func (export \"_start\"))");
        var result = Weft.run("run", "--max-memory=65536", file);
        assertEquals(69, result.code());
        assertTrue(result.err().contains("cannot start"), result.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "12q", "", "-1", "99999999999999999999", "999999999999999T"})
    void maxMemory_noSize_exits64(String size) throws IOException {
        assertEquals(64, Weft.run("run", "--max-memory=" + size, wat("(func (export \"_start\"))")).code());
    }

    @Test
    void tier_unknown_exits64() throws IOException {
        var result = Weft.run("run", "--tier", "warp", wat("(func (export \"_start\"))"));
        assertEquals(64, result.code());
        assertTrue(result.err().startsWith("weft: no tier warp"), result.err());
    }

    @Test
    void enable_proposalOffByDefault_isAccepted() throws IOException {
        String file = wat("""
                (func (export "f") (param i64 i64) (result i64 i64) (i64.mul_wide_u (local.get 0) (local.get 1)))
                """);
        assertEquals(65, Weft.run("run", "--invoke", "f", file, "-1", "2").code());
        assertEquals("-2\n1\n",
                Weft.run("run", "--enable", "wide-arithmetic", "--invoke", "f", file, "-1", "2").text());
    }

    @Test
    void run_withTooLittleFuel_endsWith134AndTellsWhatItUsed() throws IOException {
        String file = wat("(func (export \"_start\") (loop $l (br $l)))");
        var result = Weft.run("run", "--fuel", "1000", "--stats", file);
        assertEquals(134, result.code());
        assertTrue(result.err().contains("all fuel consumed"), result.err());
        assertTrue(result.err().contains("{\"fuelUsed\":1000,\"peakMemoryBytes\":0,"), result.err());
        assertEquals(64, Weft.run("run", "--fuel=-1", file).code());
    }

    @Test
    void run_pastItsTimeout_endsWith134() throws IOException {
        String file = wat("(func (export \"_start\") (loop $l (br $l)))");
        var result = Weft.run("run", "--timeout", "100ms", file);
        assertEquals(134, result.code());
        assertTrue(result.err().contains("interrupted: after 100ms"), result.err());
        assertEquals(64, Weft.run("run", "--timeout", "soon", file).code());
    }

    @Test
    void run_withinFuelAndTimeout_endsAsUsual() throws IOException {
        String file = wat("(func (export \"f\") (result i32) (i32.const 5))");
        assertEquals("5\n", Weft.run("run", "--fuel", "1", "--timeout", "1h", "--invoke", "f", file).text());
    }
}
