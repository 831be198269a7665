package dev.weft.host.oxide;

import dev.weft.host.ConsoleSink;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The console that an app and its workers share: lines in the order in which they came, each with its time. Of very
 * many only the last are kept.
 *
 * <p>Threads: safe for any thread.
 */
public final class OxideConsole implements ConsoleSink {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final int MOST = 10_000;
    private static final int LONGEST = 64 << 10;
    private static final int MOST_LETTERS = 16 << 20;

    private final Deque<Line> lines = new ArrayDeque<>();
    private long letters;
    private final ConsoleSink copy;

    /**
     * A line.
     *
     * @param time local, {@code HH:MM:SS.mmm}
     */
    public record Line(String time, Level level, String source, String text) {
    }

    /** A console that also passes every line on. */
    public OxideConsole(ConsoleSink copy) {
        this.copy = copy;
    }

    @Override
    public void line(Level level, String source, String text) {
        String kept = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        synchronized (lines) {
            lines.add(new Line(LocalTime.now().format(TIME), level, source, kept));
            letters += kept.length();
            while (lines.size() > MOST || letters > MOST_LETTERS) {
                letters -= lines.removeFirst().text().length();
            }
        }
        copy.line(level, source, kept);
    }

    /** The lines, oldest first. */
    public List<Line> lines() {
        synchronized (lines) {
            return new ArrayList<>(lines);
        }
    }

    /** The texts of a level, oldest first. */
    public List<String> texts(Level level) {
        return lines().stream().filter(line -> line.level() == level).map(Line::text).toList();
    }

    /** Forgets all lines: a new main module begins. */
    public void clear() {
        synchronized (lines) {
            lines.clear();
            letters = 0;
        }
    }
}
