package dev.weft.host.oxide;

import dev.weft.host.ConsoleSink;
import dev.weft.host.ExitReason;
import dev.weft.host.GuestModule;
import dev.weft.host.HostContext;
import dev.weft.host.MissingImportsException;
import dev.weft.host.kernel.Mail;
import dev.weft.host.kernel.Mailbox;
import dev.weft.host.kernel.Program;
import dev.weft.host.kernel.Worker;
import dev.weft.host.kernel.WorkerOptions;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Trap;
import dev.weft.runtime.WasmException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A background worker: loads its module, runs {@code start_app}, then {@code on_message} for each message.
 *
 * <p>Threads: {@link #run} is the worker's; the rest may be called by the parent and others.
 */
final class OxideTask implements Program {
    /** Tells the worker to end when it has handled what came before. */
    private enum Signal implements Mail {
        PARENT_GONE, TERMINATE;

        @Override
        public int weight() {
            return 0;
        }

        @Override
        public boolean isSignal() {
            return true;
        }
    }

    private final OxideWorld world;
    private final OxideGuest parent;
    private final String url;
    private final OxidePool pool;
    private final Mailbox outbox;
    private volatile boolean alive = true;
    private volatile boolean started;
    /** Regions that the parent has shared with this worker, and that it has not accepted; null once it has ended. */
    private Queue<Region> granted = new ArrayDeque<>();
    private volatile Worker worker;
    private byte[] message;
    /** The job of the pool that is being handled. */
    private OxidePool.Job job;

    /** A worker of a guest; {@code pool}: the one it takes its messages from, or null. */
    OxideTask(OxideGuest parent, String url, OxidePool pool) {
        this.world = parent.world;
        this.parent = parent;
        this.url = url;
        this.pool = pool;
        this.outbox = new Mailbox(world.queue());
    }

    void start() {
        worker = world.kernel().spawn(WorkerOptions.DEFAULT.named(url).mailbox(world.queue()), this);
        worker.onExit(reason -> {
            letGrantsGo();
            if (pool != null) {
                pool.memberEnded(this, reason);
            }
            parent.wake();
        });
    }

    // The parent's side

    Worker worker() {
        return worker;
    }

    Mailbox outbox() {
        return outbox;
    }

    Mailbox.Post post(byte[] bytes) {
        return worker.mailbox().post(new Mail.Message(-1, bytes));
    }

    /** Ends the worker: at once if the mode is strict, else after the callback that runs. */
    void terminate() {
        if (world.mode() == OxideMode.STRICT) {
            worker.kill(ExitReason.killed("terminated by its parent"));
        } else {
            alive = false;
            worker.mailbox().post(Signal.TERMINATE);
        }
    }

    void parentEnded() {
        if (world.mode() == OxideMode.STRICT) {
            worker.kill(ExitReason.killed("its parent has ended"));
        } else {
            worker.mailbox().post(Signal.PARENT_GONE);
        }
    }

    /** Keeps a region for this worker to accept; false, and the region is let go, if it has ended. */
    synchronized boolean grant(Region region) {
        if (granted == null) {
            region.close();
            return false;
        }
        return granted.add(region);
    }

    /** The region that was granted first, or null. */
    synchronized Region accept() {
        return granted == null ? null : granted.poll();
    }

    private synchronized void letGrantsGo() {
        granted.forEach(Region::close);
        granted = null;
    }

    /** 0 loading, 1 running, 2 returned, and from 3 on the ways to end otherwise. */
    int state() {
        ExitReason reason = worker.exitReason();
        if (reason == null) {
            return started ? 1 : 0;
        }
        return switch (reason.kind()) {
            case NORMAL -> 2;
            case TRAPPED -> 3;
            case OUT_OF_FUEL -> 4;
            case DEADLINE -> 5;
            case KILLED -> 6;
            case LOAD_FAILED -> 7;
            case FAILED, NO_WORKER -> 8;
        };
    }

    // The worker's side

    /** The message that is being handled; null outside of {@code on_message}. */
    byte[] message() {
        return message;
    }

    /** Sends a reply to the parent. */
    Mailbox.Post reply(byte[] bytes) {
        Mailbox.Post post;
        if (pool != null) {
            post = pool.reply(job, bytes);
        } else {
            post = worker.send(outbox, bytes);
        }
        parent.wake();
        return post;
    }

    private void error(String text) {
        world.console().line(ConsoleSink.Level.ERROR, url, text);
    }

    @Override
    public void run(Worker self) throws Exception {
        // the thread that starts this one may not have got so far
        worker = self;
        HostContext guest = load(self);
        OxideGuest state = OxideGuest.of(guest);
        FunctionInstance start = guest.export("start_app", "");
        if (start != null) {
            state.refuel(world.startFuel());
            try {
                self.call(start::call);
            } catch (Trap | WasmException e) {
                error("[WORKER] start_app trapped: " + e.getMessage());
                throw e;
            }
        }
        started = true;
        FunctionInstance onMessage = guest.export("on_message", "i");
        if (pool != null) {
            runPool(self, state, onMessage);
        } else {
            runMessages(self, state, onMessage);
        }
    }

    private HostContext load(Worker self) throws Exception {
        GuestModule module = world.preloaded(url);
        if (module == null) {
            module = prepare(fetch(self));
        }
        try {
            return self.host(module, world.options(url, this));
        } catch (Trap | WasmException e) {
            error("[WORKER] instantiate failed: " + e.getMessage());
            throw e;
        } catch (ExitReason.Exit e) {
            if (e.reason().kind() == ExitReason.Kind.LOAD_FAILED) {
                error("[WORKER] instantiate failed: " + e.reason().detail());
            }
            throw e;
        }
    }

    private byte[] fetch(Worker self) throws Exception {
        try {
            return self.blocking(() -> world.loader().load(url, world.options(url).capabilities()));
        } catch (IOException e) {
            throw failed("[WORKER] fetch failed for " + url + ": " + e.getMessage(), e);
        }
    }

    private GuestModule prepare(byte[] bytes) {
        try {
            return world.layer().prepare(bytes);
        } catch (MissingImportsException e) {
            throw failed("[WORKER] instantiate failed: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            // malformed or invalid
            throw failed("[WORKER] compile failed: " + e.getMessage(), e);
        }
    }

    private ExitReason.Exit failed(String text, Exception cause) {
        error(text);
        return new ExitReason.Exit(ExitReason.loadFailed(text, cause));
    }

    private void runMessages(Worker self, OxideGuest state, FunctionInstance onMessage) throws Exception {
        while (true) {
            Mail mail = self.receive();
            if (!alive || mail instanceof Signal) {
                return;
            }
            if (mail instanceof Mail.Message received && onMessage != null) {
                handle(self, state, onMessage, received.bytes());
            }
        }
    }

    private void runPool(Worker self, OxideGuest state, FunctionInstance onMessage) throws Exception {
        while (true) {
            OxidePool.Job next = self.blocking(pool::take);
            job = next;
            boolean done = false;
            try {
                if (onMessage != null) {
                    handle(self, state, onMessage, next.bytes());
                }
                done = true;
            } finally {
                job = null;
                pool.done(next, done);
            }
        }
    }

    private void handle(Worker self, OxideGuest state, FunctionInstance onMessage, byte[] bytes) throws Exception {
        message = bytes;
        state.refuel(world.startFuel());
        try {
            self.call(() -> onMessage.call(bytes.length));
        } catch (Trap e) {
            error(e.kind() == Trap.Kind.ALL_FUEL_CONSUMED ? "[WORKER] on_message fuel limit exceeded"
                    : "[WORKER] on_message trapped: " + e.getMessage());
            throw e;
        } catch (WasmException e) {
            error("[WORKER] on_message trapped: " + e.getMessage());
            throw e;
        } finally {
            message = null;
        }
    }
}
