package dev.weft.runtime;

import dev.weft.runtime.memory.MemoryAllocationException;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.runtime.memory.MemoryLimiter;
import dev.weft.runtime.tier.Stack;
import dev.weft.syntax.MemType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * The world that guests share: all instances, memories, tables and globals that can reach each other (specification,
 * section 4.2.3).
 *
 * <p>What a store made lives as long as the store. Closing it gives its memories back at once instead of when the
 * garbage collector finds them; nothing of it may run then or later.
 *
 * <p>Threads: one at a time, platform or virtual, may use a store and what belongs to it; changing threads between
 * calls is fine. A call from a second thread during a call of the first is refused with an {@link
 * IllegalStateException}. Only shared memories may belong to several stores: guests that run at the same time have a
 * store each, with instances of the same module over one shared memory. Another one that the host made belongs to the
 * store in which it is imported, until that is closed.
 *
 * @see <a href="https://webassembly.github.io/spec/core/exec/runtime.html#store">Store</a>
 */
public final class Store implements AutoCloseable {
    /** Owns stores that are closed, so that calls, which look for another owner anyway, are refused. */
    private static final Thread CLOSED = Thread.ofPlatform().name("nobody").unstarted(() -> { });
    private static final Predicate<Object> IS_OPEN = store -> !((Store) store).closed;

    private final Engine engine;
    private final StoreLimits limits;
    private final MemoryLimiter limiter;
    private final List<MemoryInstance> memories = new ArrayList<>(1);
    private final Control control;
    /** What it has of the engine's limits, or null if those have none. */
    private final Holdings holdings;
    private final ObjectHeap objects;
    private final RunClock clock;
    private Stack stack;
    private Object data;
    private long memoryBytes;
    private long peakMemoryBytes;
    private long tableElements;
    private int instances;
    private boolean mayBlock = true;
    private boolean defersBacktraces;
    private boolean closed;

    /** The thread that runs guest code of this store, or null. */
    Thread owner;

    private Store(Engine engine, StoreLimits limits) {
        this.engine = engine;
        this.limits = limits;
        this.control = new Control(this, engine.clock());
        this.holdings = engine.limits() == EngineLimits.NONE ? null : new Holdings(this, engine);
        this.objects = engine.countsObjects()
                ? new ObjectHeap(this, Math.min(limits.objectBytes(), engine.limits().objectBytes()),
                        holdings == null ? null : holdings.objects())
                : null;
        this.clock = engine.measuresTime() ? new RunClock() : null;
        this.limiter = new MemoryLimiter() {
            @Override
            public boolean mayGrow(long currentBytes, long desiredBytes, long maximumBytes) {
                return reserveMemory(desiredBytes - currentBytes);
            }

            @Override
            public void didNotGrow(long currentBytes, long desiredBytes) {
                reserveMemory(currentBytes - desiredBytes);
            }

            @Override
            public long ceiling() {
                return Math.min(limits.memoryBytes(), engine.limits().memoryBytes());
            }
        };
    }

    /** A store with the engine's default limits. */
    public static Store of(Engine engine) {
        return new Store(engine, engine.storeLimits());
    }

    /**
     * A store with limits of its own.
     *
     * @throws IllegalArgumentException if it limits objects and the engine does not count them
     */
    public static Store of(Engine engine, StoreLimits limits) {
        if (limits.objectBytes() < Long.MAX_VALUE && !engine.countsObjects()) {
            throw new IllegalArgumentException("the engine does not count objects: give its limits, or those that its"
                    + " stores have by default, a number of bytes of them");
        }
        return new Store(Objects.requireNonNull(engine), Objects.requireNonNull(limits));
    }

    /** The engine whose modules it can instantiate. */
    public Engine engine() {
        return engine;
    }

    /** What its guests may use. */
    public StoreLimits limits() {
        return limits;
    }

    /** What the embedder keeps with this store, for host functions to find; null if nothing. */
    public Object data() {
        return data;
    }

    /** Keeps an object with this store. */
    public void setData(Object value) {
        data = value;
    }

    /** Whether guests may wait for a notification: {@code memory.atomic.wait} traps where not. True by default. */
    public boolean mayBlock() {
        return mayBlock;
    }

