package dev.weft.host.rusm;

import dev.weft.host.ImportTable;
import dev.weft.host.kernel.Mail;
import dev.weft.runtime.Caller;
import java.util.Arrays;

/** What the original's core ABI lacks: receiving with a choice, with a time limit, and without loss. */
final class SelectFunctions {
    private static final int MESSAGE = 1;
    private static final int STREAM = 2;
    private static final int DOWN = 4;
    private static final int EXIT = 8;
    /** Any sender. */
    private static final long ANY = -1;
    /** Nothing came in time. */
    private static final long TIMED_OUT = -1;
    /** The message is longer than there is room for, and stays. */
    private static final long TOO_LONG = -2;

    private SelectFunctions() {
    }

    static void define(ImportTable table) {
        String module = RusmAbi.EXTENSIONS;
        table.function(module, "receive_len", "I:I", (caller, s, r, b) -> {
            Mail.Message message = peek(ActorGuest.of(caller), s[b]);
            s[b] = message == null ? TIMED_OUT : message.bytes().length;
        });
        table.function(module, "receive_timeout", "iiI:I", (caller, s, r, b) ->
                s[b] = receive(caller, (int) s[b], (int) s[b + 1], s[b + 2]));
        table.function(module, "select", "iIiiI:i", (caller, s, r, b) -> {
            ActorGuest guest = ActorGuest.of(caller);
            byte[] prefix = guest.bytes(caller, (int) s[b + 2], (int) s[b + 3]);
            s[b] = select(guest, (int) s[b], s[b + 1], prefix, s[b + 4]);
        });
        table.function(module, "item_len", ":i", (caller, s, r, b) ->
                s[b] = bytes(ActorGuest.of(caller).item).length);
        table.function(module, "item_read", "iii:i", (caller, s, r, b) ->
                s[b] = read(caller, (int) s[b], (int) s[b + 1], (int) s[b + 2]));
        table.function(module, "item_pid", ":I", (caller, s, r, b) -> s[b] = pid(ActorGuest.of(caller).item));
        table.function(module, "item_ref", ":I", (caller, s, r, b) -> s[b] = reference(ActorGuest.of(caller)));
        table.function(module, "item_reason", ":i", (caller, s, r, b) -> s[b] = reason(ActorGuest.of(caller).item));
    }

    /** Milliseconds of a guest as nanoseconds of the kernel; negative: for ever. */
    private static long nanos(long millis) {
        return millis < 0 ? -1 : millis > Long.MAX_VALUE / 2_000_000 ? Long.MAX_VALUE / 2 : millis * 1_000_000;
    }

    private static Mail.Message peek(ActorGuest guest, long millis) {
        return (Mail.Message) guest.worker.peek(Mail.Message.class::isInstance, nanos(millis));
    }

    private static long receive(Caller caller, int pointer, int capacity, long millis) {
        ActorGuest guest = ActorGuest.of(caller);
        Mail.Message next = peek(guest, millis);
        if (next == null) {
            return TIMED_OUT;
        }
        if (next.bytes().length > ActorGuest.size(capacity)) {
            return TOO_LONG;
        }
        guest.write(caller, pointer, next.bytes(), next.bytes().length);
        guest.worker.receive(mail -> mail == next, 0);
        return next.bytes().length;
    }

    private static int select(ActorGuest guest, int kinds, long from, byte[] prefix, long millis) {
        guest.item = null;
        Mail found = guest.worker.receive(mail -> (kindOf(mail) & kinds) != 0 && (from == ANY || pid(mail) == from)
                && startsWith(bytes(mail), prefix), nanos(millis));
        guest.item = found;
        if (found instanceof ActorStream stream) {
            guest.itemStream = guest.accept(stream);
        }
        return found == null ? 0 : kindOf(found);
    }

    private static int kindOf(Mail mail) {
        return switch (mail) {
            case Mail.Message _ -> MESSAGE;
            case ActorStream _ -> STREAM;
            case Mail.Down _ -> DOWN;
            case Mail.Exited _ -> EXIT;
            default -> 0;
        };
    }

    private static byte[] bytes(Mail mail) {
        return mail instanceof Mail.Message message ? message.bytes() : new byte[0];
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return prefix.length == 0 || bytes.length >= prefix.length
                && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static long pid(Mail mail) {
        return switch (mail) {
            case Mail.Message message -> message.from();
            case ActorStream stream -> stream.from();
            case Mail.Down down -> down.worker();
            case Mail.Exited exited -> exited.worker();
            case null, default -> -1;
        };
    }

    private static long reference(ActorGuest guest) {
        return switch (guest.item) {
            case Mail.Down down -> down.reference();
            case ActorStream _ -> guest.itemStream;
            case null, default -> -1;
        };
    }

    private static int reason(Mail mail) {
        return switch (mail) {
            case Mail.Down down -> ActorEnd.of(down.reason()).ordinal();
            case Mail.Exited exited -> ActorEnd.of(exited.reason()).ordinal();
            case null, default -> -1;
        };
    }

    private static int read(Caller caller, int pointer, int capacity, int offset) {
        ActorGuest guest = ActorGuest.of(caller);
        byte[] bytes = bytes(guest.item);
        int from = Math.min(ActorGuest.size(offset), bytes.length);
        int count = Math.min(ActorGuest.size(capacity), bytes.length - from);
        guest.write(caller, pointer, from == 0 ? bytes : Arrays.copyOfRange(bytes, from, from + count), count);
        return count;
    }
}
