package dev.weft.host.rusm;

import dev.weft.host.ImportTable;
import dev.weft.runtime.Caller;

/** Streams of chunks from one process to another. */
final class StreamFunctions {
    private static final int FAILED = -1;

    private StreamFunctions() {
    }

    static void define(ImportTable table) {
        String module = RusmAbi.MODULE;
        table.function(module, "stream_open", "I:I", (caller, s, r, b) -> {
            ActorGuest guest = ActorGuest.of(caller);
            s[b] = guest.open(guest.system.kernel().find(s[b]));
        });
        table.function(module, "stream_write", "Iii:i", (caller, s, r, b) ->
                s[b] = write(caller, s[b], (int) s[b + 1], (int) s[b + 2]));
        table.function(module, "stream_close", "I", (caller, s, r, b) -> ActorGuest.of(caller).closeOutgoing(s[b]));
        table.function(module, "stream_accept", ":I", (caller, s, r, b) -> s[b] = accept(ActorGuest.of(caller)));
        table.function(module, "stream_read", "Iii:i", (caller, s, r, b) ->
                s[b] = read(caller, s[b], (int) s[b + 1], (int) s[b + 2]));
    }

    private static int write(Caller caller, long id, int pointer, int length) throws Exception {
        ActorGuest guest = ActorGuest.of(caller);
        byte[] chunk = guest.bytes(caller, pointer, length);
        ActorStream stream = guest.outgoing(id);
        return stream != null && stream.write(guest.worker, chunk) ? 0 : FAILED;
    }

    private static long accept(ActorGuest guest) {
        while (true) {
            if (guest.worker.receive() instanceof ActorStream stream) {
                return guest.accept(stream);
            }
        }
    }

    private static int read(Caller caller, long id, int pointer, int capacity) throws Exception {
        ActorGuest guest = ActorGuest.of(caller);
        ActorStream stream = guest.incoming(id);
        byte[] chunk = stream == null ? null : stream.read(guest.worker);
        if (chunk != null) {
            return guest.deliver(caller, pointer, capacity, chunk);
        }
        if (stream != null) {
            guest.forgetIncoming(id);
            stream.drop();
        }
        return FAILED;
    }
}
