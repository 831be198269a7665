package dev.weft.runtime.tier;

import dev.weft.runtime.Trap;
import dev.weft.runtime.memory.MemoryInstance;

/** {@code memory.atomic.wait} as guests execute it: only where their store lets them block. */
public final class AtomicWait {
    private AtomicWait() {
    }

    /** {@code memory.atomic.wait32}. */
    public static int wait32(ModuleInstance instance, MemoryInstance memory, long ea, int expected, long timeout) {
        requireMayBlock(instance);
        return memory.wait32(ea, expected, timeout);
    }

    /** {@code memory.atomic.wait64}. */
    public static int wait64(ModuleInstance instance, MemoryInstance memory, long ea, long expected, long timeout) {
        requireMayBlock(instance);
        return memory.wait64(ea, expected, timeout);
    }

    /** Traps unless the instance's store lets its guests block. */
    public static void requireMayBlock(ModuleInstance instance) {
        if (!instance.store.mayBlock()) {
            throw Trap.of(Trap.Kind.AGENT_MAY_NOT_BLOCK, "memory.atomic.wait");
        }
    }
}
