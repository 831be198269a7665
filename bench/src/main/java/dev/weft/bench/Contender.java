package dev.weft.bench;

import java.nio.file.Path;

/**
 * An engine that takes part in a duel.
 *
 * <p>Weft is built in; others are found as services, when the profile {@code peers} put them on the class path.
 */
public interface Contender {
    /** What it is called on the command line, before a colon and a variant if it has some. */
    String name();

    /** The version of the engine, as its publisher counts. */
    String version();

    /**
     * Makes a module ready, once for all runs.
     *
     * @param wasm the module in the binary format
     * @param variant what stood behind the colon, for example a tier; empty: the usual one
     * @param input the folder that the guest finds as its current one; null: none
     */
    Guest load(byte[] wasm, String variant, Path input) throws Exception;

    /** A module that is ready to run, each time in a fresh instance. */
    @FunctionalInterface
    interface Guest {
        /** Runs it as its kind says, and measures what the kind says. */
        Stopwatch.Run run(Workload.Kind kind, int argument) throws Exception;
    }
}
