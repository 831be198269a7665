package dev.weft.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.runtime.Engine;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.tier.ModuleCode;
import dev.weft.runtime.tier.Tier;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.Opcode;
import dev.weft.valid.Label;
import dev.weft.valid.PlaceSink;
import dev.weft.valid.ValidModule;
import java.io.File;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every function of real programs, and the way into each of their loops, compiled, loaded (so that the JVM has verified
 * it), and measured.
 */
class CompileEverythingTest {
    private static final int HOTSPOT_LIMIT = 8_000;
    /** As much code shares a class loader, which goes before the next batch: a large module needs no large heap. */
    private static final long BATCH = 4 << 20;
    /** Of how many loops one is entered where little time is: a function is emitted again for each of its loops. */
    private static final int SAMPLE = 10;

    @TempDir
    Path folder;

    private static Path guests() {
        Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        return (here.endsWith("spec-tests") ? here.getParent() : here).resolveSibling("shared").resolve("guests");
    }

    /** What functions of a module became. */
    private static final class Tally {
        private final Set<String> classes = new HashSet<>();
        /** Functions and loops that there is no code of, or ways into loops that should not be there. */
        private final List<String> unexpected = new ArrayList<>();
        private final List<String> tooLong = new ArrayList<>();
        private int methods;
        private long bytes;
        private int longest;

        /** Counts the methods of the classes in a folder, which it empties; of a class that comes twice only once. */
        void take(Path folder) throws IOException {
            List<Path> files;
            try (Stream<Path> all = Files.walk(folder)) {
                files = all.filter(Files::isRegularFile).toList();
            }
            for (Path file : files) {
                if (classes.add(file.getFileName().toString())) {
                    ClassFile.of().parse(Files.readAllBytes(file)).methods().forEach(this::take);
                }
                Files.delete(file);
            }
        }

        private void take(MethodModel method) {
            int length = length(method);
            methods++;
            bytes += length;
            longest = Math.max(longest, length);
            if (length > HOTSPOT_LIMIT) {
                tooLong.add(method.methodName().stringValue() + ": " + length);
            }
        }
    }

    /** The tier that compiles. */
    static Tier jit() {
        return ServiceLoader.load(Tier.class).stream().map(ServiceLoader.Provider::get)
                .filter(tier -> tier.name().equals("jit")).findFirst().orElseThrow();
    }

    /** Which of a function's loops can be entered: all but those where an exception of the old kind is handled. */
    private static final class Loops extends PlaceSink {
        private final BitSet enterable = new BitSet();
        private final Set<Label> handlers = new HashSet<>();
        private int count;

        static BitSet of(ValidModule module, int funcIdx) {
            Loops loops = new Loops();
            module.walk(funcIdx, loops);
            return loops.enterable;
        }

        @Override
        public void at(Opcode op, int offset) {
        }

        @Override
        public void loop(Label label) {
            enterable.set(count++, handlers.isEmpty());
        }

        @Override
        public void catch_(Label label, int tagIdx, FuncType type, boolean reachable) {
            handlers.add(label);
        }

        @Override
        public void catchAll(Label label, boolean reachable) {
            handlers.add(label);
        }

        @Override
        public void end(Label label, boolean reachable) {
            handlers.remove(label);
        }
    }

    /**
     * Compiles and loads all functions, and ways into one of {@code every} so many loops, in batches of which each has
     * a class loader that goes with it; tells how many methods they became, and prints what there is to know.
     */
    private int compileAll(Path file, int every) throws IOException {
        long start = System.nanoTime();
        Path dump = Files.createTempDirectory(folder, "classes");
        PreparedModule module = Engine.builder().dumpBytecode(dump).build().prepare(file);
        int imports = module.valid().importCount(ExternKind.FUNC);
        int count = module.valid().funcCount();
        Tally tally = new Tally();
        int seen = 0;
        ModuleCode code = jit().prepareOnDemand(module);
        for (int i = imports; i < count; i++) {
            BitSet loops = Loops.of(module.valid(), i);
            for (int loop = -1; loop < loops.length(); loop++) {
                if (loop >= 0 && seen++ % every != 0) {
                    continue;
                }
                if (code.compile(i, loop) != (loop < 0 || loops.get(loop))) {
                    tally.unexpected.add("function " + i + (loop < 0 ? "" : ", loop " + loop));
                }
                if (code.codeBytes() > BATCH) {
                    tally.take(dump);
                    code = jit().prepareOnDemand(module);
                }
            }
        }
        tally.take(dump);
        System.out.printf(Locale.ROOT,
                "%s: %,d functions, %,d loops, %,d methods of %,d bytes, the longest of %,d; %d s%n",
                file.getFileName(), count - imports, (seen + every - 1) / every, tally.methods, tally.bytes,
                tally.longest, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
        assertEquals(List.of(), tally.unexpected, () -> "of " + file);
        assertEquals(List.of(), tally.tooLong);
        return tally.methods;
    }

    private static int length(MethodModel method) {
        return method.code().map(code -> ((CodeAttribute) code).codeLength()).orElse(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello.c22.wasm", "bzip2.c22.wasm"})
    void functions_ofASmallProgram_areAllCompiledAndLoaded(String name) throws IOException {
        Path file = guests().resolve(name);
        assumeTrue(Files.exists(file), () -> "no " + file);
        assertTrue(compileAll(file, SAMPLE) > 50);
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"wc.rust163.wasm", "lua5.4.legacyeh.c22.wasm", "cpp.c22.wasm", "sqlite3.c22.wasm"})
    void functions_ofALargerProgram_areAllCompiledAndLoaded(String name) throws IOException {
        Path file = guests().resolve(name);
        assumeTrue(Files.exists(file), () -> "no " + file);
        assertTrue(compileAll(file, 1) > 200);
    }

    /**
     * The system property {@code weft.modules} names files, such as CPython's or clang's, with colons between, and
     * {@code weft.loops} of how many loops one is entered. A heap of 1 GB is enough.
     */
    @Tag("full")
    @Test
    void functions_ofTheModulesNamed_areAllCompiledAndLoaded() throws IOException {
        String named = System.getProperty("weft.modules", "");
        if (named.isEmpty()) {
            System.out.println("NOT TESTED: functions of large programs; -Dweft.modules=python.wasm:llvm.core.wasm");
        }
        assumeTrue(!named.isEmpty(), "no modules named");
        for (String file : named.split(File.pathSeparator)) {
            assertTrue(compileAll(Path.of(file), Integer.getInteger("weft.loops", 1)) > 0, file);
        }
    }
}