    /**
     * Allows or forbids guests to wait for a notification; for stores whose thread must go on, such as an event loop's,
     * which wait with {@link MemoryInstance#waitAsync32} instead.
     */
    public void setMayBlock(boolean value) {
        mayBlock = value;
    }

    /** Whether traps find the guest's frames when somebody asks for them, not where they leave the guest. */
    boolean defersBacktraces() {
        return defersBacktraces;
    }

    /**
     * Lets traps find the guest's frames when somebody asks for their message, frames or stack trace, and not where
     * they leave the guest: for guests that trap often, when few want to know where. What is seen differs in one case:
     * an exception with such a trap as its cause, printed before anybody has asked, shows the cause with other frames.
     */
    public void deferBacktraces() {
        defersBacktraces = true;
    }

    /**
     * A new memory of this store.
     *
     * @throws LimitExceededException if the store's limit does not allow it, or the system has no room
     */
    public MemoryInstance newMemory(MemType type) {
        return newMemory(type, true);
    }

    /**
     * The same.
     *
     * @param written whether code may write to it, and not only what calls its methods
     */
    MemoryInstance newMemory(MemType type, boolean written) {
        checkOpen();
        try {
            MemoryInstance memory = MemoryInstance.allocate(type, limiter);
            if (!written) {
                memory.noteWrites();
            }
            memories.add(hold(memory));
            return memory;
        } catch (MemoryAllocationException e) {
            throw new LimitExceededException(e.getMessage());
        }
    }

    /** Makes a memory this store's, unless it is shared: its bytes may move, and only one thread may know when. */
    MemoryInstance hold(MemoryInstance memory) {
        if (!memory.isShared() && memory.hold(this, IS_OPEN) != this) {
            throw new IllegalArgumentException("the memory belongs to another store");
        }
        return memory;
    }

    /** How many bytes its memories have together. */
    public synchronized long memoryBytes() {
        return memoryBytes;
    }

    /** How many bytes its memories had together at most. */
    public synchronized long peakMemoryBytes() {
        return peakMemoryBytes;
    }

    /** How many elements its tables have together. */
    public long tableElements() {
        return tableElements;
    }

    /** How many instances it has. */
    public int instanceCount() {
        return instances;
    }

    /** What it has used so far. Any thread may ask, also while a guest runs. */
    public StoreUsage usage() {
        Stack known = stack;
        List<PreparedModule> modules = control.modules();
        return new StoreUsage(engine.fuelCosts() == null ? -1 : known == null ? 0 : control.fuelUsed(), memoryBytes(),
                peakMemoryBytes(), tableElements, instances, objects == null ? 0 : objects.bytes(),
                known == null ? 0 : known.calls, known == null ? 0 : known.hostCalls,
                clock == null ? Duration.ZERO : clock.wallTime(), clock == null ? Duration.ZERO : clock.cpuTime(),
                modules.stream().mapToInt(PreparedModule::functionsCompiled).sum(),
                modules.stream().mapToLong(PreparedModule::codeBytes).sum());
    }

    /** Counts its structures and arrays; null if they are not counted. */
    ObjectHeap objects() {
        return objects;
    }

    /** Measures how long guests run, or null. */
    RunClock clock() {
        return clock;
    }

    /** The value stack; for execution tiers. */
    public Stack stack() {
        Stack known = stack;
        return known != null ? known : newStack();
    }

    private Stack newStack() {
        stack = new Stack(limits.callDepth(), limits.stackSlots(), control);
        control.take(stack);
        return stack;
    }

    Control control() {
        return control;
    }

    // Fuel

    /**
     * What is left of the fuel. A store begins with practically unlimited fuel, so that guests can be measured without
     * being stopped.
     *
     * @throws IllegalStateException if the engine was not built with {@link Engine.Builder#fuel}
     */
    public long fuel() {
        checkMetered();
        return control.fuel();
    }

    /** Replaces what is left of the fuel; see {@link #fuel()}. */
    public void setFuel(long fuel) {
        checkMetered();
        control.setFuel(fuel);
    }

