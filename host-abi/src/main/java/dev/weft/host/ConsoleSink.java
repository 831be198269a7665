package dev.weft.host;

/**
 * Where the lines go that guests and the machinery around them write.
 *
 * <p>Threads: called by any number of guests at once; lines of one guest come in its order.
 */
@FunctionalInterface
public interface ConsoleSink {
    /** Drops everything. */
    ConsoleSink NONE = (level, source, text) -> { };

    /** How serious a line is. */
    enum Level { LOG, WARN, ERROR }

    /** A line: {@code source} names the guest. */
    void line(Level level, String source, String text);
}
