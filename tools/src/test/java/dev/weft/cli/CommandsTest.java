package dev.weft.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.text.TextParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
    @TempDir
    private Path folder;

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void weft_noCommand_exits64AndPointsToHelp() {
        var result = Weft.run();
        assertEquals(64, result.code());
        assertEquals("weft: no command given\nweft: see weft --help\n", result.err());
    }

    @Test
    void weft_unknownCommand_exits64() {
        var result = Weft.run("fly");
        assertEquals(64, result.code());
        assertTrue(result.err().startsWith("weft: no command is called fly"), result.err());
    }

    @Test
    void command_whoseOutputTakesNothing_exits73() throws IOException {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        String[] words = {"inspect", file("m.wat", "(module)")};
        assertEquals(73, Main.execute(words, new Streams(InputStream.nullInputStream(), full, err, false)));
        assertEquals("weft: cannot write the output: No space left on device\n", err.toString());
        for (String line : new String[] {"--help", "--version", "run --help", "help",
            "spec " + file("a.wast", "(module)"), "fuzz --count 0 --oracle tiers"}) {
            assertEquals(73, Main.execute(line.split(" "), new Streams(InputStream.nullInputStream(), full, err,
                    false)), line);
        }
        assertEquals(64, Main.execute(new String[] {"fly"}, new Streams(InputStream.nullInputStream(), full, full,
                false)));
    }

    @Test
    void command_withAWordThatIsNoPath_exits64() {
        var result = Weft.run("validate", "a\0b");
        assertEquals(64, result.code());
        assertTrue(result.err().startsWith("weft: no file can be called that here: a"), result.err());
    }

    @Test
    void run_dirWithoutAName_isNotTheCurrentFolder() throws IOException {
        String module = file("m.wat", "(module (func (export \"_start\")))");
        for (String folder : new String[] {"", "::/work"}) {
            var result = Weft.run("run", "--dir", folder, module);
            assertEquals(64, result.code());
            assertEquals("weft: --dir " + folder + " names no folder\n", result.err());
        }
    }

    @Test
    void weft_version_isALine() {
        assertTrue(Weft.run("--version").text().matches("weft .*, Java .*\\R"));
    }

    @Test
    void weft_helpCommand_isTheHelpOption() {
        assertEquals(Weft.run("run", "--help").text(), Weft.run("help", "run").text());
        assertEquals(Weft.run("--help").text(), Weft.run("help").text());
        assertEquals(Weft.run("--help").text(), Weft.run("help", "help").text());
        assertTrue(Weft.run("help", "fly").err().startsWith("weft: no command is called fly"));
    }

    /** Lines that must end with one of the codes for the user's mistakes, and one line that says which. */
    @Test
    void command_withWrongValues_saysSoWithoutAStackTrace() throws IOException {
        String guest = file("m.wat", "(module (func (export \"_start\")))");
        String noFolder = guest + "/x";
        String script = file("a.wast", "(module)");
        for (String line : new String[] {
            "73 run --tier jit --dump-bytecode " + noFolder + " " + guest,
            "73 spec --json " + noFolder + " " + script,
            "73 spec --markdown " + folder + " " + script,
            "64 profile --top -1 " + guest,
            "64 actors storm --pages 65537",
            "65 time " + guest + " micro 1 - 1 1 1",
            "64 fuzz --count 0 --oracle tiers --ignore (",
            "64 caos serve --port 65536",
            "64 caos serve --port -1",
            "64 run --with a=b " + guest,
            "64 run --allow-host example.com " + guest}) {
            String[] words = line.split(" ");
            var result = Weft.run(Arrays.copyOfRange(words, 1, words.length));
            assertEquals(words[0], "" + result.code(), () -> line + ": " + result.err());
            assertTrue(result.err().startsWith("weft: ") && !result.err().contains("\tat "), result.err());
        }
        assertEquals(64, Weft.run("run", "--cache", "", guest).code());
    }

    @Test
    void weft_help_listsTheCommands() {
        var result = Weft.run("--help");
        assertEquals(0, result.code());
        for (String name : new String[] {"run", "validate", "inspect", "wasm", "wat", "time", "spec", "wasi-test",
            "Exit codes", "Examples"}) {
            assertTrue(result.text().contains(name), result.text());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "validate", "inspect", "wasm", "wat", "time", "spec", "wasi-test"})
    void command_help_hasExamples(String name) {
        var result = Weft.run(name, "--help");
        assertEquals(0, result.code());
        assertTrue(result.text().startsWith("Usage: weft " + name + " "), result.text());
        assertTrue(result.text().contains("\nExamples:\n  weft " + name), result.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "validate", "inspect", "wasm", "wat", "time", "spec", "wasi-test"})
    void command_withoutFile_exits64(String name) {
        var result = Weft.run(name);
        assertEquals(64, result.code());
        assertTrue(result.err().startsWith("weft: missing required parameter"), result.err());
        assertTrue(result.err().endsWith("weft: see weft " + name + " --help\n"), result.err());
    }

    @Test
    void run_unknownOption_exits64() {
        var result = Weft.run("run", "--fast", "x.wasm");
        assertEquals(64, result.code());
        assertTrue(result.err().startsWith("weft: unknown option: '--fast'"), result.err());
    }

    @Test
    void validate_someGoodSomeBad_saysWhichAndExits65() throws IOException {
        String good = file("good.wat", "(module (func))");
        String bad = file("bad.wat", "(module (func $f (result i32)))");
        var result = Weft.run("validate", good, bad);
        assertEquals(65, result.code());
        assertEquals(good + ": OK\n", result.text());
        assertTrue(result.err().startsWith("weft: " + bad + " is not valid: type mismatch"), result.err());
        assertEquals(0, Weft.run("validate", good).code());
        assertEquals(66, Weft.run("validate", good, folder + "/none").code());
    }

    @Test
    void validate_disabledProposal_isNotValid() throws IOException {
        String simd = file("simd.wat", "(module (func (drop (v128.const i64x2 0 0))))");
        assertEquals(0, Weft.run("validate", simd).code());
        assertEquals(65, Weft.run("validate", "--disable", "simd,relaxed-simd", simd).code());
        assertEquals(64, Weft.run("validate", "--disable", "simt", simd).code());
    }

    @Test
    void wasm_text_writesTheBinaryBesideIt() throws IOException {
        String source = "(module (func (export \"f\") (result i32) i32.const 3))";
        String text = file("f.wat", source);
        assertEquals(0, Weft.run("wasm", text).code());
        assertArrayEquals(TextParser.assemble(source), Files.readAllBytes(folder.resolve("f.wasm")));
    }

    @Test
    void wasm_output_goesWhereToldTo() throws IOException {
        String source = "(module)";
        String text = file("f.wat", source);
        assertArrayEquals(TextParser.assemble(source), Weft.run("wasm", text, "-o", "-").out());
        assertEquals(0, Weft.run("wasm", text, "-o", folder.resolve("x.wasm").toString()).code());
        assertTrue(Files.exists(folder.resolve("x.wasm")));
        var result = Weft.run("wasm", text, "-o", folder + "/none/x.wasm");
        assertEquals(73, result.code());
        assertTrue(result.err().contains("no such folder"), result.err());
    }

    @Test
    void wasm_malformedText_showsTheLine() throws IOException {
        String text = file("f.wat", "(module\n  (func (local.gett 0)))");
        var result = Weft.run("wasm", text);
        assertEquals(65, result.code());
        assertTrue(result.err().contains("(func (local.gett 0))"), result.err());
    }

    @Test
    void wat_binary_assemblesToTheSameBytes() throws IOException {
        String source = "(module $m (func $id (export \"id\") (param $x i32) (result i32) local.get $x))";
        byte[] binary = TextParser.assemble(source);
        var result = Weft.runWith(binary, "wat", "-");
        assertEquals("", result.err());
        assertTrue(result.text().contains("local.get $x"), result.text());
        assertArrayEquals(binary, TextParser.assemble(result.text()));
        String printed = folder.resolve("out.wat").toString();
        assertEquals(0, Weft.run("wat", file("in.wat", source), "-o", printed).code());
        assertEquals(result.text(), Files.readString(Path.of(printed)));
    }

    @Test
    void wat_malformedBody_exits65() {
        byte[] bad = {0, 'a', 's', 'm', 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, 5, 1, 3, 0, (byte) 0xFF, 11};
        var result = Weft.runWith(bad, "wat", "-");
        assertEquals(65, result.code());
        assertTrue(result.err().startsWith("weft: - is malformed: illegal opcode"), result.err());
    }

    @Test
    void inspect_module_showsItsParts() throws IOException {
        String text = file("m.wat", """
                (module $shop
                  (import "env" "log" (func $log (param i32)))
                  (memory (export "memory") 2 10)
                  (table 5 funcref)
                  (global $count (mut i64) (i64.const 0))
                  (func $small (export "go") (call $log (i32.const 1)))
                  (func $big (param v128) (result v128) (i32x4.add (local.get 0) (local.get 0)))
                  (data (i32.const 0) "hello")
                  (@custom "notes" "abc"))
                """);
        var result = Weft.run("inspect", text);
        assertEquals(0, result.code());
        // table
        for (String part : new String[] {
            "  name       shop\n",
            "  valid      yes\n",
            "  proposals  simd\n",
            "  functions  2 defined, 1 imported; 7 instructions\n",
            "  data       1 segment, 5 B\n",
            "custom \"notes\"",
            "  env     log   func      0  [i32] -> []\n",
            "  memory  memory      0  2 to 10 pages (128 KiB to 640 KiB)\n",
            "  go      func        1  [] -> []\n",
            "  table       0         funcref, 5 elements or more\n",
            "  global      0  count  (mut i64)\n",
            "[v128] -> [v128]\n",
        }) {
            assertTrue(result.text().contains(part), part + " in\n" + result.text());
        }
        // end of table
    }

    @Test
    void inspect_invalidModule_isShownAllTheSame() throws IOException {
        var result = Weft.run("inspect", file("m.wat", "(module (func (export \"f\") (result i32)))"));
        assertEquals(0, result.code());
        assertTrue(result.text().contains("no: type mismatch"), result.text());
        assertTrue(result.text().contains("[] -> [i32]"), result.text());
    }

    @Test
    void inspect_json_hasTheSameFacts() throws IOException {
        String text = file("m.wat", "(module (memory (export \"a\\\"\\n\") 1) (func $f))");
        var result = Weft.run("inspect", text, "--json");
        assertEquals(0, result.code());
        assertTrue(result.text().contains("\"valid\": true"), result.text());
        assertTrue(result.text().contains("{\"name\": \"a\\\"\\n\", \"kind\": \"memory\", \"index\": 0, "),
                result.text());
        assertTrue(result.text().contains("{\"index\": 0, \"name\": \"f\", \"size\": 2, \"type\": \"[] -> []\"}"),
                result.text());
    }

    @Test
    void time_micro_speaksTheLineOfTheBenchmarks() throws IOException {
        String text = file("plus.wat", """
                (module (import "env" "f" (func $f (param i32) (result i32)))
                  (func (export "run") (param i32) (result i64) (i64.extend_i32_s (call $f (local.get 0)))))
                """);
        var result = Weft.run("time", text, "micro", "41", "-", "2", "3", "1000");
        assertEquals("", result.err());
        assertTrue(result.text().matches("RESULT \\{\"file\":\"plus.wat\",\"kind\":\"micro\",\"chk\":\"42\","
                + "\"compile\":\\d+,\"first\":\\d+,\"ns\":\\[\\d+,\\d+,\\d+],\"rss\":\\d+}\n"), result.text());
    }

    @Test
    void time_sg_hashesWhatTheGuestPrints() throws IOException {
        String text = file("sg.wat", """
                (module
                  (import "bench" "start" (func $start))
                  (import "bench" "end" (func $end))
                  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
                  (memory (export "memory") 1)
                  (data (i32.const 0) "\\10\\00\\00\\00\\02\\00\\00\\00")
                  (data (i32.const 16) "a\\ff")
                  (func (export "_start")
                    call $start
                    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
                    call $end))
                """);
        var result = Weft.run("time", text, "sg", "0", folder.toString(), "1", "1", "1000", "--tier", "interp");
        assertEquals("", result.err());
        int hash = (7 * 31 + 'a') * 31 + 255;
        assertTrue(result.text().contains("\"kind\":\"sg\",\"chk\":" + hash + ",\"compile\":"), result.text());
    }

    @Test
    void time_compileAndInst_haveNoCheck() throws IOException {
        String text = file("i.wat", "(module (func (export \"run\") (param i32) (result i64) i64.const 1))");
        assertTrue(Weft.run("time", text, "compile", "0", "-", "0", "2", "100").text()
                .matches("RESULT \\{\"file\":\"i.wat\",\"kind\":\"compile\",\"ns\":\\[\\d+,\\d+],\"rss\":\\d+}\n"));
        assertTrue(Weft.run("time", text, "inst", "10", "-", "0", "0", "100").text()
                .matches("RESULT \\{\"file\":\"i.wat\",\"kind\":\"inst\",\"ns\":\\[([\\d.]+,){4}[\\d.]+],"
                        + "\"rss\":\\d+}\n"));
    }

    @Test
    void time_unknownKind_exits64() throws IOException {
        assertEquals(64, Weft.run("time", file("i.wat", "(module)"), "warp", "0", "-", "0", "2", "100").code());
    }

    @Test
    void spec_failingScript_namesTheCommandAndExits1() throws IOException {
        String script = file("add.wast", """
                (module (func (export "one") (result i32) i32.const 1))
                (assert_return (invoke "one") (i32.const 1))
                (assert_return (invoke "one") (i32.const 2))
                """);
        var result = Weft.run("spec", "--tier", "interp", script);
        assertEquals(1, result.code());
        assertTrue(result.text().contains("add.wast:3"), result.text());
        assertTrue(result.text().endsWith(" passed, 1 failed, 0 skipped\n"), result.text());
        assertEquals(0, Weft.run("spec", "--tier", "interp", file("ok.wast", "(module)")).code());
    }

    @Test
    void spec_nothingToRun_saysSo() {
        assertEquals(66, Weft.run("spec", folder + "/none").code());
        assertEquals(64, Weft.run("spec", folder.toString()).code());
    }

    @Test
    void wasiTest_folder_printsATable() throws IOException {
        Files.write(folder.resolve("exit.wasm"), TextParser.assemble("""
                (module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
                  (memory (export "memory") 1)
                  (func (export "_start") (call $exit (i32.const 4))))
                """));
        assertEquals(1, Weft.run("wasi-test", folder.toString()).code());
        file("exit.json", "{\"exit_code\": 4}");
        var result = Weft.run("wasi-test", folder.toString());
        assertEquals("passed  exit.wasm\n1 passed, 0 failed, 0 skipped\n", result.text());
        assertEquals(0, result.code());
        assertEquals(66, Weft.run("wasi-test", folder + "/none").code());
    }
}
