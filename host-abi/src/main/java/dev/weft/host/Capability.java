package dev.weft.host;

/** Something beyond its own memory that a guest may be allowed to use. */
public enum Capability {
    /** Starting other guests. */
    SPAWN,
    /** Seeing and ending guests that are not its own. */
    PROCESS_CONTROL,
    /** Fetching from the hosts that {@link Capabilities#hosts} names. */
    NETWORK,
    /** Reading files under the folders that {@link Capabilities#folders} names. */
    FILES,
    /** A database that outlives the guest. */
    STORAGE,
    /** Memory that several guests see at the same time. */
    SHARED_MEMORY,
    /** Reading the time of day. */
    CLOCK,
    /** Random numbers. */
    RANDOM,
    /** Lines on the console. */
    CONSOLE
}
