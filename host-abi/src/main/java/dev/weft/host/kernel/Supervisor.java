package dev.weft.host.kernel;

import dev.weft.host.ExitReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/**
 * A worker that starts others and, when one ends, starts it again, as long as its budget lasts; then it kills the rest
 * and ends as failed.
 *
 * <p>Its children are monitored, not linked. If the supervisor ends, its children end.
 *
 * <p>Threads: its program runs on the worker's thread; {@link #child} may be called by any. A child that is restarted
 * alone may get the thread of the one before it, with the thread-locals that it left.
 *
 * <p>Implementation note. Where one child is to be restarted and the supervisor has no mail, the child that has ended
 * does it, on its own thread, under {@code deciding}: nobody is woken. Mail is taken out under that lock, too, so ends
 * are dealt with in the order in which they were told.
 */
public final class Supervisor implements Program {
    /** Who is restarted when one ends. */
    public enum Strategy {
        /** The one. */
        ONE_FOR_ONE,
        /** All of them: the others are ended first. */
        ONE_FOR_ALL,
        /** The one and those that were added after it. */
        REST_FOR_ONE
    }

    /** Which ends of a child lead to a restart. */
    public enum Restart { ALWAYS, IF_ABNORMAL, NEVER }

    /**
     * What a supervisor starts.
     *
     * @param options how; its name is what {@link #child} takes
     * @param program the program, the same one for each start
     * @param restart which of its ends lead to a restart
     */
    public record Child(WorkerOptions options, Program program, Restart restart) {
        public Child {
            Objects.requireNonNull(options);
            Objects.requireNonNull(program);
            Objects.requireNonNull(restart);
        }

        /** One that is always restarted. */
        public static Child of(String name, Program program) {
            return new Child(WorkerOptions.DEFAULT.named(name), program, Restart.ALWAYS);
        }
    }

    private final Strategy strategy;
    private final RestartBudget budget;
    private final List<Running> children = new ArrayList<>();
    private final ReentrantLock deciding = new ReentrantLock();
    /** Who runs it, under the lock; null while nobody does. */
    private Worker runner;
    private volatile BiConsumer<Child, ExitReason> onRestart;

    /** A child and who it is at the moment. */
    private static final class Running {
        final Child child;
        volatile Worker worker;
        long reference = -1;

        Running(Child child) {
            this.child = child;
        }
    }

    /** A supervisor; it is the program of a worker that somebody has to spawn. */
    public Supervisor(Strategy strategy, RestartBudget budget, List<Child> children) {
        this.strategy = Objects.requireNonNull(strategy);
        this.budget = Objects.requireNonNull(budget);
        children.forEach(child -> this.children.add(new Running(child)));
    }

    /** Told, on the supervisor's thread, of each child that is about to be started again, and why it ended. */
    public Supervisor onRestart(BiConsumer<Child, ExitReason> listener) {
        onRestart = Objects.requireNonNull(listener);
        return this;
    }

    /** The worker that a child is at the moment; null before it was started, and after it ended for good. */
    public Worker child(String name) {
        for (Running running : children) {
            if (running.child.options().name().equals(name)) {
                return running.worker;
            }
        }
        return null;
    }

    @Override
    public void run(Worker self) {
        try {
            begin(self);
            while (serve(self)) {
                self.awaitMail(-1);
            }
        } finally {
            end(self);
        }
    }

    private void begin(Worker self) {
        deciding.lock();
        try {
            runner = self;
            for (Running running : children) {
                start(self, running, null);
            }
        } finally {
            deciding.unlock();
        }
        self.handleDowns((down, ended) -> restartInPlace(self, down, ended));
    }

    private void end(Worker self) {
        self.handleDowns(null);
        deciding.lock();
        try {
            runner = null;
            ExitReason reason = ExitReason.killed("the supervisor has ended");
            for (Running running : children) {
                if (running.worker != null) {
                    running.worker.kill(reason);
                }
            }
        } finally {
            deciding.unlock();
        }
    }

    /** Deals with the mail that is there; whether a child is left. */
    private boolean serve(Worker self) {
        deciding.lock();
        try {
            for (Mail mail = self.receive(0); mail != null; mail = self.receive(0)) {
                if (mail instanceof Mail.Down down) {
                    childEnded(self, down);
                }
            }
            return isAnyAlive();
        } finally {
            deciding.unlock();
        }
    }

    private boolean isAnyAlive() {
        for (Running running : children) {
            if (running.worker != null) {
                return true;
            }
        }
        return false;
    }

    private static void start(Worker self, Running running, Worker before) {
        Kernel.Monitored started =
                self.kernel().spawnMonitored(self, running.child.options(), running.child.program(), before);
        running.reference = started.reference();
        running.worker = started.worker();
    }

    private void childEnded(Worker self, Mail.Down down) {
        int index = indexOf(down.reference());
        if (index < 0) {
            return;
        }
        Running failed = children.get(index);
        failed.worker = null;
        if (!isRestarted(failed, down)) {
            return;
        }
        if (!budget.spend()) {
            throw new ExitReason.Exit(new ExitReason(ExitReason.Kind.FAILED, "restart budget exhausted by "
                    + failed.child.options().name() + ": " + down.reason(), null));
        }
        List<Running> group = group(index);
        endAll(group);
        BiConsumer<Child, ExitReason> listener = onRestart;
        if (listener != null) {
            listener.accept(failed.child, down.reason());
        }
        for (Running running : group) {
            self.kernel().countRestart();
            start(self, running, null);
        }
    }

    private static boolean isRestarted(Running ended, Mail.Down down) {
        return switch (ended.child.restart()) {
            case ALWAYS -> true;
            case IF_ABNORMAL -> down.reason().isAbnormal();
            case NEVER -> false;
        };
    }

    /** Those who are restarted with one. */
    private List<Running> group(int index) {
        int first = strategy == Strategy.ONE_FOR_ALL ? 0 : index;
        int last = strategy == Strategy.ONE_FOR_ONE ? index : children.size() - 1;
        return children.subList(first, last + 1);
    }

    /** On the thread of a child that has ended: restarts it if that is all there is to do; false: nothing was done. */
    private boolean restartInPlace(Worker self, Mail.Down down, Worker ended) {
        if (onRestart != null || !deciding.tryLock()) {
            return false;
        }
        try {
            int index = indexOf(down.reference());
            if (runner != self || self.mailbox().size() > 0 || index < 0 || group(index).size() > 1) {
                return false;
            }
            Running failed = children.get(index);
            if (!isRestarted(failed, down) || !budget.spend()) {
                return false;
            }
            start(self, failed, ended);
            self.kernel().countRestart();
            return true;
        } catch (IllegalStateException closed) {
            // the kernel's, which ends the supervisor, too
            return false;
        } finally {
            deciding.unlock();
        }
    }

    /** Ends those of a group that still run, and waits until they have. */
    private static void endAll(List<Running> group) {
        ExitReason reason = ExitReason.killed("a sibling is restarted");
        for (Running running : group) {
            if (running.worker != null) {
                running.worker.kill(reason);
            }
        }
        for (Running running : group) {
            if (running.worker != null) {
                running.worker.join();
                running.worker = null;
            }
        }
    }

    private int indexOf(long reference) {
        for (int i = 0; i < children.size(); i++) {
            if (children.get(i).worker != null && children.get(i).reference == reference) {
                return i;
            }
        }
        return -1;
    }
}
