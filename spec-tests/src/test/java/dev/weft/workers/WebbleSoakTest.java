package dev.weft.workers;

import static dev.weft.workers.OxidePuppet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.weft.host.kernel.RestartBudget;
import dev.weft.host.webble.WebbleMode;
import dev.weft.workers.WebblePuppet.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random spawning, waking, stopping, shutting down and starting again: every task is answered, or a wake-up was lost.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WebbleSoakTest {
    static List<String> tiers() {
        return Tiers.all();
    }

    /** A run with its random numbers; how many rounds it goes is told from outside. */
    private static final class Soak {
        private final WebblePuppet puppet;
        private final Random random;
        private final List<Integer> handles = new ArrayList<>();
        private final List<Integer> suspended = new ArrayList<>();
        /** Tasks that wake others, and whom. */
        private final Map<Integer, Integer> wakers = new LinkedHashMap<>();
        private boolean lossy;
        private int marked;

        Soak(WebblePuppet puppet, long seed) {
            this.puppet = puppet;
            this.random = new Random(seed);
        }

        void round() {
            handles.clear();
            suspended.clear();
            wakers.clear();
            marked = 0;
            lossy = random.nextInt(4) == 0;
            puppet.call("clear_marks");
            puppet.pool.init(1 + random.nextInt(6));
            for (int left = 1 + random.nextInt(40); left > 0; left--) {
                step();
            }
            boolean answered = random.nextInt(3) > 0;
            if (answered) {
                settle();
            }
            puppet.pool.shutdown();
            for (int handle : handles) {
                assertNotEquals(0, puppet.state(handle), "neither done nor dropped");
                puppet.call("release", handle);
            }
            assertEquals(0, puppet.callInt("marked_twice"));
            if (answered && !lossy) {
                assertEquals(marked, puppet.callInt("marked"));
            }
        }

        private void step() {
            switch (random.nextInt(lossy ? 10 : 8)) {
                case 0 -> handles.add(puppet.spawn(Kind.YIELD, random.nextInt(5)));
                case 1 -> handles.add(puppet.stealable(Kind.SUM, random.nextInt(20)));
                case 2 -> handles.add(puppet.spawn(Kind.ASK_MAIN, 0));
                case 3 -> suspended.add(puppet.spawn(Kind.SUSPEND, 0));
                case 4 -> suspended.add(puppet.stealable(Kind.SUSPEND, 0));
                case 5 -> wakeOne();
                case 6 -> mark(Kind.MARK);
                case 7 -> mark(Kind.MARK_IN_TWO);
                case 8 -> handles.add(random.nextBoolean() ? puppet.spawn(Kind.TRAP, 0)
                        : puppet.stealable(Kind.TRAP, 0));
                default -> puppet.pool.stop(random.nextInt(6), "soak");
            }
        }

        private void mark(Kind kind) {
            int count = random.nextInt(200);
            puppet.callInt("spawn_many", kind.ordinal(), marked, count);
            marked += count;
        }

        /** Has main, or a worker, wake a suspended task. */
        private void wakeOne() {
            if (!suspended.isEmpty()) {
                int target = suspended.remove(random.nextInt(suspended.size()));
                handles.add(target);
                puppet.awaitIdleOrOver(target);
                if (random.nextBoolean()) {
                    puppet.call("wake", target);
                } else {
                    int waker = puppet.stealable(Kind.WAKER, target);
                    handles.add(waker);
                    wakers.put(waker, target);
                }
            }
        }

        private void settle() {
            while (!suspended.isEmpty()) {
                wakeOne();
            }
            wakers.forEach((waker, target) -> {
                await(() -> puppet.state(waker) != 0);
                if (lossy && puppet.state(waker) < 0) {
                    // it was lost with the worker that ran it, and has woken nobody
                    puppet.call("wake", target);
                }
            });
            for (int handle : handles) {
                await(() -> puppet.state(handle) != 0);
                if (!lossy) {
                    assertEquals(1, puppet.state(handle));
                }
            }
            if (!lossy) {
                await(() -> puppet.callInt("marked") == marked);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void randomRounds_everyTaskIsAnswered(String tier) {
        try (WebblePuppet puppet = pool(tier)) {
            for (int seed = 0; seed < 25; seed++) {
                round(puppet, seed);
            }
        }
    }

    private static WebblePuppet pool(String tier) {
        return WebblePuppet.pool(tier, WebbleMode.IMPROVED, builder -> builder.restarts(RestartBudget.lifetime(0)));
    }

    private static void round(WebblePuppet puppet, long seed) {
        try {
            new Soak(puppet, seed).round();
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage() + ", " + puppet.pool.metrics(), e);
        }
    }

    /** For `weft.soak.seconds` seconds, by default 600. */
    @Tag("full")
    @Timeout(value = 7_200, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @ParameterizedTest
    @MethodSource("tiers")
    void randomRounds_forTenMinutes(String tier) {
        long end = System.nanoTime() + Long.getLong("weft.soak.seconds", 600) * 1_000_000_000 / tiers().size();
        long seed = 1_000;
        while (System.nanoTime() < end) {
            // a new memory now and then
            try (WebblePuppet puppet = pool(tier)) {
                for (int i = 0; i < 200 && System.nanoTime() < end; i++) {
                    round(puppet, seed++);
                }
            }
        }
        System.out.println("soak on " + tier + ": " + (seed - 1_000) + " rounds");
    }

    /** Ten million stealable tasks over two workers. */
    @Tag("full")
    @Timeout(value = 1_200, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @ParameterizedTest
    @MethodSource("tiers")
    void tenMillionStealableTasks_runOnceEach(String tier) {
        int count = tier.equals("interp") ? 1_000_000 : 10_000_000;
        try (WebblePuppet puppet = WebblePuppet.pool(tier, 2)) {
            puppet.call("spread", 0, count);
            for (int before = -1, now; (now = puppet.callInt("marked")) < count; before = now) {
                int last = before;
                await(() -> puppet.callInt("marked") > last);
            }
            assertEquals(0, puppet.callInt("marked_twice"));
            assertEquals(-1, puppet.callInt("first_unmarked", count));
            assertEquals(count, puppet.callInt("marked_by", 0) + puppet.callInt("marked_by", 1));
        }
    }
}