    /** Adds to the fuel; see {@link #fuel()}. */
    public void addFuel(long more) {
        checkMetered();
        control.addFuel(more);
    }

    /** How much fuel was used since the store began; see {@link #fuel()}. */
    public long fuelUsed() {
        checkMetered();
        return control.fuelUsed();
    }

    /** Takes fuel for work of the host; without effect if the engine does not meter. Traps if there is too little. */
    public void chargeFuel(long fuel) {
        if (fuel < 0) {
            throw new IllegalArgumentException("fuel must not be negative");
        }
        if (engine.fuelCosts() != null) {
            stack().charge(fuel);
        }
    }

    /** Whom to ask before a guest without fuel traps; null: nobody. */
    public void onOutOfFuel(OutOfFuelHandler handler) {
        checkMetered();
        control.onOutOfFuel(handler);
    }

    private void checkMetered() {
        if (engine.fuelCosts() == null) {
            throw new IllegalStateException("the engine does not meter: build it with fuel(FuelCosts.DEFAULT)");
        }
    }

    // Interruption

    /**
     * Stops the guest that runs: it traps "interrupted", with the reason as detail, wherever it is: in a loop, in a
     * recursion, waiting, or in a host function that can be interrupted. If none runs, the next call traps at once;
     * if the call ends before it notices, nothing is left of the interruption. Any thread may call this.
     */
    public void interrupt(String reason) {
        control.interrupt(Objects.requireNonNull(reason));
    }

    /**
     * Lets guests run for so many ticks of the engine from now, then traps "interrupted", every call until there is a
     * new deadline. Any thread may call this.
     */
    public void setDeadline(long ticks) {
        setDeadline(ticks, DeadlineAction.TRAP);
    }

    /** Lets guests run for so many ticks of the engine from now, then does something about it. */
    public void setDeadline(long ticks, DeadlineAction action) {
        control.setDeadline(ticks, Objects.requireNonNull(action));
    }

    /** Takes the deadline away. */
    public void clearDeadline() {
        control.clearDeadline();
    }

    /**
     * Has the running guest look up, as if for a deadline, and go on; any thread may. HotSpot compiles ways that were
     * never taken as traps: a guest whose loop never ends and is never made to look would stay in code that another
     * guest's trap has made invalid, where calls are slow.
     */
    public void nudge() {
        control.nudge();
    }

    void countInstance(PreparedModule module) {
        checkOpen();
        if (instances >= limits.instances()) {
            throw new LimitExceededException("more than " + limits.instances() + " instances in a store");
        }
        if (holdings != null && !holdings.instances().take(1)) {
            throw new LimitExceededException("more than " + engine.limits().instances() + " instances in all stores");
        }
        instances++;
        control.add(module);
    }

    boolean reserveElements(long count) {
        if (count > limits.tableElements() - tableElements
                || holdings != null && !holdings.elements().take(count)) {
            return false;
        }
        tableElements += count;
        return true;
    }

    void releaseElements(long count) {
        tableElements -= count;
        if (holdings != null) {
            holdings.elements().take(-count);
        }
    }

    private synchronized boolean reserveMemory(long bytes) {
        if (bytes > limits.memoryBytes() - memoryBytes || holdings != null && !holdings.memory().take(bytes)) {
            return false;
        }
        memoryBytes += bytes;
        peakMemoryBytes = Math.max(peakMemoryBytes, memoryBytes);
        return true;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
    }

    /** Why a call is refused that comes while the store has an owner. */
    IllegalStateException refusal() {
        Thread known = owner;
        return new IllegalStateException(closed ? "the store is closed"
                : "the store is in use by " + (known == null ? "another thread" : "thread " + known.getName()));
    }

    /**
     * Gives back the memories made in this store, except for shared ones, which other stores may hold. Calls of its
     * functions fail from now on.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (owner != null) {
            throw refusal();
        }
        closed = true;
        owner = CLOSED;
        control.close();
        for (MemoryInstance memory : memories) {
            if (!memory.isShared()) {
                memory.close();
            }
        }
        memories.clear();
        if (holdings != null) {
            holdings.close();
        }
    }
}
