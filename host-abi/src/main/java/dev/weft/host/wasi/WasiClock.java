package dev.weft.host.wasi;

import java.time.Instant;

/** The time a guest is told, in nanoseconds; an embedder's own makes runs repeatable. */
public interface WasiClock {
    /** The clocks of this machine. */
    WasiClock SYSTEM = new WasiClock() {
        @Override
        public long realtime() {
            Instant now = Instant.now();
            return now.getEpochSecond() * 1_000_000_000L + now.getNano();
        }

        @Override
        public long monotonic() {
            return System.nanoTime();
        }
    };

    /** Nanoseconds since 1970. */
    long realtime();

    /** Nanoseconds since some moment, never running backwards. */
    long monotonic();

    /** How fine the clocks are, in nanoseconds. */
    default long resolution() {
        return 1;
    }

    /** Waits; a clock that is not the machine's may move on instead. */
    default void sleep(long nanos) throws InterruptedException {
        Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
    }
}
