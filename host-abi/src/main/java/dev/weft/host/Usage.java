package dev.weft.host;

/**
 * What a guest has taken so far: the same account for every ABI. Immutable; counted, not estimated, but read from
 * another thread while the guest runs a number may be a moment old.
 *
 * @param fuel            units of fuel, 0 if the engine does not meter
 * @param memoryBytes     of all its memories now
 * @param peakMemoryBytes of all its memories at most
 * @param hostCalls       how often it called functions of the host
 * @param runNanos        time on its thread, waiting for messages not counted
 * @param received        messages taken out of its mailbox
 * @param receivedBytes   their bytes
 * @param sent            messages accepted from it by mailboxes
 * @param sentBytes       their bytes
 * @param refused         messages that its mailbox refused because it was full
 * @param queued          messages in its mailbox now
 * @param mostQueued      messages in its mailbox at most
 * @param wakes           how often a message found it asleep
 * @param wakeNanos       from the message to the wake, in all
 * @param slowestWake     the slowest of them, in nanoseconds
 */
public record Usage(long fuel, long memoryBytes, long peakMemoryBytes, long hostCalls, long runNanos, long received,
        long receivedBytes, long sent, long sentBytes, long refused, long queued, long mostQueued, long wakes,
        long wakeNanos, long slowestWake) {
    /** Nothing. */
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Both together; of maxima the larger. */
    public Usage plus(Usage other) {
        return new Usage(fuel + other.fuel, memoryBytes + other.memoryBytes,
                Math.max(peakMemoryBytes, other.peakMemoryBytes), hostCalls + other.hostCalls,
                runNanos + other.runNanos, received + other.received, receivedBytes + other.receivedBytes,
                sent + other.sent, sentBytes + other.sentBytes, refused + other.refused, queued + other.queued,
                Math.max(mostQueued, other.mostQueued), wakes + other.wakes, wakeNanos + other.wakeNanos,
                Math.max(slowestWake, other.slowestWake));
    }

    /** The same, but it has no memory now. */
    public Usage withoutMemory() {
        return new Usage(fuel, 0, peakMemoryBytes, hostCalls, runNanos, received, receivedBytes, sent, sentBytes,
                refused, queued, mostQueued, wakes, wakeNanos, slowestWake);
    }

    /** One line of JSON, the names as above. */
    public String toJson() {
        return "{\"fuel\":" + fuel + ",\"memoryBytes\":" + memoryBytes + ",\"peakMemoryBytes\":" + peakMemoryBytes
                + ",\"hostCalls\":" + hostCalls + ",\"runNanos\":" + runNanos + ",\"received\":" + received
                + ",\"receivedBytes\":" + receivedBytes + ",\"sent\":" + sent + ",\"sentBytes\":" + sentBytes
                + ",\"refused\":" + refused + ",\"queued\":" + queued + ",\"mostQueued\":" + mostQueued
                + ",\"wakes\":" + wakes + ",\"wakeNanos\":" + wakeNanos + ",\"slowestWake\":" + slowestWake + "}";
    }
}
