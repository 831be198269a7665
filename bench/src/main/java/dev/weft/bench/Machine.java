package dev.weft.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a result must say about where it was measured; nothing that names the machine. */
final class Machine {
    private static final int PROBES = 60;
    private static final int WARM_UPS = 20;

    private Machine() {
    }

    static String java() {
        return System.getProperty("java.vendor.version", System.getProperty("java.vendor")) + ", "
                + System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version");
    }

    static String system() {
        return System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }

    static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** The processor as it calls itself. */
    static String processor() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        } catch (IOException e) {
            return "unknown";
        }
        return "unknown";
    }

    /** Processes that wanted to run during the last minute, on average; -1 where the system does not say. */
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /**
     * How much a loop that always does the same varies here and now: a tenth of its runs takes longer than the median
     * by more than this part.
     */
    static double noise() {
        double[] times = new double[PROBES];
        long sum = 0;
        for (int i = -WARM_UPS; i < PROBES; i++) {
            long from = System.nanoTime();
            sum += loop(i);
            if (i >= 0) {
                times[i] = System.nanoTime() - from;
            }
        }
        double median = Statistics.median(times);
        return sum == 0 ? 0 : Statistics.quantile(0.9, times) / median - 1;
    }

    private static long loop(long seed) {
        long x = seed + 88172645463325252L;
        for (int i = 0; i < 3_000_000; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
        }
        return x;
    }
}
