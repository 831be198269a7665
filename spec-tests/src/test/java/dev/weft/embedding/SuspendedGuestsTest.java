package dev.weft.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.runtime.DeadlineAction;
import dev.weft.runtime.Engine;
import dev.weft.runtime.Instance;
import dev.weft.runtime.LinkedModule;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.Trap;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.script.Tiers;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MemType;
import dev.weft.text.TextParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A guest on a virtual thread that waits holds no platform thread, and little memory. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SuspendedGuestsTest {
    private static final FuncType NOTHING = new FuncType(List.of(), List.of());
    /** More than there ever are platform threads for them. */
    private static final int BLOCKED = 300;
    private static final int SPINNING = 40;
    private static final String GUEST = """
            (module (import "test" "memory" (memory 1 1 shared)) (import "test" "block" (func $block))
              (import "test" "arrived" (func $arrived))
              (func $inner (param i32) (if (local.get 0)
                (then (call $inner (i32.sub (local.get 0) (i32.const 1)))) (else (call $block))))
              (func (export "host") (call $inner (i32.const 3)))
              (func (export "wait") (call $arrived)
                (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1))))
              (func (export "yield") (call $arrived)
                (loop (br_if 0 (i32.eqz (i32.atomic.load (i32.const 4)))))))""";

    static List<String> tiers() {
        return Tiers.forTests();
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void guests_thatWait_holdNoPlatformThread(String tier) throws Exception {
        Path file = Files.createTempFile("pinned", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO);
            recording.start();
            Engine engine = Tiers.engine(tier);
            PreparedModule module = engine.prepare(TextParser.assemble(GUEST));
            for (String situation : List.of("host", "wait", "yield")) {
                // so that little is compiled afterwards: those who wait for a class to be loaded do hold their threads
                for (int i = 0; i < 4; i++) {
                    suspend(engine, module, situation, 1);
                }
                suspend(engine, module, situation, situation.equals("yield") ? SPINNING : BLOCKED);
            }
            recording.stop();
            recording.dump(file);
            List<String> pinned = new ArrayList<>();
            for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                if (event.getStackTrace() != null && !loadsClass(event)
                        && event.getStackTrace().getFrames().stream()
                                .anyMatch(frame -> isGuests(frame.getMethod().getType().getName()))) {
                    pinned.add(event.toString());
                }
            }
            assertEquals(List.of(), pinned);
        } finally {
            Files.delete(file);
        }
    }

    /** Whether it waits for a class to be loaded or initialized, which the tier {@code auto} does late. */
    private static boolean loadsClass(RecordedEvent pinned) {
        RecordedFrame innermost = pinned.getStackTrace().getFrames().getFirst();
        String type = innermost.getMethod().getType().getName();
        return type.equals("java.lang.Class") || type.equals("java.lang.ClassLoader")
                || innermost.getMethod().getName().startsWith("ensureClassInitialized")
                || pinned.getString("pinnedReason").startsWith("Waited for initialization of ");
    }

    private static boolean isGuests(String type) {
        return type.startsWith("wasm.") || type.startsWith("dev.weft.interp.") || type.startsWith("dev.weft.jit.")
                || type.startsWith("dev.weft.runtime.");
    }

    /** Lets guests come to where they wait, all at the same time, and go on. */
    private static void suspend(Engine engine, PreparedModule module, String situation, int guests)
            throws InterruptedException {
        CountDownLatch arrived = new CountDownLatch(guests);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger failures = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        try (Store memoryStore = Store.of(engine)) {
            MemoryInstance memory = memoryStore.newMemory(
                    new MemType(AddrType.I32, new Limits(1, 1, true), true, MemType.DEFAULT_PAGE_SIZE_LOG2));
            for (int i = 0; i < guests; i++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    try (Store store = Store.of(engine)) {
                        Linker linker = new Linker().define("test", "memory", memory)
                                .define("test", "block", NOTHING, (caller, slots, refs, base) -> {
                                    arrived.countDown();
                                    goOn.await();
                                })
                                .define("test", "arrived", NOTHING,
                                        (caller, slots, refs, base) -> arrived.countDown());
                        Instance instance = linker.instantiate(store, module);
                        store.setDeadline(1, DeadlineAction.yield(1));
                        instance.function(situation).call();
                    } catch (Throwable failure) {
                        failure.printStackTrace();
                        failures.incrementAndGet();
                        arrived.countDown();
                    }
                }));
            }
            arrived.await();
            goOn.countDown();
            memory.atomicStore32(4, 1);
            while (threads.stream().anyMatch(Thread::isAlive)) {
                memory.notify(0, -1);
                Thread.sleep(1);
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertEquals(0, failures.get(), situation);
    }

    /** A guest spins on every core, and a hundred others come later: those get at least half of all rounds. */
    @ParameterizedTest
    @MethodSource("tiers")
    @Tag("full")
    void guests_besideOnesThatSpinOnEveryCore_getHalfOfTheMachine(String tier) throws InterruptedException {
        int spinners = Runtime.getRuntime().availableProcessors();
        int others = 100;
        Engine engine = Tiers.engine(tier);
        PreparedModule module = engine.prepare(TextParser.assemble("""
                (module (global (export "rounds") (mut i64) (i64.const 0))
                  (func (export "spin") (loop (global.set 0 (i64.add (global.get 0) (i64.const 1))) (br 0))))"""));
        List<Instance> guests = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < spinners + others; i++) {
            Instance instance = new Linker().instantiate(Store.of(engine), module);
            guests.add(instance);
            instance.store().setDeadline(1, DeadlineAction.yield(1));
            threads.add(Thread.ofVirtual().start(() -> assertThrows(Trap.class,
                    () -> instance.function("spin").call())));
            if (i == spinners - 1) {
                Thread.sleep(500);
            }
        }
        List<Long> before = guests.stream().map(guest -> (Long) guest.global("rounds").get()).toList();
        Thread.sleep(8_000);
        long ofSpinners = 0;
        long ofOthers = 0;
        for (int i = 0; i < guests.size(); i++) {
            long rounds = (Long) guests.get(i).global("rounds").get() - before.get(i);
            ofSpinners += i < spinners ? rounds : 0;
            ofOthers += i < spinners ? 0 : rounds;
        }
        guests.forEach(guest -> guest.store().interrupt("enough"));
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.printf("%s: the others had %.3f of all rounds%n", tier,
                (double) ofOthers / (ofOthers + ofSpinners));
        assertTrue(ofOthers >= ofSpinners, ofOthers + " and " + ofSpinners);
    }

    /** In a JVM of its own, whose resident memory is what counts. */
    @Test
    @Tag("full")
    void aHundredThousandGuests_suspended_fitIntoTwoGibibytes() throws IOException, InterruptedException {
        Path output = Files.createTempFile("suspended", ".txt");
        try {
            Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC", "-Xmx1600m", "--enable-native-access=ALL-UNNAMED", "-cp",
                    System.getProperty("java.class.path"), SuspendedGuestsTest.class.getName(), "100000")
                    .redirectErrorStream(true).redirectOutput(output.toFile()).start();
            try {
                assertTrue(process.waitFor(250, TimeUnit.SECONDS));
            } finally {
                process.destroyForcibly();
            }
            String text = Files.readString(output);
            System.out.print(text);
            assertEquals(0, process.exitValue(), text);
        } finally {
            Files.delete(output);
        }
    }

    /** Suspends guests in a host function, prints how much memory that takes, and fails if it is more than 2 GiB. */
    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[0]);
        Engine engine = Engine.builder().tier(arguments.length > 1 ? arguments[1] : "jit").build();
        PreparedModule module = engine.prepare(TextParser.assemble("""
                (module (import "test" "block" (func $block))
                  (func $inner (param i32) (if (local.get 0)
                    (then (call $inner (i32.sub (local.get 0) (i32.const 1)))) (else (call $block))))
                  (func (export "run") (call $inner (i32.const 3))))"""));
        CountDownLatch arrived = new CountDownLatch(count);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        LinkedModule linked = new Linker().define("test", "block", NOTHING, (caller, slots, refs, base) -> {
            arrived.countDown();
            goOn.await();
        }).link(module);
        List<Thread> threads = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try (Store store = Store.of(engine)) {
                    linked.instantiate(store).function("run").call();
                    ended.incrementAndGet();
                }
            }));
        }
        arrived.await();
        long kibibytes;
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            kibibytes = lines.filter(line -> line.startsWith("VmHWM:")).findFirst()
                    .map(line -> Long.parseLong(line.replaceAll("[^0-9]", ""))).orElse(0L);
        }
        goOn.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println(count + " suspended guests: " + kibibytes / 1024 + " MiB resident at most");
        System.exit(ended.get() == count && kibibytes < 2 << 20 ? 0 : 1);
    }
}
