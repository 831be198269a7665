package dev.weft.interp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Pre-decoded code while it grows, with the places in the binary its operations came from if asked for. */
final class CodeBuffer {
    private int[] ints = new int[64];
    private int size = Code.START;
    private final List<Object> pool = new ArrayList<>();
    private final boolean tracing;
    private int[] places = new int[0];
    private int placeCount;
    private int offset;
    private int lastStart = -1;
    private int startBefore = -1;
    /** Where in the binary the next operation comes from, if not from {@link #offset}; else -1. */
    private int inherited = -1;

    CodeBuffer(boolean tracing) {
        this.tracing = tracing;
    }

    /** Operations from here on come from this offset in the binary. */
    void at(int offset) {
        this.offset = offset;
    }

    /** Where in the binary operations come from now. */
    int offset() {
        return offset;
    }

    /** The pc of the next operation. */
    int pc() {
        return size;
    }

    int op(int op, int a) {
        int start = begin(op, 1);
        ints[size++] = a;
        return start;
    }

    int op(int op, int a, int b) {
        int start = begin(op, 2);
        ints[size++] = a;
        ints[size++] = b;
        return start;
    }

    int op(int op, int a, int b, int c) {
        int start = begin(op, 3);
        ints[size++] = a;
        ints[size++] = b;
        ints[size++] = c;
        return start;
    }

    int op(int op, int a, int b, int c, int d) {
        int start = begin(op, 4);
        ints[size++] = a;
        ints[size++] = b;
        ints[size++] = c;
        ints[size++] = d;
        return start;
    }

    int op(int op, int... operands) {
        int start = begin(op, operands.length);
        System.arraycopy(operands, 0, ints, size, operands.length);
        size += operands.length;
        return start;
    }

    int get(int pc) {
        return ints[pc];
    }

    void set(int pc, int value) {
        ints[pc] = value;
    }

    /** Where the last operation starts, or -1 if that is not known since more than one was cut off. */
    int lastStart() {
        return lastStart;
    }

    /** Forgets the last operation, which starts at {@code pc}. */
    void cut(int pc) {
        size = pc;
        lastStart = startBefore;
        startBefore = -1;
        while (placeCount > 0 && places[placeCount - 2] >= pc) {
            placeCount -= 2;
        }
    }

    /** Forgets the last operation, whose trap becomes one of the next: that one comes from the same place. */
    void cutTrapping(int pc) {
        if (tracing) {
            inherited = places[placeCount - 1];
        }
        cut(pc);
    }

    /** The index in the pool of something. */
    int pool(Object constant) {
        int index = pool.indexOf(constant);
        if (index < 0) {
            index = pool.size();
            pool.add(constant);
        }
        return index;
    }

    int[] ints() {
        return Arrays.copyOf(ints, size);
    }

    Object[] poolArray() {
        return pool.toArray();
    }

    /** Pairs of a pc and an offset in the binary, one for each operation, in order; empty unless asked for. */
    int[] places() {
        return Arrays.copyOf(places, placeCount);
    }

    private int begin(int op, int operands) {
        if (size + operands + 1 > ints.length) {
            ints = Arrays.copyOf(ints, Math.max(ints.length * 2, size + operands + 1));
        }
        if (tracing) {
            if (placeCount + 2 > places.length) {
                places = Arrays.copyOf(places, Math.max(64, places.length * 2));
            }
            places[placeCount++] = size;
            places[placeCount++] = inherited >= 0 ? inherited : offset;
            inherited = -1;
        }
        startBefore = lastStart;
        lastStart = size;
        ints[size] = op;
        return size++;
    }
}
