package dev.weft.workers;

import static dev.weft.workers.OxidePuppet.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.host.HostLayer;
import dev.weft.host.wowlab.ChunkLedger;
import dev.weft.host.wowlab.ChunkLedger.Completion;
import dev.weft.host.wowlab.ChunkResult;
import dev.weft.host.wowlab.ChunkSubmitter;
import dev.weft.host.wowlab.ChunkTask;
import dev.weft.host.wowlab.EngineFiles;
import dev.weft.host.wowlab.Phase;
import dev.weft.host.wowlab.PoolException;
import dev.weft.host.wowlab.PoolListener;
import dev.weft.host.wowlab.PoolMode;
import dev.weft.host.wowlab.PoolState;
import dev.weft.host.wowlab.Progress;
import dev.weft.host.wowlab.Resolver;
import dev.weft.host.wowlab.Resolver.Query;
import dev.weft.host.wowlab.WorkerPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Wowlab's checklist, item by item. */
class WowlabChecklistTest {
    private static final Map<String, byte[]> DATA = Map.of();

    @TempDir
    private Path folder;

    /** Remembers what a pool tells. */
    private static final class Ears implements PoolListener {
        final List<String> fatal = Collections.synchronizedList(new ArrayList<>());
        final ConcurrentLinkedQueue<String> said = new ConcurrentLinkedQueue<>();
        final List<PoolState> states = Collections.synchronizedList(new ArrayList<>());
        final AtomicInteger progressed = new AtomicInteger();
        final Map<Integer, String> slotOfChunk = new ConcurrentHashMap<>();

        @Override
        public void said(String text) {
            said.add(text);
        }

        @Override
        public void progressed(String slot, ChunkTask task, Progress progress) {
            progressed.incrementAndGet();
            slotOfChunk.put(task.chunk(), slot);
            throw new IllegalStateException("the callback fails");
        }

        @Override
        public void fatal(String slot, String text) {
            fatal.add(text);
        }

        @Override
        public void changed(PoolState state) {
            states.add(state);
        }
    }

    private final Ears ears = new Ears();

    static List<String> tiers() {
        return Tiers.all();
    }

    static List<String> controlled() {
        return Tiers.controlled();
    }

    static List<Object[]> controlledModes() {
        List<Object[]> all = new ArrayList<>();
        for (String tier : Tiers.controlled()) {
            for (PoolMode mode : PoolMode.values()) {
                all.add(new Object[] {tier, mode});
            }
        }
        return all;
    }

