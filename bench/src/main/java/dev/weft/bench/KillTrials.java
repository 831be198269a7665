package dev.weft.bench;

import dev.weft.host.wasi.Wasi;
import dev.weft.runtime.Engine;
import dev.weft.runtime.FuelCosts;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.Trap;
import dev.weft.syntax.FuncType;
import dev.weft.text.TextParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Stops guests, again and again, in each of the situations in which one may be, and prints how long it took: from
 * {@link Store#interrupt} until the guest's call has thrown. Then counts what is left of them.
 */
@Command(name = "kill-trials", mixinStandardHelpOptions = true, sortOptions = false,
        description = "%nStops guests and prints how long that takes.%n",
        footer = {"", "Exit code: 0, or 1 when a guest was not stopped or left something behind."})
final class KillTrials implements Callable<Integer> {
    private static final String GUEST = """
            (module (import "trial" "ready" (func $ready)) (import "trial" "block" (func $block))
              (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 1) (memory $big 0 32768) (memory $shared 1 1 shared)
              (func (export "loop") (local $i i32) (call $ready)
                (loop $l (local.set $i (i32.add (local.get $i) (i32.const 3))) (br $l)))
              (func (export "long loop") (local $i i32) (call $ready)
                (loop $l (br_if $l (local.tee $i (i32.add (local.get $i) (i32.const 1))))))
              (func $r (param i32) (if (local.get 0) (then
                (call $r (i32.sub (local.get 0) (i32.const 1))) (call $r (i32.sub (local.get 0) (i32.const 1))))))
              (func (export "recursion") (call $ready) (call $r (i32.const 5000)))
              (func (export "bulk") (drop (memory.grow $big (i32.const 32768))) (call $ready)
                (loop $l (memory.fill $big (i32.const 0) (i32.const 1) (i32.const 0x7fff_0000)) (br $l)))
              (func (export "wait") (call $ready)
                (drop (memory.atomic.wait32 $shared (i32.const 0) (i32.const 0) (i64.const -1))))
              (func (export "read") (i32.store (i32.const 4) (i32.const 8)) (call $ready)
                (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 16))))
              (func (export "poll") (call $ready)
                (i64.store (i32.const 24) (i64.const 3600000000000)) (i32.store (i32.const 16) (i32.const 1))
                (drop (call $poll (i32.const 0) (i32.const 100) (i32.const 1) (i32.const 200))))
              (func (export "host") (call $ready) (call $block)))""";
    private static final List<String> SITUATIONS =
            List.of("loop", "long loop", "recursion", "bulk", "wait", "read", "poll", "host");
    private static final FuncType NOTHING = new FuncType(List.of(), List.of());

    @Option(names = "--tier", defaultValue = "jit", description = "Which tier runs the guests (${DEFAULT-VALUE}).")
    private String tier;

    @Option(names = "--trials", paramLabel = "N", defaultValue = "1000",
            description = "How many guests are stopped in each situation (${DEFAULT-VALUE}).")
    private int trials;

    @Option(names = "--fuel", description = "Let them burn fuel.")
    private boolean fuel;

    @Option(names = "--virtual", description = "Let them run on virtual threads.")
    private boolean onVirtualThreads;

    private boolean wrong;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new KillTrials()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Engine engine = Engine.builder().tier(tier).fuel(fuel ? FuelCosts.DEFAULT : null).build();
        PreparedModule module = engine.prepare(TextParser.assemble(GUEST));
        System.out.printf("%-10s %9s %9s %9s %9s %9s   (ms, %d trials)%n", tier, "median", "90 %", "99 %", "worst",
                "> 20 ms", trials);
        for (String situation : SITUATIONS) {
            trial(module, situation);
            trial(module, situation);
            int[] before = leftovers();
            double[] milliseconds = new double[trials];
            for (int i = 0; i < trials; i++) {
                milliseconds[i] = trial(module, situation) / 1e6;
            }
            report(situation, milliseconds, before);
        }
        return wrong ? 1 : 0;
    }

    private void report(String situation, double[] milliseconds, int[] before) throws Exception {
        System.gc();
        Thread.sleep(100);
        int[] after = leftovers();
        Arrays.sort(milliseconds);
        System.out.printf(Locale.ROOT, "%-10s %9.2f %9.2f %9.2f %9.2f %9d   threads %+d, files %+d, mappings %+d%n",
                situation, Statistics.quantile(0.5, milliseconds), Statistics.quantile(0.9, milliseconds),
                Statistics.quantile(0.99, milliseconds), milliseconds[trials - 1],
                Arrays.stream(milliseconds).filter(ms -> ms > 20).count(), after[0] - before[0], after[1] - before[1],
                after[2] - before[2]);
        // the JVM makes and ends compiler threads, and maps memory for itself, as it sees fit
        wrong |= after[0] - before[0] > 4 || after[1] - before[1] > 4 || after[2] - before[2] > 64 + trials / 10;
    }

    /** Stops one guest; how many nanoseconds that took. */
    private long trial(PreparedModule module, String situation) throws Exception {
        CountDownLatch ready = new CountDownLatch(1);
        try (Store store = Store.of(module.engine());
                Wasi wasi = Wasi.builder().stdin(new Silence()).build()) {
            Linker linker = new Linker();
            wasi.addTo(linker);
            linker.define("trial", "ready", NOTHING, (caller, slots, refs, base) -> ready.countDown());
            linker.define("trial", "block", NOTHING,
                    (caller, slots, refs, base) -> new CountDownLatch(1).await());
            Instance instance = linker.instantiate(store, module);
            long[] ended = new long[1];
            Object[] outcome = new Object[1];
            Runnable body = () -> {
                try {
                    outcome[0] = instance.function(situation).call();
                } catch (Throwable thrown) {
                    ended[0] = System.nanoTime();
                    outcome[0] = thrown;
                }
            };
            Thread guest = onVirtualThreads ? Thread.ofVirtual().start(body)
                    : Thread.ofPlatform().stackSize(64L << 20).start(body);
            ready.await();
            Thread.sleep(0, 1 + ThreadLocalRandom.current().nextInt(3_000_000) % 999_999);
            if (!guest.isAlive()) {
                throw new IllegalStateException(situation + " ended by itself: " + outcome[0]);
            }
            long began = System.nanoTime();
            store.interrupt("trial");
            guest.join();
            if (!(outcome[0] instanceof Trap trap && trap.kind() == Trap.Kind.INTERRUPTED)) {
                if ("long loop".equals(situation) && outcome[0] == null) {
                    return 0;
                }
                wrong = true;
                System.out.println(situation + " was not stopped but ended with " + outcome[0]);
            }
            return ended[0] - began;
        }
    }

    /** Threads, open files and mappings of this process. */
    private static int[] leftovers() throws IOException {
        return new int[] {entries("/proc/self/task"), entries("/proc/self/fd"),
            Files.readAllLines(Path.of("/proc/self/maps")).size()};
    }

    private static int entries(String folder) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of(folder))) {
            return (int) entries.count();
        }
    }

    /** A standard input on which nothing ever comes. */
    private static final class Silence extends InputStream {
        @Override
        public int read() throws IOException {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
            return -1;
        }
    }
}
