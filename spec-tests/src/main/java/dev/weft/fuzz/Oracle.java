package dev.weft.fuzz;

import java.util.EnumSet;
import java.util.Set;

/** Says whether what became of a generated module is right. */
interface Oracle extends AutoCloseable {
    /** What it is called on the command line. */
    String name();

    /** The parts of WebAssembly that it can judge. */
    default Set<Facet> facets() {
        return EnumSet.allOf(Facet.class);
    }

    /**
     * Null if all is well; else what is wrong, the same text for what is probably the same mistake in its first line.
     *
     * @param choices for decisions of its own
     */
    String check(GeneratedModule module, Choices choices) throws Exception;

    /** What it has to say of all cases, in lines; empty: nothing. */
    default String summary() {
        return "";
    }

    @Override
    default void close() {
    }
}
