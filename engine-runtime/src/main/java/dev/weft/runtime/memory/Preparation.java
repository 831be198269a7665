package dev.weft.runtime.memory;

import java.lang.invoke.MethodHandles;

/** The loading, in the background, of what the first memory of the process needs. */
public final class Preparation {
    static {
        Thread.ofPlatform().daemon().name("weft-memory").start(Preparation::load);
    }

    private Preparation() {
    }

    /**
     * Starts to load what the first memory of the process needs, some 60 ms' worth of native library and of the JDK's
     * classes. Worth calling before a module is parsed; without it the first creation takes that long. A second call
     * does nothing.
     */
    public static void begin() {
        // initializes this class, which happens once
    }

    private static void load() {
        Reservations.ofProcess();
        try {
            MethodHandles.lookup().ensureInitialized(MemoryInstance.class);
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
