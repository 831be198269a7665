package dev.weft.host.oxide;

import dev.weft.host.HostContext;
import dev.weft.host.ImportTable;
import dev.weft.host.kernel.Mail;
import dev.weft.host.kernel.Mailbox;
import dev.weft.runtime.Caller;

/** The six imports for workers. */
final class WorkerFunctions {
    /** A worker, an argument, or a queue that is not there. */
    static final int BAD = -1;
    /** A queue is full, or a buffer too small; where the mode is strict. */
    static final int FULL = -2;

    private WorkerFunctions() {
    }

    static void define(ImportTable table) {
        String module = OxideAbi.MODULE;
        table.function(module, "api_spawn_worker", "ii:i", (caller, s, r, b) ->
                s[b] = spawn(caller, (int) s[b], (int) s[b + 1]));
        table.function(module, "api_worker_post_message", "iii:i", (caller, s, r, b) ->
                s[b] = postMessage(caller, (int) s[b], (int) s[b + 1], (int) s[b + 2]));
        table.function(module, "api_worker_recv", "iii:I", (caller, s, r, b) ->
                s[b] = receive(caller, (int) s[b], (int) s[b + 1], (int) s[b + 2]));
        table.function(module, "api_worker_terminate", "i:i", (caller, s, r, b) ->
                s[b] = terminate(OxideGuest.of(caller), (int) s[b]));
        table.function(module, "api_worker_post", "ii:i", (caller, s, r, b) ->
                s[b] = post(caller, (int) s[b], (int) s[b + 1]));
        table.function(module, "api_worker_message_read", "ii:i", (caller, s, r, b) ->
                s[b] = messageRead(caller, (int) s[b], (int) s[b + 1]));
    }

    private static int spawn(Caller caller, int pointer, int length) {
        HostContext context = HostContext.of(caller);
        OxideGuest guest = OxideGuest.of(context);
        String url = context.readText(caller, pointer, length);
        if (url == null) {
            return BAD;
        }
        if (!guest.maySpawn()) {
            guest.error("[WORKER] spawn failed (no module loader)");
            return BAD;
        }
        if (guest.world.kernel().liveCount() >= guest.world.mostWorkers()) {
            guest.error("[WORKER] spawn failed (too many workers)");
            return BAD;
        }
        OxideTask task = new OxideTask(guest, url, null);
        int handle = guest.workers.add(task);
        task.start();
        guest.log("[WORKER] spawned " + url + " (handle=" + Integer.toUnsignedString(handle) + ")");
        return handle;
    }

    private static int postMessage(Caller caller, int handle, int pointer, int length) {
        HostContext context = HostContext.of(caller);
        OxideGuest guest = OxideGuest.of(context);
        OxideTask task = guest.workers.get(handle);
        if (task == null) {
            return BAD;
        }
        if (length < 0 || !context.hasRange(caller, pointer, length)) {
            return BAD;
        }
        Mailbox.Post asked = task.worker().mailbox().ask(length);
        return code(guest, asked != Mailbox.Post.ACCEPTED ? asked
                : task.post(context.read(caller, pointer, length)));
    }

    /** What a guest is told of a post. */
    static int code(OxideGuest guest, Mailbox.Post post) {
        return switch (post) {
            case ACCEPTED -> 0;
            case FULL -> guest.isStrict() ? FULL : BAD;
            case CLOSED -> BAD;
        };
    }

    private static long receive(Caller caller, int handle, int pointer, int capacity) {
        OxideGuest guest = OxideGuest.of(caller);
        OxideTask task = guest.workers.get(handle);
        return task == null ? BAD : receive(caller, task.outbox(), pointer, capacity, guest.isStrict());
    }

    /** Takes the oldest reply out of a mailbox; lossless: only if it fits. */
    static long receive(Caller caller, Mailbox from, int pointer, int capacity, boolean lossless) {
        HostContext context = HostContext.of(caller);
        if (lossless) {
            if (!(from.peek() instanceof Mail.Message next)) {
                return BAD;
            }
            if (next.bytes().length > (capacity & 0xFFFF_FFFFL)) {
                return FULL;
            }
            if (!context.hasRange(caller, pointer, next.bytes().length)) {
                return BAD;
            }
        }
        return from.poll() instanceof Mail.Message message
                ? context.writeTruncated(caller, pointer, capacity, message.bytes()) : BAD;
    }

    private static int terminate(OxideGuest guest, int handle) {
        OxideTask task = guest.workers.remove(handle);
        if (task == null) {
            return 0;
        }
        task.terminate();
        return 1;
    }

    private static int post(Caller caller, int pointer, int length) {
        HostContext context = HostContext.of(caller);
        OxideGuest guest = OxideGuest.of(context);
        byte[] bytes = guest.task == null ? null : context.read(caller, pointer, length);
        return bytes == null ? BAD : code(guest, guest.task.reply(bytes));
    }

    private static int messageRead(Caller caller, int pointer, int capacity) {
        HostContext context = HostContext.of(caller);
        OxideTask task = OxideGuest.of(context).task;
        byte[] message = task == null ? null : task.message();
        return message == null ? 0 : Math.max(0, context.writeTruncated(caller, pointer, capacity, message));
    }
}
