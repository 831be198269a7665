package dev.weft.host.kernel;

import dev.weft.runtime.Turns;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs the virtual threads of workers, on one platform thread for each processor. It exists where the JDK lends what it
 * takes, which is that {@code java.base} exports {@code jdk.internal.module} to us; elsewhere workers use the JDK's own
 * scheduler, with the same results.
 *
 * <p>The difference is in where a thread goes on that another has woken: here on the carrier of the one who woke it,
 * where what they share is in the cache. An idle carrier takes a thread over only if two are waiting, or one waits
 * behind a thread that does not end its turn; the JDK's carriers are woken for each thread that is.
 *
 * <p>Implementation note. A carrier's queue is a ring: its own thread alone puts in, at {@code tail}; who moves {@code
 * head} on has taken one out. What others hand in, or what does not fit, goes through the {@code inbox}. A carrier that
 * goes to sleep says so in {@code idle} before it looks for the last time, and who hands in reads it after that. While
 * others run, a sleeping carrier looks every now and then whether their turns go on. If none sleeps and one does not go
 * on for long, it may be blocked in a file's operation: another carrier is added, and leaves when all go on.
 */
final class Carriers implements Executor {
    private static final int RING = 256;
    private static final int MOST = 256;
    private static final long FIRST_LOOK = 50_000;
    private static final long LAST_LOOK = 1_000_000;
    private static final long CHECK_NANOS = 50_000_000;
    private static final int LONGEST_TURN = 10;
    private static final long ALL_IDLE_NANOS = 1_000_000_000;
    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(Runnable[].class);
    private static final VarHandle HEAD;
    private static final VarHandle TAIL;
    private static final VarHandle TURNS;
    private static final VarHandle SLEEPS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(Carrier.class, "head", int.class);
            TAIL = lookup.findVarHandle(Carrier.class, "tail", int.class);
            TURNS = lookup.findVarHandle(Carrier.class, "turns", int.class);
            SLEEPS = lookup.findVarHandle(Carrier.class, "sleeps", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Null if the JDK lends nothing, or {@code -Dweft.kernel.carriers=0}. */
    static final Carriers SHARED = shared();

    private final int processors;
    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicInteger idle = new AtomicInteger();
    private final AtomicInteger watching = new AtomicInteger();
    private volatile Carrier[] carriers = {};

    Carriers(int processors) {
        this.processors = processors;
        for (int i = 0; i < processors; i++) {
            add();
        }
        Thread.ofPlatform().daemon().name("weft-carriers").start(this::relieve);
    }

    private static Carriers shared() {
        int processors = Integer.getInteger("weft.kernel.carriers", Integer.getInteger(
                "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors()));
        if (processors <= 0 || !Jdk.LENT) {
            return null;
        }
        Carriers shared = new Carriers(processors);
        Turns.heed(shared::isCrowded);
        return shared;
    }

    /** A virtual thread for a worker: of these carriers, or else of the JDK's. */
    static Thread virtual(String name, Runnable task) {
        return SHARED != null ? SHARED.newThread(name, task) : Thread.ofVirtual().name(name).unstarted(task);
    }

    /** A virtual thread that these carriers run. */
    Thread newThread(String name, Runnable task) {
        return Jdk.newThread(this, name, task);
    }

    /** Lets a thread go on soon; called by the JDK. */
    @Override
    public void execute(Runnable thread) {
        if (Jdk.carrier() instanceof Carrier own && own.pool() == this && own.put(thread)) {
            // a thread that lets others run is queued before one of them is taken out
            int waiting = own.size() - (Thread.currentThread() == own ? 1 : 0);
            if (idle.get() > 0 && (waiting > 1 || watching.get() == 0)) {
                wakeOne();
            }
        } else {
            inbox.add(thread);
            if (idle.get() > 0) {
                wakeOne();
            }
        }
    }

    /** How many carriers there are now. */
    int count() {
        return carriers.length;
    }

    private void wakeOne() {
        for (Carrier carrier : carriers) {
            if (carrier.sleeps && carrier.wake()) {
                return;
            }
        }
    }

    private synchronized void add() {
        Carrier[] more = Arrays.copyOf(carriers, carriers.length + 1);
        Carrier added = new Carrier("weft-carrier-" + carriers.length);
        more[carriers.length] = added;
        carriers = more;
        added.start();
    }

    private synchronized void remove(Carrier carrier) {
        carriers = Arrays.stream(carriers).filter(c -> c != carrier).toArray(Carrier[]::new);
    }

    /**
     * Adds a carrier when all are busy and one of them, with threads waiting, is blocked; or just does not go on, for
     * ten times as long. Lets one go when all go on, and evens out what waits.
     */
    private void relieve() {
        long pause = CHECK_NANOS;
        while (true) {
            Carrier[] now = carriers;
            boolean stuck = false;
            for (Carrier carrier : now) {
                stuck |= carrier.isStuck();
            }
            if (!stuck && now.length > processors) {
                now[now.length - 1].leave();
            } else if (stuck && now.length < MOST && idle.get() == 0 && isCrowded()) {
                add();
            }
            even(now);
            pause = idle.get() < now.length ? CHECK_NANOS : Math.min(2 * pause, ALL_IDLE_NANOS);
            LockSupport.parkNanos(pause);
        }
    }

    /** Lets the carrier behind which the fewest wait take some over from others. */
    private static void even(Carrier[] all) {
        Carrier least = all[0];
        int most = 0;
        for (Carrier carrier : all) {
            least = carrier.size() < least.size() ? carrier : least;
            most = Math.max(most, carrier.size());
        }
        if (most - least.size() > 1) {
            least.poor = true;
        }
    }

    /** Whether anybody waits for a carrier. */
    private boolean isCrowded() {
        for (Carrier carrier : carriers) {
            if (carrier.size() > 0) {
                return true;
            }
        }
        return !inbox.isEmpty();
    }

    private static int[] turnsOf(Carrier[] all) {
        int[] turns = new int[all.length];
        Arrays.setAll(turns, i -> all[i].turns());
        return turns;
    }

    /** A platform thread that runs virtual ones, and those that wait for their turn on it. */
    private final class Carrier extends Thread {
        private final Runnable[] ring = new Runnable[RING];
        private volatile int head;
        private volatile int tail;
        private int turns;
        private volatile boolean sleeps;
        /** Whether others have more threads waiting than this one. */
        private volatile boolean poor;
        private volatile boolean leaves;
        /** By the one who relieves: the turn that was seen last, and how often. */
        private int seenTurn;
        private int seen;

        Carrier(String name) {
            super(null, null, name, 0, false);
            setDaemon(true);
        }

        Carriers pool() {
            return Carriers.this;
        }

        int size() {
            int from = head;
            return tail - from;
        }

        /** How many turns it has given; some other number later if it goes on. */
        int turns() {
            return (int) TURNS.getOpaque(this);
        }

        boolean isStuck() {
            int turn = turns();
            seen = turn == seenTurn && !sleeps ? seen + 1 : 0;
            seenTurn = turn;
            return seen >= (getState() == State.RUNNABLE ? LONGEST_TURN : 1);
        }

        void leave() {
            leaves = true;
            wake();
        }

        /** On this thread: whether there was room. */
        boolean put(Runnable thread) {
            int at = (int) TAIL.get(this);
            if (at - (int) HEAD.getAcquire(this) == RING) {
                return false;
            }
            SLOTS.setOpaque(ring, at & RING - 1, thread);
            TAIL.setRelease(this, at + 1);
            return true;
        }

        /** On this thread: the one that has waited longest, or null. */
        private Runnable take() {
            while (true) {
                int from = (int) HEAD.getAcquire(this);
                if (from == (int) TAIL.get(this)) {
                    return null;
                }
                Runnable thread = ring[from & RING - 1];
                if (HEAD.compareAndSet(this, from, from + 1)) {
                    ring[from & RING - 1] = null;
                    return thread;
                }
            }
        }

        /** On another carrier's thread: the same, if at least so many wait. */
        private Runnable give(int least) {
            while (true) {
                int from = (int) HEAD.getAcquire(this);
                if ((int) TAIL.getAcquire(this) - from < least) {
                    return null;
                }
                Runnable thread = (Runnable) SLOTS.getOpaque(ring, from & RING - 1);
                if (HEAD.compareAndSet(this, from, from + 1)) {
                    return thread;
                }
            }
        }

        boolean wake() {
            if (!SLEEPS.compareAndSet(this, true, false)) {
                return false;
            }
            LockSupport.unpark(this);
            return true;
        }

        @Override
        public void run() {
            while (!leaves) {
                Runnable thread = next();
                if (thread == null && (thread = await()) == null) {
                    break;
                }
                TURNS.setOpaque(this, turns + 1);
                try {
                    thread.run();
                } catch (Throwable e) {
                    // it is the JDK's code that failed, not the thread's: no reason to leave the others waiting
                    getUncaughtExceptionHandler().uncaughtException(this, e);
                }
            }
            remove(this);
            for (Runnable left = take(); left != null; left = take()) {
                inbox.add(left);
            }
            // and whoever has woken this carrier meant another then
            wakeOne();
        }

        private Runnable next() {
            Runnable thread = null;
            if (poor) {
                poor = false;
                thread = rob(2, null);
            }
            if (thread == null) {
                thread = (turns & 1) == 0 ? take() : inbox.poll();
            }
            if (thread == null) {
                thread = (turns & 1) == 0 ? inbox.poll() : take();
            }
            return thread != null ? thread : rob(2, null);
        }

        /** Takes half of what waits elsewhere beyond what waits here; given turns, only where they stand still. */
        private Runnable rob(int least, int[] then) {
            Carrier[] all = carriers;
            for (int i = 0; i < all.length; i++) {
                Carrier other = all[i];
                if (other != this && (then == null || i < then.length && then[i] == other.turns())) {
                    int half = (other.size() - size()) / 2;
                    Runnable first = other.give(size() + least);
                    if (first != null) {
                        for (Runnable more; half > 1 && (more = other.give(2)) != null; half--) {
                            put(more);
                        }
                        return first;
                    }
                }
            }
            return null;
        }

        /** Sleeps until there is something to do; null if this carrier is to end. */
        private Runnable await() {
            for (long pause = FIRST_LOOK;; pause = Math.min(2 * pause, LAST_LOOK)) {
                int[] then = turnsOf(carriers);
                sleeps = true;
                boolean all = idle.incrementAndGet() == carriers.length;
                Runnable thread = next();
                if (thread == null && all) {
                    LockSupport.park(Carriers.this);
                    pause = FIRST_LOOK;
                } else if (thread == null) {
                    watching.getAndIncrement();
                    LockSupport.parkNanos(Carriers.this, pause);
                    watching.getAndDecrement();
                }
                sleeps = false;
                idle.getAndDecrement();
                if (thread != null || (thread = next()) != null || (thread = rob(1, then)) != null) {
                    if (!inbox.isEmpty() && idle.get() > 0) {
                        // somebody may have woken this carrier, and no other, for that
                        wakeOne();
                    }
                    return thread;
                }
                if (leaves) {
                    return null;
                }
            }
        }
    }

    /** What the JDK has for its own use: a scheduler for a thread, and the carrier of the running one. */
    private static final class Jdk {
        static final boolean LENT;
        private static final MethodHandle NEW_THREAD;
        private static final MethodHandle CARRIER;

        static {
            MethodHandle newThread = null;
            MethodHandle carrier = null;
            try {
                if (open()) {
                    Method make = Class.forName("java.lang.ThreadBuilders").getDeclaredMethod("newVirtualThread",
                            Executor.class, String.class, int.class, Runnable.class);
                    Method current = Thread.class.getDeclaredMethod("currentCarrierThread");
                    make.setAccessible(true);
                    current.setAccessible(true);
                    newThread = MethodHandles.lookup().unreflect(make);
                    carrier = MethodHandles.lookup().unreflect(current);
                }
            } catch (ReflectiveOperationException | RuntimeException e) {
                // another JDK: its own scheduler does
                newThread = null;
            }
            NEW_THREAD = newThread;
            CARRIER = carrier;
            LENT = newThread != null && carrier != null;
        }

        private static boolean open() throws ReflectiveOperationException {
            Module base = Object.class.getModule();
            Module here = Carriers.class.getModule();
            if (!base.isExported("jdk.internal.module", here)) {
                return false;
            }
            Class.forName("jdk.internal.module.Modules").getMethod("addOpens", Module.class, String.class, Module.class)
                    .invoke(null, base, "java.lang", here);
            return true;
        }

        static Thread newThread(Executor scheduler, String name, Runnable task) {
            try {
                return (Thread) NEW_THREAD.invokeExact(scheduler, name, 0, task);
            } catch (RuntimeException | Error e) {
                // above all when there is no memory for one more
                throw e;
            } catch (Throwable e) {
                throw new LinkageError("a virtual thread of Weft's carriers", e);
            }
        }

        static Thread carrier() {
            try {
                return (Thread) CARRIER.invokeExact();
            } catch (Throwable e) {
                throw new LinkageError("the carrier of this thread", e);
            }
        }
    }
}
