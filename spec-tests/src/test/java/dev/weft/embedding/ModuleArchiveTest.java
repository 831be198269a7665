package dev.weft.embedding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.kenai.jffi.Function;
import dev.weft.runtime.Engine;
import dev.weft.runtime.EngineLimits;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.ModuleArchive;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.Trap;
import dev.weft.syntax.WasmModule;
import dev.weft.text.TextParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules compiled to jars, run with and without a compiler beside them. */
class ModuleArchiveTest {
    private static final String SUM = """
            (module $sum
              (type $cell (struct (field i32) (field (ref null $cell))))
              (memory (export "memory") 1)
              (table funcref (elem $twice $thrice))
              (func $twice (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
              (func $thrice (param i32) (result i32) (i32.mul (local.get 0) (i32.const 3)))
              (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
              (func (export "times") (param i32 i32) (result i32)
                (call_indirect (param i32) (result i32) (local.get 0) (local.get 1)))
              (func (export "store-64") (param i32 i64) (i64.store (local.get 0) (local.get 1)))
              (func (export "load-64") (param i32) (result i64) (i64.load (local.get 0)))
              (func (export "both") (param f64 f32) (result f32 f64) (local.get 1) (local.get 0))
              (func (export "lanes") (param v128) (result v128) (i8x16.add (local.get 0) (v128.const i64x2 1 1)))
              (func (export "class") (result i32) (i32.const 42))
              (func (export "of") (result i32) (i32.const 43))
              (func (export "spin") (param i32) (result i32)
                (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 0))
              (func $count (export "count") (param i32 i32) (result i32)
                (if (result i32) (local.get 0) (then
                  (return_call $count (i32.sub (local.get 0) (i32.const 1)) (i32.add (local.get 1) (i32.const 1))))
                  (else (local.get 1))))
              (func (export "cells") (param i32) (result i32)
                (local $list (ref null $cell)) (local $sum i32)
                (loop $more
                  (local.set $list (struct.new $cell (local.get 0) (local.get $list)))
                  (br_if $more (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
                (loop $next
                  (local.set $sum (i32.add (local.get $sum) (struct.get $cell 0 (local.get $list))))
                  (br_if $next (i32.eqz (ref.is_null
                    (local.tee $list (ref.cast (ref null $cell) (struct.get $cell 1 (local.get $list))))))))
                (local.get $sum)))""";

    @TempDir
    Path folder;

    private Path compile(String text) throws IOException {
        return compile(text, false);
    }

    private Path compile(String text, boolean unsafe) throws IOException {
        return compile(text, unsafe, EngineLimits.NONE);
    }

    private Path compile(String text, boolean unsafe, EngineLimits limits) throws IOException {
        Engine engine = Engine.builder().tier("jit").limits(limits).build();
        Path jar = folder.resolve("made.jar");
        try (OutputStream out = Files.newOutputStream(jar)) {
            ModuleArchive.write(engine.prepare(TextParser.assemble(text)), "example.Sum", unsafe, out);
        }
        return jar;
    }

    private static URL placeOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    private URLClassLoader withRuntimeOnly(Path jar) throws IOException {
        return new URLClassLoader(new URL[] {jar.toUri().toURL(), placeOf(Engine.class), placeOf(WasmModule.class),
            placeOf(Function.class)}, ClassLoader.getPlatformClassLoader());
    }

    private static Method method(Class<?> type, String name) {
        return Arrays.stream(type.getMethods()).filter(each -> each.getName().equals(name)).findFirst().orElseThrow();
    }

