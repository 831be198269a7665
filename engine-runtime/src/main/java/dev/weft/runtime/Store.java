package dev.weft.runtime;

import dev.weft.runtime.memory.MemoryAllocationException;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.runtime.memory.MemoryLimiter;
import dev.weft.runtime.tier.Stack;
import dev.weft.syntax.MemType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

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
 * store each, with instances of the same module over one shared memory.
 *
 * @see <a href="https://webassembly.github.io/spec/core/exec/runtime.html#store">Store</a>
 */
public final class Store implements AutoCloseable {
    private final Engine engine;
    private final StoreLimits limits;
    private final MemoryLimiter limiter;
    private final List<MemoryInstance> memories = new ArrayList<>(1);
    private Stack stack;
    private Object data;
    private long memoryBytes;
    private long tableElements;
    private int instances;
    private boolean mayBlock = true;
    private boolean closed;

    /** The thread that runs guest code of this store, or null. */
    Thread owner;

    private Store(Engine engine, StoreLimits limits) {
        this.engine = engine;
        this.limits = limits;
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
                return limits.memoryBytes();
            }
        };
    }

    /** A store with the engine's default limits. */
    public static Store of(Engine engine) {
        return new Store(engine, engine.storeLimits());
    }

    /** A store with limits of its own. */
    public static Store of(Engine engine, StoreLimits limits) {
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

    /**
     * A new memory of this store.
     *
     * @throws LimitExceededException if the store's limit does not allow it, or the system has no room
     */
    public MemoryInstance newMemory(MemType type) {
        checkOpen();
        try {
            MemoryInstance memory = MemoryInstance.allocate(type, limiter);
            memories.add(memory);
            return memory;
        } catch (MemoryAllocationException e) {
            throw new LimitExceededException(e.getMessage());
        }
    }

    /** How many bytes its memories have together. */
    public synchronized long memoryBytes() {
        return memoryBytes;
    }

    /** The value stack; for execution tiers. */
    public Stack stack() {
        Stack known = stack;
        return known != null ? known : newStack();
    }

    private Stack newStack() {
        stack = new Stack(limits.callDepth(), limits.stackSlots());
        return stack;
    }

    void countInstance() {
        checkOpen();
        if (instances >= limits.instances()) {
            throw new LimitExceededException("more than " + limits.instances() + " instances in a store");
        }
        instances++;
    }

    boolean reserveElements(long count) {
        if (count > limits.tableElements() - tableElements) {
            return false;
        }
        tableElements += count;
        return true;
    }

    void releaseElements(long count) {
        tableElements -= count;
    }

    private synchronized boolean reserveMemory(long bytes) {
        if (bytes > limits.memoryBytes() - memoryBytes) {
            return false;
        }
        memoryBytes += bytes;
        return true;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
    }

    /** Gives back the memories made in this store, except for shared ones, which other stores may hold. */
    @Override
    public void close() {
        if (owner != null) {
            throw new IllegalStateException("the store is in use by thread " + owner.getName());
        }
        closed = true;
        for (MemoryInstance memory : memories) {
            if (!memory.isShared()) {
                memory.close();
            }
        }
        memories.clear();
    }
}
