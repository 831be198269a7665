package dev.weft.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * Measures one workload on one engine, in a process of its own: the other half of {@link Duel}.
 *
 * <p>Arguments: engine, module (binary), kind, argument, input folder or "-", milliseconds to warm up, milliseconds to
 * measure, when the process was started (microseconds since 1970). Prints one line that {@link #parse} reads. Both
 * phases end by time and not by a count, so that a slow engine gets as much time to warm up as a fast one. It is
 * processor time of the guest's thread, so that a busy machine takes nothing away, and four times as much by the clock
 * at the most. Each measured run that began is counted, three at the least.
 *
 * @param version the engine's version
 * @param check what every run yielded
 * @param first the very first run, nanoseconds
 * @param wall the measured runs by the clock, nanoseconds
 * @param cpu the measured runs by processor time, nanoseconds
 * @param peakMemory the most resident memory of the process, KiB; 0 where the system does not say
 * @param cold from the start of the process to the end of its first run, nanoseconds
 * @param curve some of the runs before the measured ones, two numbers for each: when it ended, nanoseconds after the
 *     start of the process, and how much processor time it took
 */
record Measurement(String version, String check, long first, long[] wall, long[] cpu, long peakMemory, long cold,
        long[] curve) {
    /** What the message of a process has in it whose engine is not on the class path. */
    static final String NOT_HERE = "no such engine on the class path: ";

    private static final String MARK = "RESULT\t";
    private static final int LEAST_RUNS = 3;
    private static final int MOST_RUNS = 100_000;
    private static final long STACK_BYTES = 512L << 20;

    public static void main(String[] arguments) throws Exception {
        Throwable[] failure = new Throwable[1];
        // Some engines recurse in Java where their guests do.
        Thread thread = new Thread(null, () -> {
            try {
                System.out.println(measure(arguments).line());
            } catch (Throwable e) {
                failure[0] = e;
            }
        }, "guest", STACK_BYTES);
        thread.start();
        thread.join();
        if (failure[0] != null) {
            failure[0].printStackTrace();
            System.exit(1);
        }
    }

    private static Measurement measure(String[] arguments) throws Exception {
        String[] engine = arguments[0].split(":", 2);
        Contender contender = contender(engine[0]);
        byte[] wasm = Files.readAllBytes(Path.of(arguments[1]));
        Workload.Kind kind = Workload.Kind.valueOf(arguments[2]);
        int argument = Integer.parseInt(arguments[3]);
        Path input = arguments[4].equals("-") ? null : Path.of(arguments[4]);
        long warmUp = Long.parseLong(arguments[5]) * 1_000_000;
        long budget = Long.parseLong(arguments[6]) * 1_000_000;
        long launched = Long.parseLong(arguments[7]);

        Contender.Guest guest = contender.load(wasm, engine.length > 1 ? engine[1] : "", input);
        Stopwatch.Run first = guest.run(kind, argument);
        Curve curve = new Curve(1000 * (Launch.now() - launched), first.cpu());
        Stopwatch.Phase phase = new Stopwatch.Phase(warmUp);
        for (int i = 0; i < MOST_RUNS && phase.lasts(); i++) {
            Stopwatch.Run run = guest.run(kind, argument);
            same(first, run);
            curve.add(run.cpu());
        }
        List<Stopwatch.Run> runs = new ArrayList<>();
        phase = new Stopwatch.Phase(budget);
        while (runs.size() < LEAST_RUNS || runs.size() < MOST_RUNS && phase.lasts()) {
            Stopwatch.Run run = guest.run(kind, argument);
            same(first, run);
            runs.add(run);
        }
        return new Measurement(contender.version(), first.check(), first.wall(),
                runs.stream().mapToLong(Stopwatch.Run::wall).toArray(),
                runs.stream().mapToLong(Stopwatch.Run::cpu).toArray(), peakOfProcess(), curve.cold(), curve.points());
    }

    private static void same(Stopwatch.Run first, Stopwatch.Run next) {
        if (!first.check().equals(next.check())) {
            throw new IllegalStateException("first " + first.check() + ", then " + next.check());
        }
    }

    private static Contender contender(String name) {
        Contender weft = new WeftContender();
        if (weft.name().equals(name)) {
            return weft;
        }
        try {
            for (Contender contender : ServiceLoader.load(Contender.class)) {
                if (contender.name().equals(name)) {
                    return contender;
                }
            }
        } catch (ServiceConfigurationError | NoClassDefFoundError e) {
            throw new IllegalArgumentException(NOT_HERE + name + " (" + e.getMessage() + ")", e);
        }
        throw new IllegalArgumentException(NOT_HERE + name + " (Maven profile peers)");
    }

    private static long peakOfProcess() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        } catch (IOException e) {
            return 0;
        }
        return 0;
    }

    /** The line that tells another process. */
    String line() {
        return MARK + String.join("\t", version, check, Long.toString(first), join(wall), join(cpu),
                Long.toString(peakMemory), Long.toString(cold), join(curve));
    }

    /** What {@link #line} told, or null if this is another line. */
    static Measurement parse(String line) {
        if (!line.startsWith(MARK)) {
            return null;
        }
        String[] words = line.substring(MARK.length()).split("\t");
        return new Measurement(words[0], words[1], Long.parseLong(words[2]), split(words[3]), split(words[4]),
                Long.parseLong(words[5]), Long.parseLong(words[6]), split(words[7]));
    }

    private static String join(long[] values) {
        return String.join(",", Arrays.stream(values).mapToObj(Long::toString).toList());
    }

    private static long[] split(String values) {
        return Arrays.stream(values.split(",")).mapToLong(Long::parseLong).toArray();
    }
}
