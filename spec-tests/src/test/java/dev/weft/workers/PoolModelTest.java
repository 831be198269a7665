package dev.weft.workers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.host.HostLayer;
import dev.weft.host.wowlab.ChunkResult;
import dev.weft.host.wowlab.ChunkTask;
import dev.weft.host.wowlab.PoolException;
import dev.weft.host.wowlab.PoolMetrics;
import dev.weft.host.wowlab.PoolMode;
import dev.weft.host.wowlab.PoolState;
import dev.weft.host.wowlab.Resolver;
import dev.weft.host.wowlab.WorkerPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.state.ActionChain;

/**
 * Wowlab's pool against a queue and three places: which chunk runs in which slot, what comes of it, and that each is
 * answered once. Every chunk asks for something first and gets it when the test lets it end; after each step the test
 * waits until the pool is as the model says.
 */
class PoolModelTest {
    private static final int TRIES = 30;
    private static final int STEPS = 30;
    private static final int SLOTS = 3;
    private static final int LONGEST_QUEUE = 4;
    private static final HostLayer LAYER = HostLayer.builder(Tiers.engine("interp")).abi("wowlab").build();

    /** How a chunk ends once it has what it asked for. */
    private enum Ending {
        RESULT(""), TRAP(" trap"), PANIC(" panic");

        private final String word;

        Ending(String word) {
            this.word = word;
        }
    }

    /** A chunk: what it waits for, what the pool promised, and what the model says of it. */
    private static final class Chunk {
        final Ending ending;
        final CompletableFuture<byte[]> gate = new CompletableFuture<>();
        CompletableFuture<ChunkResult> future;
        volatile boolean asked;

        Chunk(Ending ending) {
            this.ending = ending;
        }
    }

    /** A pool and its model. */
    static final class Pool {
        private final PoolMode mode;
        private final List<Chunk> chunks = new ArrayList<>();
        private final Deque<Chunk> queue = new ArrayDeque<>();
        private final Chunk[] slots = new Chunk[SLOTS];
        private final boolean[] enabled = new boolean[SLOTS];
        private final long[] settled = new long[SLOTS];
        private final WorkerPool pool;
        private int size = 2;
        private long replaced;
        private boolean booted;

        Pool(PoolMode mode) {
            this.mode = mode;
            Resolver resolver = name -> {
                Chunk chunk = chunk(Integer.parseInt(name.substring("hold".length())));
                return (Resolver.Query) arguments -> {
                    chunk.asked = true;
                    return chunk.gate;
                };
            };
            pool = WorkerPool.builder(LAYER).mode(mode).cores(SLOTS).poolSize(size).queueLimit(LONGEST_QUEUE)
                    .resolver(resolver).build();
            boot(0);
        }

        private Chunk chunk(int number) {
            synchronized (chunks) {
                return chunks.get(number);
            }
        }

