package dev.weft.host;

/** The clocks a guest reads. Safe for any thread. */
public interface HostClock {
    /** Those of this machine. */
    HostClock SYSTEM = new HostClock() {
        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }
    };

    /** Milliseconds since 1970. */
    long wallMillis();

    /** Nanoseconds since some moment; never goes back. */
    long nanos();
}
