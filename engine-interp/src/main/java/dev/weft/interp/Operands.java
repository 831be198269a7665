package dev.weft.interp;

import dev.weft.syntax.RefType;
import dev.weft.syntax.ValType;
import dev.weft.syntax.VecType;
import java.util.Arrays;

/**
 * The operand stack as pre-decoding sees it: where each value is.
 *
 * <p>Every operand has a slot of its own, its home, above the homes of those below it. Until an operation needs it
 * there, a value may be elsewhere: in a local's slot ({@code local.get} costs nothing), or nowhere (a constant).
 */
final class Operands {
    /** A value that is a number in one slot, a vector in two, a reference. */
    static final byte NUMBER = 0;
    static final byte VECTOR = 1;
    static final byte REFERENCE = 2;
    /** In place of a slot: the value is a constant. */
    static final int CONSTANT = -1;

    private int[] homes = new int[16];
    private int[] slots = new int[16];
    private long[] constants = new long[16];
    private byte[] kinds = new byte[16];
    private int size;
    private int top;
    private int highest;

    /** Starts with the first home at {@code base}. */
    Operands(int base) {
        top = base;
        highest = base;
    }

    static byte kind(ValType type) {
        return type instanceof RefType ? REFERENCE : type == VecType.V128 ? VECTOR : NUMBER;
    }

    static int width(byte kind) {
        return kind == VECTOR ? 2 : 1;
    }

    static int width(ValType type) {
        return type == VecType.V128 ? 2 : 1;
    }

    int size() {
        return size;
    }

    /** The home of the next operand. */
    int top() {
        return top;
    }

    /** One above the highest home ever used. */
    int highest() {
        return highest;
    }

    /** A new operand at its home, which is returned. */
    int push(byte kind) {
        return push(kind, top, 0);
    }

    int pushConstant(long bits) {
        return push(NUMBER, CONSTANT, bits);
    }

    /** A new operand whose value is in some slot. */
    int pushAlias(byte kind, int slot) {
        return push(kind, slot, 0);
    }

    private int push(byte kind, int slot, long constant) {
        if (size == homes.length) {
            int more = size * 2;
            homes = Arrays.copyOf(homes, more);
            slots = Arrays.copyOf(slots, more);
            constants = Arrays.copyOf(constants, more);
            kinds = Arrays.copyOf(kinds, more);
        }
        int home = top;
        homes[size] = home;
        slots[size] = slot;
        constants[size] = constant;
        kinds[size++] = kind;
        top += width(kind);
        highest = Math.max(highest, top);
        return home;
    }

    /** Removes the topmost operand; its entries stay readable until the next push. */
    int pop() {
        size--;
        top = homes[size];
        return size;
    }

    /** Removes all but the lowest operands. */
    void truncate(int newSize) {
        if (newSize < size) {
            top = homes[newSize];
            size = newSize;
        }
    }

    int home(int index) {
        return homes[index];
    }

    int slot(int index) {
        return slots[index];
    }

    byte kind(int index) {
        return kinds[index];
    }

    long constant(int index) {
        return constants[index];
    }

    boolean isConstant(int index) {
        return slots[index] == CONSTANT;
    }

    boolean isHome(int index) {
        return slots[index] == homes[index];
    }

    /** The value is now at its home. */
    void settle(int index) {
        slots[index] = homes[index];
    }
}
