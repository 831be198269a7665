package dev.weft.runtime;

import dev.weft.runtime.tier.Stack;
import java.io.InterruptedIOException;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.nio.channels.ClosedByInterruptException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * How the embedder keeps one store's guests in check: fuel, deadline and interruption.
 *
 * <p>Implementation note. Other threads raise the stack's signal, under this object's lock, and then make the loops of
 * all modules in the store look at it; the guest sees it by a plain read and comes to {@link #attend}. A guest that
 * blocks instead is woken by {@link Thread#interrupt}. Which thread that is, the border says in {@code owner} with a
 * plain write, so that calls need no fence. One who interrupts may therefore find no owner although a call has just
 * begun: then it looks again a moment later, when that write has arrived. That the guest's thread is no longer
 * interrupted when its call has ended is seen to by {@link #callEnded}.
 *
 * <p>Nobody who holds this object's lock waits for anything else: a virtual thread that did would lose its platform
 * thread, perhaps to a guest that only the waiting holder could stop, and so the clock of the engine would stand still.
 */
final class Control implements Stack.Attendant {
    private static final long SECOND_LOOK_NANOS = 100_000;

    private final Store store;
    private final Epoch epoch;
    /** Usually one. */
    private Set<PreparedModule> modules = Set.of();
    private boolean polling;
    private Stack stack;
    private String reason;
    private boolean interrupted;
    private boolean hasDeadline;
    /** Whether the epoch tells of its ticks. */
    private boolean watched;
    private long deadline;
    private DeadlineAction action;
    /** The thread on which {@link Thread#interrupt} was called for this store. */
    private Thread woken;
    private OutOfFuelHandler outOfFuel;
    /** All fuel there ever was, up to the last {@link #setFuel}; what was used before it. */
    private long granted = Long.MAX_VALUE;
    private long usedBefore;

    Control(Store store, Epoch epoch) {
        this.store = store;
        this.epoch = epoch;
    }

    /** Takes the store's stack, which is made when it is needed. */
    synchronized void take(Stack newStack) {
        stack = newStack;
        signal();
    }

    // Fuel

    long fuel() {
        return store.stack().fuel;
    }

    long fuelUsed() {
        return usedBefore + granted - fuel();
    }

    void setFuel(long fuel) {
        if (fuel < 0) {
            throw new IllegalArgumentException("fuel must not be negative");
        }
        usedBefore = fuelUsed();
        granted = fuel;
        store.stack().fuel = fuel;
    }

    void addFuel(long more) {
        if (more < 0) {
            throw new IllegalArgumentException("fuel must not be negative");
        }
        long added = Math.min(more, Long.MAX_VALUE - Math.max(granted, fuel()));
        granted += added;
        store.stack().fuel += added;
    }

    void onOutOfFuel(OutOfFuelHandler handler) {
        outOfFuel = handler;
    }

    @Override
    public void refuel(long needed) {
        if (outOfFuel != null) {
            outOfFuel.outOfFuel(store, needed);
        }
        if (fuel() < needed) {
            throw Trap.of(Trap.Kind.ALL_FUEL_CONSUMED);
        }
    }

    // Interruption and deadline

    void interrupt(String why) {
        synchronized (this) {
            interrupted = true;
            reason = why;
            signal();
        }
        VarHandle.fullFence();
        if (!wake()) {
            LockSupport.parkNanos(SECOND_LOOK_NANOS);
            wake();
        }
    }

    /** Interrupts the thread that runs guests, if there is one and there still is a reason. */
    private synchronized boolean wake() {
        Thread owner = store.owner;
        if (owner != null && signalled()) {
            woken = owner;
            owner.interrupt();
        }
        return owner != null;
    }

    void setDeadline(long ticks, DeadlineAction newAction) {
        synchronized (this) {
            deadline = fromNow(ticks);
            action = newAction;
            hasDeadline = true;
            signal();
            if (watched) {
                return;
            }
            watched = true;
        }
        epoch.watch(new WeakReference<>(this));
    }

    synchronized void clearDeadline() {
        hasDeadline = false;
        signal();
    }

    /** Raises the signal for no reason; the guest takes it back when it attends. */
    synchronized void nudge() {
        if (stack != null && !stack.signal) {
            stack.setSignal(true);
        }
    }

    /** It is a tick later. Tells whether there still is a deadline to watch. */
    boolean ticked(long now) {
        synchronized (this) {
            if (!hasDeadline) {
                watched = false;
                return false;
            }
            if (now < deadline) {
                return true;
            }
            signal();
            if (action != DeadlineAction.TRAP) {
                return true;
            }
        }
        VarHandle.fullFence();
        wake();
        return true;
    }

    /** Whether the guest is to stop or ask; to be called under the lock. */
    private boolean signalled() {
        return interrupted || hasDeadline && epoch.now() >= deadline;
    }

    private void signal() {
        boolean wanted = signalled();
        if (stack != null && stack.signal != wanted) {
            stack.setSignal(wanted);
        }
        if (wanted != polling) {
            polling = wanted;
            VarHandle.fullFence();
            for (PreparedModule module : modules) {
                module.polling().want(wanted);
            }
        }
    }

    /** A module's instance will run in the store. */
    synchronized void add(PreparedModule module) {
        if (modules.contains(module)) {
            return;
        }
        if (modules.isEmpty()) {
            modules = Set.of(module);
        } else {
            modules = modules.size() == 1 ? new HashSet<>(modules) : modules;
            modules.add(module);
        }
        if (polling) {
            module.polling().want(true);
        }
    }

    /** The modules that have instances in the store. */
    synchronized List<PreparedModule> modules() {
        return List.copyOf(modules);
    }

    /** The store was closed. */
    synchronized void close() {
        interrupted = false;
        clearDeadline();
    }

    @Override
    public void attend() {
        DeadlineAction asked;
        synchronized (this) {
            if (interrupted) {
                throw takeInterruption(null);
            }
            if (!signalled()) {
                signal();
                return;
            }
            asked = action;
        }
        long ticks = asked.reached(store);
        if (ticks <= 0) {
            throw deadlineTrap();
        }
        synchronized (this) {
            if (hasDeadline && action == asked) {
                deadline = fromNow(ticks);
            }
            signal();
        }
    }

    /** The tick that comes so many later; one that never comes where there are not so many. */
    private long fromNow(long ticks) {
        long now = epoch.now();
        return ticks > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + ticks;
    }

    private static Trap deadlineTrap() {
        return Trap.of(Trap.Kind.INTERRUPTED, "deadline reached");
    }

    /** Ends the interruption with a trap; {@code earlier} may be one that has no reason but the guest's frames. */
    private Trap takeInterruption(Trap earlier) {
        Trap trap = Trap.of(Trap.Kind.INTERRUPTED, reason);
        if (earlier != null) {
            trap.takeFrames(earlier);
        }
        interrupted = false;
        reason = null;
        signal();
        return trap;
    }

    /**
     * What to throw out of a call that ended with {@code thrown}: itself, but the trap "interrupted" with its reason
     * if that is what ended it while the guest waited, or a host function did.
     */
    synchronized Throwable explain(Throwable thrown) {
        boolean ofWait = thrown instanceof Trap trap && trap.kind() == Trap.Kind.INTERRUPTED;
        boolean ofHost = thrown instanceof InterruptedException || thrown instanceof InterruptedIOException
                || thrown instanceof ClosedByInterruptException;
        if (!(ofWait || ofHost) || woken == null) {
            return thrown;
        }
        Trap explained;
        if (interrupted) {
            explained = takeInterruption(ofWait ? (Trap) thrown : null);
        } else if (signalled()) {
            explained = deadlineTrap();
            if (ofWait) {
                explained.takeFrames((Trap) thrown);
            }
        } else {
            return thrown;
        }
        return explained;
    }

    /** Whether a call that ends must tell. */
    boolean isDisturbed() {
        return interrupted || woken != null;
    }

    /** The last call of the store has ended, and with it what was to interrupt it. */
    synchronized void callEnded() {
        interrupted = false;
        reason = null;
        if (woken == Thread.currentThread()) {
            Thread.interrupted();
        }
        woken = null;
        signal();
    }
}
