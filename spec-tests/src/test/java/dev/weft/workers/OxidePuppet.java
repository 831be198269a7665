package dev.weft.workers;

import static org.junit.jupiter.api.Assertions.fail;

import dev.weft.host.Capabilities;
import dev.weft.host.Capability;
import dev.weft.host.HostContext;
import dev.weft.host.HostLayer;
import dev.weft.host.oxide.KeyValueStore;
import dev.weft.host.oxide.OxideWorld;
import dev.weft.runtime.Engine;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.text.TextParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A main module of Oxide that the test moves: it exports what it imports. Modules of workers are texts by URL.
 *
 * <p>Its memory has one page: texts are put at 0x100, bytes at 0x1000, results come at 0x2000.
 */
final class OxidePuppet implements AutoCloseable {
    static final int DATA = 0x1000;
    static final int OUT = 0x2000;
    static final int PAGE = 1 << 16;
    static final String URL = "https://app.test/main.wasm";

    private static final String[] IMPORTS = {
        "oxide api_spawn_worker ii:i", "oxide api_worker_post_message iii:i", "oxide api_worker_recv iii:I",
        "oxide api_worker_terminate i:i", "oxide api_worker_post ii:i", "oxide api_worker_message_read ii:i",
        "oxide api_log ii", "oxide api_warn ii", "oxide api_error ii",
        "oxide api_kv_store_set iiii:i", "oxide api_kv_store_get iiii:i", "oxide api_kv_store_delete ii:i",
        "oxide api_storage_set iiii", "oxide api_storage_get iiii:i", "oxide api_storage_remove ii",
        "oxide api_time_now_ms :I", "oxide api_random :I", "oxide api_set_timeout ii:i", "oxide api_clear_timer i",
        "oxide api_notify iiii", "oxide api_hash_sha256 iii:i", "oxide api_base64_encode iiii:i",
        "oxide api_base64_decode iiii:i", "oxide api_url_encode iiii:i", "oxide api_url_decode iiii:i",
        "oxide api_url_resolve iiiiii:i", "oxide api_get_url ii:i", "oxide api_navigate ii:i",
        "oxide api_push_state iiiiii", "oxide api_replace_state iiiiii", "oxide api_get_state ii:i",
        "oxide api_history_length :i", "oxide api_history_back :i", "oxide api_history_forward :i",
        "oxide api_canvas_dimensions :I", "oxide api_mouse_position :I",
        "oxide_ext api_worker_recv_len i:I", "oxide_ext api_worker_recv_wait iiii:I", "oxide_ext api_worker_wait i:i",
        "oxide_ext api_worker_state i:i", "oxide_ext api_worker_error iii:i",
        "oxide_ext api_pool_spawn iii:i", "oxide_ext api_pool_post iii:I", "oxide_ext api_pool_recv iiiii:I",
        "oxide_ext api_pool_queued i:i", "oxide_ext api_pool_close i:i",
        "oxide_ext api_region_create i:i", "oxide_ext api_region_share iii:i", "oxide_ext api_region_size i:i",
        "oxide_ext api_region_read iiii:i", "oxide_ext api_region_write iiii:i", "oxide_ext api_region_close i:i",
        "oxide_ext api_region_add32 iii:I", "oxide_ext api_region_wait32 iiii:i",
        "oxide_ext api_region_notify iii:i"};

    /** A worker that sends every message back. */
    static final String ECHO = worker("""
            (func (export "on_message") (param $n i32)
              (drop (call $read (i32.const 0) (local.get $n)))
              (drop (call $post (i32.const 0) (local.get $n))))""");

    final OxideWorld world;
    final HostContext guest;
    final Map<String, byte[]> modules = new HashMap<>();
    private final MemoryInstance memory;

    /** What a test changes of the world. */
    interface Change {
        void apply(OxideWorld.Builder builder);
    }

