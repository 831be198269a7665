package dev.weft.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * A scenario as it goes: on a terminal a few lines that change four times a second, elsewhere a line a second. Where
 * the output is to end with JSON, all of it goes to the standard error.
 */
final class ActorView {
    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final int HISTORY = 40;

    private final ActorScenario scenario;
    private final List<ActorScenario.Metric> metrics;
    private final Streams streams;
    private final boolean onError;
    private final boolean terminal;
    private final long began = System.nanoTime();
    private final Deque<Double> history = new ArrayDeque<>();
    private int lines;

    ActorView(ActorScenario scenario, Streams streams, boolean onError) {
        this.scenario = scenario;
        this.metrics = scenario.metrics();
        this.streams = streams;
        this.onError = onError;
        this.terminal = streams.inherited() && System.console() != null && System.console().isTerminal()
                && !"dumb".equals(System.getenv("TERM"));
        print(scenario.title() + "\n");
    }

    /** The counters now. */
    long[] read() {
        return metrics.stream().mapToLong(metric -> metric.counter().getAsLong()).toArray();
    }

    double[] rates(long[] from, long[] to, double seconds) {
        double[] rates = new double[from.length];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = (to[i] - from[i]) / seconds;
        }
        return rates;
    }

    /** Shows what happens until a moment of {@link System#nanoTime}. */
    void watch(long until) throws InterruptedException {
        long step = terminal ? 250_000_000 : 1_000_000_000;
        long last = System.nanoTime();
        long[] counts = read();
        while (last < until) {
            long nanos = Math.min(step, until - last);
            Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
            long now = System.nanoTime();
            long[] next = read();
            if (now - last > step / 2) {
                show(rates(counts, next, (now - last) / 1e9));
            }
            last = now;
            counts = next;
        }
    }

    private void show(double[] rates) {
        if (!terminal) {
            print(line(rates) + "\n");
            return;
        }
        if (rates.length > 0) {
            history.add(rates[0]);
            if (history.size() > HISTORY) {
                history.remove();
            }
        }
        StringBuilder panel = new StringBuilder();
        if (lines > 0) {
            panel.append("\033[").append(lines).append('A');
        }
        String[] rows = {line(rates), bars()};
        for (String row : rows) {
            panel.append("\033[2K").append(row).append('\n');
        }
        lines = rows.length;
        print(panel.toString());
    }

    private String line(double[] rates) {
        StringBuilder line = new StringBuilder();
        line.append(String.format(Locale.ROOT, "%5.1f s", (System.nanoTime() - began) / 1e9));
        for (int i = 0; i < rates.length; i++) {
            line.append(String.format(Locale.ROOT, "  %,15.0f %s/s", rates[i], metrics.get(i).label()));
        }
        return line.append(String.format(Locale.ROOT, "  %,9d alive  %,12d started  %,12d ended  %,9d restarts",
                scenario.system.processCount(), scenario.system.spawned(), scenario.system.finished(),
                scenario.system.kernel().restartedCount())).toString();
    }

    private String bars() {
        double most = history.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        StringBuilder bars = new StringBuilder("         ");
        for (double rate : history) {
            bars.append(BARS.charAt(most == 0 ? 0 : (int) (rate / most * (BARS.length() - 1))));
        }
        return bars.toString();
    }

    void end() {
        if (terminal) {
            print("\n");
        }
    }

    private void print(String text) {
        if (onError) {
            streams.printError(text);
        } else {
            streams.print(text);
        }
    }
}
