package dev.weft.runtime;

import java.util.concurrent.atomic.AtomicLong;

/** How much of something there may be, and is. Safe for any thread. */
final class Quota {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    Quota(long limit) {
        this.limit = limit;
    }

    long limit() {
        return limit;
    }

    long used() {
        return used.get();
    }

    /** Takes so much, or nothing and tells so; gives back if that is negative. */
    boolean take(long count) {
        while (true) {
            long now = used.get();
            if (count > limit - now) {
                return false;
            }
            if (used.compareAndSet(now, now + count)) {
                return true;
            }
        }
    }
}
