package dev.weft.host.oxide;

import dev.weft.host.HostContext;
import dev.weft.host.ImportTable;
import dev.weft.runtime.Caller;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Imports for pools of workers. */
final class PoolFunctions {
    private static final int MOST_MEMBERS = 64;

    private PoolFunctions() {
    }

    static void define(ImportTable table) {
        String module = OxideAbi.EXTENSIONS;
        table.function(module, "api_pool_spawn", "iii:i", (caller, s, r, b) ->
                s[b] = spawn(caller, (int) s[b], (int) s[b + 1], (int) s[b + 2]));
        table.function(module, "api_pool_post", "iii:I", (caller, s, r, b) -> {
            OxidePool pool = OxideGuest.of(caller).pools.get((int) s[b]);
            byte[] bytes = HostContext.of(caller).read(caller, (int) s[b + 1], (int) s[b + 2]);
            s[b] = pool == null || bytes == null ? WorkerFunctions.BAD : pool.post(bytes);
        });
        table.function(module, "api_pool_recv", "iiiii:I", (caller, s, r, b) ->
                s[b] = receive(caller, (int) s[b], (int) s[b + 1], (int) s[b + 2], (int) s[b + 3], (int) s[b + 4]));
        table.function(module, "api_pool_queued", "i:i", (caller, s, r, b) -> {
            OxidePool pool = OxideGuest.of(caller).pools.get((int) s[b]);
            s[b] = pool == null ? WorkerFunctions.BAD : pool.queued();
        });
        table.function(module, "api_pool_close", "i:i", (caller, s, r, b) -> {
            OxidePool pool = OxideGuest.of(caller).pools.remove((int) s[b]);
            if (pool != null) {
                pool.close();
            }
            s[b] = pool == null ? 0 : 1;
        });
    }

    private static int spawn(Caller caller, int pointer, int length, int size) {
        HostContext context = HostContext.of(caller);
        OxideGuest guest = OxideGuest.of(context);
        String url = context.readText(caller, pointer, length);
        if (url == null || size < 1 || size > MOST_MEMBERS) {
            return WorkerFunctions.BAD;
        }
        if (!guest.maySpawn()) {
            guest.error("[WORKER] spawn failed (no module loader)");
            return WorkerFunctions.BAD;
        }
        if (guest.world.kernel().liveCount() + size > guest.world.mostWorkers()) {
            guest.error("[WORKER] spawn failed (too many workers)");
            return WorkerFunctions.BAD;
        }
        int handle = guest.pools.add(new OxidePool(guest, url, size));
        guest.log("[WORKER] spawned " + size + " of " + url + " (pool=" + Integer.toUnsignedString(handle) + ")");
        return handle;
    }

    private static long receive(Caller caller, int handle, int jobPointer, int pointer, int capacity, int millis)
            throws Exception {
        HostContext context = HostContext.of(caller);
        OxideGuest guest = OxideGuest.of(context);
        OxidePool pool = guest.pools.get(handle);
        if (pool == null || !context.hasRange(caller, jobPointer, Long.BYTES)) {
            return WorkerFunctions.BAD;
        }
        long deadline = WaitFunctions.deadline(millis);
        while (true) {
            guest.noNews();
            if (pool.replies().peek() instanceof OxidePool.Reply reply) {
                byte[] job = new byte[Long.BYTES];
                ByteBuffer.wrap(job).order(ByteOrder.LITTLE_ENDIAN).putLong(reply.job());
                context.write(caller, jobPointer, job, Long.BYTES);
                if (reply.bytes() == null) {
                    pool.replies().poll();
                    return WaitFunctions.ENDED;
                }
                if (reply.bytes().length > (capacity & 0xFFFF_FFFFL)) {
                    return WorkerFunctions.FULL;
                }
                if (!context.write(caller, pointer, reply.bytes(), reply.bytes().length)) {
                    return WorkerFunctions.BAD;
                }
                pool.replies().poll();
                return reply.bytes().length;
            }
            if (pool.isDead() && pool.replies().peek() == null) {
                return WorkerFunctions.BAD;
            }
            if (!guest.blocking(() -> guest.awaitNews(deadline))) {
                return WaitFunctions.TIMED_OUT;
            }
        }
    }
}
