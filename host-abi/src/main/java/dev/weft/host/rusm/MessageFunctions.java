package dev.weft.host.rusm;

import dev.weft.host.ImportTable;
import dev.weft.host.kernel.Mail;
import dev.weft.host.kernel.Mailbox;
import dev.weft.host.kernel.Worker;
import dev.weft.runtime.Caller;

/** Sending and receiving as the original does: unanswered, for ever, and losing what does not fit. */
final class MessageFunctions {
    private MessageFunctions() {
    }

    static void define(ImportTable table) {
        table.function(RusmAbi.MODULE, "send", "Iii", (caller, s, r, b) ->
                send(caller, s[b], (int) s[b + 1], (int) s[b + 2]));
        table.function(RusmAbi.MODULE, "receive", "ii:i", (caller, s, r, b) ->
                s[b] = receive(caller, (int) s[b], (int) s[b + 1]));
    }

    static Mailbox.Post send(Caller caller, long to, int pointer, int length) {
        ActorGuest guest = ActorGuest.of(caller);
        byte[] bytes = guest.bytes(caller, pointer, length);
        Worker target = guest.system.kernel().find(to);
        return target == null ? Mailbox.Post.CLOSED : guest.worker.send(target.mailbox(), bytes);
    }

    private static int receive(Caller caller, int pointer, int capacity) {
        ActorGuest guest = ActorGuest.of(caller);
        while (true) {
            switch (guest.worker.receive()) {
                case Mail.Message message -> {
                    return guest.deliver(caller, pointer, capacity, message.bytes());
                }
                case ActorStream stream -> stream.drop();
                case null, default -> {
                }
            }
        }
    }
}
