package dev.weft.fuzz;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Generates modules and lets oracles judge them until the time is over.
 *
 * <p>Case number i of a run with seed s is the case with seed s + i, so that each can be repeated alone.
 */
public final class Fuzz {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int MOST_CHOICES = 150_000;
    private static final int MOST_FINDINGS = 12;
    private static final long STACK_BYTES = 512L << 20;
    /** Of processor time, so that a busy machine does not make a hang; and of time, for what waits forever. */
    private static final long HANG_NANOS = 120_000_000_000L;
    private static final long LONG_NANOS = 1_800_000_000_000L;
    private static final int MOST_LINES = 12;
    private static final int MOST_CHARACTERS = 400;

    private final long seed;
    private final Duration time;
    private final long count;
    private final Path folder;
    private final PrintStream out;
    private final List<Oracle> oracles = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, Integer> kinds = new HashMap<>();
    private volatile long current;
    private volatile long since;
    private volatile long processorSince;
    private long cases;
    private boolean live;
    private boolean onlyFirst;
    private Pattern ignored = Pattern.compile("(?!)");

    /**
     * @param seed of the first case
     * @param time how long to go on
     * @param count how many cases at most
     * @param names of oracles; empty: all that can work here
     * @param folder where findings are saved; null: nowhere
     * @param out where the report goes
     */
    public Fuzz(long seed, Duration time, long count, List<String> names, Path folder, PrintStream out) {
        this.seed = seed;
        this.time = time;
        this.count = count;
        this.folder = folder;
        this.out = out;
        for (String name : names.isEmpty() ? Oracles.names() : names) {
            if (!Oracles.names().contains(name)) {
                throw new IllegalArgumentException("no oracle " + name + " here, only " + Oracles.names());
            }
            oracles.add(Oracles.of(name));
        }
    }

    /** Prints a line every second that overwrites the last one. */
    public Fuzz live() {
        live = true;
        return this;
    }

    /** Ends with the first finding, which is left as large as it is. */
    public Fuzz onlyFirst() {
        onlyFirst = true;
        return this;
    }

    /** Takes no notice of findings in whose kind there is something like this. */
    public Fuzz ignoring(Pattern kind) {
        ignored = kind;
        return this;
    }

    /** Runs; returns how many different things went wrong. */
    public int run() throws IOException, InterruptedException {
        out.println("seed " + seed + ", oracles " + oracles.stream().map(Oracle::name).toList());
        AtomicReference<Throwable> failure = new AtomicReference<>();
        // compiled code recurses in Java where guests do
        Thread worker = new Thread(null, () -> {
            try {
                work();
            } catch (Throwable e) {
                failure.set(e);
            }
        }, "fuzz", STACK_BYTES);
        worker.setDaemon(true);
        since = System.nanoTime();
        worker.start();
        long from = System.nanoTime();
        while (worker.isAlive()) {
            worker.join(1000);
            double seconds = (System.nanoTime() - from) / 1e9;
            if (live) {
                out.printf(Locale.ROOT, "\r%,d cases, %.0f a second, %d findings ", cases, cases / seconds,
                        kinds.size());
                out.flush();
            }
            if (worker.isAlive() && hangs(worker)) {
                out.println("\ncase " + current + " does not end");
                for (StackTraceElement frame : worker.getStackTrace()) {
                    out.println("    " + frame);
                }
                return kinds.size() + 1;
            }
        }
        oracles.forEach(Oracle::close);
        oracles.forEach(oracle -> out.print(oracle.summary()));
        if (failure.get() != null) {
            throw new IllegalStateException("case " + current, failure.get());
        }
        out.printf(Locale.ROOT, "%s%,d cases in %.0f s, %d findings%n", live ? "\r" : "", cases,
                (System.nanoTime() - from) / 1e9, kinds.size());
        kinds.forEach((kind, times) -> out.println(times + " times: " + kind));
        return kinds.size();
    }

    private void begin() {
        since = System.nanoTime();
        processorSince = THREADS.getCurrentThreadCpuTime();
    }

    private boolean hangs(Thread worker) {
        long took = System.nanoTime() - since;
        return took > LONG_NANOS
                || took > HANG_NANOS && THREADS.getThreadCpuTime(worker.threadId()) - processorSince > HANG_NANOS;
    }

    private void work() throws Exception {
        long end = System.nanoTime() + time.toNanos();
        while (cases < count && System.nanoTime() < end && findings.size() < (onlyFirst ? 1 : MOST_FINDINGS)) {
            current = seed + cases;
            begin();
            for (Oracle oracle : oracles) {
                Choices choices = Choices.random(current, MOST_CHOICES);
                String message = check(oracle, choices);
                if (message != null) {
                    found(oracle, choices, message);
                }
            }
            cases++;
        }
    }

    /** The JVM's verifier writes hundreds of lines. */
    private static String shortened(String message) {
        return message.lines().limit(MOST_LINES)
                .map(line -> line.length() > MOST_CHARACTERS ? line.substring(0, MOST_CHARACTERS) + " ..." : line)
                .collect(Collectors.joining("\n"));
    }

    private static String check(Oracle oracle, Choices choices) throws Exception {
        return oracle.check(ModuleGenerator.generate(choices, oracle.facets()), choices);
    }

    private void found(Oracle oracle, Choices choices, String message) throws Exception {
        String kind = oracle.name() + ": " + Finding.kind(message);
        if (ignored.matcher(kind).find()) {
            return;
        }
        int times = kinds.merge(kind, 1, Integer::sum);
        // "differs" says little: several of that kind may have several causes
        if (times > (kind.endsWith("differs") ? 3 : 1)) {
            return;
        }
        long[] smallest = onlyFirst ? choices.drawn() : Minimizer.minimize(choices, list -> {
            try {
                begin();
                Choices again = Choices.of(list);
                String next = check(oracle, again);
                return next != null && Finding.kind(next).equals(Finding.kind(message)) ? again : null;
            } catch (Exception e) {
                return null;
            }
        }, Duration.ofSeconds(30).toNanos());
        Choices last = Choices.of(smallest);
        GeneratedModule module = ModuleGenerator.generate(last, oracle.facets());
        String text = oracle.check(module, last);
        Finding finding = new Finding(oracle.name(), current, text == null ? message : text, module, smallest);
        findings.add(finding);
        out.println((live ? "\r" : "") + "found by " + oracle.name() + ", seed " + current + ": "
                + shortened(finding.message()));
        if (folder != null) {
            out.println("    saved: " + finding.save(folder));
        }
    }
}
