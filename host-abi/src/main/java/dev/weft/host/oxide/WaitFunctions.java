package dev.weft.host.oxide;

import dev.weft.host.ExitReason;
import dev.weft.host.HostContext;
import dev.weft.host.ImportTable;
import dev.weft.host.kernel.Mail;
import dev.weft.runtime.Caller;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Imports that Oxide lacks: waiting instead of polling, receiving without loss, what became of a worker. */
final class WaitFunctions {
    /** Nothing came in time. */
    static final int TIMED_OUT = -3;
    /** The worker has ended and has left nothing. */
    static final int ENDED = -4;

    private WaitFunctions() {
    }

    static void define(ImportTable table) {
        String module = OxideAbi.EXTENSIONS;
        table.function(module, "api_worker_recv_len", "i:I", (caller, s, r, b) -> {
            OxideTask task = OxideGuest.of(caller).workers.get((int) s[b]);
            s[b] = task != null && task.outbox().peek() instanceof Mail.Message next ? next.bytes().length
                    : WorkerFunctions.BAD;
        });
        table.function(module, "api_worker_recv_wait", "iiii:I", (caller, s, r, b) ->
                s[b] = receiveWaiting(caller, (int) s[b], (int) s[b + 1], (int) s[b + 2], (int) s[b + 3]));
        table.function(module, "api_worker_wait", "i:i", (caller, s, r, b) ->
                s[b] = awaitAny(OxideGuest.of(caller), (int) s[b]));
        table.function(module, "api_worker_state", "i:i", (caller, s, r, b) -> {
            OxideTask task = OxideGuest.of(caller).workers.get((int) s[b]);
            s[b] = task == null ? WorkerFunctions.BAD : task.state();
        });
        table.function(module, "api_worker_error", "iii:i", (caller, s, r, b) ->
                s[b] = error(caller, (int) s[b], (int) s[b + 1], (int) s[b + 2]));
    }

    /** The moment, of {@link System#nanoTime}, at which a timeout in milliseconds is over; 0 for never. */
    static long deadline(int millis) {
        return millis < 0 ? 0 : System.nanoTime() + millis * 1_000_000L | 1;
    }

    private static long receiveWaiting(Caller caller, int handle, int pointer, int capacity, int millis)
            throws Exception {
        OxideGuest guest = OxideGuest.of(caller);
        OxideTask task = guest.workers.get(handle);
        if (task == null) {
            return WorkerFunctions.BAD;
        }
        long deadline = deadline(millis);
        while (true) {
            guest.noNews();
            if (task.outbox().peek() != null) {
                return WorkerFunctions.receive(caller, task.outbox(), pointer, capacity, true);
            }
            if (task.worker().hasEnded()) {
                // what it sent came before its end
                if (task.outbox().peek() == null) {
                    return ENDED;
                }
            } else if (!guest.blocking(() -> guest.awaitNews(deadline))) {
                return TIMED_OUT;
            }
        }
    }

    private static int awaitAny(OxideGuest guest, int millis) throws Exception {
        long deadline = deadline(millis);
        Set<Integer> reported = guest.reportedEnds;
        while (true) {
            guest.noNews();
            int[] found = new int[1];
            guest.workers.forEachHandle(handle -> {
                OxideTask task = guest.workers.get(handle);
                boolean ended = task.worker().hasEnded();
                if (found[0] == 0 && (task.outbox().peek() != null || ended && !reported.contains(handle))) {
                    found[0] = handle;
                    if (task.outbox().peek() == null) {
                        reported.add(handle);
                    }
                }
            });
            if (found[0] != 0) {
                return found[0];
            }
            if (guest.workers.size() == 0) {
                return WorkerFunctions.BAD;
            }
            if (!guest.blocking(() -> guest.awaitNews(deadline))) {
                return 0;
            }
        }
    }

    private static int error(Caller caller, int handle, int pointer, int capacity) {
        HostContext context = HostContext.of(caller);
        OxideTask task = OxideGuest.of(context).workers.get(handle);
        ExitReason reason = task == null ? null : task.worker().exitReason();
        return reason == null ? WorkerFunctions.BAD : context.writeTruncated(caller, pointer, capacity,
                reason.toString().getBytes(StandardCharsets.UTF_8));
    }
}
