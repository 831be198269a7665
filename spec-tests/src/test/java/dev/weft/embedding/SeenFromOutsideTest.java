package dev.weft.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.debug.LineTable;
import dev.weft.runtime.Engine;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.Trap;
import dev.weft.syntax.FuncType;
import dev.weft.text.TextParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What tools for Java see of guests: names, lines, class files, events of the flight recorder. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SeenFromOutsideTest {
    private static final String NESTED = """
            (module $nested
              (import "host" "look" (func $look))
              (memory 1 3)
              (func $inner (param i32) (call $look) (drop (i32.load (local.get 0))))
              (func $<outer>.1 (param i32) (call $inner (local.get 0)))
              (func (export "run") (param i32) (call $<outer>.1 (local.get 0)))
              (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))""";

    @TempDir
    Path folder;

    private final List<StackTraceElement> seen = new ArrayList<>();

    private Instance instantiate(Engine engine, byte[] module) {
        Linker linker = new Linker();
        linker.define("host", "look", new FuncType(List.of(), List.of()), (caller, slots, refs, base) -> {
            seen.clear();
            seen.addAll(Arrays.asList(new Throwable().getStackTrace()));
        });
        return linker.instantiate(Store.of(engine), engine.prepare(module));
    }

    private List<StackTraceElement> guestFrames() {
        return seen.stream().filter(frame -> frame.getClassName().startsWith("wasm.nested_")
                && frame.getLineNumber() > 0).toList();
    }

    private static Engine.Builder builder(String tier) {
        return Engine.builder().tier(tier).hotAfter(1, 1).backgroundCompilation(false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jit", "auto"})
    void javaStackTrace_ofCompiledCode_namesTheGuestsFunctions(String tier) {
        Instance instance = instantiate(builder(tier).build(), TextParser.assemble(NESTED));
        for (int i = 0; i < 4; i++) {
            instance.function("run").call(0);
        }
        assertEquals(List.of("inner$1", "_outer__1$2", "run$3"),
                guestFrames().stream().map(StackTraceElement::getMethodName).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jit", "auto"})
    void lines_ofCompiledCode_areThoseOfTheSourceIfWanted(String tier) {
        byte[] plain = TextParser.assemble(NESTED);
        PreparedModule prepared = Engine.builder().build().prepare(plain);
        assertNull(prepared.lines());
        int inner = prepared.module().funcs().get(0).code().offset();
        int outer = prepared.module().funcs().get(1).code().offset();
        // the body begins behind the number of locals
        byte[] module = Dwarf.append(plain, "nested.c", new int[][] {{inner, 10}, {inner + 1, 11}, {inner + 3, 12},
            {outer, 20}, {outer + 3, 21}}, outer + 6);
        Instance instance = instantiate(builder(tier).sourceLines(true).build(), module);
        for (int i = 0; i < 4; i++) {
            instance.function("run").call(0);
        }
        List<StackTraceElement> frames = guestFrames();
        assertEquals("src/nested.c", frames.getFirst().getFileName());
        assertEquals(List.of(11, 21), frames.stream().limit(2).map(StackTraceElement::getLineNumber).toList());
        Trap trap = assertThrows(Trap.class, () -> instance.function("run").call(-1));
        assertEquals("nested.inner(src/nested.c:12)", trap.getStackTrace()[0].toString());
        assertEquals(new LineTable.Line("src/nested.c", 12), trap.frames().getFirst().sourceLine());
        // without source lines places are exact, and the line is known all the same
        Instance exact = instantiate(builder(tier).build(), module);
        Trap again = assertThrows(Trap.class, () -> exact.function("run").call(-1));
        assertEquals(inner + 5, again.frames().getFirst().offset());
        assertEquals("nested.c", again.frames().getFirst().sourceLine().baseName());
    }

    @Test
    void debuggingInformation_thatIsBroken_isLeftOut() {
        byte[] plain = TextParser.assemble(NESTED);
        Engine engine = Engine.create();
        int inner = engine.prepare(plain).module().funcs().get(0).code().offset();
        byte[] module = Dwarf.append(plain, "nested.c", new int[][] {{inner, 10}}, inner + 5);
        for (int at = plain.length + 2; at < module.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = module.clone();
                damaged[at] ^= (byte) (1 << bit);
                try {
                    PreparedModule prepared = engine.prepare(damaged);
                    LineTable lines = prepared.lines();
                    if (lines != null) {
                        lines.at(inner);
                    }
                } catch (dev.weft.syntax.MalformedException e) {
                    // the length of the section or its name
                    continue;
                }
            }
        }
        assertNotNull(engine.prepare(module).lines().at(inner));
    }

    @Test
    void classFiles_dumped_haveTheGuestsMethods() throws IOException {
        Instance instance = instantiate(builder("jit").dumpBytecode(folder).build(), TextParser.assemble(NESTED));
        instance.function("run").call(0);
        Set<String> methods = new HashSet<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                ClassFile.of().parse(Files.readAllBytes(file)).methods()
                        .forEach(method -> methods.add(method.methodName().stringValue()));
            }
        }
        assertTrue(methods.containsAll(Set.of("inner$1", "_outer__1$2", "run$3")), methods.toString());
    }

    @Test
    void flightRecorder_whileItRuns_isToldWhatHappens() throws IOException {
        Path file = folder.resolve("events.jfr");
        try (Recording recording = new Recording()) {
            for (String event : List.of("Compile", "TierUp", "Trap", "MemoryGrow")) {
                recording.enable("dev.weft." + event);
            }
            recording.start();
            Instance instance = instantiate(builder("auto").build(), TextParser.assemble(NESTED));
            for (int i = 0; i < 3; i++) {
                instance.function("run").call(0);
            }
            assertEquals(1, instance.function("grow").call(1));
            assertEquals(-1, instance.function("grow").call(100));
            assertThrows(Trap.class, () -> instance.function("run").call(-1));
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertTrue(events.stream().anyMatch(event -> event.getEventType().getName().equals("dev.weft.Compile")
                && event.getLong("bytes") > 100 && event.getString("module").equals("nested")), events.toString());
        assertTrue(events.stream().anyMatch(event -> event.getEventType().getName().equals("dev.weft.TierUp")
                && "run".equals(event.getString("function"))), events.toString());
        assertEquals(List.of(true, false), events.stream()
                .filter(event -> event.getEventType().getName().equals("dev.weft.MemoryGrow"))
                .map(event -> event.getBoolean("granted")).toList());
        assertEquals(1, events.stream().filter(event -> event.getEventType().getName().equals("dev.weft.Trap")
                && event.getString("message").startsWith("out of bounds memory access")).count());
    }

    /** Debugging information as a compiler writes it, version 4. */
    private static final class Dwarf {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        /** The module with a table of lines: pairs of an offset in the binary and a line, up to an end. */
        static byte[] append(byte[] module, String file, int[][] rows, int end) {
            int base = codeSection(module);
            Dwarf program = new Dwarf();
            int line = 1;
            program.bytes(0, 5, 2).u32(rows[0][0] - base);
            int address = rows[0][0];
            for (int[] row : rows) {
                program.bytes(2).uleb(row[0] - address).bytes(3).sleb(row[1] - line).bytes(1);
                address = row[0];
                line = row[1];
            }
            program.bytes(2).uleb(end - address).bytes(0, 1, 1);
            Dwarf header = new Dwarf().bytes(1, 1, 1, -5, 14, 13, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1)
                    .text("src").bytes(0).text(file).bytes(1, 0, 0).bytes(0);
            Dwarf unit = new Dwarf().bytes(4, 0).u32(header.out.size()).all(header).all(program);
            Dwarf section = new Dwarf().bytes(11).all(new Dwarf().text(".debug_line").withoutEnd());
            section.u32(unit.out.size()).all(unit);
            Dwarf whole = new Dwarf();
            whole.out.writeBytes(module);
            return whole.bytes(0).uleb(section.out.size()).all(section).out.toByteArray();
        }

        private static int codeSection(byte[] module) {
            int at = 8;
            while (module[at] != 10) {
                at += 2 + module[at + 1];
            }
            return at + 2;
        }

        private Dwarf bytes(int... values) {
            for (int value : values) {
                out.write(value);
            }
            return this;
        }

        private Dwarf u32(int value) {
            return bytes(value, value >>> 8, value >>> 16, value >>> 24);
        }

        private Dwarf uleb(int value) {
            int rest = value;
            for (; rest >>> 7 != 0; rest >>>= 7) {
                out.write(rest | 0x80);
            }
            return bytes(rest);
        }

        private Dwarf sleb(int value) {
            int rest = value;
            for (; rest >> 6 != 0 && rest >> 6 != -1; rest >>= 7) {
                out.write(rest | 0x80);
            }
            return bytes(rest & 0x7F);
        }

        private Dwarf text(String text) {
            out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            return bytes(0);
        }

        private Dwarf withoutEnd() {
            Dwarf shorter = new Dwarf();
            shorter.out.write(out.toByteArray(), 0, out.size() - 1);
            return shorter;
        }

        private Dwarf all(Dwarf other) {
            out.writeBytes(other.out.toByteArray());
            return this;
        }
    }
}
