package dev.weft.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.weft.runtime.Engine;
import dev.weft.text.TextParser;
import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine for those who have it on the module path. */
class ModulePathTest {
    @ParameterizedTest
    @ValueSource(strings = {"interp", "jit", "auto"})
    void tier_onTheModulePath_runsAGuest(String tier) throws Exception {
        ClassLoader loader = modules().findLoader("dev.weft.runtime");
        Class<?> engines = loader.loadClass(Engine.class.getName());
        assertTrue(engines.getModule().isNamed());
        Object engine = call(call(invoke(engines, null, "builder"), "tier", tier), "build");
        Object module = call(engine, "prepare", (Object) TextParser.assemble(
                "(module (func (export \"seven\") (result i32) (i32.const 7)))"));
        Object store = invoke(loader.loadClass("dev.weft.runtime.Store"), null, "of", engine);
        Object linker = loader.loadClass("dev.weft.runtime.Linker").getConstructor().newInstance();
        Object seven = call(call(linker, "instantiate", store, module), "function", "seven");
        assertEquals(7, call(seven, "call", (Object) new Object[0]));
    }

    private static ModuleLayer modules() {
        Path[] jars = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of)
                .filter(path -> path.getFileName().toString().matches("(engine-|asm-\\d|jffi-).*\\.jar"))
                .toArray(Path[]::new);
        assumeFalse(Files.isDirectory(Path.of(Engine.class.getProtectionDomain().getCodeSource().getLocation()
                .getPath())), "declarations are only in the jars");
        Configuration resolved = ModuleLayer.boot().configuration()
                .resolveAndBind(ModuleFinder.of(jars), ModuleFinder.of(), Set.of("dev.weft.runtime"));
        return ModuleLayer.boot().defineModulesWithOneLoader(resolved, ClassLoader.getPlatformClassLoader());
    }

    private static Object call(Object target, String name, Object... arguments) throws Exception {
        return invoke(target.getClass(), target, name, arguments);
    }

    private static Object invoke(Class<?> type, Object target, String name, Object... arguments) throws Exception {
        for (Method method : type.getMethods()) {
            boolean fits = method.getName().equals(name) && method.getParameterCount() == arguments.length;
            for (int i = 0; fits && i < arguments.length; i++) {
                fits = method.getParameterTypes()[i].isInstance(arguments[i]);
            }
            if (fits) {
                return method.invoke(target, arguments);
            }
        }
        throw new NoSuchMethodException(name);
    }
}
