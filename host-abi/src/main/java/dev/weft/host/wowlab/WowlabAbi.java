package dev.weft.host.wowlab;

import dev.weft.host.HostAbi;
import dev.weft.host.HostContext;
import dev.weft.host.ImportTable;
import dev.weft.runtime.Caller;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Wowlab's boundary as core modules see it: imports in the module {@code wowlab}. The original's is made of generated
 * glue around the same acts: resolver calls that are waited for, progress, panics, bytes as the result.
 *
 * <p>A guest exports {@code run_chunk (iterations i32, seed i64, chunk i32) -> i32}: 0 when it has written a result,
 * else it has written an error. Guests run in a {@link WorkerPool}.
 *
 * @see <a href="../../../../../../../../docs/writing-a-host-abi.md">docs/writing-a-host-abi.md</a>
 */
public final class WowlabAbi implements HostAbi {
    static final String MODULE = "wowlab";
    private static final int BAD_RANGE = -2;

    /** An ABI; one for a process is enough. */
    public WowlabAbi() {
    }

    @Override
    public String name() {
        return "wowlab";
    }

    @Override
    public List<String> versions() {
        return List.of("1");
    }

    @Override
    public String summary() {
        return "simulation chunks in a pool, with a resolver for data (embedding only)";
    }

    @Override
    public boolean metered() {
        return true;
    }

    @Override
    public void define(ImportTable table, String version) {
        table.function(MODULE, "config_read", "ii:i", (caller, s, r, b) ->
                s[b] = read(caller, (int) s[b], (int) s[b + 1], chunk(caller).config()));
        table.function(MODULE, "resolver_call", "iiii:i", (caller, s, r, b) ->
                s[b] = resolve(caller, (int) s[b], (int) s[b + 1], (int) s[b + 2], (int) s[b + 3]));
        table.function(MODULE, "resolver_read", "ii:i", (caller, s, r, b) ->
                s[b] = read(caller, (int) s[b], (int) s[b + 1], chunk(caller).answer()));
        table.function(MODULE, "progress", "iiFF", (caller, s, r, b) ->
                chunk(caller).progress((int) s[b], (int) s[b + 1], Double.longBitsToDouble(s[b + 2]),
                        Double.longBitsToDouble(s[b + 3])));
        table.function(MODULE, "result_write", "ii:i", (caller, s, r, b) -> {
            byte[] bytes = HostContext.of(caller).read(caller, (int) s[b], (int) s[b + 1]);
            s[b] = bytes == null ? BAD_RANGE : 0;
            chunk(caller).result(bytes);
        });
        table.function(MODULE, "error_write", "ii:i", (caller, s, r, b) -> {
            String text = HostContext.of(caller).readText(caller, (int) s[b], (int) s[b + 1]);
            s[b] = text == null ? BAD_RANGE : 0;
            chunk(caller).error(text);
        });
        table.function(MODULE, "panic", "ii", (caller, s, r, b) -> {
            String text = HostContext.of(caller).readText(caller, (int) s[b], (int) s[b + 1]);
            chunk(caller).panic(text == null ? "" : text);
        });
    }

    private static SimWorker chunk(Caller caller) {
        SimWorker worker = HostContext.of(caller).options().setting(SimWorker.class);
        if (worker == null) {
            throw new IllegalStateException("a guest of wowlab runs in a WorkerPool");
        }
        return worker;
    }

    private static int read(Caller caller, int pointer, int capacity, byte[] bytes) {
        int written = HostContext.of(caller).writeTruncated(caller, pointer, capacity, bytes);
        return written < 0 ? BAD_RANGE : written;
    }

    /** Arguments are texts, each ended by a NUL. */
    private static int resolve(Caller caller, int namePointer, int nameLength, int pointer, int length)
            throws Exception {
        HostContext context = HostContext.of(caller);
        String method = context.readText(caller, namePointer, nameLength);
        byte[] arguments = context.read(caller, pointer, length);
        if (method == null || arguments == null) {
            return BAD_RANGE;
        }
        String text = new String(arguments, StandardCharsets.UTF_8);
        List<String> list = text.isEmpty() ? List.of() : Arrays.asList(text.split("\0", -1));
        if (text.endsWith("\0")) {
            list = list.subList(0, list.size() - 1);
        }
        return chunk(caller).resolve(method, list);
    }
}
