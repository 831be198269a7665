package dev.weft.host.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * How a worker begins. Immutable; by default without a name, with a mailbox of 1,024 messages and 16 MiB, on a virtual
 * thread, linked to nobody.
 *
 * @param name      what logs and thread dumps call it
 * @param mailbox   how much its mailbox holds
 * @param trapsExit whether the end of a linked worker is mail instead of its own end
 * @param links     whom it is linked to before it runs
 * @param stack     0 for a virtual thread; else it gets one of the platform with so many bytes of stack
 */
public record WorkerOptions(String name, MailboxLimits mailbox, boolean trapsExit, List<Worker> links, long stack) {
    /** The defaults. */
    public static final WorkerOptions DEFAULT = new WorkerOptions("", MailboxLimits.DEFAULT, false, List.of(), 0);

    /** The same under a name. */
    public WorkerOptions named(String newName) {
        return new WorkerOptions(newName, mailbox, trapsExit, links, stack);
    }

    /** The same with another mailbox. */
    public WorkerOptions mailbox(MailboxLimits limits) {
        return new WorkerOptions(name, limits, trapsExit, links, stack);
    }

    /** The same, and the end of a linked worker is mail. */
    public WorkerOptions trappingExits() {
        return new WorkerOptions(name, mailbox, true, links, stack);
    }

    /** The same, and linked to another worker from the start. */
    public WorkerOptions linkedTo(Worker other) {
        List<Worker> more = new ArrayList<>(links);
        more.add(other);
        return new WorkerOptions(name, mailbox, trapsExit, List.copyOf(more), stack);
    }

    /** The same on a thread of the platform, for guests that never wait, or recurse deeply. */
    public WorkerOptions onPlatformThread(long stackBytes) {
        return new WorkerOptions(name, mailbox, trapsExit, links, Math.max(1, stackBytes));
    }
}
