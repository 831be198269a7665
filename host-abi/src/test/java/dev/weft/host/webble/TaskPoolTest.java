package dev.weft.host.webble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskPoolTest {
    private static void await(CountDownLatch latch) throws InterruptedException {
        assertTrue(latch.await(60, TimeUnit.SECONDS));
    }

    /** A future is done a moment before the load is given back. */
    private static void awaitNoLoad(TaskPool pool) {
        for (int i = 0; i < pool.workers(); i++) {
            while (pool.load(i) != 0) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void spawn_leastLoadFirst_tieToTheLowest_loadComesBack() throws Exception {
        try (TaskPool pool = TaskPool.start(3)) {
            CountDownLatch open = new CountDownLatch(1);
            List<CompletableFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                futures.add(pool.spawn(() -> {
                    await(open);
                    return TaskPool.threadId();
                }));
            }
            for (int i = 0; i < 3; i++) {
                assertEquals(2, pool.load(i));
            }
            open.countDown();
            for (int i = 0; i < 6; i++) {
                assertEquals(i % 3, futures.get(i).join());
            }
            awaitNoLoad(pool);
        }
    }

    @Test
    void pinned_suspended_goesOnOnItsWorker() {
        try (TaskPool pool = TaskPool.start(4)) {
            List<CompletableFuture<Set<Integer>>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                // a set that is not safe for threads, held over suspensions
                all.add(pool.spawn(HashSet<Integer>::new, seen -> {
                    CompletableFuture<Set<Integer>> step = CompletableFuture.completedFuture(seen);
                    for (int k = 0; k < 10; k++) {
                        seen.add(TaskPool.threadId());
                        step = step.thenCombineAsync(pool.spawnStealable(() -> 1), (set, one) -> {
                            set.add(TaskPool.threadId());
                            return set;
                        }, TaskPool.here());
                    }
                    return step;
                }));
            }
            Set<Integer> used = new HashSet<>();
            for (CompletableFuture<Set<Integer>> each : all) {
                assertEquals(1, each.join().size());
                used.addAll(each.join());
            }
            assertEquals(Set.of(0, 1, 2, 3), used);
        }
    }

    @Test
    void stealable_runOnceEach_onSeveralWorkers() throws Exception {
        int count = 100_000;
        AtomicIntegerArray runs = new AtomicIntegerArray(count);
        Set<Integer> ids = ConcurrentHashMap.newKeySet();
        CountDownLatch left = new CountDownLatch(count);
        CountDownLatch both = new CountDownLatch(2);
        try (TaskPool pool = TaskPool.start(2)) {
            // both workers are there before any has done all the work
            for (int i = 0; i < 2; i++) {
                pool.spawn(() -> {
                    both.countDown();
                    await(both);
                    return null;
                });
            }
            for (int i = 0; i < 10; i++) {
                int first = i * (count / 10);
                pool.spawnStealable(() -> {
                    for (int k = first; k < first + count / 10; k++) {
                        int number = k;
                        pool.spawnStealable(() -> {
                            ids.add(TaskPool.threadId());
                            int times = runs.incrementAndGet(number);
                            left.countDown();
                            return times;
                        });
                    }
                    return null;
                });
            }
            await(left);
            for (int i = 0; i < count; i++) {
                assertEquals(1, runs.get(i));
            }
            assertTrue(ids.contains(0) || ids.contains(1));
            assertEquals(0, pool.waiting());
        }
    }

    @Test
    void sleepers_wakeForStealableWork_eachTime() {
        try (TaskPool pool = TaskPool.start(3)) {
            for (int i = 0; i < 20_000; i++) {
                int number = i;
                assertEquals(number, pool.spawnStealable(() -> number).join());
            }
        }
    }

    @Test
    void onMain_runsOnTheThreadThatIsMain_andMaySuspend() {
        try (TaskPool pool = TaskPool.start(2)) {
            CompletableFuture<String> answer = pool.spawn(() -> pool.onMain(TaskPool::threadId,
                    first -> pool.spawnStealable(() -> 5).thenApplyAsync(five -> first + " " + TaskPool.threadId(),
                            TaskPool.here())),
                    main -> main.thenApplyAsync(text -> text + " " + TaskPool.threadId(), TaskPool.here()));
            pool.runMain(answer);
            assertEquals("-1 -1 0", answer.join());
            assertEquals(-2, TaskPool.threadId());
            assertThrows(IllegalStateException.class, TaskPool::here);
        }
    }

    @Test
    void failure_failsItsFutureOnly() {
        try (TaskPool pool = TaskPool.start(1)) {
            CompletableFuture<Object> failed = pool.spawn(() -> {
                throw new IOException("broken");
            });
            assertInstanceOf(IOException.class, assertThrows(CompletionException.class, failed::join).getCause());
            assertEquals(3, pool.spawn(() -> 3).join());
            awaitNoLoad(pool);
        }
    }

    @Test
    void cancelled_beforeItRuns_neverRuns() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        try (TaskPool pool = TaskPool.start(1)) {
            CountDownLatch open = new CountDownLatch(1);
            pool.spawn(() -> {
                await(open);
                return null;
            });
            CompletableFuture<Integer> pinned = pool.spawn(ran::incrementAndGet);
            CompletableFuture<Integer> stealable = pool.spawnStealable(ran::incrementAndGet);
            pinned.cancel(false);
            stealable.cancel(false);
            open.countDown();
            assertEquals(1, pool.spawnStealable(() -> 1).join());
            pool.spawn(() -> 1).join();
            assertEquals(0, ran.get());
        }
    }

    @Test
    void close_failsWhatIsLeft_andInterruptsWhatRuns() throws Exception {
        CountDownLatch runs = new CountDownLatch(1);
        TaskPool pool = TaskPool.start(1);
        CompletableFuture<Object> running = pool.spawn(() -> {
            runs.countDown();
            new CountDownLatch(1).await();
            return null;
        });
        CompletableFuture<Integer> queued = pool.spawn(() -> 1);
        CompletableFuture<Integer> main = pool.onMain(() -> 1);
        await(runs);
        pool.close();
        for (CompletableFuture<?> each : List.of(running, queued, main, pool.spawn(() -> 2))) {
            assertThrows(CancellationException.class, each::join);
        }
    }
}
