package dev.weft.host.caos;

import dev.weft.host.ConsoleSink;
import dev.weft.host.HostContext;
import dev.weft.host.caos.Flights.Outcome;
import dev.weft.host.kernel.Worker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** One guest's job: what it is asked, the response it may read, and what it has given out. Of the guest's thread. */
final class Job {
    /** How many requests of one {@code run_many} are under way at once. */
    static final int PERMITS = 16;
    private static final byte[] NOTHING = {};
    private static final int MOST_WORDS = 400;

    final Caos caos;
    final RunRequest request;
    final RunStack stack;
    private final Frame frame;
    private final Worker worker;

    byte[] response = NOTHING;
    /** Whether something failed for it that may succeed another time. */
    boolean sawPassing;
    private int outs;
    private Result result;
    private String lastWords = "";

    /** A request of {@code run_many}. */
    record Asked(String image, String args) {
    }

    /** What became of it: one of the two. */
    record Slot(Result result, String error, boolean passing) {
    }

    /**
     * What a guest needs among its options to become a job.
     *
     * @param frame  where its own requests come from
     * @param worker null if the guest is run by hand
     */
    record Seat(Caos caos, RunRequest request, Frame frame, Worker worker) {
    }

    Job(Seat seat) {
        this.caos = seat.caos;
        this.request = seat.request;
        this.frame = seat.frame;
        this.stack = frame.stack();
        this.worker = seat.worker;
    }

    /** Gives the result; it must be done once. */
    void out(ObjectKind kind, String hash) throws CaosException {
        if (outs++ > 0) {
            throw CaosException.of(400, "out called more than once");
        }
        result = new Result(kind, hash);
    }

    /** What it has given out. */
    Result result() throws CaosException {
        if (outs != 1) {
            throw CaosException.of(500, "guest must call out exactly once, called " + outs + " times");
        }
        return result;
    }

    /** Writes on the console, a line for each. */
    void say(HostContext context, String text) {
        text.lines().forEach(line -> context.console(ConsoleSink.Level.LOG, "guest: " + line));
        lastWords = text.strip();
    }

    /** What it said last, for whoever reads why it failed; empty if it said nothing. */
    String lastWords() {
        return lastWords.isEmpty() ? "" : " (it said: "
                + (lastWords.length() > MOST_WORDS ? lastWords.substring(0, MOST_WORDS) + "…" : lastWords) + ")";
    }

    /** Lets another job run, and waits for it. */
    Result run(String image, String args) throws Exception {
        Outcome outcome = blocking(() -> caos.ask(frame, request, image, args));
        sawPassing |= !outcome.lasting();
        return outcome.result();
    }

    /** Lets other jobs run, as many at once as there are permits, and waits for all. */
    List<Slot> runMany(List<Asked> asked) throws Exception {
        Slot[] slots = new Slot[asked.size()];
        AtomicInteger next = new AtomicInteger();
        List<Thread> lanes = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(Math.min(PERMITS, slots.length));
        for (long i = done.getCount(); i > 0; i--) {
            lanes.add(Thread.ofVirtual().unstarted(() -> {
                try {
                    for (int at = next.getAndIncrement(); at < slots.length; at = next.getAndIncrement()) {
                        slots[at] = slot(asked.get(at));
                    }
                } finally {
                    done.countDown();
                }
            }));
        }
        lanes.forEach(Thread::start);
        try {
            blocking(() -> {
                done.await();
                return null;
            });
        } catch (Exception e) {
            next.set(slots.length);
            lanes.forEach(Thread::interrupt);
            throw e;
        }
        for (Slot slot : slots) {
            sawPassing |= slot.passing();
        }
        return Arrays.asList(slots);
    }

    private Slot slot(Asked asked) {
        try {
            Outcome outcome = caos.ask(frame, request, asked.image(), asked.args());
            return new Slot(outcome.result(), null, !outcome.lasting());
        } catch (CaosException e) {
            return new Slot(null, e.getMessage(), e.isPassing());
        } catch (InterruptedException e) {
            return new Slot(null, "interrupted", true);
        } catch (RuntimeException | Error e) {
            return new Slot(null, "run_many worker thread panicked", true);
        }
    }

    private <T> T blocking(Callable<T> code) throws Exception {
        return worker == null ? code.call() : worker.blocking(code);
    }
}
