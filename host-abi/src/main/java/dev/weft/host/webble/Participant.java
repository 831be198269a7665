package dev.weft.host.webble;

import dev.weft.host.ExitReason;
import dev.weft.host.HostContext;
import dev.weft.host.kernel.Mail;
import dev.weft.host.kernel.Program;
import dev.weft.host.kernel.Worker;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Trap;
import dev.weft.runtime.WasmException;
import dev.weft.runtime.memory.MemoryInstance;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntUnaryOperator;

/**
 * One instance with its event loop: drains, runs microtasks, timers and the embedder's calls, and sleeps until its word
 * is notified or there is mail.
 *
 * <p>Threads: its worker's, but for {@link #ready}, {@link #jobs} and {@link #worker}.
 *
 * <p>Implementation note. The word is read before the drain and handed to the wait as what is expected: whoever
 * notifies during the drain has changed it, and the wait is over at once. There is at most one wait at a time; one that
 * was not woken stays for the next round, for each notification wakes one waiter only. The loop sleeps in its mailbox,
 * where the end of the wait is mail, too.
 */
final class Participant implements Program {
    static final int MAIN = -1;
    private static final int BATCH = 256;

    private final WebblePool pool;
    private final int id;
    private final First first;
    private final CompletableFuture<Integer> ready = new CompletableFuture<>();
    private final Set<CompletableFuture<Object>> jobs = ConcurrentHashMap.newKeySet();
    private volatile Worker worker;

    private WebbleGuest guest;
    private HostContext context;
    private IntUnaryOperator drain;
    private FunctionInstance recover;
    private long word;
    private boolean drains = true;
    private boolean woken = true;

    /** The word was notified. */
    private record Woken() implements Mail {
        static final Woken MAIL = new Woken();

        @Override
        public int weight() {
            return 0;
        }

        @Override
        public boolean isSignal() {
            return true;
        }
    }

    /** A call that the embedder wants. */
    record Job(String export, Object[] arguments, CompletableFuture<Object> result) implements Mail {
        @Override
        public int weight() {
            return 0;
        }

        @Override
        public boolean isSignal() {
            return true;
        }
    }

    /** What a successor calls before anything else: a function of one i32, if the guest exports it. */
    record First(String export, int argument) {
    }

    /** @param first null if it takes nobody's place */
    Participant(WebblePool pool, int id, First first) {
        this.pool = pool;
        this.id = id;
        this.first = first;
    }

    boolean isMain() {
        return id == MAIN;
    }

    int id() {
        return id;
    }

    String name() {
        return isMain() ? "main" : "worker-" + id;
    }

    WebblePool pool() {
        return pool;
    }

    /** Completes with the index of its word when it can drain. */
    CompletableFuture<Integer> ready() {
        return ready;
    }

    /** Whether it takes the place of one that was lost. */
    boolean succeeds() {
        return first != null;
    }

    /** The calls it has not answered. */
    Set<CompletableFuture<Object>> jobs() {
        return jobs;
    }

    Worker worker() {
        return worker;
    }

    void worker(Worker own) {
        worker = own;
    }

    /** Has it drain once more, whether or not its word was notified; from any thread. */
    void lookAgain() {
        worker.mailbox().post(Woken.MAIL);
    }

    ThreadBlock block(int tlsSize, int tlsAlign) {
        return pool.block(id, tlsSize, tlsAlign);
    }

    @Override
    public void run(Worker self) throws Exception {
        try {
            begin(self);
        } catch (Throwable thrown) {
            ready.completeExceptionally(thrown);
            throw thrown;
        }
        loop(self);
    }

    private void begin(Worker self) throws Exception {
        context = self.host(pool.module(), pool.guestOptions().named(name()).with(pool.memory()).with(this));
        guest = context.state(WebbleGuest.class);
        drain = required("__worker_drain").as(IntUnaryOperator.class);
        IntUnaryOperator index = required("__notify_index").as(IntUnaryOperator.class);
        recover = pool.mode() == WebbleMode.IMPROVED ? context.export("__worker_lost", "i") : null;
        FunctionInstance opening = first == null ? null : context.export(first.export, "i");
        if (opening != null) {
            self.call(() -> opening.call(first.argument));
            pool.lookAgain();
        }
        int found = self.call(() -> index.applyAsInt(id));
        word = (found & 0xFFFF_FFFFL) << 2;
        pool.memory().checkRange(word, 4);
        ready.complete(found);
    }

