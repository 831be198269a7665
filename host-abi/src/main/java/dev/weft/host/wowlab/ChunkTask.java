package dev.weft.host.wowlab;

import java.util.Objects;

/**
 * A piece of a simulation. Immutable.
 *
 * @param job        what it is part of, for messages
 * @param config     the configuration, as text that the engine reads
 * @param iterations how many there are at most
 * @param seed       of the whole simulation
 * @param chunk      which piece it is
 */
public record ChunkTask(String job, String config, int iterations, long seed, int chunk) {
    /** How many iterations a chunk has when a simulation is split evenly. */
    public static final int ITERATIONS = 50_000;

    public ChunkTask {
        Objects.requireNonNull(job);
        Objects.requireNonNull(config);
    }
}
