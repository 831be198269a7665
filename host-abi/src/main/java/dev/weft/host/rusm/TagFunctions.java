package dev.weft.host.rusm;

import dev.weft.host.ImportTable;
import dev.weft.host.kernel.HandleTable;
import dev.weft.host.kernel.Worker;
import dev.weft.runtime.Caller;
import java.time.Duration;
import java.util.List;

/** What the original's core ABI lacks: groups of processes, sending later, and knowing what became of a message. */
final class TagFunctions {
    /** How many messages of a guest may be on their way. */
    private static final int MOST_TIMERS = 4096;
    private static final long LONGEST_DELAY = Duration.ofDays(3650).toMillis();

    private TagFunctions() {
    }

    static void define(ImportTable table) {
        String module = RusmAbi.EXTENSIONS;
        table.function(module, "tag", "ii:i", (caller, s, r, b) -> {
            ActorGuest guest = ActorGuest.of(caller);
            s[b] = guest.system.tag(guest.text(caller, (int) s[b], (int) s[b + 1]), guest.worker) ? 1 : 0;
        });
        table.function(module, "untag", "ii:i", (caller, s, r, b) -> {
            ActorGuest guest = ActorGuest.of(caller);
            s[b] = guest.system.untag(guest.text(caller, (int) s[b], (int) s[b + 1]), guest.worker) ? 1 : 0;
        });
        table.function(module, "tagged", "iiii:i", (caller, s, r, b) -> {
            ActorGuest guest = ActorGuest.of(caller);
            List<Worker> all = guest.system.tagged(guest.text(caller, (int) s[b], (int) s[b + 1]));
            ProcessFunctions.writePids(caller, guest, all, (int) s[b + 2], (int) s[b + 3]);
            s[b] = all.size();
        });
        table.function(module, "kill_tagged", "ii:i", (caller, s, r, b) -> {
            ActorGuest guest = ActorGuest.of(caller);
            String tag = guest.text(caller, (int) s[b], (int) s[b + 1]);
            s[b] = guest.mayControl() ? guest.system.killTagged(tag) : 0;
            guest.worker.checkExit();
        });
        table.function(module, "try_send", "Iii:i", (caller, s, r, b) ->
                s[b] = -MessageFunctions.send(caller, s[b], (int) s[b + 1], (int) s[b + 2]).ordinal());
        table.function(module, "send_after", "IiiI:i", (caller, s, r, b) ->
                s[b] = sendAfter(caller, s[b], (int) s[b + 1], (int) s[b + 2], s[b + 3]));
        table.function(module, "cancel_send", "i:i", (caller, s, r, b) -> {
            ActorGuest guest = ActorGuest.of(caller);
            DelayedSend timer = guest.timers == null ? null : guest.timers.remove((int) s[b]);
            s[b] = timer != null && timer.cancel() ? 1 : 0;
        });
    }

    private static int sendAfter(Caller caller, long to, int pointer, int length, long millis) {
        ActorGuest guest = ActorGuest.of(caller);
        byte[] bytes = guest.bytes(caller, pointer, length);
        if (guest.timers == null) {
            guest.timers = new HandleTable<>();
        }
        if (guest.timers.size() >= MOST_TIMERS) {
            guest.timers.forEachHandle(handle -> {
                if (guest.timers.get(handle).isOver()) {
                    guest.timers.remove(handle);
                }
            });
        }
        if (guest.timers.size() >= MOST_TIMERS) {
            return 0;
        }
        return guest.timers.add(guest.system.sendAfter(Duration.ofMillis(Math.clamp(millis, 0, LONGEST_DELAY)), to,
                bytes, guest.worker.id()));
    }
}
