package dev.weft.fuzz;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The decisions that a generator makes, drawn at random and kept, or read again from a list.
 *
 * <p>A generated module is a function of its decisions. So shrinking needs to know nothing about modules: it shortens
 * the list, makes its numbers smaller, and generates again. For that to work well, 0 must be the simplest choice, and
 * what belongs together must be marked as a span, which can be taken out as a whole. A list that is too short goes on
 * with zeros.
 *
 * <p>Not for use by several threads.
 */
public final class Choices {
    private final SplittableRandom random;
    private final long[] given;
    private final int most;
    private long[] drawn = new long[256];
    private int size;
    private int[] spans = new int[128];
    private int spanCount;

    private Choices(SplittableRandom random, long[] given, int most) {
        this.random = random;
        this.given = given;
        this.most = most;
    }

    /** Decisions at random; after {@code most} of them only the simplest. */
    public static Choices random(long seed, int most) {
        return new Choices(new SplittableRandom(seed), null, most);
    }

    /** The decisions of a list. */
    public static Choices of(long... list) {
        return new Choices(null, list, Integer.MAX_VALUE);
    }

    /** A number from 0 to {@code bound - 1}. */
    int below(int bound) {
        if (bound <= 1) {
            return 0;
        }
        long value;
        if (random != null) {
            value = size < most ? random.nextInt(bound) : 0;
        } else {
            value = size < given.length ? Long.remainderUnsigned(given[size], bound) : 0;
        }
        keep(value);
        return (int) value;
    }

    /** All 64 bits. */
    long bits() {
        long value = random != null ? size < most ? random.nextLong() : 0 : size < given.length ? given[size] : 0;
        keep(value);
        return value;
    }

    /** True once in so many times; false is the simple choice. */
    boolean oneIn(int times) {
        return below(times) == times - 1;
    }

    /** An index, each as likely as its weight says; the first is the simplest. */
    int weighted(int... weights) {
        int sum = 0;
        for (int weight : weights) {
            sum += weight;
        }
        int place = below(sum);
        int index = 0;
        while (place >= weights[index]) {
            place -= weights[index++];
        }
        return index;
    }

    /** Opens a span; its number is for {@link #close}. */
    int open() {
        if (2 * spanCount + 2 > spans.length) {
            spans = Arrays.copyOf(spans, spans.length * 2);
        }
        spans[2 * spanCount] = size;
        spans[2 * spanCount + 1] = -1;
        return spanCount++;
    }

    /** Closes a span: what was drawn since it was opened can be left out together. */
    void close(int span) {
        spans[2 * span + 1] = size;
    }

    private void keep(long value) {
        if (size == drawn.length) {
            drawn = Arrays.copyOf(drawn, size * 2);
        }
        drawn[size++] = value;
    }

    /** All decisions so far. */
    public long[] drawn() {
        return Arrays.copyOf(drawn, size);
    }

    /** How many spans were closed, and where each begins and ends: two numbers for each. */
    int[] spans() {
        int[] closed = new int[2 * spanCount];
        int count = 0;
        for (int i = 0; i < spanCount; i++) {
            if (spans[2 * i + 1] > spans[2 * i]) {
                closed[count++] = spans[2 * i];
                closed[count++] = spans[2 * i + 1];
            }
        }
        return Arrays.copyOf(closed, count);
    }
}
