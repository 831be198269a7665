package dev.weft.jit;

import dev.weft.jit.vector.Lane;

/** Where a value of the guest's operand stack is while code is being emitted. */
final class Operand {
    /** A constant, emitted where it is used. */
    static final int CONST = 0;
    /** In JVM variables: a local of the guest, or its home. */
    static final int VAR = 1;
    /** On the JVM's operand stack. */
    static final int STACK = 2;
    /** A comparison whose operands are on the JVM's operand stack; {@link #jump} tells how it ends. */
    static final int TEST = 3;
    /** A comparison of two ints of which nothing is emitted yet: {@link #left} and {@link #right}. */
    static final int COMPARISON = 4;

    final Kind kind;
    final int mode;
    /** The first variable. */
    final int var;
    /** Whether the variable is a local of the guest, which may be written to. */
    final boolean alias;
    final long bits;
    final long high;
    /** The JVM's jump that is taken if the comparison holds. */
    final int jump;
    /** Which class of vector it is, of kind X. */
    final Lane lane;
    /** What a comparison compares, neither on the JVM's stack. */
    final Operand left;
    final Operand right;

    private Operand(Kind kind, int mode, int var, boolean alias, long bits, long high, int jump, Lane lane) {
        this(kind, mode, var, alias, bits, high, jump, lane, null, null);
    }

    private Operand(Kind kind, int mode, int var, boolean alias, long bits, long high, int jump, Lane lane,
            Operand left, Operand right) {
        this.left = left;
        this.right = right;
        this.kind = kind;
        this.mode = mode;
        this.var = var;
        this.alias = alias;
        this.bits = bits;
        this.high = high;
        this.jump = jump;
        this.lane = lane;
    }

    static Operand constant(Kind kind, long bits, long high) {
        return new Operand(kind, CONST, -1, false, bits, high, 0, null);
    }

    static Operand local(Kind kind, int var) {
        return new Operand(kind, VAR, var, true, 0, 0, 0, null);
    }

    static Operand home(Kind kind, int var) {
        return new Operand(kind, VAR, var, false, 0, 0, 0, null);
    }

    static Operand stack(Kind kind) {
        return new Operand(kind, STACK, -1, false, 0, 0, 0, null);
    }

    static Operand test(int jump) {
        return new Operand(Kind.I, TEST, -1, false, 0, 0, jump, null);
    }

    /**
     * A comparison that holds if the JVM would take {@code jump}: which is one of two ints, or if {@code unsigned} one
     * of what {@code Integer.compareUnsigned} says and 0.
     */
    static Operand comparison(Operand left, Operand right, int jump, boolean unsigned) {
        return new Operand(Kind.I, COMPARISON, -1, false, unsigned ? 1 : 0, 0, jump, null, left, right);
    }

    /** The sum of a variable and a constant, on the JVM's stack. */
    static Operand sum(int var, int addend) {
        return new Operand(Kind.I, STACK, var, false, addend, 0, 0, null);
    }

    /** A vector in a variable. */
    static Operand vector(int var, boolean alias, Lane lane) {
        return new Operand(Kind.X, VAR, var, alias, 0, 0, 0, lane);
    }

    /** A vector on the JVM's operand stack. */
    static Operand vector(Lane lane) {
        return new Operand(Kind.X, STACK, -1, false, 0, 0, 0, lane);
    }

    boolean isConstant() {
        return mode == CONST;
    }

    boolean isOnStack() {
        return mode >= STACK;
    }
}
