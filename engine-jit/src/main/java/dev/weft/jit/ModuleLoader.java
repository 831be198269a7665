package dev.weft.jit;

import dev.weft.runtime.tier.Exports;
import java.util.concurrent.atomic.AtomicLong;

/** The class loader of a module's emitted classes: they are made when the JVM asks for them, and go with the module. */
final class ModuleLoader extends ClassLoader {
    static {
        // else a guest that needs a class would wait for one that is being compiled
        registerAsParallelCapable();
    }

    final CompiledModule compiled;
    /** Bytes of all classes so far. */
    final AtomicLong codeBytes = new AtomicLong();

    ModuleLoader(CompiledModule compiled) {
        super("weft", JitTier.class.getClassLoader());
        this.compiled = compiled;
        Module ours = JitTier.class.getModule();
        ours.addExports("dev.weft.jit", getUnnamedModule());
        Exports.toCode(getUnnamedModule());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        long start = System.nanoTime();
        byte[] bytes = name.startsWith(compiled.prefix) ? compiled.classBytes(name.replace('.', '/')) : null;
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        compiled.prepared.engine().code().add(bytes.length, System.nanoTime() - start);
        codeBytes.addAndGet(bytes.length);
        return defineClass(name, bytes, 0, bytes.length);
    }
}
