package dev.weft.host.kernel;

import dev.weft.host.ExitReason;
import dev.weft.host.GuestModule;
import dev.weft.host.GuestOptions;
import dev.weft.host.HostContext;
import dev.weft.host.Usage;
import dev.weft.runtime.DeadlineAction;
import dev.weft.runtime.Trap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A worker: a program on a thread of its own, with a number, a mailbox, and at most one guest at a time.
 *
 * <p>When it ends, these happen in this order: its guest is told and its memory given back; it is not found by its
 * number any more; what {@link #onExit} was given runs; those who monitor it get {@link Mail.Down}; those it is linked
 * to end with the same reason, if that is abnormal, or get {@link Mail.Exited} if they trap exits; {@link #exited}
 * completes.
 *
 * <p>Threads: methods that say "of the worker" are for its own thread; all others are safe for any thread.
 *
 * <p>Implementation note. To kill means to set {@code exit} and then to wake the worker: through the store if it is in
 * its guest, which the volatile {@code inGuest} tells, and not asleep there, else through its thread. The worker sets
 * {@code inGuest}, and takes {@code asleep} back, before it looks at {@code exit}, so one of the two sees the other.
 */
public final class Worker {
    private static final Program NOTHING = self -> { };
    /** For how long workers may follow each other on one thread before others get its carrier. */
    private static final long TURN_NANOS = 5_000_000;
    /** Yields once, and then has no deadline for some years. */
    private static final DeadlineAction YIELD = DeadlineAction.yield(1L << 50);

    private final Kernel kernel;
    private final long id;
    private final String name;
    private final Mailbox mailbox;
    private final Thread thread;
    private Program program;

    // What the worker's own thread uses.
    private HostContext guest;
    private boolean watched;
    private int guestDepth;
    private long sliceStart;
    private long runNanos;
    private long sent;
    private long sentBytes;
    /** Whether its thread is free for another worker. */
    private boolean lends;
    /** Who lives on its thread after it, or null. */
    private Worker successor;

    private volatile Usage past = Usage.NONE;
    private volatile HostContext store;
    private volatile boolean inGuest;
    /** Whether it waits for mail, perhaps in its guest's name. */
    volatile boolean asleep;
    private volatile ExitReason exit;
    private volatile boolean trapsExit;
    private volatile long slice;
    private volatile boolean armed;
    private volatile long deadline;
    private volatile String deadlineText;
    private volatile DownHandler downHandler;

    // Under the worker's lock.
    private ExitReason ended;
    private boolean finishing;
    private Set<Worker> links = Set.of();
    /** Those who watch it, the latest first, or null. */
    private Watcher watchers;
    private List<Consumer<ExitReason>> exitActions = List.of();
    private CompletableFuture<ExitReason> exited;
    private Object attachment;

    private final Mailbox.Sleep sleep = new Mailbox.Sleep() {
        @Override
        public void begin() {
            endSlice();
            asleep = true;
        }

        @Override
        public void end() {
            asleep = false;
            beginSlice();
        }

        @Override
        public void yielded() {
            continueSlice();
        }
    };

    /** A worker on a new thread, or on one that another has {@linkplain #lendThread lent}. */
    Worker(Kernel kernel, long id, WorkerOptions options, Program program, Thread lent) {
        this.kernel = kernel;
        this.id = id;
        this.name = options.name();
        this.program = program;
        this.mailbox = new Mailbox(options.mailbox());
        this.trapsExit = options.trapsExit();
        if (lent != null) {
            this.thread = lent;
        } else if (options.stack() == 0) {
            this.thread = Carriers.virtual(name.isEmpty() ? "weft-worker" : name, this::live);
        } else {
            this.thread = Thread.ofPlatform().daemon().name(name.isEmpty() ? "weft-worker-" + id : name)
                    .stackSize(options.stack()).unstarted(this::live);
        }
    }

    /** Starts it, or leaves that to the one whose thread it has. */
    void start(Worker lender) {
        if (lender != null && lender.thread == thread) {
            lender.successor = this;
        } else {
            KernelEvents.spawned(this);
            thread.start();
        }
    }

    /** By one who handles its end: its thread for its successor, or null. */
    Thread lendThread() {
        boolean lent = lends;
        lends = false;
        return lent ? thread : null;
    }

    // Identity

    /** Its number, from 0, never used twice in a kernel. */
    public long id() {
        return id;
    }

    /** What it is called; empty if it has no name. */
    public String name() {
        return name;
    }

    /** Its kernel. */
    public Kernel kernel() {
        return kernel;
    }

    /** The worker whose thread this is, or null. */
    public static Worker of(HostContext context) {
        return context.owner() instanceof Worker worker ? worker : null;
    }

    /** Where its mail comes in; anyone may post. */
    public Mailbox mailbox() {
        return mailbox;
    }

    /**
     * What the system that the worker belongs to keeps with it, which is one object: made when it is first asked for,
     * unless the maker answers null.
     */
    public synchronized <T> T attachment(Class<T> type, Supplier<? extends T> maker) {
        if (attachment == null) {
            attachment = maker.get();
        }
        return type.cast(attachment);
    }

    // Life, on the worker's thread

    private void live() {
        long since = System.nanoTime();
        liveOnce();
        for (Worker before = this, next = successor; next != null; before = next, next = next.successor) {
            before.successor = null;
            // not with an interrupt of others: one who has killed the next has left word, too
            Thread.interrupted();
            if (System.nanoTime() - since > TURN_NANOS) {
                // like a guest that computes
                YIELD.reached(null);
                since = System.nanoTime();
            }
            KernelEvents.spawned(next);
            next.liveOnce();
        }
    }

    private void liveOnce() {
        ExitReason reason;
        beginSlice();
        try {
            checkExit();
            program.run(this);
            reason = ExitReason.NORMAL;
        } catch (Throwable thrown) {
            reason = ExitReason.of(thrown);
        }
        finish(reason);
    }

    private void finish(ExitReason own) {
        ExitReason reason = seal(own);
        // an interrupt that was meant for the guest is not for what comes now
        Thread.interrupted();
        program = NOTHING;
        try {
            leave(reason);
        } catch (RuntimeException | Error e) {
            reason = reason.isAbnormal() ? reason : ExitReason.of(e);
        }
        endSlice();
        if (deadline != 0) {
            kernel.ticker().untimed(this);
        }
        mailbox.close();
        kernel.remove(this);
        List<Consumer<ExitReason>> actions;
        Watcher told;
        Set<Worker> peers;
        CompletableFuture<ExitReason> future;
        synchronized (this) {
            ended = reason;
            actions = exitActions;
            told = watchers;
            peers = links;
            exitActions = List.of();
            watchers = null;
            links = Set.of();
            future = exited;
            notifyAll();
        }
        KernelEvents.ended(this, reason);
        for (Consumer<ExitReason> action : actions) {
            action.accept(reason);
        }
        // one who was killed may be interrupted late, and those who wait for the future do as they like
        lends = told != null && future == null && exit == null && thread.isVirtual();
        for (Watcher watcher = told; watcher != null; watcher = watcher.next) {
            watcher.worker.down(new Mail.Down(watcher.reference, id, reason), this);
        }
        for (Worker peer : peers) {
            peer.linkedEnded(this, reason);
        }
        if (future != null) {
            future.complete(reason);
        }
    }

    /** From here on nobody can kill it; its reason is the one it was killed for, if it was. */
    private synchronized ExitReason seal(ExitReason own) {
        finishing = true;
        return exit != null ? exit : own;
    }

    private void down(Mail.Down down, Worker ended) {
        DownHandler handler = downHandler;
        if (handler == null || !handler.handle(down, ended)) {
            mailbox.post(down);
        }
    }

    /** Of the worker: lets somebody look at ends that it monitors before they become mail; null: nobody. */
    void handleDowns(DownHandler handler) {
        downHandler = handler;
    }

    private void linkedEnded(Worker peer, ExitReason reason) {
        synchronized (this) {
            removeLink(peer);
        }
        if (trapsExit) {
            mailbox.post(new Mail.Exited(peer.id, reason));
        } else if (reason.isAbnormal()) {
            kill(reason);
        }
    }

    /** Of the worker: throws its end if somebody killed it. */
    public void checkExit() {
        ExitReason reason = exit;
        if (reason != null) {
            throw new ExitReason.Exit(reason);
        }
    }

    // The guest, on the worker's thread

    /**
     * Of the worker: makes a guest in a store of its own, waiting for room if the kernel bounds the number of guests.
     * It is closed when the worker ends, or with {@link #leave}.
     *
     * @throws ExitReason.Exit "load failed" if it cannot be instantiated, though not if it traps
     */
    public HostContext host(GuestModule module, GuestOptions options) throws Exception {
        if (guest != null) {
            throw new IllegalStateException("the worker has a guest");
        }
        Semaphore permits = kernel.instances();
        if (permits != null) {
            blocking(() -> {
                permits.acquire();
                return null;
            });
        }
        HostContext made;
        try {
            made = HostContext.of(module, options, this);
        } catch (RuntimeException | Error e) {
            release(permits);
            throw e;
        }
        made.store().deferBacktraces();
        Rehearsal.after(id);
        guest = made;
        store = made;
        beWatched();
        try {
            call(made::instantiate);
            return made;
        } catch (Trap | ExitReason.Exit | dev.weft.runtime.WasmException e) {
            throw e;
        } catch (Exception e) {
            checkExit();
            throw new ExitReason.Exit(ExitReason.loadFailed(e.getMessage() == null ? e.toString() : e.getMessage(), e));
        }
    }

    private static void release(Semaphore permits) {
        if (permits != null) {
            permits.release();
        }
    }

    /** Of the worker: ends its guest, so that it can host another; without a guest it does nothing. */
    public void leave(ExitReason reason) {
        HostContext old = guest;
        if (old != null) {
            kernel.ticker().idle(this);
            watched = false;
            guest = null;
            try {
                old.close(reason);
            } finally {
                Usage taken = old.usage().withoutMemory();
                past = past == Usage.NONE ? taken : past.plus(taken);
                store = null;
                release(kernel.instances());
            }
        }
    }

    /** Of the worker: its guest, or null. */
    public HostContext guest() {
        return guest;
    }

    /**
     * Of the worker: runs code that calls its guest. All calls of the guest are to be made in here, so that one who
     * kills the worker finds it.
     *
     * @throws Exception what the code throws; {@link ExitReason.Exit} if the worker was killed
     */
    public <T> T call(Callable<T> code) throws Exception {
        if (guestDepth++ == 0) {
            inGuest = true;
        }
        try {
            checkExit();
            return code.call();
        } finally {
            if (--guestDepth == 0) {
                inGuest = false;
                if (exit != null) {
                    // one who killed it just now has told the store, which has no call to end any more
                    thread.interrupt();
                }
            }
        }
    }

    // Mail, on the worker's thread

    /**
     * Of the worker: takes the oldest mail, waiting for it.
     *
     * @throws ExitReason.Exit if the worker is killed meanwhile
     */
    public Mail receive() {
        return receive(-1);
    }

    /** The same, waiting so many nanoseconds at most; null if nothing came. Negative: for ever. */
    public Mail receive(long nanos) {
        while (true) {
            checkExit();
            Mail mail = mailbox.poll();
            if (mail != null || nanos == 0) {
                return mail;
            }
            if (!awaitMail(nanos)) {
                return mailbox.poll();
            }
        }
    }

    /** Of the worker: takes the oldest mail that is wanted; what it skips stays in order. Null if none came in time. */
    public Mail receive(Predicate<? super Mail> wanted, long nanos) {
        return await(() -> mailbox.poll(wanted), nanos);
    }

    /** The same, but what it finds stays, too. */
    public Mail peek(Predicate<? super Mail> wanted, long nanos) {
        return await(() -> mailbox.peek(wanted), nanos);
    }

    private Mail await(Supplier<Mail> look, long nanos) {
        long deadline = nanos < 0 ? 0 : System.nanoTime() + nanos;
        while (true) {
            checkExit();
            Mail mail = look.get();
            long left = nanos < 0 ? -1 : deadline - System.nanoTime();
            if (mail != null || nanos >= 0 && left <= 0) {
                return mail;
            }
            awaitMail(left);
        }
    }

    /** Whether there is mail; false if time is over. */
    boolean awaitMail(long nanos) {
        boolean there = mailbox.await(nanos, sleep);
        checkExit();
        if (!there && Thread.currentThread().isInterrupted()) {
            throw new ExitReason.Exit(ExitReason.killed("interrupted"));
        }
        return there;
    }

    /** Of the worker: sends bytes to a mailbox, and counts them as sent if they are accepted. */
    public Mailbox.Post send(Mailbox to, byte[] bytes) {
        Mailbox.Post post = to.post(new Mail.Message(id, bytes));
        if (post == Mailbox.Post.ACCEPTED) {
            sent++;
            sentBytes += bytes.length;
        }
        return post;
    }

    /** Of the worker: runs code that waits for something else than mail, and does not count that time as computing. */
    public <T> T blocking(Callable<T> code) throws Exception {
        endSlice();
        try {
            return code.call();
        } finally {
            beginSlice();
        }
    }

    // Time

    private void beginSlice() {
        sliceStart = System.nanoTime();
        slice = sliceStart | 1;
        if (watched) {
            kernel.ticker().busy(this);
        }
    }

    /** Of the worker: has the ticker look after it when it computes, for only guests are made to yield. */
    void beWatched() {
        watched = true;
        kernel.ticker().busy(this);
    }

    /** Others have run meanwhile: what was computed before is past. */
    private void continueSlice() {
        long now = System.nanoTime();
        runNanos += now - sliceStart;
        sliceStart = now;
        slice = now | 1;
        if (armed) {
            disarm();
        }
    }

    private void endSlice() {
        if (watched) {
            kernel.ticker().idle(this);
        }
        slice = 0;
        runNanos += System.nanoTime() - sliceStart;
        if (armed) {
            disarm();
        }
    }

    private void disarm() {
        synchronized (sleep) {
            armed = false;
            HostContext current = store;
            if (current != null) {
                current.store().clearDeadline();
            }
        }
    }

    /** By the ticker: has its guest look up. */
    void nudge() {
        HostContext current = store;
        if (current != null) {
            current.store().nudge();
        }
    }

    /** By the ticker: lets others run if this worker has computed for long. */
    void checkSlice(long now) {
        long began = slice;
        HostContext current = store;
        if (began == 0 || now - began < Ticker.TICK_NANOS / 2 || current == null || !inGuest || !thread.isVirtual()) {
            return;
        }
        synchronized (sleep) {
            armed = true;
            current.store().setDeadline(0, YIELD);
        }
        if (slice == 0) {
            disarm();
        }
    }

    /**
     * Gives the worker so much time from now, waiting included; then it is killed with the reason "deadline". Null: no
     * limit.
     */
    public void setDeadline(Duration time) {
        if (time == null) {
            deadline = 0;
            kernel.ticker().untimed(this);
            return;
        }
        deadlineText = "after " + time.toMillis() + " ms";
        deadline = System.nanoTime() + time.toNanos() | 1;
        kernel.ticker().timed(this);
    }

    void checkDeadline(long now) {
        long at = deadline;
        if (at != 0 && now - at >= 0) {
            kernel.ticker().untimed(this);
            kill(ExitReason.deadline(deadlineText));
        }
    }

    // The end

    /**
     * Ends the worker for a reason, wherever it is; returns at once. False if it has ended, or is about to, for another
     * one.
     */
    public boolean kill(ExitReason reason) {
        synchronized (this) {
            if (finishing || exit != null) {
                return false;
            }
            exit = reason;
        }
        HostContext current = store;
        if (inGuest && !asleep && current != null) {
            current.store().interrupt(reason.toString());
        } else {
            thread.interrupt();
        }
        return true;
    }

    /** Whether it has ended. */
    public synchronized boolean hasEnded() {
        return ended != null;
    }

    /** Why it has ended; null if it has not. */
    public synchronized ExitReason exitReason() {
        return ended;
    }

    /** Completes with the reason when it has ended. */
    public synchronized CompletableFuture<ExitReason> exited() {
        if (exited == null) {
            exited = new CompletableFuture<>();
            if (ended != null) {
                exited.complete(ended);
            }
        }
        return exited;
    }

    /** Waits for its end, also when interrupted, and returns the reason. */
    public ExitReason join() {
        boolean interrupted = false;
        synchronized (this) {
            while (ended == null) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return ended;
    }

    /** Runs something on the worker's thread when it has ended, before anybody else is told; at once if it has. */
    public void onExit(Consumer<ExitReason> action) {
        ExitReason reason;
        synchronized (this) {
            reason = ended;
            if (reason == null) {
                if (exitActions.isEmpty()) {
                    exitActions = new ArrayList<>(1);
                }
                exitActions.add(action);
            }
        }
        if (reason != null) {
            action.accept(reason);
        }
    }

    // Links and monitors

    /** Links this worker and another; a worker that has ended ends the other one, or tells it, at once. */
    public void link(Worker other) {
        if (linkIfAlive(other)) {
            return;
        }
        ExitReason mine = exitReason();
        if (mine != null) {
            other.linkedEnded(this, mine);
        } else {
            linkedEnded(other, other.exitReason());
        }
    }

    /** Links this worker and another if neither has ended; false, and nothing happens, if one has. */
    public boolean linkIfAlive(Worker other) {
        if (other == this) {
            return true;
        }
        Worker first = id < other.id ? this : other;
        Worker second = first == this ? other : this;
        synchronized (first) {
            synchronized (second) {
                if (ended != null || other.ended != null) {
                    return false;
                }
                addLink(other);
                other.addLink(this);
                return true;
            }
        }
    }

    private void addLink(Worker other) {
        if (links.isEmpty()) {
            links = new LinkedHashSet<>(2);
        }
        links.add(other);
    }

    private void removeLink(Worker other) {
        if (!links.isEmpty()) {
            links.remove(other);
        }
    }

    /** Takes a link away. */
    public void unlink(Worker other) {
        Worker first = id < other.id ? this : other;
        Worker second = first == this ? other : this;
        synchronized (first) {
            synchronized (second) {
                removeLink(other);
                other.removeLink(this);
            }
        }
    }

    /** Whether the end of a linked worker is mail instead of its own end. */
    public void setTrapsExit(boolean value) {
        trapsExit = value;
    }

    /** Whether the end of a linked worker is mail instead of its own end. */
    public boolean trapsExit() {
        return trapsExit;
    }

    /** Lets this worker get one {@link Mail.Down} when another ends; at once if it has. Returns the reference. */
    public long monitor(Worker target) {
        long reference = kernel.nextReference();
        synchronized (target) {
            if (target.ended == null) {
                target.watchers = new Watcher(reference, this, target.watchers);
                return reference;
            }
        }
        mailbox.post(new Mail.Down(reference, target.id, ExitReason.NO_WORKER));
        return reference;
    }

    /** The same for a number, which may be one that never was. */
    public long monitor(long worker) {
        Worker target = kernel.find(worker);
        if (target != null) {
            return monitor(target);
        }
        long reference = kernel.nextReference();
        mailbox.post(new Mail.Down(reference, worker, ExitReason.NO_WORKER));
        return reference;
    }

    /** Takes a monitor away; a {@link Mail.Down} that has come stays. */
    public void demonitor(Worker target, long reference) {
        synchronized (target) {
            Watcher before = null;
            Watcher watcher = target.watchers;
            while (watcher != null && (watcher.reference != reference || watcher.worker != this)) {
                before = watcher;
                watcher = watcher.next;
            }
            if (watcher != null && before == null) {
                target.watchers = watcher.next;
            } else if (watcher != null) {
                before.next = watcher.next;
            }
        }
    }

    /** How many workers it is linked to. */
    public synchronized int linkCount() {
        return links.size();
    }

    /** How many monitors there are of it. */
    public synchronized int monitorCount() {
        int count = 0;
        for (Watcher watcher = watchers; watcher != null; watcher = watcher.next) {
            count++;
        }
        return count;
    }

    // Account

    /** What it has taken so far. */
    public Usage usage() {
        HostContext current = store;
        Usage ofGuest = current == null ? past : past.plus(current.usage());
        long began = slice;
        long running = began == 0 ? 0 : Math.max(0, System.nanoTime() - began);
        return new Usage(ofGuest.fuel(), ofGuest.memoryBytes(), ofGuest.peakMemoryBytes(), ofGuest.hostCalls(),
                runNanos + running, mailbox.taken(), mailbox.takenBytes(), sent, sentBytes, mailbox.refused(),
                mailbox.size(), mailbox.most(), mailbox.wakes(), mailbox.wakeNanos(), mailbox.slowestWake());
    }

    @Override
    public int hashCode() {
        return Long.hashCode(id);
    }

    /** Whether the other is the same worker. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public String toString() {
        return "worker " + id + (name.isEmpty() ? "" : " " + name);
    }
}
