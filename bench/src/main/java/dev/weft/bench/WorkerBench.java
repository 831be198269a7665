package dev.weft.bench;

import dev.weft.host.Capabilities;
import dev.weft.host.Capability;
import dev.weft.host.GuestModule;
import dev.weft.host.HostContext;
import dev.weft.host.HostLayer;
import dev.weft.host.oxide.OxideMode;
import dev.weft.host.oxide.OxideWorld;
import dev.weft.host.wowlab.ChunkTask;
import dev.weft.host.wowlab.Resolver;
import dev.weft.host.wowlab.WorkerPool;
import dev.weft.runtime.Engine;
import dev.weft.runtime.FuelCosts;
import dev.weft.runtime.FunctionInstance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Measures what workers cost: {@code java -cp bench/target/bench.jar dev.weft.bench.WorkerBench WHAT [TIER]}, where
 * WHAT is {@code messages}, {@code spawn}, {@code idle} or {@code pool}. Runs in the project's folder, whose guests it
 * uses.
 */
public final class WorkerBench {
    private static final String ECHO = "https://bench.test/echo.wasm";

    private WorkerBench() {
    }

    public static void main(String[] args) throws Exception {
        String tier = args.length > 1 ? args[1] : "jit";
        switch (args.length > 0 ? args[0] : "") {
            case "messages" -> messages(tier);
            case "spawn" -> spawn(tier);
            case "idle" -> idle(tier);
            case "pool" -> pool(tier, args.length > 2 ? Integer.parseInt(args[2]) : 100_000);
            default -> print("messages, spawn, idle or pool; then a tier");
        }
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private static Engine engine(String tier) {
        try {
            return Engine.builder().tier(tier).fuel(FuelCosts.DEFAULT).build();
        } catch (IllegalStateException e) {
            print("%s does not meter: without fuel", tier);
            return Engine.builder().tier(tier).build();
        }
    }

    private static byte[] guest(String name) throws IOException {
        return Files.readAllBytes(Path.of(System.getProperty("weft.bench.workers", "guests"), name));
    }

    static OxideWorld world(String tier) throws IOException {
        HostLayer layer = HostLayer.builder(engine(tier)).abi("oxide").build();
        OxideWorld world = OxideWorld.builder(layer).mode(OxideMode.STRICT).fuel(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2)
                .capabilities(Capabilities.NONE.with(Capability.SPAWN)).build();
        world.preload(ECHO, layer.prepare(guest("oxide/echo.wasm")));
        return world;
    }

    /** A parent that is moved from here: a ping guest whose exports are called on this thread. */
    static HostContext parent(OxideWorld world) throws Exception {
        GuestModule module = world.layer().prepare(guest("oxide/ping.wasm"));
        HostContext parent = HostContext.of(module, world.options("https://bench.test/ping.wasm"), null);
        parent.instantiate();
        byte[] url = ECHO.getBytes(StandardCharsets.UTF_8);
        int at = (int) parent.instance().function("url").call();
        parent.instance().memory("memory").write(at, url, 0, url.length);
        return parent;
    }

    static int spawnEcho(HostContext parent) {
        return (int) parent.instance().function("spawn").call(ECHO.length());
    }

    /** Round trips of 64 bytes, one at a time and many on the way. */
    private static void messages(String tier) throws Exception {
        try (OxideWorld world = world(tier); HostContext parent = parent(world)) {
            int worker = spawnEcho(parent);
            FunctionInstance ping = parent.instance().function("ping");
            for (int window : new int[] {1, 16, 64, 256}) {
                int count = window == 1 ? 100_000 : 1_000_000;
                for (int round = 0; round < 4; round++) {
                    long start = System.nanoTime();
                    int wrong = (int) ping.call(worker, count, window);
                    double seconds = (System.nanoTime() - start) / 1e9;
                    print("window %d: %,.0f round trips/s%s", window, count / seconds,
                            wrong == 0 ? "" : " WRONG " + wrong);
                }
            }
            long[] nanos = new long[50_000];
            for (int i = 0; i < nanos.length; i++) {
                long start = System.nanoTime();
                ping.call(worker, 1, 1);
                nanos[i] = System.nanoTime() - start;
            }
            Arrays.sort(nanos);
            print("one at a time: p50 %.1f us, p99 %.1f us, p99.9 %.1f us", nanos[nanos.length / 2] / 1e3,
                    nanos[nanos.length * 99 / 100] / 1e3, nanos[nanos.length * 999 / 1000] / 1e3);
        }
    }

    /** From the call that spawns a worker to its first reply. */
    private static void spawn(String tier) throws Exception {
        try (OxideWorld world = world(tier); HostContext parent = parent(world)) {
            FunctionInstance ping = parent.instance().function("ping");
            for (int round = 0; round < 6; round++) {
                long[] nanos = new long[3_000];
                for (int i = 0; i < nanos.length; i++) {
                    long start = System.nanoTime();
                    int worker = spawnEcho(parent);
                    ping.call(worker, 1, 1);
                    nanos[i] = System.nanoTime() - start;
                    world.kernel().workers().forEach(each -> each.kill(dev.weft.host.ExitReason.killed("bench")));
                }
                Arrays.sort(nanos);
                print("spawn to first reply: median %.1f us, p90 %.1f us, p99 %.1f us", nanos[nanos.length / 2] / 1e3,
                        nanos[nanos.length * 9 / 10] / 1e3, nanos[nanos.length * 99 / 100] / 1e3);
            }
        }
    }

    /** The resident memory of this process with ten thousand workers that wait. */
    private static void idle(String tier) throws Exception {
        try (OxideWorld world = world(tier); HostContext parent = parent(world)) {
            FunctionInstance ping = parent.instance().function("ping");
            ping.call(spawnEcho(parent), 1, 1);
            print("1 worker: %d MB resident", residentMegabytes());
            for (int i = 1; i < 10_000; i++) {
                int worker = spawnEcho(parent);
                ping.call(worker, 1, 1);
            }
            print("%,d workers, each has answered once: %d MB resident, %d MB of heap after a collection",
                    world.kernel().liveCount(), residentMegabytes(), heapMegabytes());
            long cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
            Thread.sleep(5_000);
            print("5 s later: %d MB resident, %d ms of processor time", residentMegabytes(),
                    ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis() - cpu);
        }
    }

    private static long heapMegabytes() {
        System.gc();
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
    }

    private static long residentMegabytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
            }
        }
        return -1;
    }

    /** Chunks through two slots, healthy first; then of a hundred one is stuck, one traps, one gets no data. */
    private static void pool(String tier, int chunks) throws Exception {
        double healthy = 0;
        for (boolean faults : new boolean[] {false, true, false, true}) {
            double seconds = runPool(tier, chunks, faults);
            print("%s: %,d chunks in %.1f s of the clock, %,.0f/s", faults ? "with 3 % of faults" : "healthy", chunks,
                    seconds, chunks / seconds);
            if (faults) {
                print("throughput with faults: %.2f of the healthy run", healthy / seconds);
            } else {
                healthy = seconds;
            }
        }
    }

    private static double runPool(String tier, int chunks, boolean faults) throws Exception {
        Resolver resolver = Resolver.of(Map.of("getItem", (Resolver.Query) arguments ->
                arguments.getFirst().equals("404") ? CompletableFuture.failedFuture(new IOException("not found"))
                        : CompletableFuture.completedFuture(new byte[] {1})));
        HostLayer layer = HostLayer.builder(engine(tier)).abi("wowlab").build();
        AtomicIntegerArray answers = new AtomicIntegerArray(chunks);
        AtomicInteger[] outcomes = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
        Semaphore room = new Semaphore(1_000);
        try (WorkerPool pool = WorkerPool.builder(layer).cores(2).cpuBudget(2_000_000).resolver(resolver).build()) {
            pool.boot(guest("wowlab/sim.wasm"), Map.of());
            long start = System.nanoTime();
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < chunks; i++) {
                room.acquire();
                int chunk = i;
                String config = !faults ? "item=1" : switch (i % 100) {
                    case 10 -> "spin";
                    case 40 -> "trap";
                    case 70 -> "item=404";
                    default -> "item=1";
                };
                all.add(pool.runChunk(new ChunkTask("bench", config, 300, 42, i)).handle((result, failure) -> {
                    room.release();
                    answers.incrementAndGet(chunk);
                    outcomes[failure != null ? 2 : result.isSuccess() ? 0 : 1].incrementAndGet();
                    return result;
                }));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
            double seconds = (System.nanoTime() - start) / 1e9;
            int once = 0;
            for (int i = 0; i < chunks; i++) {
                once += answers.get(i) == 1 ? 1 : 0;
            }
            print("answered exactly once: %,d; well %,d, failed inside %,d, rejected %,d", once, outcomes[0].get(),
                    outcomes[1].get(), outcomes[2].get());
            return seconds;
        } catch (CompletionException e) {
            throw new IllegalStateException(e);
        }
    }
}
