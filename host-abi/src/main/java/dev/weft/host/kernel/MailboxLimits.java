package dev.weft.host.kernel;

/**
 * How much a mailbox holds. Immutable.
 *
 * @param messages how many, 1 to 8,388,607
 * @param bytes    of all of them together, up to 1 TiB
 */
public record MailboxLimits(int messages, long bytes) {
    /** The most there can be: bounded by the host's heap only. */
    public static final MailboxLimits UNBOUNDED = new MailboxLimits((1 << 23) - 1, (1L << 40) - 1);
    /** 1,024 messages, 16 MiB. */
    public static final MailboxLimits DEFAULT = new MailboxLimits(1024, 16 << 20);

    public MailboxLimits {
        if (messages < 1 || messages >= 1 << 23 || bytes < 0 || bytes >= 1L << 40) {
            throw new IllegalArgumentException("no limits of a mailbox: " + messages + " messages, " + bytes
                    + " bytes");
        }
    }
}
