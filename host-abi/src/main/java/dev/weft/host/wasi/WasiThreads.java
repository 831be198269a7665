package dev.weft.host.wasi;

import dev.weft.runtime.Caller;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Instance;
import dev.weft.runtime.LimitExceededException;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.Trap;
import dev.weft.syntax.DefType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.Import;
import dev.weft.syntax.MemType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.TypeUse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The threads of one guest: that of its {@code _start} and those it spawns (wasi-threads, {@code wasi.thread-spawn}).
 * The end of {@code _start}, an exit or a trap in any of them is the end of all.
 *
 * <p>Implementation note. A thread is an instance of the same module in a store of its own; what they share is the
 * imported memory and this guest's WASI. The first end is the one that counts, decided under the lock; it interrupts
 * the stores of the others, which end with traps that nobody sees, and every later call of WASI traps, too. {@code
 * _start} gets a thread of its own, so that nothing interrupts the embedder's.
 */
final class WasiThreads {
    static final String MODULE = "wasi";
    static final String SPAWN = "thread-spawn";
    static final String ENTRY = "wasi_thread_start";
    /** The C library keeps the upper three bits for itself. */
    static final int LAST_TID = 0x1FFF_FFFF;

    private static final FuncType SPAWN_TYPE = new FuncType(List.of(NumType.I32), List.of(NumType.I32));
    private static final FuncType ENTRY_TYPE = new FuncType(List.of(NumType.I32, NumType.I32), List.of());
    private static final int MAIN = 0;
    private static final long PATIENCE_MILLIS = 1_000;

    private final int most;
    private final ThreadFactory factory;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Integer, Member> members = new HashMap<>();
    private int lastTid;
    private int exitCode;
    private Throwable failure;
    private volatile boolean ended;

    /** A thread that runs, or is about to. */
    private static final class Member {
        Store store;
        Thread thread;
    }

    WasiThreads(int most, ThreadFactory factory) {
        this.most = most;
        this.factory = factory;
    }

    void addTo(Linker linker) {
        linker.define(MODULE, SPAWN, SPAWN_TYPE,
            (caller, slots, refs, base) -> slots[base] = spawn(linker, caller, (int) slots[base]));
    }

    /** Whether a module asks for threads. */
    static boolean isUsedBy(PreparedModule module) {
        for (Import item : module.module().imports()) {
            if (item.module().equals(MODULE) && item.name().equals(SPAWN)) {
                return true;
            }
        }
        return false;
    }

    /** Ends the calling guest with a trap if another thread has ended it. */
    void checkRunning() {
        if (ended) {
            throw Interruption.trap();
        }
    }

    /** Runs {@code _start} in a thread and waits for the end of the guest. */
    int run(FunctionInstance start) {
        Member main = new Member();
        main.store = start.store();
        lock.lock();
        try {
            if (ended || members.putIfAbsent(MAIN, main) != null) {
                throw new IllegalStateException("the guest was started before");
            }
        } finally {
            lock.unlock();
        }
        boolean begun = begin(MAIN, main, () -> {
            start.call();
            end(0, null);
        });
        if (!begun) {
            leave(MAIN);
            throw new LimitExceededException("the system has no thread for the guest");
        }
        awaitEnd();
        if (failure != null) {
            throw WasiThreads.<RuntimeException>sneak(failure);
        }
        return exitCode;
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException sneak(Throwable thrown) throws E {
        throw (E) thrown;
    }

    /** {@code thread-spawn}: the new thread's identifier, or an errno, negated. */
    private int spawn(Linker linker, Caller caller, int argument) {
        checkRunning();
        Instance parent = caller.instance();
        if (parent == null || !canSpawn(parent.module())) {
            return -Errno.NOTSUP.code();
        }
        Member member = new Member();
        int tid = enter(member);
        if (tid < 0) {
            return -Errno.AGAIN.code();
        }
        boolean begun = false;
        try {
            Store store = Store.of(parent.store().engine(), parent.store().limits());
            store.setData(caller.data());
            shareFuel(parent.store(), store);
            member.store = store;
            FunctionInstance entry = linker.instantiate(store, parent.module()).function(ENTRY);
            begun = begin(tid, member, () -> {
                entry.call(tid, argument);
                store.close();
            });
            return begun ? tid : -Errno.AGAIN.code();
        } catch (LimitExceededException e) {
            return -Errno.AGAIN.code();
        } finally {
            if (!begun) {
                leave(tid);
                giveUp(member.store, parent.store());
            }
        }
    }

    /** Closes the store of a thread that did not begin; what it has left of its fuel is its parent's again. */
    private static void giveUp(Store child, Store parent) {
        if (child != null) {
            if (parent.engine().fuelCosts() != null) {
                parent.addFuel(child.fuel());
            }
            child.close();
        }
    }

    /** Gives a new thread half of what its parent has left, so that a guest gains no fuel by spawning. */
    private static void shareFuel(Store parent, Store child) {
        if (parent.engine().fuelCosts() != null) {
            long left = parent.fuel();
            child.setFuel(left / 2);
            parent.setFuel(left - left / 2);
        }
    }

    /** Whether it has an entry for threads, and all it imports can serve several stores. */
    private static boolean canSpawn(PreparedModule module) {
        for (Import item : module.module().imports()) {
            boolean shareable = item.type() instanceof TypeUse || item.type() instanceof MemType type && type.shared();
            if (!shareable) {
                return false;
            }
        }
        return module.exports().stream().anyMatch(export -> export.name().equals(ENTRY)
            && module.typeOf(export) instanceof TypeUse use
            && use.type() instanceof DefType type && ENTRY_TYPE.equals(type.funcType()));
    }

    /** Gives a thread an identifier, or -1 if there are too many. */
    private int enter(Member member) {
        lock.lock();
        try {
            if (members.size() - (members.containsKey(MAIN) ? 1 : 0) >= most) {
                return -1;
            }
            do {
                lastTid = lastTid == LAST_TID ? 1 : lastTid + 1;
            } while (members.putIfAbsent(lastTid, member) != null);
            return lastTid;
        } finally {
            lock.unlock();
        }
    }

    private void leave(int tid) {
        lock.lock();
        try {
            members.remove(tid);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Starts a thread; false if the system has none, or the guest has ended. */
    private boolean begin(int tid, Member member, Runnable body) {
        lock.lock();
        try {
            if (ended) {
                return false;
            }
            Thread thread = factory.newThread(() -> live(tid, body));
            if (thread == null) {
                return false;
            }
            member.thread = thread;
            thread.start();
            return true;
        } catch (OutOfMemoryError e) {
            member.thread = null;
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void live(int tid, Runnable body) {
        try {
            body.run();
        } catch (ProcExit exit) {
            end(exit.code(), null);
        } catch (Throwable thrown) {
            end(0, thrown);
        } finally {
            leave(tid);
        }
    }

    /** Ends the guest, unless that has happened, with an exit code or what was thrown. */
    void end(int code, Throwable thrown) {
        lock.lock();
        try {
            if (ended) {
                return;
            }
            exitCode = code;
            failure = thrown;
            ended = true;
            for (Member member : members.values()) {
                if (member.thread != null && member.thread != Thread.currentThread()) {
                    member.store.interrupt("the guest has ended");
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end, and then for the threads that were interrupted, unless that takes too long. */
    private void awaitEnd() {
        lock.lock();
        try {
            while (!ended) {
                changed.await();
            }
            long left = TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
            while (!members.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(0, Trap.of(Trap.Kind.INTERRUPTED));
        } finally {
            lock.unlock();
        }
    }
}