        void boot(int number) {
            if (!booted) {
                try {
                    pool.boot(Files.readAllBytes(Guests.folder("wowlab").resolve("sim.wasm")), Map.of());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                made();
            }
        }

        /** All slots are new. */
        private void made() {
            booted = true;
            Arrays.fill(enabled, true);
            Arrays.fill(settled, 0);
        }

        void submit(int number) {
            // a chunk that panics in a legacy pool is for the watchdog
            Ending ending = mode == PoolMode.LEGACY ? Ending.values()[number % 2] : Ending.values()[number % 3];
            Chunk chunk = new Chunk(ending);
            int index = chunks.size();
            synchronized (chunks) {
                chunks.add(chunk);
            }
            chunk.future = pool.runChunk(new ChunkTask("job", "ask=hold" + index + ending.word, 100, 42, index));
            if (!booted) {
                assertFails(chunk, "WorkerManager: not booted. Call boot() first.");
            } else if (queue.size() >= LONGEST_QUEUE) {
                assertFails(chunk, "WorkerManager: queue is full");
            } else {
                queue.add(chunk);
                dispatch();
            }
        }

        private void dispatch() {
            for (int i = 0; i < SLOTS && !queue.isEmpty() && running().size() < size; i++) {
                if (enabled[i] && slots[i] == null) {
                    slots[i] = queue.remove();
                }
            }
        }

        private List<Chunk> running() {
            List<Chunk> running = new ArrayList<>();
            for (Chunk chunk : slots) {
                if (chunk != null) {
                    running.add(chunk);
                }
            }
            return running;
        }

        private int busySlot(int number) {
            List<Chunk> running = running();
            return running.isEmpty() ? -1 : slotOf(running.get(number % running.size()));
        }

        /** Where a chunk runs; -1: it does not. */
        private int slotOf(Chunk chunk) {
            return Arrays.asList(slots).indexOf(chunk);
        }

        void answer(int number) {
            int slot = busySlot(number);
            if (slot >= 0) {
                Chunk chunk = over(slot);
                chunk.gate.complete(new byte[] {1});
                ChunkResult result = join(chunk);
                assertEquals(chunk.ending == Ending.RESULT, result.isSuccess(), result::toString);
                if (chunk.ending == Ending.TRAP) {
                    assertTrue(result.error().startsWith("unreachable"), result.error());
                } else if (chunk.ending == Ending.PANIC) {
                    assertEquals("Engine panic: out of mana", result.error());
                }
            }
        }

        void refuse(int number) {
            int slot = busySlot(number);
            if (slot >= 0) {
                Chunk chunk = over(slot);
                chunk.gate.completeExceptionally(new IOException("number " + number));
                ChunkResult result = join(chunk);
                assertFalse(result.isSuccess());
                assertEquals("hold" + chunks.indexOf(chunk) + ": number " + number, result.error());
            }
        }

        private Chunk over(int slot) {
            Chunk chunk = slots[slot];
            slots[slot] = null;
            settled[slot]++;
            dispatch();
            return chunk;
        }

        private ChunkResult join(Chunk chunk) {
            OxidePuppet.await(chunk.future::isDone);
            ChunkResult result = chunk.future.join();
            assertEquals(chunks.indexOf(chunk), result.chunk());
            return result;
        }

        void cancel(int number) {
            if (chunks.isEmpty()) {
                return;
            }
            Chunk chunk = chunks.get(number % chunks.size());
            int slot = slotOf(chunk);
            boolean stops = slot >= 0 && mode == PoolMode.IMPROVED;
            boolean expected = queue.remove(chunk) || stops;
            assertEquals(expected, pool.cancel(chunk.future));
            if (stops) {
                slots[slot] = null;
                replaced++;
                dispatch();
            }
            if (expected) {
                assertFails(chunk, "WorkerManager: chunk cancelled");
            }
        }

        void resize(int number) {
            size = Math.clamp(number % 6, 1, SLOTS);
            pool.setPoolSize(number % 6);
            dispatch();
        }

        void enable(int number) {
            int slot = number / 2 % SLOTS;
            pool.setWorkerEnabled("w" + (slot + 1), number % 2 == 0);
            if (booted) {
                enabled[slot] = number % 2 == 0;
                dispatch();
            }
        }

        void prime(int number) {
            pool.prime(Map.of("getItem", new byte[] {(byte) number}));
            if (booted && mode == PoolMode.LEGACY) {
                ended("WorkerManager restarting");
                made();
            }
        }

        void restart(int number) {
            pool.restart();
            ended("WorkerManager restarting");
            made();
        }

        void kill(int number) {
            pool.kill();
            ended("WorkerManager terminated");
            booted = false;
        }

        private void ended(String reason) {
            List<Chunk> failed = running();
            failed.addAll(queue);
            queue.clear();
            Arrays.fill(slots, null);
            failed.forEach(chunk -> assertFails(chunk, reason));
        }

        private static void assertFails(Chunk chunk, String message) {
            assertTrue(chunk.future.isDone(), message);
            CompletionException thrown = assertThrows(CompletionException.class, chunk.future::join);
            assertEquals(message, assertInstanceOf(PoolException.class, thrown.getCause()).getMessage());
        }

        void check() {
            PoolMetrics metrics = whenSettled();
            assertEquals(queue.size(), metrics.queued());
            assertEquals(running().size(), metrics.active());
            assertEquals(size, pool.poolSize());
            assertEquals(replaced, metrics.replaced());
            assertEquals(booted ? SLOTS : 0, metrics.slots().size());
            for (int i = 0; i < metrics.slots().size(); i++) {
                PoolMetrics.Slot slot = metrics.slots().get(i);
                assertEquals("w" + (i + 1), slot.id());
                assertEquals(slots[i] != null, slot.state() == PoolState.BUSY, slot.id());
                assertEquals(enabled[i], slot.enabled(), slot.id());
                assertEquals(settled[i], slot.chunks(), slot.id());
            }
            for (Chunk chunk : running()) {
                OxidePuppet.await(() -> chunk.asked);
                assertFalse(chunk.future.isDone());
            }
            for (Chunk chunk : queue) {
                assertFalse(chunk.asked || chunk.future.isDone());
            }
        }

        /** The metrics when no slot is being made any more. */
        private PoolMetrics whenSettled() {
            PoolMetrics[] last = new PoolMetrics[1];
            OxidePuppet.await(() -> {
                last[0] = pool.metrics();
                return last[0].slots().stream().noneMatch(slot -> slot.state() == PoolState.INITIALIZING);
            });
            return last[0];
        }
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void pool_whateverHappens_runsTheOldestChunksInTheFirstFreeSlots(@ForAll("pools") ActionChain<Pool> chain) {
        Pool pool = chain.withInvariant(Pool::check).run();
        pool.pool.close();
        pool.ended("WorkerManager disposed");
    }

    @Provide
    Arbitrary<ActionChain<Pool>> pools() {
        return Arbitraries.of(PoolMode.class).flatMap(mode -> ActionChain.startWith(() -> new Pool(mode))
                .withAction(12, Steps.of("submit", Pool::submit)).withAction(6, Steps.of("answer", Pool::answer))
                .withAction(2, Steps.of("refuse", Pool::refuse)).withAction(3, Steps.of("cancel", Pool::cancel))
                .withAction(2, Steps.of("resize", Pool::resize)).withAction(3, Steps.of("enable", Pool::enable))
                .withAction(1, Steps.of("prime", Pool::prime)).withAction(1, Steps.of("restart", Pool::restart))
                .withAction(1, Steps.of("kill", Pool::kill)).withAction(2, Steps.of("boot", Pool::boot))
                .withMaxTransformations(STEPS));
    }
}
