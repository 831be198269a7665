package dev.weft.cli;

import dev.weft.runtime.Engine;
import dev.weft.runtime.FuelCosts;
import dev.weft.runtime.Store;
import dev.weft.runtime.StoreUsage;
import java.time.Duration;
import java.util.function.IntSupplier;
import picocli.CommandLine.Option;

/** The options that say how much a guest may burn, how long it may run, and whether to tell what it took. */
final class ControlOptions {
    @Option(names = "--fuel", paramLabel = "N",
            description = "How much fuel it may burn, about one unit an instruction; running out is a trap.")
    private Long fuel;

    @Option(names = "--timeout", paramLabel = "TIME",
            description = "How long it may run: 500ms, 5s, 2m or 1h; running out is a trap.")
    private String timeout;

    @Option(names = "--stats",
            description = "Prints what the run took as a line of JSON on the standard error; makes it burn fuel.")
    private boolean stats;

    private String statistics;

    /** Whether any of them is given. */
    boolean isUsed() {
        return fuel != null || timeout != null || stats;
    }

    /** Makes the engine burn fuel if that is asked for. */
    void configure(Engine.Builder builder) {
        if (fuel != null && fuel < 0) {
            throw new Failure(ExitCode.USAGE, "--fuel must not be negative");
        }
        if (timeout != null) {
            parseTime(timeout);
        }
        if (fuel != null || stats) {
            builder.fuel(FuelCosts.DEFAULT);
        }
    }

    /** Runs a guest of the store within its limits; returns its exit code. */
    int run(Store store, IntSupplier guest) {
        if (fuel != null) {
            store.setFuel(fuel);
        }
        Thread watchdog = timeout == null ? null : watch(store, parseTime(timeout));
        long cpu = stats ? cpuMillis() : 0;
        long start = System.nanoTime();
        try {
            return guest.getAsInt();
        } finally {
            if (watchdog != null) {
                watchdog.interrupt();
            }
            if (stats) {
                StoreUsage usage = store.usage();
                statistics = "{\"fuelUsed\":" + usage.fuelUsed() + ",\"peakMemoryBytes\":" + usage.peakMemoryBytes()
                        + ",\"calls\":" + usage.calls() + ",\"hostCalls\":" + usage.hostCalls()
                        + ",\"wallMillis\":" + (System.nanoTime() - start) / 1_000_000
                        + ",\"cpuMillis\":" + (cpuMillis() - cpu)
                        + ",\"functionsCompiled\":" + usage.functionsCompiled()
                        + ",\"codeBytes\":" + usage.codeBytes()
                        + ",\"tier\":" + Json.string(store.engine().tierName()) + "}";
            }
        }
    }

    /** What the run took, as a line of JSON; null if nobody asked. */
    String statistics() {
        return statistics;
    }

    private Thread watch(Store store, Duration limit) {
        return Thread.ofPlatform().daemon().name("timeout").start(() -> {
            try {
                Thread.sleep(limit);
            } catch (InterruptedException e) {
                // the guest was faster
                return;
            }
            store.interrupt("after " + timeout);
        });
    }

    /** Of the whole process: a guest may have several threads. */
    private static long cpuMillis() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
    }

    /** The time that a text such as {@code 500ms}, {@code 5s}, {@code 2m} or {@code 1h} means; a number: seconds. */
    static Duration parseTime(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        long unit = switch (text.substring(digits)) {
            case "ms" -> 1;
            case "", "s" -> 1000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> -1;
        };
        if (digits == 0 || digits > 9 || unit < 0) {
            throw new Failure(ExitCode.USAGE, "not a time: " + text + " (examples: 500ms, 5s, 2m, 1h)");
        }
        return Duration.ofMillis(Long.parseLong(text.substring(0, digits)) * unit);
    }
}
