package dev.weft.host.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.function.Predicate;

/**
 * A bounded queue of mail: any number of senders, one receiver; what one sender posts arrives in its order.
 *
 * <p>A message for which there is no room is refused with {@link Post#FULL} and changes nothing; signals always get
 * in. After {@link #close()} everything is refused.
 *
 * <p>Threads: any may {@link #post}, {@link #close} and ask for sizes; one at a time may take out, and only that one
 * may wait. A virtual thread that waits holds no carrier.
 *
 * <p>Implementation note. Vyukov's queue: a sender swaps itself in as the {@code tail} and then links its predecessor
 * to itself, so senders never wait for each other; the receiver alone walks from {@code head}, an empty node. {@code
 * used} packs the number of messages above the sum of their bytes, so that one compare-and-set reserves both before the
 * node is linked. A receiver that finds nothing looks again for a short while, longer the more often that helped, lets
 * others run, again more often where that helps, and then publishes itself in {@code waiter} before it looks for the
 * last time: a sender that missed it has linked its node before that look.
 */
public final class Mailbox {
    private static final VarHandle TAIL;
    private static final VarHandle NEXT;
    private static final VarHandle USED;
    private static final int COUNT_SHIFT = 40;
    private static final long BYTES = (1L << COUNT_SHIFT) - 1;
    private static final int LONGEST_SPIN = 512;
    private static final int MOST_YIELDS = 8;
    /** Once in so many waits a receiver sleeps at once. */
    private static final int RESETTLE = 1024;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TAIL = lookup.findVarHandle(Mailbox.class, "tail", Node.class);
            USED = lookup.findVarHandle(Mailbox.class, "used", long.class);
            NEXT = lookup.findVarHandle(Node.class, "next", Node.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final MailboxLimits limits;
    private volatile Node tail;
    private volatile long used;
    private volatile boolean closed;
    private volatile Waiting waiter;
    private volatile long refused;

    private Node head;
    private ArrayDeque<Mail> skipped;
    private short spin = 16;
    /** How often to let others run before sleeping: at first not at all, for many wait only once. */
    private byte yields;
    /** Whether letting others run brought mail the last time: then its sender needs this core, and spinning is vain. */
    private boolean yieldHelped;
    private short waits;
    private long taken;
    private long takenBytes;
    private int most;
    private long wakes;
    private long wakeNanos;
    private long slowestWake;

    private static final class Node {
        Mail mail;
        volatile Node next;

        Node(Mail mail) {
            this.mail = mail;
        }
    }

    /** A receiver that sleeps. */
    private static final class Waiting {
        final Thread thread;
        volatile long wokenAt;

        Waiting(Thread thread) {
            this.thread = thread;
        }
    }

    /** What became of mail. */
    public enum Post { ACCEPTED, FULL, CLOSED }

    /** An empty mailbox. */
    public Mailbox(MailboxLimits limits) {
        this.limits = limits;
        this.head = new Node(null);
        this.tail = head;
    }

    /** Puts mail in, or says why not; never waits. */
    public Post post(Mail mail) {
        if (closed) {
            return Post.CLOSED;
        }
        if (!reserve(mail)) {
            refused++;
            return Post.FULL;
        }
        Node node = new Node(mail);
        Node before = (Node) TAIL.getAndSet(this, node);
        NEXT.setRelease(before, node);
        VarHandle.fullFence();
        Waiting waiting = waiter;
        if (waiting != null) {
            wake(waiting);
        }
        return Post.ACCEPTED;
    }

    private boolean reserve(Mail mail) {
        int weight = mail.weight();
        boolean bounded = !mail.isSignal();
        while (true) {
            long now = used;
            if (bounded && ((now >>> COUNT_SHIFT) >= limits.messages() || (now & BYTES) + weight > limits.bytes())) {
                return false;
            }
            if (USED.compareAndSet(this, now, now + (1L << COUNT_SHIFT) + weight)) {
                return true;
            }
        }
    }

    private void wake(Waiting waiting) {
        if (waiting.wokenAt == 0) {
            waiting.wokenAt = System.nanoTime();
        }
        java.util.concurrent.locks.LockSupport.unpark(waiting.thread);
    }

    /** Refuses mail from now on, and drops what is there; wakes the receiver. */
    public void close() {
        closed = true;
        Waiting waiting = waiter;
        if (waiting != null) {
            java.util.concurrent.locks.LockSupport.unpark(waiting.thread);
        }
    }

    /**
     * Whether a message of so many bytes would be accepted now; {@link Post#FULL} is counted. Worth asking before bytes
     * are copied.
     */
    public Post ask(int bytes) {
        if (closed) {
            return Post.CLOSED;
        }
        long now = used;
        if ((now >>> COUNT_SHIFT) >= limits.messages() || (now & BYTES) + bytes > limits.bytes()) {
            refused++;
            return Post.FULL;
        }
        return Post.ACCEPTED;
    }

    /** Whether it was closed. */
    public boolean isClosed() {
        return closed;
    }

    /** How many pieces of mail are in it, skipped ones included. */
    public int size() {
        return (int) (used >>> COUNT_SHIFT);
    }

    /** How many bytes they have. */
    public long bytes() {
        return used & BYTES;
    }

    /** How many messages were refused because there was no room. */
    public long refused() {
        return refused;
    }

    // The receiver's side

    /** The oldest mail that was not skipped, left where it is; null if there is none. */
    public Mail peek() {
        if (skipped != null && !skipped.isEmpty()) {
            return skipped.peek();
        }
        Node next = next();
        return next == null ? null : next.mail;
    }

    /** The oldest mail that is wanted, left where it is; what comes before it was looked at and counts as skipped. */
    public Mail peek(Predicate<? super Mail> wanted) {
        if (skipped != null) {
            for (Mail mail : skipped) {
                if (wanted.test(mail)) {
                    return mail;
                }
            }
        }
        for (Mail mail = pull(); mail != null; mail = pull()) {
            skip(mail);
            if (wanted.test(mail)) {
                return mail;
            }
        }
        return null;
    }

    private void skip(Mail mail) {
        if (skipped == null) {
            skipped = new ArrayDeque<>();
        }
        skipped.add(mail);
    }

    /** The oldest mail, taken out; null if there is none. */
    public Mail poll() {
        if (skipped != null && !skipped.isEmpty()) {
            return account(skipped.poll());
        }
        Mail mail = pull();
        return mail == null ? null : account(mail);
    }

    private Node next() {
        Node first = head;
        Node next = (Node) NEXT.getAcquire(first);
        while (next == null && tail != first) {
            // a sender is about to link its node
            Thread.onSpinWait();
            next = (Node) NEXT.getAcquire(first);
        }
        return next;
    }

    private Mail pull() {
        Node next = next();
        if (next == null) {
            return null;
        }
        head = next;
        Mail mail = next.mail;
        next.mail = null;
        return mail;
    }

    private Mail account(Mail mail) {
        int weight = mail.weight();
        long before = (long) USED.getAndAdd(this, -(1L << COUNT_SHIFT) - weight);
        most = Math.max(most, (int) (before >>> COUNT_SHIFT));
        if (!mail.isSignal()) {
            taken++;
            takenBytes += weight;
        }
        return mail;
    }

    /**
     * The oldest mail that is wanted, taken out; what is skipped stays, in its order, for later.
     *
     * @return null if there is none
     */
    public Mail poll(Predicate<? super Mail> wanted) {
        if (skipped != null) {
            var each = skipped.iterator();
            while (each.hasNext()) {
                Mail mail = each.next();
                if (wanted.test(mail)) {
                    each.remove();
                    return account(mail);
                }
            }
        }
        return pollNew(wanted);
    }

    private Mail pollNew(Predicate<? super Mail> wanted) {
        while (true) {
            Mail mail = pull();
            if (mail == null) {
                return null;
            }
            if (wanted.test(mail)) {
                return account(mail);
            }
            skip(mail);
        }
    }

    /**
     * Waits until there is mail, skipped or not, or something else has happened: the time is over (true is returned
     * only if there is mail), the mailbox was closed, or the thread was interrupted, which it stays.
     *
     * @param nanos how long; negative: for ever
     * @param sleep told before the thread sleeps and after; for the kernel's account
     */
    boolean await(long nanos, Sleep sleep) {
        if (next() != null || closed) {
            return next() != null;
        }
        if (nanos != 0 && look(sleep)) {
            return true;
        }
        long deadline = nanos < 0 ? 0 : System.nanoTime() + nanos;
        Waiting me = new Waiting(Thread.currentThread());
        waiter = me;
        boolean slept = false;
        try {
            while (true) {
                if (next() != null) {
                    return true;
                }
                long left = nanos < 0 ? 0 : deadline - System.nanoTime();
                if (closed || nanos >= 0 && left <= 0 || Thread.currentThread().isInterrupted()) {
                    return false;
                }
                if (!slept) {
                    slept = true;
                    sleep.begin();
                }
                if (nanos < 0) {
                    java.util.concurrent.locks.LockSupport.park(this);
                } else {
                    java.util.concurrent.locks.LockSupport.parkNanos(this, left);
                }
            }
        } finally {
            waiter = null;
            if (slept) {
                sleep.end();
                countWake(me);
            }
        }
    }

    /** Whether mail comes soon, without sleeping. */
    private boolean look(Sleep sleep) {
        if (++waits % RESETTLE == 0) {
            // whoever wakes this thread has it run on its own core, if the carriers are Weft's
            return false;
        }
        return yieldHelped ? letOthersRun(sleep) || spin() : spin() || letOthersRun(sleep);
    }

    private boolean spin() {
        int rounds = spin;
        for (int i = 0; i < rounds; i++) {
            Thread.onSpinWait();
            if (tail != head) {
                spin = (short) Math.min(LONGEST_SPIN, rounds + rounds / 2 + 1);
                return next() != null;
            }
        }
        spin = (short) Math.max(4, rounds / 2);
        return false;
    }

    /** A virtual thread that shares its core with the sender gets the message by this alone, without being woken. */
    private boolean letOthersRun(Sleep sleep) {
        if (!Thread.currentThread().isVirtual()) {
            return false;
        }
        int rounds = yields;
        for (int i = 0; i < rounds; i++) {
            Thread.yield();
            sleep.yielded();
            if (tail != head) {
                yields = (byte) Math.min(MOST_YIELDS, rounds + 1);
                yieldHelped = true;
                return next() != null;
            }
        }
        yields = (byte) Math.max(1, rounds / 2);
        yieldHelped = false;
        return false;
    }

    private void countWake(Waiting me) {
        if (me.wokenAt != 0) {
            long took = System.nanoTime() - me.wokenAt;
            wakes++;
            wakeNanos += took;
            slowestWake = Math.max(slowestWake, took);
        }
    }

    /**
     * Takes the oldest mail, waiting for it; for receivers that are no workers.
     *
     * @param nanos how long; negative: for ever
     * @return null if there is none in time, or the mailbox is closed
     * @throws InterruptedException if the thread was interrupted
     */
    public Mail take(long nanos) throws InterruptedException {
        Mail mail = poll();
        if (mail == null && await(nanos, Sleep.UNTOLD)) {
            mail = poll();
        }
        if (mail == null && Thread.interrupted()) {
            throw new InterruptedException();
        }
        return mail;
    }

    /** Somebody who wants to know when the receiver sleeps. */
    interface Sleep {
        Sleep UNTOLD = new Sleep() {
            @Override
            public void begin() {
            }

            @Override
            public void end() {
            }

            @Override
            public void yielded() {
            }
        };

        void begin();

        void end();

        /** The thread has let others run. */
        void yielded();
    }

    /** The number of messages taken out. */
    public long taken() {
        return taken;
    }

    /** The bytes of the messages taken out. */
    public long takenBytes() {
        return takenBytes;
    }

    /** The largest number of pieces that were in it when one was taken out. */
    public int most() {
        return Math.max(most, size());
    }

    long wakes() {
        return wakes;
    }

    long wakeNanos() {
        return wakeNanos;
    }

    long slowestWake() {
        return slowestWake;
    }
}
