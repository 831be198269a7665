package dev.weft.fuzz;

import dev.weft.syntax.Feature;
import java.util.EnumSet;
import java.util.Set;

/**
 * A part of WebAssembly that a generated module uses or leaves alone. Each module gets some of them: modules that use
 * everything at once hardly ever combine a few things deeply.
 */
enum Facet {
    VECTORS, RELAXED_VECTORS, FUNCTION_REFERENCES, OBJECTS, EXCEPTIONS, LEGACY_EXCEPTIONS, TAIL_CALLS, MEMORIES,
    MEMORY64, SMALL_PAGES, ATOMICS, WIDE_ARITHMETIC, EXTENDED_CONSTANTS,
    WAITS, HOSTS, GIANTS, HOT_LOOPS, TRAPS;

    /** What V8 of Node 20 knows without flags and what JavaScript can observe. */
    static final Set<Facet> OF_V8 = EnumSet.of(VECTORS, LEGACY_EXCEPTIONS, TAIL_CALLS, ATOMICS, GIANTS, HOT_LOOPS,
            TRAPS);

    /** The facet without which instructions of a feature are not generated; null: none. */
    static Facet of(Feature feature) {
        return switch (feature) {
            case SIMD -> VECTORS;
            case RELAXED_SIMD -> RELAXED_VECTORS;
            case THREADS -> ATOMICS;
            case WIDE_ARITHMETIC -> WIDE_ARITHMETIC;
            case TAIL_CALL -> TAIL_CALLS;
            case GC -> OBJECTS;
            case FUNCTION_REFERENCES -> FUNCTION_REFERENCES;
            case EXCEPTIONS -> EXCEPTIONS;
            case LEGACY_EXCEPTIONS -> LEGACY_EXCEPTIONS;
            default -> null;
        };
    }
}