    private FunctionInstance required(String name) {
        FunctionInstance function = context.export(name, "i:i");
        if (function == null) {
            throw new ExitReason.Exit(ExitReason.loadFailed("no export " + name + " (i32) -> i32", null));
        }
        return function;
    }

    private void loop(Worker self) throws Exception {
        MemoryInstance memory = pool.memory();
        CompletableFuture<Integer> wait = null;
        try {
            while (true) {
                if (woken && drains) {
                    woken = false;
                    int seen = memory.atomicLoad32(word);
                    if (!drain(self)) {
                        return;
                    }
                    if (wait == null || wait.isDone()) {
                        wait = memory.waitAsync32(word, seen, -1);
                        boolean over = wait.isDone();
                        woken |= over;
                        if (!over) {
                            pool.counters().sleeps.increment();
                            wait.thenRun(() -> self.mailbox().post(Woken.MAIL));
                        }
                    }
                }
                Mail mail = woken && drains ? self.receive(0) : self.receive();
                while (mail != null) {
                    take(self, mail);
                    mail = self.receive(0);
                }
            }
        } finally {
            if (wait != null) {
                wait.cancel(false);
            }
        }
    }

    private boolean drain(Worker self) throws Exception {
        pool.counters().drains.increment();
        boolean goesOn;
        try {
            goesOn = self.call(() -> drain.applyAsInt(id)) != 0;
        } catch (Trap | WasmException e) {
            self.checkExit();
            survive(self, e);
            // a drain that was cut short may have left something
            woken = true;
            return true;
        }
        runMicrotasks(self);
        return goesOn;
    }

    /** Runs microtasks until there are none; mail comes in between now and then. */
    private void runMicrotasks(Worker self) throws Exception {
        while (true) {
            try {
                if (!self.call(this::runSomeMicrotasks)) {
                    return;
                }
            } catch (Trap | WasmException e) {
                self.checkExit();
                survive(self, e);
            }
            Mail mail = self.receive(0);
            if (mail != null) {
                take(self, mail);
            }
        }
    }

    private boolean runSomeMicrotasks() {
        int count = 0;
        while (count < BATCH && guest.runMicrotask()) {
            count++;
        }
        pool.counters().microtasks.add(count);
        return count == BATCH;
    }

    /** Main outlives traps; the original's stops draining. Workers do not. */
    private <E extends RuntimeException> void survive(Worker self, E trap) throws Exception {
        if (!isMain()) {
            throw trap;
        }
        pool.lost(id, ExitReason.of(trap));
        if (pool.mode() == WebbleMode.LEGACY) {
            drains = false;
            return;
        }
        guest.resetStack(context.instance());
        if (recover != null) {
            self.call(() -> recover.call(id));
        }
    }

    private void take(Worker self, Mail mail) throws Exception {
        switch (mail) {
            case Woken ignored -> woken = true;
            case Job job -> run(self, job);
            case WebbleGuest.Timeout timeout -> {
                pool.counters().microtasks.increment();
                try {
                    self.call(() -> {
                        guest.run(timeout);
                        return null;
                    });
                } catch (Trap | WasmException e) {
                    self.checkExit();
                    survive(self, e);
                }
                runMicrotasks(self);
            }
            default -> throw new IllegalStateException("mail that a participant does not know: " + mail);
        }
    }

    private void run(Worker self, Job job) throws Exception {
        Object result;
        try {
            result = self.call(() -> context.instance().function(job.export).call(job.arguments));
        } catch (Trap | WasmException e) {
            self.checkExit();
            if (pool.mode() == WebbleMode.IMPROVED) {
                survive(self, e);
            }
            job.result.completeExceptionally(e);
            return;
        } catch (RuntimeException e) {
            self.checkExit();
            job.result.completeExceptionally(e);
            return;
        }
        runMicrotasks(self);
        job.result.complete(result);
    }
}
