package dev.weft.host.caos;

import dev.weft.host.HostContext;
import dev.weft.host.ImportTable;
import dev.weft.host.wasi.ProcExit;
import dev.weft.runtime.Caller;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The functions of WASI preview 1 that compilers' libraries cannot do without, such that a guest learns nothing from
 * them: there is no time, no chance, no file, no argument, no environment.
 */
final class WasiStubs {
    private static final String MODULE = "wasi_snapshot_preview1";
    private static final int OK = 0;
    private static final int BAD_DESCRIPTOR = 8;
    private static final int INVALID = 28;
    private static final byte CHANCE = 0x42;
    private static final int FDSTAT_BYTES = 24;
    private static final int MOST_RANDOM = 1 << 16;
    /** How much one call writes: pieces may be the whole memory, again and again. */
    private static final int MOST_WRITTEN = 1 << 20;

    private WasiStubs() {
    }

    static void define(ImportTable table) {
        table.function(MODULE, "fd_write", "iiii:i", (caller, s, r, b) ->
                s[b] = write(caller, (int) s[b], (int) s[b + 1], (int) s[b + 2], (int) s[b + 3]));
        table.function(MODULE, "environ_sizes_get", "ii:i", (caller, s, r, b) ->
                s[b] = zeros(caller, (int) s[b], 4) == OK ? zeros(caller, (int) s[b + 1], 4) : INVALID);
        table.function(MODULE, "environ_get", "ii:i", (caller, s, r, b) -> s[b] = OK);
        table.function(MODULE, "args_sizes_get", "ii:i", (caller, s, r, b) ->
                s[b] = zeros(caller, (int) s[b], 4) == OK ? zeros(caller, (int) s[b + 1], 4) : INVALID);
        table.function(MODULE, "args_get", "ii:i", (caller, s, r, b) -> s[b] = OK);
        table.function(MODULE, "clock_time_get", "iIi:i", (caller, s, r, b) ->
                s[b] = zeros(caller, (int) s[b + 2], 8));
        table.function(MODULE, "random_get", "ii:i", (caller, s, r, b) ->
                s[b] = random(caller, (int) s[b], (int) s[b + 1]));
        table.function(MODULE, "proc_exit", "i", (caller, s, r, b) -> {
            throw new ProcExit((int) s[b]);
        });
        table.function(MODULE, "fd_close", "i:i", (caller, s, r, b) -> s[b] = OK);
        table.function(MODULE, "fd_fdstat_get", "ii:i", (caller, s, r, b) ->
                s[b] = zeros(caller, (int) s[b + 1], FDSTAT_BYTES));
        table.function(MODULE, "sched_yield", ":i", (caller, s, r, b) -> s[b] = OK);
    }

    private static int zeros(Caller caller, int pointer, int count) {
        return HostContext.of(caller).write(caller, pointer, new byte[count], count) ? OK : INVALID;
    }

    private static int random(Caller caller, int pointer, int length) {
        HostContext context = HostContext.of(caller);
        if (!context.hasRange(caller, pointer, length)) {
            return INVALID;
        }
        byte[] chance = new byte[(int) Math.min(length & 0xFFFF_FFFFL, MOST_RANDOM)];
        Arrays.fill(chance, CHANCE);
        for (long at = 0, end = length & 0xFFFF_FFFFL; at < end; at += chance.length) {
            context.write(caller, (int) (pointer + at), chance, (int) Math.min(chance.length, end - at));
        }
        return OK;
    }

    private static int write(Caller caller, int descriptor, int vectors, int count, int written) {
        if (descriptor != 1 && descriptor != 2) {
            return BAD_DESCRIPTOR;
        }
        HostContext context = HostContext.of(caller);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int i = 0; i < count && text.size() < MOST_WRITTEN; i++) {
            byte[] vector = context.read(caller, vectors + 8 * i, 8);
            if (vector == null || !context.hasRange(caller, number(vector, 0), number(vector, 4))) {
                return INVALID;
            }
            long length = Math.min(number(vector, 4) & 0xFFFF_FFFFL, MOST_WRITTEN - text.size());
            text.writeBytes(context.read(caller, number(vector, 0), (int) length));
        }
        if (count < 0 || !context.write(caller, written, bytes(text.size()), 4)) {
            return INVALID;
        }
        String said = text.toString(StandardCharsets.UTF_8);
        context.state(Job.class).say(context, said.endsWith("\n") ? said.substring(0, said.length() - 1) : said);
        return OK;
    }

    private static int number(byte[] bytes, int at) {
        return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16 | bytes[at + 3] << 24;
    }

    private static byte[] bytes(int number) {
        return new byte[] {(byte) number, (byte) (number >> 8), (byte) (number >> 16), (byte) (number >> 24)};
    }
}
