package dev.weft.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.runtime.Engine;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.tier.ModuleCode;
import dev.weft.runtime.tier.Tier;
import dev.weft.syntax.ExternKind;
import java.io.File;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every function of real programs, compiled, loaded (so that the JVM has verified it), and measured. */
class CompileEverythingTest {
    private static final int HOTSPOT_LIMIT = 8_000;

    @TempDir
    Path folder;

    private static Path guests() {
        Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        return (here.endsWith("spec-tests") ? here.getParent() : here).resolveSibling("shared").resolve("guests");
    }

    /** Compiles and loads all functions; tells how many methods they became, and prints what there is to know. */
    private int compileAll(Path file) throws IOException {
        Path dump = Files.createTempDirectory(folder, "classes");
        Engine engine = Engine.builder().dumpBytecode(dump).build();
        PreparedModule module = engine.prepare(file);
        int imports = module.valid().importCount(ExternKind.FUNC);
        for (Tier tier : ServiceLoader.load(Tier.class)) {
            if (tier.name().equals("jit")) {
                ModuleCode code = tier.prepareOnDemand(module);
                for (int i = imports; i < module.valid().funcCount(); i++) {
                    assertTrue(code.compile(i, -1), () -> file + " has a function too large");
                }
            }
        }
        List<MethodModel> methods = methods(dump);
        System.out.printf(Locale.ROOT, "%s: %,d functions, %,d methods of %,d bytes, the longest of %,d%n",
                file.getFileName(), module.valid().funcCount() - imports, methods.size(),
                methods.stream().mapToLong(CompileEverythingTest::length).sum(),
                methods.stream().mapToInt(CompileEverythingTest::length).max().orElse(0));
        assertEquals(List.of(), methods.stream().filter(method -> length(method) > HOTSPOT_LIMIT)
                .map(method -> method.methodName().stringValue() + ": " + length(method)).toList());
        return methods.size();
    }

    private static List<MethodModel> methods(Path dump) throws IOException {
        List<MethodModel> methods = new ArrayList<>();
        try (Stream<Path> classes = Files.walk(dump)) {
            for (Path file : classes.filter(Files::isRegularFile).toList()) {
                methods.addAll(ClassFile.of().parse(Files.readAllBytes(file)).methods());
            }
        }
        return methods;
    }

    private static int length(MethodModel method) {
        return method.code().map(code -> ((CodeAttribute) code).codeLength()).orElse(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello.c22.wasm", "bzip2.c22.wasm"})
    void functions_ofASmallProgram_areAllCompiledAndLoaded(String name) throws IOException {
        Path file = guests().resolve(name);
        assumeTrue(Files.exists(file), () -> "no " + file);
        assertTrue(compileAll(file) > 50);
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"wc.rust163.wasm", "lua5.4.legacyeh.c22.wasm", "cpp.c22.wasm", "sqlite3.c22.wasm"})
    void functions_ofALargerProgram_areAllCompiledAndLoaded(String name) throws IOException {
        Path file = guests().resolve(name);
        assumeTrue(Files.exists(file), () -> "no " + file);
        assertTrue(compileAll(file) > 200);
    }

    /** The system property {@code weft.modules} names files, such as CPython's or a compiler's, with colons between. */
    @Tag("full")
    @Test
    void functions_ofTheModulesNamed_areAllCompiledAndLoaded() throws IOException {
        String named = System.getProperty("weft.modules", "");
        assumeTrue(!named.isEmpty(), "no modules named");
        for (String file : named.split(File.pathSeparator)) {
            assertTrue(compileAll(Path.of(file)) > 0, file);
        }
    }
}
