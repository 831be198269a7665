package dev.weft.host.oxide;

import dev.weft.host.Capability;
import dev.weft.host.ConsoleSink;
import dev.weft.host.HostContext;
import dev.weft.host.kernel.HandleTable;
import dev.weft.host.kernel.Worker;
import dev.weft.runtime.Caller;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * What Oxide keeps for one guest: its workers, session storage, timers, page and canvas.
 *
 * <p>Threads: the guest's; {@link #wake} may be called by any.
 */
final class OxideGuest {
    final HostContext context;
    final OxideWorld world;
    final String url;
    /** The worker that this guest is the code of; null in a main module. */
    final OxideTask task;
    final HandleTable<OxideTask> workers = new HandleTable<>();
    final HandleTable<OxidePool> pools = new HandleTable<>();
    final HandleTable<Region> regions = new HandleTable<>();
    /** Workers of whose ends the guest was told. */
    final Set<Integer> reportedEnds = new HashSet<>();
    final Map<String, byte[]> session = new HashMap<>();
    final Timers timers;
    final Page page;
    final Canvas canvas = new Canvas();
    private volatile Thread waiter;
    private volatile boolean news;

    OxideGuest(HostContext context, OxideSeat seat) {
        this.context = context;
        this.world = seat.world();
        this.url = seat.url();
        this.task = seat.task();
        this.timers = new Timers(context.options().clock());
        this.page = new Page(url);
    }

    static OxideGuest of(Caller caller) {
        return of(HostContext.of(caller));
    }

    static OxideGuest of(HostContext context) {
        return context.state(OxideGuest.class);
    }

    /** Sets what is left of its fuel, if the engine meters. */
    void refuel(long fuel) {
        if (context.store().engine().fuelCosts() != null) {
            context.store().setFuel(fuel);
        }
    }

    void error(String text) {
        context.console(ConsoleSink.Level.ERROR, text);
    }

    void log(String text) {
        context.console(ConsoleSink.Level.LOG, text);
    }

    boolean maySpawn() {
        return world.loader() != null && context.allows(Capability.SPAWN);
    }

    boolean isStrict() {
        return world.mode() == OxideMode.STRICT;
    }

    /** The guest has ended: so do the workers it has, and what it holds is let go. */
    void end() {
        workers.all().forEach(OxideTask::parentEnded);
        pools.all().forEach(OxidePool::close);
        regions.all().forEach(Region::close);
    }

    /** Runs code that waits, without holding up other workers. */
    <T> T blocking(Callable<T> code) throws Exception {
        Worker worker = Worker.of(context);
        return worker == null ? code.call() : worker.blocking(code);
    }

    // Waiting for any of the workers

    /** A worker of this guest has news: a reply, or it has ended. */
    void wake() {
        news = true;
        Thread waiting = waiter;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    /** Forgets earlier news; to be called before looking at the workers. */
    void noNews() {
        news = false;
    }

    /** Waits for news, until {@code deadline} of {@link System#nanoTime} (0: for ever); false if there are none. */
    boolean awaitNews(long deadline) throws InterruptedException {
        waiter = Thread.currentThread();
        try {
            while (!news) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                long left = deadline == 0 ? Long.MAX_VALUE : deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                LockSupport.parkNanos(this, left);
            }
            return true;
        } finally {
            waiter = null;
        }
    }
}
