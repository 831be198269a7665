package dev.weft.jit.vector;

/**
 * The module of the Vector API, {@code jdk.incubator.vector}: there if the JVM was started with it, and else added to
 * the running JVM, provided that {@code java.base} exports {@code jdk.internal.module} to us.
 *
 * <p>Implementation note. A JVM that is started with an incubating module says so in a line on the standard error, and
 * loads it for guests without vectors, too. Added later it does neither; HotSpot gives its classes their intrinsics
 * whenever the module is defined.
 */
final class VectorModule {
    private static final String NAME = "jdk.incubator.vector";

    /** Whether its classes can be loaded. */
    static final boolean IS_HERE = ModuleLayer.boot().findModule(NAME).isPresent() || add();

    private VectorModule() {
    }

    private static boolean add() {
        if (!Object.class.getModule().isExported("jdk.internal.module", VectorModule.class.getModule())) {
            return false;
        }
        try {
            Class.forName("jdk.internal.module.Modules").getMethod("loadModule", String.class)
                    .invoke(null, NAME);
            return Class.forName("jdk.incubator.vector.LongVector", false, VectorModule.class.getClassLoader()) != null;
        } catch (ReflectiveOperationException | LinkageError e) {
            return false;
        }
    }
}
