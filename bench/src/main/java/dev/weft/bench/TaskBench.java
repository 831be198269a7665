package dev.weft.bench;

import dev.weft.host.HostLayer;
import dev.weft.host.webble.TaskPool;
import dev.weft.host.webble.WebblePool;
import dev.weft.runtime.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures tasks over one shared memory: {@code java -cp bench/target/bench.jar dev.weft.bench.TaskBench WHAT [TIER
 * [COUNT]]}, where WHAT is {@code stealable}, {@code wake}, {@code stop} or {@code java}. Runs in the project's folder,
 * whose guests it uses.
 */
public final class TaskBench {
    private static final int SUSPEND = 2;
    private static final int SPIN = 3;

    private TaskBench() {
    }

    public static void main(String[] args) throws Exception {
        String tier = args.length > 1 ? args[1] : "jit";
        int count = args.length > 2 ? Integer.parseInt(args[2]) : 0;
        switch (args.length > 0 ? args[0] : "") {
            case "stealable" -> stealable(tier, count == 0 ? 10_000_000 : count);
            case "wake" -> wake(tier, count == 0 ? 20_000 : count);
            case "stop" -> stop(tier, count == 0 ? 50 : count);
            case "java" -> java(count == 0 ? 10_000_000 : count);
            default -> print("stealable, wake, stop or java; then a tier, and a count");
        }
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private static WebblePool pool(String tier) throws IOException {
        HostLayer layer = HostLayer.builder(Engine.builder().tier(tier).build()).abi("webble").build();
        return WebblePool.builder(layer, Files.readAllBytes(Path.of("guests/webble/tasks.wasm"))).build();
    }

    private static int number(WebblePool pool, String export, Object... arguments) {
        return (int) pool.call(export, arguments).join();
    }

    /** Empty tasks, spawned by tasks on the workers, each of which marks a number of its own. */
    private static void stealable(String tier, int count) throws Exception {
        try (WebblePool pool = pool(tier)) {
            pool.init(2);
            int chunk = Math.min(count, 10_000_000);
            for (int round = 0, done = 0; done < count; round++, done += chunk) {
                pool.call("clear_marks").join();
                long began = System.nanoTime();
                pool.call("spread", 0, chunk).join();
                while (number(pool, "marked") < chunk) {
                    Thread.sleep(1);
                }
                double seconds = (System.nanoTime() - began) / 1e9;
                print("%s round %d: %,d tasks in %.2f s, %,.0f/s; by worker %,d and %,d; twice %d; missing %d", tier,
                        round, chunk, seconds, chunk / seconds, number(pool, "marked_by", 0),
                        number(pool, "marked_by", 1), number(pool, "marked_twice"),
                        number(pool, "first_unmarked", chunk) + 1);
            }
        }
    }

    /** A suspended task of an idle worker is woken by main, until it is done: both ways through the event loops. */
    private static void wake(String tier, int count) throws Exception {
        try (WebblePool pool = pool(tier)) {
            pool.init(1);
            long[] nanos = new long[count];
            for (int i = 0; i < count; i++) {
                int handle = number(pool, "spawn", SUSPEND, 0L);
                while (number(pool, "kind_of", handle) != 1) {
                    Thread.onSpinWait();
                }
                long began = System.nanoTime();
                pool.call("wake", handle).join();
                while (number(pool, "state_of", handle) == 0) {
                    Thread.onSpinWait();
                }
                nanos[i] = System.nanoTime() - began;
                pool.call("release", handle).join();
            }
            distribution(tier + " wake, as main sees it", nanos);
        }
    }

    /** A worker whose task spins is ended: by a shutdown, and alone. */
    private static void stop(String tier, int count) throws Exception {
        long[] shutdowns = new long[count];
        long[] alone = new long[count];
        try (WebblePool pool = pool(tier)) {
            for (int i = 0; i < count; i++) {
                spin(pool);
                long began = System.nanoTime();
                pool.shutdown();
                shutdowns[i] = System.nanoTime() - began;
                spin(pool);
                long replaced = pool.metrics().replaced();
                began = System.nanoTime();
                pool.stop(0, "measured");
                while (pool.metrics().replaced() == replaced) {
                    Thread.sleep(Duration.ofNanos(100_000));
                }
                alone[i] = System.nanoTime() - began;
                pool.shutdown();
            }
        }
        distribution(tier + " shutdown with a spinner, grace of 40 ms included", shutdowns);
        distribution(tier + " stop of a spinner, until its successor starts", alone);
    }

    private static void spin(WebblePool pool) throws InterruptedException {
        pool.init(2);
        pool.call("clear_marks").join();
        pool.call("spawn", SPIN, 0L).join();
        while (number(pool, "counted") == 0) {
            Thread.sleep(1);
        }
    }

    private static void distribution(String what, long[] nanos) {
        Arrays.sort(nanos);
        print("%s: %d times, median %.3f ms, 90 %% %.3f, 99 %% %.3f, longest %.3f", what, nanos.length,
                nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 9 / 10] / 1e6, nanos[nanos.length * 99 / 100] / 1e6,
                nanos[nanos.length - 1] / 1e6);
    }

    /** The same tasks in Java. */
    private static void java(int count) throws InterruptedException {
        try (TaskPool pool = TaskPool.start(2)) {
            for (int round = 0; round < 3; round++) {
                CountDownLatch left = new CountDownLatch(count);
                AtomicInteger[] by = {new AtomicInteger(), new AtomicInteger()};
                long began = System.nanoTime();
                for (int i = 0; i < count / 1_000; i++) {
                    pool.spawnStealable(() -> {
                        for (int k = 0; k < 1_000; k++) {
                            pool.spawnStealable(() -> {
                                by[TaskPool.threadId()].incrementAndGet();
                                left.countDown();
                                return null;
                            });
                        }
                        return null;
                    });
                }
                left.await();
                double seconds = (System.nanoTime() - began) / 1e9;
                print("java round %d: %,d tasks in %.2f s, %,.0f/s; by worker %,d and %,d", round, count, seconds,
                        count / seconds, by[0].get(), by[1].get());
            }
        }
    }
}
