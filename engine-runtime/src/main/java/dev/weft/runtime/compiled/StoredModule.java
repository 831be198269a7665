package dev.weft.runtime.compiled;

import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Trap;

/** A module all of whose classes were emitted before, and are read from somewhere when the JVM asks for them. */
public final class StoredModule extends EmittedModule {
    /** Finds bytes by a class's name without the prefix. */
    @FunctionalInterface
    public interface Source {
        /** The bytes of a class, or null. */
        byte[] find(String name);
    }

    private final Source source;

    /** A module whose classes a source has. */
    public StoredModule(PreparedModule prepared, Source source) {
        super(prepared);
        this.source = source;
        Trap.keepJavaFrames();
    }

    @Override
    protected byte[] classBytes(String name) {
        return source.find(name.substring(internalPrefix.length()));
    }
}