    OxidePuppet(String tier, Change change) {
        HostLayer layer = HostLayer.builder(engine(tier)).abi("oxide").build();
        OxideWorld.Builder builder = OxideWorld.builder(layer).capabilities(rights())
                .database(KeyValueStore.inMemory()).loader((url, allowed) -> {
                    byte[] bytes = modules.get(url);
                    if (bytes == null) {
                        throw new IOException("HTTP 404");
                    }
                    return bytes;
                });
        change.apply(builder);
        world = builder.build();
        guest = HostContext.of(layer.prepare(TextParser.assemble(text())), world.options(URL), null);
        try {
            memory = guest.instantiate().memory("memory");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    OxidePuppet(String tier) {
        this(tier, builder -> { });
    }

    static Capabilities rights() {
        return Capabilities.NONE.with(Capability.SPAWN, Capability.STORAGE, Capability.SHARED_MEMORY);
    }

    /** An engine with fuel, if the tier can. */
    static Engine engine(String tier) {
        return Tiers.controlled().contains(tier) ? Tiers.metered(tier) : Tiers.engine(tier);
    }

    /** The text of a worker around its functions; it has the worker's imports and two pages of memory. */
    static String worker(String functions) {
        return """
                (module
                  (import "oxide" "api_worker_message_read" (func $read (param i32 i32) (result i32)))
                  (import "oxide" "api_worker_post" (func $post (param i32 i32) (result i32)))
                  (import "oxide" "api_log" (func $log (param i32 i32)))
                  (memory (export "memory") 2)
                """ + functions + ")";
    }

    private static String text() {
        StringBuilder text = new StringBuilder("(module (memory (export \"memory\") 1)\n");
        StringBuilder exports = new StringBuilder();
        for (String line : IMPORTS) {
            String[] parts = line.split(" ");
            String[] types = parts[2].split(":", -1);
            text.append("(import \"").append(parts[0]).append("\" \"").append(parts[1]).append("\" (func $")
                    .append(parts[1]).append(types(" (param", types[0]))
                    .append(types.length > 1 ? types(" (result", types[1]) : "").append("))\n");
            exports.append("(export \"").append(parts[1]).append("\" (func $").append(parts[1]).append("))\n");
        }
        // imports come before definitions
        return text.toString().replace("(memory (export \"memory\") 1)\n", "") + "(memory (export \"memory\") 1)\n"
                + exports + ")";
    }

    private static String types(String keyword, String letters) {
        return letters.isEmpty() ? "" : keyword + letters.replace("i", " i32").replace("I", " i64") + ")";
    }

    /** Makes a text the module of a URL, and returns the URL. */
    String module(String name, String text) {
        String url = "https://app.test/" + name + ".wasm";
        modules.put(url, TextParser.assemble(text));
        return url;
    }

    private Object call(String name, Object... arguments) {
        return guest.instance().function(name).call(arguments);
    }

    int callInt(String name, Object... arguments) {
        return (int) call("api_" + name, arguments);
    }

    long callLong(String name, Object... arguments) {
        return (long) call("api_" + name, arguments);
    }

    void callVoid(String name, Object... arguments) {
        call("api_" + name, arguments);
    }

    /** Writes text for the guest and returns its length. */
    int put(int at, String text) {
        return put(at, text.getBytes(StandardCharsets.UTF_8));
    }

    int put(int at, byte[] bytes) {
        memory.write(at, bytes, 0, bytes.length);
        return bytes.length;
    }

    String text(int at, int length) {
        return memory.readUtf8(at, length);
    }

    byte[] bytes(int at, int length) {
        return memory.readBytes(at, length);
    }

    long i64(int at) {
        return memory.loadI64(at);
    }

    int spawn(String url) {
        return callInt("spawn_worker", 0x100, put(0x100, url));
    }

    int post(int handle, String text) {
        return callInt("worker_post_message", handle, DATA, put(DATA, text));
    }

    long receive(int handle) {
        return callLong("worker_recv", handle, OUT, 0x1000);
    }

    /** The next reply of a worker, waiting for it. */
    String reply(int handle) {
        long[] length = new long[1];
        await(() -> (length[0] = receive(handle)) >= 0);
        return text(OUT, (int) length[0]);
    }

    int state(int handle) {
        return callInt("worker_state", handle);
    }

    /** Waits until a worker has ended by itself. */
    void awaitEnd(int handle) {
        await(() -> state(handle) > 1);
    }

    /** Waits for something that is bound to come. */
    static void await(BooleanSupplier condition) {
        for (int i = 0; i < 60_000; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        fail("it never happened");
    }

    @Override
    public void close() {
        guest.close();
        world.close();
    }
}
