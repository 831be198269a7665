package dev.weft.jit.vector;

/**
 * What the compiler needs of the Vector API while it emits code: constants. Emitted code calls the API itself.
 * Implementations are safe for any thread.
 */
public interface VectorApi {
    /**
     * The API if the JVM has its module or lends us the means to add it, or null; then emitted code treats vectors as
     * two longs. The first call may take a tenth of a second.
     */
    static VectorApi find() {
        boolean wanted = !"false".equals(System.getProperty("weft.jit.vectors"));
        return wanted && VectorModule.IS_HERE ? Incubating.API : null;
    }

    /** Whether {@link #find} will probably find it; takes no time. */
    static boolean isLikely() {
        return !"false".equals(System.getProperty("weft.jit.vectors"))
                && (Object.class.getModule().isExported("jdk.internal.module", VectorApi.class.getModule())
                || ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
    }

    /** A vector of these 128 bits. */
    Object vector(Lane lane, long low, long high);

    /** What moves the lane {@code sources[i]} to the place {@code i}. */
    Object shuffle(Lane lane, int[] sources);
}
