package dev.weft.host.rusm;

import dev.weft.host.ExitReason;
import dev.weft.host.ImportTable;
import dev.weft.host.kernel.Worker;
import dev.weft.runtime.Caller;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Who one is, who else there is, and names. */
final class ProcessFunctions {
    private ProcessFunctions() {
    }

    static void define(ImportTable table) {
        String module = RusmAbi.MODULE;
        for (String name : List.of("own_pid", "self_pid")) {
            table.function(module, name, ":I", (caller, s, r, b) -> s[b] = ActorGuest.of(caller).worker.id());
        }
        table.function(module, "notify", "", (caller, s, r, b) -> ActorGuest.of(caller).system.countNotification());
        table.function(module, "list_processes", "ii:i", (caller, s, r, b) ->
                s[b] = list(caller, (int) s[b], (int) s[b + 1]));
        table.function(module, "is_alive", "I:i", (caller, s, r, b) ->
                s[b] = ActorGuest.of(caller).visible(s[b]) != null ? 1 : 0);
        table.function(module, "kill", "I:i", (caller, s, r, b) -> s[b] = kill(ActorGuest.of(caller), s[b]));
        table.function(module, "register", "ii:i", (caller, s, r, b) -> {
            ActorGuest guest = ActorGuest.of(caller);
            String name = guest.text(caller, (int) s[b], (int) s[b + 1]);
            s[b] = guest.system.register(name, guest.worker) ? 1 : 0;
        });
        table.function(module, "whereis", "ii:I", (caller, s, r, b) -> {
            ActorGuest guest = ActorGuest.of(caller);
            Worker found = guest.system.whereis(guest.text(caller, (int) s[b], (int) s[b + 1]));
            s[b] = found == null ? -1 : found.id();
        });
        table.function(module, "unregister", "ii:i", (caller, s, r, b) -> {
            ActorGuest guest = ActorGuest.of(caller);
            s[b] = guest.system.unregister(guest.text(caller, (int) s[b], (int) s[b + 1])) ? 1 : 0;
        });
        table.function(module, "set_label", "ii", (caller, s, r, b) -> {
            ActorGuest guest = ActorGuest.of(caller);
            Actor.of(guest.worker).setLabel(guest.text(caller, (int) s[b], (int) s[b + 1]));
        });
    }

    private static int list(Caller caller, int pointer, int capacity) {
        ActorGuest guest = ActorGuest.of(caller);
        List<Worker> seen = guest.mayControl() ? guest.system.kernel().workers() : List.of(guest.worker);
        writePids(caller, guest, seen, pointer, capacity);
        return seen.size();
    }

    /** Writes the numbers of workers, as many as there is room for. */
    static void writePids(Caller caller, ActorGuest guest, List<Worker> workers, int pointer, int capacity) {
        int count = Math.min(ActorGuest.size(capacity), workers.size());
        ByteBuffer pids = ByteBuffer.allocate(count * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Worker worker : workers.subList(0, count)) {
            pids.putLong(worker.id());
        }
        guest.write(caller, pointer, pids.array(), pids.capacity());
    }

    private static int kill(ActorGuest guest, long pid) {
        Worker target = guest.visible(pid);
        if (target == null) {
            return 0;
        }
        boolean killed = target.kill(ExitReason.killed("by process " + guest.worker.id()));
        // of itself: it ends here
        guest.worker.checkExit();
        return killed ? 1 : 0;
    }
}
