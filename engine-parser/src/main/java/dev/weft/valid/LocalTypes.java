package dev.weft.valid;

import dev.weft.syntax.ValType;
import java.util.Arrays;

/**
 * The locals of the function being validated: their types, and which of those without a default value have been set.
 *
 * <p>Implementation note: runs of equal types stay runs behind the first few hundred locals, so that a short function
 * that declares a great many costs no more than its bytes. What has been set is a log, cut back at the end of a block.
 */
final class LocalTypes {
    private static final int DIRECT = 512;

    private final ValType[] direct = new ValType[DIRECT];
    private ValType[] runTypes = new ValType[8];
    private long[] runEnds = new long[8];
    private int runs;
    private long count;

    private int params;
    private boolean allDefaultable;
    private boolean[] isSet = {};
    private int[] setLog = new int[16];
    private int setCount;

    /** Begins a function with its parameters. */
    void begin(ValType[] paramTypes) {
        reset(0);
        runs = 0;
        count = 0;
        allDefaultable = true;
        params = paramTypes.length;
        for (ValType param : paramTypes) {
            append(1, param);
        }
    }

    /** All locals are declared. */
    void complete() {
        if (!allDefaultable && isSet.length < count) {
            isSet = new boolean[Math.toIntExact(count)];
        }
    }

    /** Adds declared locals of a closed type. */
    void declare(long number, ValType type) {
        allDefaultable &= type.isDefaultable();
        append(number, type);
    }

    private void append(long number, ValType type) {
        if (number == 0) {
            return;
        }
        if (runs > 0 && runTypes[runs - 1] == type && count >= DIRECT) {
            runEnds[runs - 1] += number;
        } else {
            if (runs == runTypes.length) {
                runTypes = Arrays.copyOf(runTypes, 2 * runs);
                runEnds = Arrays.copyOf(runEnds, 2 * runs);
            }
            runTypes[runs] = type;
            runEnds[runs++] = count + number;
        }
        for (long i = count; i < DIRECT && i < count + number; i++) {
            direct[(int) i] = type;
        }
        count += number;
    }

    /** How many there are, parameters included. */
    long count() {
        return count;
    }

    /** The type of a local, or null if there is none of that index. */
    ValType get(int localIdx) {
        long idx = Integer.toUnsignedLong(localIdx);
        if (idx >= count) {
            return null;
        }
        if (idx < DIRECT) {
            return direct[localIdx];
        }
        int run = Arrays.binarySearch(runEnds, 0, runs, idx + 1);
        return runTypes[run < 0 ? -run - 1 : run];
    }

    /** All types, one by one. */
    ValType[] toArray() {
        ValType[] all = new ValType[Math.toIntExact(count)];
        int from = 0;
        for (int run = 0; run < runs; run++) {
            Arrays.fill(all, from, (int) runEnds[run], runTypes[run]);
            from = (int) runEnds[run];
        }
        return all;
    }

    /** Whether a local may be read: it has a default value, is a parameter, or has been set on every way here. */
    boolean isReadable(int localIdx, ValType type) {
        return allDefaultable || localIdx < params || isSet[localIdx] || type.isDefaultable();
    }

    /** Notes that a local, which exists, has been set. */
    void set(int localIdx, ValType type) {
        if (!isReadable(localIdx, type)) {
            isSet[localIdx] = true;
            if (setCount == setLog.length) {
                setLog = Arrays.copyOf(setLog, 2 * setCount);
            }
            setLog[setCount++] = localIdx;
        }
    }

    /** How many have been set. */
    int mark() {
        return setCount;
    }

    /** Forgets what was set since a mark. */
    void reset(int mark) {
        while (setCount > mark) {
            isSet[setLog[--setCount]] = false;
        }
    }
}