    private FunctionInstance limited(Path jar, String function) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, getClass().getClassLoader())) {
            ModuleArchive archive = ModuleArchive.of(loader.loadClass("example.Sum"));
            Engine engine = archive.engine().limits(EngineLimits.NONE.withObjectBytes(100_000)).build();
            PreparedModule module = archive.prepare(engine);
            Instance instance = new Linker().instantiate(Store.of(engine), module);
            instance.function(function).call(10);
            return instance.function(function);
        }
    }

    @Test
    void engineThatLimitsObjects_runsOnlyCodeThatCountsThem() throws Exception {
        FunctionInstance cells = limited(compile(SUM, false, EngineLimits.NONE.withObjectBytes(1 << 20)), "cells");
        assertEquals(Trap.Kind.OUT_OF_MEMORY, assertThrows(Trap.class, () -> cells.call(50_000)).kind());
        Path uncounted = compile(SUM);
        assertThrows(IllegalStateException.class, () -> limited(uncounted, "cells"));
    }

    /** An instance of the module behind an interface, all of it by the classes of the interface's loader. */
    private static Object instantiate(Class<?> type) throws ReflectiveOperationException {
        ClassLoader loader = type.getClassLoader();
        Object module = method(type, "module").invoke(null);
        Class<?> engine = loader.loadClass(Engine.class.getName());
        Class<?> store = loader.loadClass(Store.class.getName());
        Class<?> linker = loader.loadClass(Linker.class.getName());
        Class<?> prepared = loader.loadClass(PreparedModule.class.getName());
        Object made = store.getMethod("of", engine).invoke(null, prepared.getMethod("engine").invoke(module));
        Object instance = linker.getMethod("instantiate", store, prepared)
                .invoke(linker.getConstructor().newInstance(), made, module);
        return type.getMethod("of", loader.loadClass(Instance.class.getName())).invoke(null, instance);
    }

    @Test
    void jar_withoutCompilerAndInterpreter_runs() throws Exception {
        try (URLClassLoader loader = withRuntimeOnly(compile(SUM))) {
            for (String absent : List.of("dev.weft.jit.JitTier", "dev.weft.interp.InterpreterTier",
                    "org.objectweb.asm.ClassWriter")) {
                assertThrows(ClassNotFoundException.class, () -> loader.loadClass(absent));
            }
            Class<?> type = loader.loadClass("example.Sum");
            Object sum = instantiate(type);
            assertEquals(5, method(type, "add").invoke(sum, 2, 3));
            assertEquals(14, method(type, "times").invoke(sum, 7, 0));
            assertEquals(21, method(type, "times").invoke(sum, 7, 1));
            method(type, "store_64").invoke(sum, 16, 1L << 40);
            assertEquals(1L << 40, method(type, "load_64").invoke(sum, 16));
            assertArrayEquals(new Object[] {2.5f, 1.5}, (Object[]) method(type, "both").invoke(sum, 1.5, 2.5f));
            assertEquals(42, method(type, "class_").invoke(sum));
            assertEquals(43, method(type, "of_").invoke(sum));
            assertEquals(0, method(type, "spin").invoke(sum, 1_000));
            assertEquals(100_000, method(type, "count").invoke(sum, 100_000, 0));
            assertEquals(5_050, method(type, "cells").invoke(sum, 100));
            Throwable trap = assertThrows(InvocationTargetException.class,
                    () -> method(type, "times").invoke(sum, 7, 2)).getCause();
            assertEquals(Trap.class.getName(), trap.getClass().getName());
            assertTrue(trap.getMessage().startsWith("undefined element"), trap.getMessage());
        }
    }

    @Test
    void jar_besideACompiler_doesWhatTheModuleDoes() throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {compile(SUM).toUri().toURL()}, Engine.class.getClassLoader())) {
            ModuleArchive archive = ModuleArchive.of(loader.loadClass("example.Sum"));
            PreparedModule module = archive.module();
            assertEquals("stored", module.engine().tierName());
            Engine jit = Engine.builder().tier("jit").build();
            Instance expected = new Linker().instantiate(Store.of(jit),
                    jit.prepare(TextParser.assemble(SUM)));
            Instance actual = new Linker().instantiate(Store.of(module.engine()), module);
            dev.weft.runtime.V128 bits = new dev.weft.runtime.V128(3, 5);
            assertEquals(expected.function("lanes").call(bits), actual.function("lanes").call(bits));
            Trap one = assertThrows(Trap.class, () -> expected.function("load-64").call(65_530));
            Trap other = assertThrows(Trap.class, () -> actual.function("load-64").call(65_530));
            assertEquals(one.getMessage(), other.getMessage());
            assertEquals(one.frames().getFirst().offset(), other.frames().getFirst().offset());
            assertInstanceOf(loader.loadClass("example.Sum"), actual.as(loader.loadClass("example.Sum")));
            assertThrows(IllegalArgumentException.class, () -> archive.prepare(jit));
        }
    }

    @Test
    void jar_thatWantsUnsafe_runsWhereItIsLentAndSaysSoElsewhere() throws Exception {
        boolean lent = Object.class.getModule().isExported("jdk.internal.misc", Engine.class.getModule());
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {compile(SUM, true).toUri().toURL()}, Engine.class.getClassLoader())) {
            Class<?> type = loader.loadClass("example.Sum");
            if (lent) {
                PreparedModule module = ModuleArchive.of(type).module();
                Instance instance = new Linker().instantiate(Store.of(module.engine()), module);
                instance.function("store-64").call(8, -3L);
                assertEquals(-3L, instance.function("load-64").call(8));
                assertThrows(Trap.class, () -> instance.function("load-64").call(65_529));
            } else {
                assertThrows(IllegalStateException.class, () -> ModuleArchive.of(type));
            }
        }
    }

    @Test
    void jar_writtenTwice_isTheSame() throws IOException {
        assertArrayEquals(Files.readAllBytes(compile(SUM)), Files.readAllBytes(compile(SUM)));
    }

    @Test
    void archive_thatCannotBe_isRefused() {
        Engine interp = Engine.builder().tier("interp").build();
        Engine jit = Engine.builder().tier("jit").build();
        byte[] bytes = TextParser.assemble("(module)");
        assertThrows(UnsupportedOperationException.class,
                () -> ModuleArchive.write(interp.prepare(bytes), "a.B", false, new ByteArrayOutputStream()));
        assertThrows(IllegalArgumentException.class,
                () -> ModuleArchive.write(jit.prepare(bytes), "a.class", false, new ByteArrayOutputStream()));
        assertThrows(IllegalArgumentException.class, () -> ModuleArchive.of(String.class));
        assertFalse(jit.tierName().equals("stored"));
    }
}
