package dev.weft.host.webble;

import dev.weft.host.HostContext;
import dev.weft.host.kernel.Mail;
import dev.weft.host.kernel.Worker;
import dev.weft.runtime.Caller;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.GlobalInstance;
import dev.weft.runtime.Instance;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What the host keeps for one instance: its microtasks and timers, and its place in the memory that all share.
 *
 * <p>Threads: the participant's; timers post into its mailbox.
 */
final class WebbleGuest {
    static final int MOST_MICROTASKS = 1 << 16;
    static final int MOST_TIMERS = 1 << 16;

    private final ArrayDeque<Long> microtasks = new ArrayDeque<>();
    private final Participant participant;
    private FunctionInstance microtask;
    private int timers;
    private int stackTop;

    /** A function of the guest with its argument, when its time has come. */
    record Timeout(WebbleGuest guest, long task) implements Mail {
        @Override
        public int weight() {
            return 0;
        }

        @Override
        public boolean isSignal() {
            return true;
        }
    }

    /** @param participant whose it is, or null if the embedder runs the protocol itself */
    WebbleGuest(Participant participant) {
        this.participant = participant;
    }

    static WebbleGuest of(Caller caller) {
        return HostContext.of(caller).state(WebbleGuest.class);
    }

    Participant participant() {
        return participant;
    }

    /** Gives the instance its stack and its block for the thread. */
    void setUp(Instance instance) {
        microtask = instance.find("__microtask") instanceof FunctionInstance function ? function : null;
        if (participant != null && (instance.find("__stack_pointer") != null
                || instance.find("__wasm_init_tls") != null)) {
            ThreadBlock block = participant.block(number(instance, "__tls_size", 0),
                    number(instance, "__tls_align", 1));
            stackTop = block.stackTop();
            resetStack(instance);
            if (instance.find("__wasm_init_tls") instanceof FunctionInstance init) {
                init.call(block.tls());
            }
        }
    }

    /** Lets the stack begin anew, as after a trap that left it wherever it was. */
    void resetStack(Instance instance) {
        if (instance.find("__stack_pointer") instanceof GlobalInstance pointer) {
            pointer.set(stackTop);
        }
    }

    private static int number(Instance instance, String name, int otherwise) {
        return instance.find(name) instanceof GlobalInstance global ? (int) global.bits() : otherwise;
    }

    int queue(int function, int argument) {
        if (microtask == null || microtasks.size() >= MOST_MICROTASKS) {
            return -1;
        }
        microtasks.add(pack(function, argument));
        return 0;
    }

    int queueLater(Worker worker, int function, int argument, int millis) {
        if (microtask == null || worker == null || timers >= MOST_TIMERS) {
            return -1;
        }
        timers++;
        Timeout timeout = new Timeout(this, pack(function, argument));
        CompletableFuture.delayedExecutor(millis & 0xFFFF_FFFFL, TimeUnit.MILLISECONDS, Runnable::run)
                .execute(() -> worker.mailbox().post(timeout));
        return 0;
    }

    private static long pack(int function, int argument) {
        return (long) function << 32 | argument & 0xFFFF_FFFFL;
    }

    /** Runs the oldest microtask; false if there is none. */
    boolean runMicrotask() {
        Long task = microtasks.poll();
        if (task == null) {
            return false;
        }
        run(task);
        return true;
    }

    void run(Timeout timeout) {
        timers--;
        run(timeout.task);
    }

    private void run(long task) {
        microtask.call((int) (task >> 32), (int) task);
    }
}
