package dev.weft.fuzz;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Function;

/** Looks for fewer and smaller choices with which something still goes wrong. */
final class Minimizer {
    private final Function<long[], Choices> stillWrong;
    private final long deadline;
    private long[] best;
    private int[] spans;

    /**
     * @param stillWrong generates and checks again; the choices that were used, or null if nothing is wrong with them
     * @param nanoseconds how long to go on at most
     */
    private Minimizer(Choices found, Function<long[], Choices> stillWrong, long nanoseconds) {
        this.stillWrong = stillWrong;
        this.deadline = System.nanoTime() + nanoseconds;
        this.best = found.drawn();
        this.spans = found.spans();
    }

    /** The smallest choices found in the time given. */
    static long[] minimize(Choices found, Function<long[], Choices> stillWrong, long nanoseconds) {
        Minimizer minimizer = new Minimizer(found, stillWrong, nanoseconds);
        boolean better = true;
        while (better && minimizer.hasTime()) {
            better = minimizer.withoutSpans();
            better |= minimizer.withoutPieces();
            better |= minimizer.smaller();
        }
        return minimizer.best;
    }

    private boolean hasTime() {
        return System.nanoTime() < deadline;
    }

    private boolean accept(long[] candidate) {
        Choices choices = stillWrong.apply(candidate);
        if (choices == null) {
            return false;
        }
        long[] drawn = choices.drawn();
        int length = drawn.length;
        while (length > 0 && drawn[length - 1] == 0) {
            length--;
        }
        long[] trimmed = Arrays.copyOf(drawn, length);
        if (compare(trimmed, best) >= 0) {
            return false;
        }
        best = trimmed;
        spans = choices.spans();
        return true;
    }

    private static int compare(long[] a, long[] b) {
        if (a.length != b.length) {
            return Integer.compare(a.length, b.length);
        }
        for (int i = 0; i < a.length; i++) {
            if (a[i] != b[i]) {
                return Long.compareUnsigned(a[i], b[i]);
            }
        }
        return 0;
    }

    /** Takes out what belongs together, the longest first. */
    private boolean withoutSpans() {
        boolean better = false;
        boolean again = true;
        while (again) {
            again = false;
            Integer[] order = new Integer[spans.length / 2];
            Arrays.setAll(order, i -> i);
            int[] now = spans;
            Arrays.sort(order, Comparator.comparingInt(i -> now[2 * i] - now[2 * i + 1]));
            for (Integer i : order) {
                if (!hasTime()) {
                    return better;
                }
                if (now[2 * i + 1] <= best.length && accept(without(now[2 * i], now[2 * i + 1]))) {
                    better = true;
                    again = true;
                    break;
                }
            }
        }
        return better;
    }

    private long[] without(int from, int to) {
        long[] rest = Arrays.copyOf(best, best.length - (to - from));
        System.arraycopy(best, to, rest, from, best.length - to);
        return rest;
    }

    private boolean withoutPieces() {
        boolean better = false;
        for (int size = Math.max(1, best.length / 2); size > 0; size /= 2) {
            for (int from = 0; from + size <= best.length && hasTime(); ) {
                if (accept(without(from, from + size))) {
                    better = true;
                } else {
                    from += size;
                }
            }
        }
        return better;
    }

    private boolean smaller() {
        boolean better = false;
        for (int size = Math.max(1, best.length / 4); size > 1; size /= 2) {
            for (int from = 0; from + size <= best.length && hasTime(); from += size) {
                long[] zeros = best.clone();
                Arrays.fill(zeros, from, from + size, 0);
                better |= !Arrays.equals(zeros, best) && accept(zeros);
            }
        }
        for (int i = 0; i < best.length && hasTime(); i++) {
            better |= smallerAt(i, 0);
            // as small as it can be, if what is larger than something that works works too
            long fails = 0;
            while (i < best.length && best[i] - fails > 1 && hasTime()) {
                long middle = fails + (best[i] - fails) / 2;
                if (smallerAt(i, middle)) {
                    better = true;
                } else {
                    fails = middle;
                }
            }
        }
        return better;
    }

    private boolean smallerAt(int index, long value) {
        if (index >= best.length || best[index] == value) {
            return false;
        }
        long[] candidate = best.clone();
        candidate[index] = value;
        return accept(candidate);
    }
}
