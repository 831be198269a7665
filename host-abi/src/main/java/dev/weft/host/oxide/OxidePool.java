package dev.weft.host.oxide;

import dev.weft.host.ConsoleSink;
import dev.weft.host.ExitReason;
import dev.weft.host.kernel.Mail;
import dev.weft.host.kernel.Mailbox;
import dev.weft.host.kernel.MailboxLimits;
import dev.weft.host.kernel.RestartBudget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Workers of one module that take their messages from one queue: whoever is free takes the oldest. A worker that fails
 * is replaced, as far as the budget lasts; its job fails, the others stay in the queue.
 *
 * <p>Threads: safe for any thread.
 */
final class OxidePool {
    private static final ExitReason CLOSED = ExitReason.killed("the pool is closed");

    private final OxideGuest parent;
    private final String url;
    private final MailboxLimits limits;
    private final Mailbox replies;
    private final RestartBudget budget = RestartBudget.standard();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Deque<Job> queue = new ArrayDeque<>();
    private final List<OxideTask> members = new ArrayList<>();
    private long bytes;
    private long lastJob;
    private boolean closed;

    /** A message to the pool. */
    record Job(long id, byte[] bytes) {
    }

    /**
     * What came of a job.
     *
     * @param bytes null: it failed
     */
    record Reply(long job, byte[] bytes) implements Mail {
        @Override
        public int weight() {
            return bytes == null ? 0 : bytes.length;
        }

        @Override
        public boolean isSignal() {
            return bytes == null;
        }
    }

    OxidePool(OxideGuest parent, String url, int size) {
        this.parent = parent;
        this.url = url;
        this.limits = parent.world.queue();
        this.replies = new Mailbox(limits);
        for (int i = 0; i < size; i++) {
            members.add(new OxideTask(parent, url, this));
        }
        List.copyOf(members).forEach(OxideTask::start);
    }

    Mailbox replies() {
        return replies;
    }

    int queued() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /** Whether nobody is left to do a job. */
    boolean isDead() {
        lock.lock();
        try {
            return members.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** The number of a new job; -1 if nobody is left to do it, -2 if the queue is full. */
    long post(byte[] message) {
        lock.lock();
        try {
            if (closed || members.isEmpty()) {
                return WorkerFunctions.BAD;
            }
            if (queue.size() >= limits.messages() || bytes + message.length > limits.bytes()) {
                return WorkerFunctions.FULL;
            }
            lastJob++;
            bytes += message.length;
            queue.add(new Job(lastJob, message));
            filled.signal();
            return lastJob;
        } finally {
            lock.unlock();
        }
    }

    /** The oldest job, waiting for it. */
    Job take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (queue.isEmpty()) {
                filled.await();
            }
            Job job = queue.poll();
            bytes -= job.bytes().length;
            return job;
        } finally {
            lock.unlock();
        }
    }

    Mailbox.Post reply(Job job, byte[] message) {
        return job == null ? Mailbox.Post.CLOSED : replies.post(new Reply(job.id(), message));
    }

    /** A job was handled, or has failed with its worker. */
    void done(Job job, boolean well) {
        if (!well) {
            replies.post(new Reply(job.id(), null));
            parent.wake();
        }
    }

    void memberEnded(OxideTask member, ExitReason reason) {
        OxideTask replacement = null;
        lock.lock();
        try {
            int index = members.indexOf(member);
            if (closed || index < 0) {
                return;
            }
            if (budget.spend()) {
                replacement = new OxideTask(parent, url, this);
                members.set(index, replacement);
            } else {
                members.remove(index);
                if (members.isEmpty()) {
                    queue.forEach(job -> replies.post(new Reply(job.id(), null)));
                    queue.clear();
                    bytes = 0;
                }
            }
        } finally {
            lock.unlock();
        }
        if (replacement != null) {
            replacement.start();
            if (isClosed()) {
                replacement.worker().kill(CLOSED);
            }
        } else {
            parent.world.console().line(ConsoleSink.Level.ERROR, url, "[WORKER] not restarted: " + reason);
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the workers; jobs that were not handled are forgotten. */
    void close() {
        List<OxideTask> all;
        lock.lock();
        try {
            closed = true;
            queue.clear();
            all = List.copyOf(members);
            members.clear();
        } finally {
            lock.unlock();
        }
        for (OxideTask member : all) {
            // one without a worker is about to get it, from somebody who looks then whether the pool is closed
            if (member.worker() != null) {
                member.worker().kill(CLOSED);
            }
        }
    }
}
