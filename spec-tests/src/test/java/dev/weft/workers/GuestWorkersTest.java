package dev.weft.workers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.host.ExitReason;
import dev.weft.host.GuestModule;
import dev.weft.host.GuestOptions;
import dev.weft.host.HostContext;
import dev.weft.host.HostLayer;
import dev.weft.host.kernel.Kernel;
import dev.weft.host.kernel.Mail;
import dev.weft.host.kernel.Program;
import dev.weft.host.kernel.Worker;
import dev.weft.runtime.Engine;
import dev.weft.runtime.StoreLimits;
import dev.weft.text.TextParser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Workers of the kernel that host guests: kill, deadlines, fairness, reasons, pooled memory, accounts. */
class GuestWorkersTest {
    private static final String GUEST = """
            (module (memory (export "memory") 1 4)
              (func (export "spin") (loop $l (br $l)))
              (func (export "trap") unreachable)
              (func (export "mark") (result i32)
                (i32.load (i32.const 1000)) (i32.store (i32.const 1000) (i32.const 1)))
              (func (export "nop")))""";

    static List<String> controlled() {
        return Tiers.controlled();
    }

    static List<String> all() {
        return Tiers.all();
    }

    private static GuestModule module(Engine engine, String text) {
        return HostLayer.builder(engine).build().prepare(TextParser.assemble(text));
    }

    private static Program calling(GuestModule module, String function) {
        return self -> {
            HostContext guest = self.host(module, GuestOptions.DEFAULT);
            self.call(() -> guest.instance().function(function).call());
        };
    }

    @ParameterizedTest
    @MethodSource("all")
    void guest_endsWithAReason(String tier) {
        GuestModule module = module(Tiers.engine(tier), GUEST);
        try (Kernel kernel = Kernel.create()) {
            assertEquals(ExitReason.NORMAL, kernel.spawn(calling(module, "nop")).join());
            ExitReason trapped = kernel.spawn(calling(module, "trap")).join();
            assertEquals(ExitReason.Kind.TRAPPED, trapped.kind());
            assertTrue(trapped.detail().startsWith("unreachable (func"), trapped.detail());
            GuestOptions small = GuestOptions.DEFAULT.limits(StoreLimits.DEFAULT.withMemoryBytes(1));
            assertEquals(ExitReason.Kind.LOAD_FAILED, kernel.spawn(self -> self.host(module, small)).join().kind());
        }
    }

    @ParameterizedTest
    @MethodSource("controlled")
    void spinningGuest_killedOrOutOfFuelOrTime_ends(String tier) throws Exception {
        GuestModule module = module(Tiers.metered(tier), GUEST);
        try (Kernel kernel = Kernel.create()) {
            CountDownLatch spinning = new CountDownLatch(1);
            Worker killed = kernel.spawn(self -> {
                HostContext guest = self.host(module, GuestOptions.DEFAULT);
                self.call(() -> {
                    spinning.countDown();
                    return guest.instance().function("spin").call();
                });
            });
            spinning.await();
            killed.kill(ExitReason.killed("enough"));
            assertEquals(ExitReason.killed("enough"), killed.join());
            assertTrue(killed.usage().fuel() >= 0);
            Worker fuel = kernel.spawn(self -> {
                HostContext guest = self.host(module, GuestOptions.DEFAULT);
                guest.store().setFuel(10_000);
                self.call(() -> guest.instance().function("spin").call());
            });
            assertEquals(ExitReason.Kind.OUT_OF_FUEL, fuel.join().kind());
            assertTrue(fuel.usage().fuel() > 9_000, fuel.usage().toJson());
            Worker slow = kernel.spawn(self -> {
                self.setDeadline(Duration.ofMillis(30));
                calling(module, "spin").run(self);
            });
            assertEquals(ExitReason.deadline("after 30 ms"), slow.join());
        }
    }

    @ParameterizedTest
    @MethodSource("controlled")
    void spinners_onEveryCore_letOthersRun(String tier) {
        GuestModule module = module(Tiers.engine(tier), GUEST);
        try (Kernel kernel = Kernel.create()) {
            List<Worker> spinners = new ArrayList<>();
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                spinners.add(kernel.spawn(calling(module, "spin")));
            }
            AtomicInteger rounds = new AtomicInteger();
            Worker bystander = kernel.spawn(self -> {
                for (int i = 0; i < 20; i++) {
                    calling(module, "nop").run(self);
                    self.leave(ExitReason.NORMAL);
                    rounds.incrementAndGet();
                    Thread.yield();
                }
            });
            assertEquals(ExitReason.NORMAL, bystander.join());
            assertEquals(20, rounds.get());
            spinners.forEach(spinner -> spinner.kill(ExitReason.killed("done")));
            spinners.forEach(spinner -> assertEquals(ExitReason.killed("done"), spinner.join()));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void spawns_many_haveFreshMemoryEach(String tier) {
        GuestModule module = module(Tiers.engine(tier), GUEST);
        AtomicInteger sum = new AtomicInteger();
        AtomicInteger live = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        int count = 2_000;
        try (Kernel kernel = Kernel.builder().maxInstances(50).build()) {
            for (int i = 0; i < count; i++) {
                kernel.spawn(self -> {
                    HostContext guest = self.host(module, GuestOptions.DEFAULT);
                    most.accumulateAndGet(live.incrementAndGet(), Math::max);
                    sum.addAndGet((int) self.call(() -> guest.instance().function("mark").call()));
                    Thread.yield();
                    live.decrementAndGet();
                });
            }
            kernel.workers().forEach(Worker::join);
            assertEquals(count, kernel.finishedCount());
        }
        assertEquals(0, sum.get());
        assertTrue(most.get() <= 50, "at once: " + most);
    }

    @ParameterizedTest
    @MethodSource("all")
    void account_countsMessagesAndMemory(String tier) {
        GuestModule module = module(Tiers.engine(tier), GUEST);
        try (Kernel kernel = Kernel.create()) {
            Worker worker = kernel.spawn(self -> {
                self.host(module, GuestOptions.DEFAULT);
                self.receive();
                self.receive();
            });
            worker.mailbox().post(new Mail.Message(-1, new byte[10]));
            worker.mailbox().post(new Mail.Message(-1, new byte[20]));
            worker.join();
            assertEquals(2, worker.usage().received());
            assertEquals(30, worker.usage().receivedBytes());
            assertEquals(1 << 16, worker.usage().peakMemoryBytes());
            assertEquals(0, worker.usage().memoryBytes());
        }
    }
}
