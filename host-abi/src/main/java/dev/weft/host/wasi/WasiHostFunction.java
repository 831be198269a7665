package dev.weft.host.wasi;

import dev.weft.runtime.Caller;
import dev.weft.runtime.HostFunction;
import dev.weft.runtime.memory.MemoryInstance;

/** A function of WASI as the runtime calls it: one class for all of them, so that starting up spins none. */
final class WasiHostFunction implements HostFunction {
    private final WasiPreview1 functions;
    private final WasiFunction function;
    private final WasiThreads threads;
    private final boolean needsMemory;
    private GuestMemory last;

    WasiHostFunction(WasiPreview1 functions, WasiFunction function, WasiThreads threads) {
        this.functions = functions;
        this.function = function;
        this.threads = threads;
        this.needsMemory = switch (function) {
            case PROC_EXIT, PROC_RAISE, SCHED_YIELD -> false;
            default -> true;
        };
    }

    @Override
    public void call(Caller caller, long[] slots, Object[] refs, int base) {
        threads.checkRunning();
        GuestMemory memory = null;
        if (needsMemory) {
            try {
                memory = memoryOf(caller);
            } catch (IllegalStateException e) {
                // without a memory no pointer is right
                slots[base] = Errno.FAULT.code();
                return;
            }
        }
        slots[base] = functions.call(function, memory, slots, base);
    }

    private GuestMemory memoryOf(Caller caller) {
        MemoryInstance memory = caller.memory();
        GuestMemory known = last;
        if (known == null || !known.isOf(memory)) {
            known = new GuestMemory(memory);
            last = known;
        }
        return known;
    }
}