    private static byte[] engine() {
        try {
            return Files.readAllBytes(Guests.folder("wowlab").resolve("sim.wasm"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private WorkerPool.Builder builder(String tier) {
        return WorkerPool.builder(HostLayer.builder(OxidePuppet.engine(tier)).abi("wowlab").build()).listener(ears)
                .cores(2);
    }

    private static ChunkTask task(String config, int chunk) {
        return new ChunkTask("job", config, 500, 42, chunk);
    }

    private static String rejection(CompletableFuture<ChunkResult> future) {
        CompletionException thrown = assertThrows(CompletionException.class, future::join);
        assertEquals(PoolException.class, thrown.getCause().getClass());
        return thrown.getCause().getMessage();
    }

    /** A resolver whose {@code getHold} answers when the test lets it, and {@code getNothing} never. */
    private static final class Gate {
        final CompletableFuture<byte[]> open = new CompletableFuture<>();
        final ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();

        Resolver resolver() {
            return Resolver.of(Map.of(
                "getHold", (Query) arguments -> {
                    threads.add(Thread.currentThread());
                    return open;
                },
                "getNothing", (Query) arguments -> new CompletableFuture<>()));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item01_runChunkBeforeBoot_isRejected(String tier) {
        try (WorkerPool pool = builder(tier).build()) {
            assertEquals("WorkerManager: not booted. Call boot() first.", rejection(pool.runChunk(task("", 0))));
            pool.boot(engine(), DATA);
            assertTrue(pool.runChunk(task("", 0)).join().isSuccess());
            pool.kill();
            assertEquals("WorkerManager: not booted. Call boot() first.", rejection(pool.runChunk(task("", 0))));
            pool.boot(engine(), DATA);
            assertTrue(pool.runChunk(task("", 0)).join().isSuccess());
            pool.dispose();
            pool.restart();
            assertEquals("WorkerManager: not booted. Call boot() first.", rejection(pool.runChunk(task("", 0))));
        }
    }

    @Test
    void item02_slots_areTheCoresUpToEight_atLeastOne() {
        for (int[] each : new int[][] {{0, 8, 1}, {1, 8, 1}, {3, 8, 3}, {32, 8, 8}, {4, 2, 2}}) {
            try (WorkerPool pool = builder("interp").cores(each[0]).maxWorkers(each[1]).build()) {
                pool.boot(engine(), DATA);
                assertEquals(each[2], pool.metrics().slots().size());
                assertEquals("w" + each[2], pool.metrics().slots().getLast().id());
                assertEquals(Math.min(4, each[2]), pool.poolSize());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item03and05_atMostPoolSizeAtOnce_firstFreeSlotFirst(String tier) {
        Gate gate = new Gate();
        try (WorkerPool pool = builder(tier).cores(4).poolSize(2).resolver(gate.resolver()).build()) {
            pool.boot(engine(), DATA);
            await(() -> pool.metrics().state() == PoolState.READY);
            List<CompletableFuture<ChunkResult>> futures = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                futures.add(pool.runChunk(task("ask=getHold", i)));
            }
            assertEquals(2, pool.metrics().active());
            assertEquals(4, pool.metrics().queued());
            assertEquals(PoolState.BUSY, pool.metrics().slots().get(0).state());
            assertEquals(PoolState.BUSY, pool.metrics().slots().get(1).state());
            assertEquals(PoolState.READY, pool.metrics().slots().get(2).state());
            await(() -> gate.threads.size() == 2);
            assertTrue(gate.threads.stream().allMatch(Thread::isVirtual), "waiting holds no thread");
            gate.open.complete(new byte[] {0});
            futures.forEach(CompletableFuture::join);
            assertEquals(6, pool.metrics().chunks());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item04_oneSlot_runsInTheOrderOfTheQueue(String tier) {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        ChunkSubmitter submitter = new ChunkSubmitter() {
            @Override
            public byte[] sign(ChunkTask task, byte[] bytes) {
                order.add(task.chunk());
                return bytes;
            }

            @Override
            public void submit(ChunkTask task, byte[] signed) {
            }
        };
        try (WorkerPool pool = builder(tier).poolSize(1).submitter(submitter).build()) {
            pool.boot(engine(), DATA);
            List<CompletableFuture<ChunkResult>> futures = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                futures.add(pool.runChunk(task("events=1", i)));
            }
            futures.forEach(CompletableFuture::join);
            for (int i = 0; i < 30; i++) {
                assertEquals(i, order.get(i));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item06_errorsInsideAChunk_areResults_andThePoolGoesOn(String tier) {
        ChunkSubmitter submitter = new ChunkSubmitter() {
            @Override
            public byte[] sign(ChunkTask task, byte[] bytes) {
                return bytes;
            }

            @Override
            public void submit(ChunkTask task, byte[] signed) throws IOException {
                if (task.config().contains("refused")) {
                    throw new IOException("Chunk submit 409: Conflict");
                }
            }
        };
        try (WorkerPool pool = builder(tier).submitter(submitter).build()) {
            pool.boot(engine(), DATA);
            ChunkResult events = pool.runChunk(task("events=500001", 7)).join();
            assertFalse(events.isSuccess());
            assertEquals("event budget of 500000 exceeded", events.error());
            assertEquals(7, events.chunk());
            ChunkResult trap = pool.runChunk(task("trap", 0)).join();
            assertFalse(trap.isSuccess());
            assertTrue(trap.error().startsWith("unreachable"), trap.error());
            assertEquals("Chunk submit 409: Conflict", pool.runChunk(task("refused", 0)).join().error());
            for (int i = 0; i < 4; i++) {
                assertTrue(pool.runChunk(task("", i)).join().isSuccess());
            }
            assertTrue(ears.fatal.isEmpty());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item07_resolverFaults_areNamedWithTheirMethod(String tier) {
        Map<String, Object> methods = new HashMap<>();
        methods.put("notCallable", "a text");
        methods.put("throwing", (Query) arguments -> {
            throw new IOException("no connection");
        });
        methods.put("noPromise", (Query) arguments -> null);
        methods.put("getItem", (Query) arguments ->
                CompletableFuture.failedFuture(new IOException("Item " + arguments.getFirst() + " not found")));
        try (WorkerPool pool = builder(tier).resolver(Resolver.of(methods)).build()) {
            pool.boot(engine(), DATA);
            String[][] expected = {{"ask=absent", "missing method: absent"},
                {"ask=notCallable", "not a function: notCallable"},
                {"ask=throwing", "call failed: throwing: no connection"},
                {"ask=noPromise", "did not return a Promise: noPromise"},
                {"item=5", "getItem: Item 5 not found"}};
            for (String[] each : expected) {
                ChunkResult result = pool.runChunk(task(each[0], 0)).join();
                assertFalse(result.isSuccess());
                assertEquals(each[1], result.error());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("controlledModes")
    void item08_beats_extendTheDeadline(String tier, PoolMode mode) {
        try (WorkerPool pool = builder(tier).mode(mode).watchdog(Duration.ofMillis(1_000)).build()) {
            pool.boot(engine(), DATA);
            // a guest that shows progress all the time is alive, however long it takes
            CompletableFuture<ChunkResult> beating = pool.runChunk(task("beat", 0));
            await(() -> ears.progressed.get() > 10);
            sleep(3_000);
            assertFalse(beating.isDone());
            assertTrue(ears.fatal.isEmpty(), ears.fatal.toString());
            pool.kill();
            assertEquals("WorkerManager terminated", rejection(beating));
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("controlled")
    void item09and10_legacy_silentChunk_restartsAll(String tier) {
        try (WorkerPool pool = builder(tier).mode(PoolMode.LEGACY).watchdog(Duration.ofMillis(1_500))
                .resolver(new Gate().resolver()).build()) {
            pool.boot(engine(), DATA);
            CompletableFuture<ChunkResult> stuck = pool.runChunk(task("spin", 3));
            CompletableFuture<ChunkResult> waiting = pool.runChunk(task("silent", 4));
            CompletableFuture<ChunkResult> queued = pool.runChunk(task("", 5));
            assertEquals("WorkerManager restarting", rejection(stuck));
            assertEquals("WorkerManager restarting", rejection(waiting));
            assertEquals("WorkerManager restarting", rejection(queued));
            assertTrue(ears.fatal.getFirst().matches("Watchdog timeout \\[w[12]\\]: no worker heartbeat for \\d+ms"
                    + " \\(limit=1500ms, lastBeat=(start|metrics)\\) job=job chunk=[34] iters=500 elapsed=\\d+ms"),
                    ears.fatal.getFirst());
            assertTrue(pool.runChunk(task("", 6)).join().isSuccess());
            assertTrue(ears.states.contains(PoolState.TERMINATED), ears.states.toString());
            assertEquals("w1", pool.metrics().slots().getFirst().id());
        }
    }

    @ParameterizedTest
    @MethodSource("controlled")
    void item11_improved_onlyTheStuckSlotIsReplaced(String tier) {
        Gate gate = new Gate();
        try (WorkerPool pool = builder(tier).watchdog(Duration.ofMillis(1_500)).resolver(gate.resolver()).build()) {
            pool.boot(engine(), DATA);
            await(() -> pool.metrics().state() == PoolState.READY);
            CompletableFuture<ChunkResult> stuck = pool.runChunk(task("spin", 0));
            await(() -> pool.metrics().active() == 1);
            sleep(700);
            // begins later, so that it is not late when the first one is
            CompletableFuture<ChunkResult> healthy = pool.runChunk(task("ask=getHold", 1));
            List<CompletableFuture<ChunkResult>> queued = new ArrayList<>();
            for (int i = 2; i < 8; i++) {
                queued.add(pool.runChunk(task("", i)));
            }
            String reason = rejection(stuck);
            assertTrue(reason.startsWith("Watchdog timeout [w1]: no worker heartbeat for "), reason);
            assertFalse(healthy.isDone());
            gate.open.complete(new byte[] {1});
            assertTrue(healthy.join().isSuccess());
            queued.forEach(each -> assertTrue(each.join().isSuccess()));
            assertEquals(1, pool.metrics().replaced());
            assertEquals(List.of(reason), ears.fatal);
        }
    }

    @ParameterizedTest
    @MethodSource("controlled")
    void listenerThatThrows_keepsNobodyFromEndingStuckChunks(String tier) {
        PoolListener broken = new PoolListener() {
            @Override
            public void fatal(String slot, String text) {
                throw new IllegalStateException("no ears for " + text);
            }

            @Override
            public void changed(PoolState state) {
                throw new IllegalStateException("no ears for " + state);
            }
        };
        for (PoolMode mode : PoolMode.values()) {
            try (WorkerPool pool = builder(tier).mode(mode).watchdog(Duration.ofMillis(700)).listener(broken).build()) {
                pool.boot(engine(), DATA);
                for (int i = 0; i < 2; i++) {
                    CompletableFuture<ChunkResult> stuck = pool.runChunk(task("spin", i));
                    String reason = rejection(stuck.orTimeout(60, TimeUnit.SECONDS));
                    assertTrue(reason.startsWith(mode == PoolMode.LEGACY ? "WorkerManager restarting"
                            : "Watchdog timeout [w"), reason);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("controlled")
    void item11b_improved_guestThatBeatsButNeverEnds_isCaughtByItsBudget(String tier) {
        try (WorkerPool pool = builder(tier).cpuBudget(3_000_000).build()) {
            pool.boot(engine(), DATA);
            for (String config : List.of("beat", "spin")) {
                ChunkResult result = pool.runChunk(task(config, 0)).join();
                assertFalse(result.isSuccess());
                assertEquals("CPU budget of 3000000 exhausted", result.error());
            }
            assertTrue(pool.runChunk(task("", 1)).join().isSuccess());
        }
    }

    @ParameterizedTest
    @MethodSource("controlled")
    void item11c_improved_cancel_stopsARunningChunk(String tier) {
        try (WorkerPool pool = builder(tier).poolSize(1).build()) {
            pool.boot(engine(), DATA);
            CompletableFuture<ChunkResult> running = pool.runChunk(task("spin", 0));
            CompletableFuture<ChunkResult> queued = pool.runChunk(task("", 1));
            CompletableFuture<ChunkResult> last = pool.runChunk(task("", 2));
            await(() -> pool.metrics().active() == 1);
            assertTrue(pool.cancel(queued));
            assertTrue(pool.cancel(running));
            assertFalse(pool.cancel(running));
            assertEquals("WorkerManager: chunk cancelled", rejection(running));
            assertEquals("WorkerManager: chunk cancelled", rejection(queued));
            assertTrue(last.join().isSuccess());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item12_timersOfChunksThatAreOver_doNothing(String tier) {
        try (WorkerPool pool = builder(tier).watchdog(Duration.ofMillis(2_000)).build()) {
            pool.boot(engine(), DATA);
            assertTrue(pool.runChunk(task("", 0)).join().isSuccess());
            sleep(3_000);
            assertTrue(ears.fatal.isEmpty(), ears.fatal.toString());
            assertTrue(pool.runChunk(task("", 1)).join().isSuccess());
            assertEquals(0, pool.metrics().replaced());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item13_panic_legacyWaitsForTheWatchdog_improvedReplacesAtOnce(String tier) {
        try (WorkerPool pool = builder(tier).mode(PoolMode.LEGACY).watchdog(Duration.ofMillis(2_000)).build()) {
            pool.boot(engine(), DATA);
            await(() -> pool.metrics().state() == PoolState.READY);
            CompletableFuture<ChunkResult> panicking = pool.runChunk(task("panic", 0));
            await(() -> !ears.fatal.isEmpty());
            assertEquals("[w1] Engine panic: out of mana", ears.fatal.getFirst());
            assertEquals(PoolState.ERROR, pool.metrics().slots().getFirst().state());
            assertTrue(pool.runChunk(task("events=1", 1)).join().isSuccess(), "the other slot goes on");
            assertEquals("WorkerManager restarting", rejection(panicking));
            assertTrue(pool.runChunk(task("", 2)).join().isSuccess());
        }
        ears.fatal.clear();
        try (WorkerPool pool = builder(tier).build()) {
            pool.boot(engine(), DATA);
            await(() -> pool.metrics().state() == PoolState.READY);
            ChunkResult result = pool.runChunk(task("panic", 0)).join();
            assertEquals("Engine panic: out of mana", result.error());
            assertEquals(List.of("[w1] Engine panic: out of mana"), ears.fatal);
            assertTrue(pool.runChunk(task("", 1)).join().isSuccess());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item14_setPoolSize_clampsAndCountsAtOnce(String tier) {
        Gate gate = new Gate();
        try (WorkerPool pool = builder(tier).cores(3).poolSize(1).resolver(gate.resolver()).build()) {
            pool.boot(engine(), DATA);
            await(() -> pool.metrics().state() == PoolState.READY);
            List<CompletableFuture<ChunkResult>> futures = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                futures.add(pool.runChunk(task("ask=getHold", i)));
            }
            assertEquals(1, pool.metrics().active());
            pool.setPoolSize(99);
            assertEquals(3, pool.poolSize());
            assertEquals(3, pool.metrics().active());
            pool.setPoolSize(-1);
            assertEquals(1, pool.poolSize());
            assertEquals(3, pool.metrics().active(), "those that run go on");
            gate.open.complete(new byte[] {1});
            futures.forEach(CompletableFuture::join);
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item15_disabledSlot_getsNoNewChunk(String tier) {
        try (WorkerPool pool = builder(tier).build()) {
            pool.boot(engine(), DATA);
            pool.setWorkerEnabled("w1", false);
            pool.setWorkerEnabled("w99", false);
            for (int i = 0; i < 5; i++) {
                assertTrue(pool.runChunk(task("", i)).join().isSuccess());
                assertEquals("w2", ears.slotOfChunk.get(i));
            }
            pool.setWorkerEnabled("w2", false);
            CompletableFuture<ChunkResult> held = pool.runChunk(task("", 9));
            assertEquals(1, pool.metrics().queued());
            pool.setWorkerEnabled("w1", true);
            assertTrue(held.join().isSuccess());
            assertEquals("w1", ears.slotOfChunk.get(9));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item16_phases_comeInOrder(String tier) {
        List<Phase> seen = Collections.synchronizedList(new ArrayList<>());
        AtomicReference<WorkerPool> watched = new AtomicReference<>();
        Runnable look = () -> seen.add(watched.get().metrics().slots().getFirst().phase());
        ChunkSubmitter submitter = new ChunkSubmitter() {
            @Override
            public byte[] sign(ChunkTask task, byte[] bytes) {
                look.run();
                return bytes;
            }

            @Override
            public void submit(ChunkTask task, byte[] signed) {
                look.run();
            }
        };
        PoolListener listener = new PoolListener() {
            @Override
            public void progressed(String slot, ChunkTask task, Progress progress) {
                look.run();
            }
        };
        Resolver resolver = Resolver.of(Map.of("getItem", (Query) arguments -> {
            look.run();
            return CompletableFuture.completedFuture(new byte[] {1});
        }));
        try (WorkerPool pool = builder(tier).cores(1).resolver(resolver).submitter(submitter).listener(listener)
                .build()) {
            watched.set(pool);
            pool.boot(engine(), DATA);
            assertTrue(pool.runChunk(task("item=5", 0)).join().isSuccess());
            assertEquals(List.of(Phase.FETCHING, Phase.SIMULATING, Phase.SIGNING, Phase.SUBMITTING),
                    seen.stream().distinct().toList());
            await(() -> pool.metrics().phase() == Phase.READY);
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item17_withoutPriming_chunksSaySo(String tier) {
        Resolver resolver = Resolver.of(Map.of("getItem", (Query) arguments -> null));
        try (WorkerPool pool = builder(tier).resolver(resolver).build()) {
            pool.boot(engine(), null);
            await(() -> pool.metrics().state() == PoolState.READY);
            ChunkResult result = pool.runChunk(task("", 0)).join();
            assertFalse(result.isSuccess());
            assertEquals("Sim worker not primed. Call prime() first.", result.error());
            pool.prime(Map.of("getItem(3)", new byte[] {9}));
            assertTrue(pool.runChunk(task("item=3", 0)).join().isSuccess(), "from the bulk data");
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item18_sameInput_sameBytes_onAnySlot(String tier) {
        try (WorkerPool pool = builder(tier).build()) {
            pool.boot(engine(), DATA);
            byte[] first = pool.runChunk(task("", 5)).join().bytes();
            pool.setWorkerEnabled("w1", false);
            assertArrayEquals(first, pool.runChunk(task("", 5)).join().bytes());
            assertEquals("w2", ears.slotOfChunk.get(5));
            assertFalse(java.util.Arrays.equals(first, pool.runChunk(task("", 6)).join().bytes()));
            assertFalse(java.util.Arrays.equals(first,
                    pool.runChunk(new ChunkTask("job", "", 500, 43, 5)).join().bytes()));
        }
    }

    @Test
    void item18b_sameInput_sameBytes_onEveryTier() {
        List<byte[]> all = new ArrayList<>();
        for (String tier : Tiers.all()) {
            try (WorkerPool pool = builder(tier).build()) {
                pool.boot(engine(), DATA);
                all.add(pool.runChunk(task("events=77", 5)).join().bytes());
            }
        }
        all.forEach(bytes -> assertArrayEquals(all.getFirst(), bytes));
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item19and20_cache_countsAndKeepsNothingNegative(String tier) {
        AtomicInteger asked = new AtomicInteger();
        Resolver resolver = Resolver.of(Map.of("getItem", (Query) arguments -> {
            int number = asked.incrementAndGet();
            return arguments.getFirst().equals("404")
                    ? CompletableFuture.failedFuture(new IOException("Item 404 not found"))
                    : CompletableFuture.completedFuture(new byte[] {(byte) number});
        }));
        try (WorkerPool pool = builder(tier).cores(2).poolSize(1).resolver(resolver).build()) {
            pool.boot(engine(), DATA);
            pool.setWorkerEnabled("w2", false);
            for (int i = 0; i < 3; i++) {
                assertTrue(pool.runChunk(task("item=1", i)).join().isSuccess());
            }
            pool.setWorkerEnabled("w2", true);
            pool.setWorkerEnabled("w1", false);
            assertTrue(pool.runChunk(task("item=1", 3)).join().isSuccess(), "from the store that slots share");
            assertEquals(1, asked.get());
            assertEquals(3, pool.metrics().cacheHits());
            assertEquals(1, pool.metrics().cacheMisses());
            assertTrue(ears.said.contains("[w1] Resolver: getItem(1) [remote]"));
            assertTrue(ears.said.contains("[w1] Resolver: getItem(1) [memory hit]"));
            assertTrue(ears.said.contains("[w2] Resolver: getItem(1) [store hit]"));
            for (int i = 0; i < 2; i++) {
                assertEquals("getItem: Item 404 not found", pool.runChunk(task("item=404", i)).join().error());
            }
            assertEquals(3, asked.get(), "asked again");
        }
    }

    @Test
    void item21_engineFiles_areNamedByContent() throws IOException {
        Path engine = Files.write(folder.resolve("engine.wasm"), engine());
        Path common = Files.write(folder.resolve("common.wasm"), new byte[] {1});
        Path served = folder.resolve("wasm");
        EngineFiles.publish(engine, common, served);
        String hash = EngineFiles.shortHash(engine());
        assertEquals("wowlab-engine-0.1.0-" + hash, EngineFiles.version("wowlab-engine-0.1.0", engine()));
        String name = "wowlab_engine_bg." + hash + ".wasm";
        assertArrayEquals(engine(), Files.readAllBytes(served.resolve(name)));
        String manifest = Files.readString(served.resolve("manifest.json"));
        assertTrue(manifest.startsWith("{\"engineWasm\":\"/wasm/" + name + "\",\"commonWasm\":\"/wasm/"), manifest);
        EngineFiles.publish(engine, common, served);
        assertEquals(manifest, Files.readString(served.resolve("manifest.json")), "same bytes, same name");
        Files.write(engine, new byte[] {2});
        EngineFiles.publish(engine, common, served);
        assertFalse(Files.exists(served.resolve(name)), "older ones are deleted");
        assertNotEquals(manifest, Files.readString(served.resolve("manifest.json")));
        assertThrows(NoSuchFileException.class, () -> EngineFiles.publish(folder.resolve("none"), common, served));
    }

    @Test
    void item22_aggregateState_hasAnOrder() {
        assertEquals(PoolState.ERROR, PoolState.of(List.of(PoolState.BUSY, PoolState.ERROR)));
        assertEquals(PoolState.BUSY, PoolState.of(List.of(PoolState.INITIALIZING, PoolState.BUSY, PoolState.IDLE)));
        assertEquals(PoolState.INITIALIZING, PoolState.of(List.of(PoolState.READY, PoolState.INITIALIZING)));
        assertEquals(PoolState.TERMINATED, PoolState.of(List.of(PoolState.TERMINATED, PoolState.TERMINATED)));
        assertEquals(PoolState.READY, PoolState.of(List.of(PoolState.TERMINATED, PoolState.READY, PoolState.IDLE)));
        assertEquals(PoolState.IDLE, PoolState.of(List.of(PoolState.IDLE)));
        assertEquals(PoolState.TERMINATED, PoolState.of(List.of()));
    }

    @Test
    void item23_ledger_completionsAndReclaims() {
        ChunkLedger ledger = new ChunkLedger(2);
        ChunkLedger.Claim claim = ledger.claim(0);
        assertEquals(0, claim.chunk());
        assertEquals(Completion.ACCEPTED, ledger.complete(0, claim.token(), new byte[] {1}));
        assertEquals(Completion.DUPLICATE, ledger.complete(0, claim.token(), new byte[] {1}));
        assertEquals(Completion.CONFLICT, ledger.complete(0, claim.token(), new byte[] {2}));
        assertEquals(Completion.STALE, ledger.complete(0, claim.token() + 9, new byte[] {1}));
        assertEquals(Completion.STALE, ledger.complete(77, 1, new byte[0]));
        assertEquals(List.of(200, 200, 409, 410),
                java.util.Arrays.stream(Completion.values()).map(Completion::status).toList());
        long now = 0;
        for (int attempt = 1; attempt <= 3; attempt++) {
            ChunkLedger.Claim late = ledger.claim(now);
            assertEquals(attempt, late.attempt());
            assertEquals(0, ledger.sweep(now + 300_000), "five minutes are allowed");
            now += 300_001;
            assertEquals(1, ledger.sweep(now));
            assertEquals(Completion.STALE, ledger.complete(1, late.token(), new byte[] {1}));
        }
        assertEquals(null, ledger.claim(now));
        assertTrue(ledger.isOver());
        assertTrue(ledger.hasFailed());
        assertEquals(3, ChunkLedger.chunks(100_001));
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item24_earlyExit_onlyAtHundreds_andPastTheMinimum(String tier) {
        try (WorkerPool pool = builder(tier).build()) {
            pool.boot(engine(), DATA);
            int[][] expected = {{1_000, 0, 100}, {1_000, 250, 300}, {1_000, 100, 100}, {0, 0, 500}};
            for (int[] each : expected) {
                byte[] bytes = pool.runChunk(task("target=" + each[0] + " min=" + each[1], 0)).join().bytes();
                assertEquals(each[2], ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong());
            }
            byte[] odd = pool.runChunk(new ChunkTask("job", "", 123, 1, 0)).join().bytes();
            assertEquals(123, ByteBuffer.wrap(odd).order(ByteOrder.LITTLE_ENDIAN).getLong());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void linesOfAChunk_areInOrder_andAFailingCallbackIsNotFatal(String tier) {
        try (WorkerPool pool = builder(tier).poolSize(1).build()) {
            pool.boot(engine(), DATA);
            await(() -> pool.metrics().state() == PoolState.READY);
            assertTrue(pool.runChunk(new ChunkTask("job", "", 200, 42, 3)).join().isSuccess());
            assertEquals(2, ears.progressed.get());
            List<String> lines = ears.said.stream().map(line -> line.replaceAll("\\d+ms|\\d+/s", "*")).toList();
            assertEquals(List.of("[w1] Running sim: 200 iterations, seed=42", "[w1] Sim progress: 100/200 (50%) *",
                    "[w1] Sim progress: 200/200 (100%) *", "[w1] Sim complete, protobuf=24 bytes (*)",
                    "[w1] Chunk submitted: 3"), lines);
        }
    }

    @ParameterizedTest
    @EnumSource(PoolMode.class)
    void engineThatCannotBeMade_isFatal_notAHang(PoolMode mode) {
        byte[] broken = dev.weft.text.TextParser.assemble("(module (func (export \"run_chunk\")))");
        try (WorkerPool pool = builder("interp").mode(mode).build()) {
            pool.boot(broken, DATA);
            await(() -> ears.fatal.size() >= 2);
            await(() -> pool.metrics().state() == PoolState.ERROR);
            assertTrue(ears.fatal.getFirst().contains("no export run_chunk"), ears.fatal.getFirst());
        }
    }

    @Test
    void resolver_ofAnObject_callsItsMethods() {
        try (WorkerPool pool = builder("interp").resolver(Resolver.ofMethods(new Methods())).build()) {
            pool.boot(engine(), DATA);
            assertTrue(pool.runChunk(task("item=6", 0)).join().isSuccess());
            assertEquals("getNone: nothing", pool.runChunk(task("ask=getNone", 0)).join().error());
        }
    }

    /** Methods of a resolver. */
    public static final class Methods {
        /** An item. */
        public CompletableFuture<byte[]> getItem(String id) {
            return CompletableFuture.completedFuture(id.getBytes(StandardCharsets.UTF_8));
        }

        /** No item. */
        public CompletableFuture<byte[]> getNone() {
            return CompletableFuture.failedFuture(new IOException("nothing"));
        }
    }

    @Test
    void queue_thatIsFull_refuses() {
        Gate gate = new Gate();
        try (WorkerPool pool = builder("interp").poolSize(1).queueLimit(2).resolver(gate.resolver()).build()) {
            pool.boot(engine(), DATA);
            await(() -> pool.metrics().state() == PoolState.READY);
            List<CompletableFuture<ChunkResult>> futures = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                futures.add(pool.runChunk(task("ask=getHold", i)));
            }
            assertEquals("WorkerManager: queue is full", rejection(futures.getLast()));
            gate.open.complete(new byte[] {1});
            futures.subList(0, 3).forEach(CompletableFuture::join);
        }
    }
}
