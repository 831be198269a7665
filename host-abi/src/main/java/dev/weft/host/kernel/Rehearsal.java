package dev.weft.host.kernel;

import dev.weft.host.ExitReason;
import dev.weft.runtime.Engine;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Store;
import dev.weft.syntax.FuncType;
import java.util.List;

/**
 * Has HotSpot see workers end that wait, while it looks at how workers begin.
 *
 * <p>C2 leaves out what has never happened when it compiles. In a system whose guests all wait, that is how waiting
 * ends; each of their stacks would then be taken apart and rebuilt for the interpreter, at half a dozen places, when it
 * does. So every few guests that are hosted early a worker of ours, in a kernel of its own, waits in a host function,
 * as they do, and is killed when the next few have come.
 */
final class Rehearsal {
    /** Of so many guests one is followed by ours. */
    private static final int EVERY = 16;
    /** By then C2 has compiled what it has to: it does after some 5,000 calls. */
    private static final int LAST = 1 << 16;
    private static final ExitReason OVER = ExitReason.killed("that was a rehearsal");
    private static final FuncType NOTHING = new FuncType(List.of(), List.of());
    private static final Kernel KERNEL = Kernel.unheard();
    private static final Engine ENGINE = Engine.create();

    /** Who waits for its end, or null. */
    private static Worker player;

    private Rehearsal() {
    }

    /** The worker of this number hosts a guest, on its thread. */
    static void after(long id) {
        if (id < LAST && id % EVERY == EVERY - 1) {
            next();
        }
    }

    private static synchronized void next() {
        if (player != null) {
            if (!player.asleep) {
                return;
            }
            player.kill(OVER);
        }
        player = KERNEL.spawn(self -> {
            self.beWatched();
            self.call(() -> {
                try (Store store = Store.of(ENGINE)) {
                    return FunctionInstance.of(store, NOTHING, (caller, slots, refs, base) -> self.receive()).call();
                }
            });
        });
    }
}
