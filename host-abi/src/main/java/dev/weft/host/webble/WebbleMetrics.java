package dev.weft.host.webble;

/**
 * What a pool has done since it was made.
 *
 * @param workers    how many workers there are
 * @param drains     calls of {@code __worker_drain} by the host, of all participants
 * @param microtasks microtasks and timers that were run
 * @param sleeps     waits that found the word unchanged
 * @param lost       workers that trapped or were ended one by one
 * @param replaced   how many of them have a successor
 * @param forced     workers that a shutdown had to end by force
 */
public record WebbleMetrics(int workers, long drains, long microtasks, long sleeps, long lost, long replaced,
        long forced) {
}
