package dev.weft.runtime.compiled;

import dev.weft.runtime.StructShape;
import dev.weft.runtime.tier.Exports;
import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.TypeSpace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The class loader of a module's emitted classes: they are made when the JVM asks for them, and go with the module. */
final class ModuleLoader extends ClassLoader {
    static {
        // else a guest that needs a class would wait for one that is being compiled
        registerAsParallelCapable();
    }

    final EmittedModule code;
    /** The structure types of the module by the names of their classes; made when the first is asked for. */
    private Map<String, StructShape> structs;
    /** Bytes of all classes so far. */
    final AtomicLong codeBytes = new AtomicLong();

    ModuleLoader(EmittedModule code) {
        super("weft", EmittedModule.class.getClassLoader());
        this.code = code;
        Exports.toCode(getUnnamedModule());
    }

    /** The module of an emitted class. */
    static EmittedModule of(Class<?> emitted) {
        return ((ModuleLoader) emitted.getClassLoader()).code;
    }

    private static void dump(byte[] bytes, Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write emitted code", e);
        }
    }

    /** The class of a structure type of the module, which it shares with others that have that type. */
    private Class<?> structClass(String name) throws ClassNotFoundException {
        StructShape shape = structs().get(name.replace('.', '/'));
        if (shape == null) {
            throw new ClassNotFoundException(name);
        }
        return shape.structClass(code.prepared.engine().code());
    }

    private synchronized Map<String, StructShape> structs() {
        if (structs == null) {
            structs = new HashMap<>();
            TypeSpace types = code.module.types();
            for (int i = 0; i < types.size(); i++) {
                if (types.get(i).kind() == AbsHeapType.STRUCT) {
                    StructShape shape = StructShape.of(types.get(i));
                    structs.put(shape.className(), shape);
                }
            }
        }
        return structs;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(code.prefix)) {
            return super.loadClass(name, resolve);
        }
        // no other loader has it, and asking them means looking into each jar of the class path
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known != null ? known : findClass(name);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (name.startsWith(StructShape.CLASS_PREFIX)) {
            return structClass(name);
        }
        long start = System.nanoTime();
        byte[] bytes = name.startsWith(code.prefix) ? code.classBytes(name.replace('.', '/')) : null;
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        code.prepared.engine().code().add(bytes.length, System.nanoTime() - start);
        codeBytes.addAndGet(bytes.length);
        Path folder = code.prepared.engine().dumpFolder();
        if (folder != null) {
            dump(bytes, folder.resolve(name.replace('.', '/') + ".class"));
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
