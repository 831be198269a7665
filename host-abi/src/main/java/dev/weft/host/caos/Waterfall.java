package dev.weft.host.caos;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A picture of a run: a row for each request, in the order of their starts, with a bar from its start to its end. In
 * the bar of one that a guest computed, what it took to prepare the module is darker.
 */
public final class Waterfall {
    private static final int WIDTH = 1200;
    private static final int LABELS = 330;
    private static final int MARGIN = 90;
    private static final int ROW = 14;
    private static final int TOP = 40;
    private static final int MOST_ROWS = 3000;
    private static final int MOST_INDENT = 16;

    private Waterfall() {
    }

    /** An SVG page of what a timeline remembers; of very many requests only the first ones. */
    public static String svg(Timeline timeline) {
        List<RunTrace> runs = timeline.runs();
        Map<String, JobTrace> jobs = new HashMap<>();
        timeline.jobs().forEach(job -> jobs.put(job.request(), job));
        long start = runs.isEmpty() ? 0 : runs.getFirst().start();
        long end = start + 1;
        for (RunTrace run : runs) {
            end = Math.max(end, run.start() + run.total());
        }
        int rows = Math.min(runs.size(), MOST_ROWS);
        StringBuilder svg = new StringBuilder(1024 + 400 * rows);
        append(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"monospace\""
                + " font-size=\"10\">\n", WIDTH, TOP + rows * ROW + 20);
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        append(svg, "<text x=\"8\" y=\"16\" font-size=\"13\">%s</text>\n", summary(runs, jobs.size(), end - start));
        axis(svg, end - start, rows);
        for (int i = 0; i < rows; i++) {
            RunTrace run = runs.get(i);
            row(svg, run, run.outcome() == RunTrace.Outcome.ISOLATE ? jobs.get(run.request()) : null, TOP + i * ROW,
                    start, end - start);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void append(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }

    private static String summary(List<RunTrace> runs, int jobs, long span) {
        long hits = runs.stream().filter(run -> run.outcome() == RunTrace.Outcome.HIT).count();
        long failed = runs.stream().filter(run -> !run.error().isEmpty()).count();
        return String.format(Locale.ROOT, "%d requests, %d known, %d guests, %d failed, %.3f ms%s", runs.size(), hits,
                jobs, failed, span / 1e6, runs.size() > MOST_ROWS ? "; the first " + MOST_ROWS + " are shown" : "");
    }

    private static double x(long nanos, long span) {
        return LABELS + (double) (WIDTH - LABELS - MARGIN) * nanos / span;
    }

    private static void axis(StringBuilder svg, long span, int rows) {
        for (int i = 0; i <= 4; i++) {
            double x = x(span * i / 4, span);
            append(svg, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#ddd\"/>"
                    + "<text x=\"%.1f\" y=\"%d\" fill=\"#666\" text-anchor=\"middle\">%.3f ms</text>\n", x, x, TOP - 6,
                    TOP + rows * ROW, x, TOP - 9, span * i / 4e6);
        }
    }

    private static String colour(RunTrace run) {
        return !run.error().isEmpty() ? "#d1495b" : switch (run.outcome()) {
            case HIT -> "#66a182";
            case JOINED -> "#edae49";
            case ISOLATE -> "#5b8fc9";
            case JAVA -> "#8d6a9f";
            case CYCLE -> "#d1495b";
        };
    }

    private static void row(StringBuilder svg, RunTrace run, JobTrace job, int y, long start, long span) {
        double x = x(run.start() - start, span);
        append(svg, "<g><title>%s</title>", escape(title(run, job)));
        append(svg, "<text x=\"%d\" y=\"%d\">%s %s</text>", 8 + 6 * Math.min(run.depth(), MOST_INDENT), y + 10,
                run.request().substring(0, Math.min(12, run.request().length())), run.outcome());
        append(svg, "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>", x, y + 1,
                Math.max(1, x(run.start() - start + run.total(), span) - x), ROW - 3, colour(run));
        if (job != null) {
            double from = x(job.start() - start, span);
            append(svg, "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#1d3557\"/>", from, y + 1,
                    x(job.start() - start + job.compile(), span) - from, ROW - 3);
        }
        append(svg, "<text x=\"%.1f\" y=\"%d\" fill=\"#333\">%.3f ms</text></g>\n",
                x(run.start() - start + run.total(), span) + 3, y + 10, run.total() / 1e6);
    }

    private static String title(RunTrace run, JobTrace job) {
        return run.request() + "\nimage " + run.image() + "\ndepth " + run.depth()
                + (run.error().isEmpty() ? "" : "\nerror " + run.error())
                + (job == null ? "" : String.format(Locale.ROOT, "%nmodule %s, ready in %.3f ms, instance in %.1f us,"
                        + " guest %.3f ms", job.module(), job.compile() / 1e6, job.instantiate() / 1e3,
                        job.guest() / 1e6));
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                default -> escaped.append(c < ' ' && c != '\n' || Character.isSurrogate(c) ? '?' : c);
            }
        }
        return escaped.toString();
    }
}
