package dev.weft.host.rusm;

import dev.weft.host.Capability;
import dev.weft.host.GuestModule;
import dev.weft.host.ImportTable;
import dev.weft.host.kernel.Worker;
import dev.weft.host.kernel.WorkerOptions;
import dev.weft.runtime.Caller;

/** What the original's core ABI lacks: starting processes, links and monitors. */
final class SpawnFunctions {
    private static final int LINKED = 1;
    private static final int MONITORED = 2;

    private SpawnFunctions() {
    }

    static void define(ImportTable table) {
        String module = RusmAbi.EXTENSIONS;
        table.function(module, "spawn", "iii:I", (caller, s, r, b) -> {
            ActorGuest guest = ActorGuest.of(caller);
            s[b] = spawn(guest, guest.context().module(), guest.text(caller, (int) s[b], (int) s[b + 1]),
                    (int) s[b + 2]);
        });
        table.function(module, "spawn_from", "iiiii:I", (caller, s, r, b) -> {
            ActorGuest guest = ActorGuest.of(caller);
            String name = guest.text(caller, (int) s[b], (int) s[b + 1]);
            String entry = guest.text(caller, (int) s[b + 2], (int) s[b + 3]);
            s[b] = spawn(guest, guest.system.module(name), entry, (int) s[b + 4]);
        });
        table.function(module, "link", "I:i", (caller, s, r, b) -> s[b] = link(ActorGuest.of(caller), s[b]));
        table.function(module, "unlink", "I", (caller, s, r, b) -> {
            ActorGuest guest = ActorGuest.of(caller);
            Worker other = guest.system.kernel().find(s[b]);
            if (other != null) {
                guest.worker.unlink(other);
            }
        });
        table.function(module, "monitor", "I:I", (caller, s, r, b) ->
                s[b] = ActorGuest.of(caller).worker.monitor(s[b]));
        table.function(module, "demonitor", "II", (caller, s, r, b) -> demonitor(caller, s[b], s[b + 1]));
        table.function(module, "trap_exit", "i:i", (caller, s, r, b) -> {
            Worker self = ActorGuest.of(caller).worker;
            int before = self.trapsExit() ? 1 : 0;
            self.setTrapsExit((int) s[b] != 0);
            s[b] = before;
        });
    }

    private static long spawn(ActorGuest guest, GuestModule module, String entry, int flags) {
        if (!guest.context().allows(Capability.SPAWN) || module == null || !module.exports(entry, "")) {
            return -1;
        }
        WorkerOptions options = guest.system.workerOptions();
        if ((flags & LINKED) != 0) {
            options = options.linkedTo(guest.worker);
        }
        return guest.system.spawn((flags & MONITORED) != 0 ? guest.worker : null, module, entry,
                guest.context().options(), options).id();
    }

    private static int link(ActorGuest guest, long pid) {
        Worker other = guest.system.kernel().find(pid);
        return other != null && guest.worker.linkIfAlive(other) ? 1 : 0;
    }

    private static void demonitor(Caller caller, long pid, long reference) {
        ActorGuest guest = ActorGuest.of(caller);
        Worker target = guest.system.kernel().find(pid);
        if (target != null) {
            guest.worker.demonitor(target, reference);
        }
    }
}
