package dev.weft.jit;

import dev.weft.jit.vector.Lane;
import dev.weft.runtime.compiled.SourceLines;
import dev.weft.valid.ValidModule;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Keeps the guest's operand stack while code is emitted: what is a constant or in a variable is loaded where it is
 * used, so that most instructions become the one JVM instruction that a compiler of Java would emit.
 *
 * <p>Every position of the operand stack has a home, a variable for each kind of value. Values lie there where control
 * flow meets; in between they may be on the JVM's operand stack, in the same order.
 */
abstract class CodeEmitter implements Opcodes {
    /** The method that code goes to, and what belongs to it. */
    MethodVisitor mv;
    Part part;
    final CompiledModule compiled;
    final ValidModule module;
    final Constants constants;
    final List<Operand> operands = new ArrayList<>();
    /** Whether vectors lie in variables as objects of the Vector API. */
    boolean vectors;
    int site;
    private final SourceLines lines;
    /** The line number of the instruction that is being emitted. */
    private int line;
    /** Keeps the function in check. */
    final Charges charges;
    /** Locals in the frame have numbers from this one down. */
    static final int FRAMED = -10;

    CodeEmitter(Target target) {
        this.mv = target.mv();
        this.part = new Part(mv, target.plan() == null ? null : target.plan().main);
        this.compiled = target.compiled();
        this.module = compiled.module;
        this.constants = target.constants();
        this.lines = SourceLines.of(compiled.prepared, target.sourceFile());
        this.charges = new Charges(this, compiled.prepared.engine().fuelCosts(),
                compiled.prepared.engine().isInterruptible());
    }

    // Variables

    int newVar(int width) {
        int var = part.nextVar;
        part.nextVar += width;
        if (part.nextVar > 0xFFF0 && isFinal()) {
            throw new TooLargeException();
        }
        return var;
    }

    /** Whether what is emitted is going to be loaded. */
    abstract boolean isFinal();

    int home(int position, Kind kind) {
        while (part.homes.size() <= position) {
            part.homes.add(null);
        }
        int[] vars = part.homes.get(position);
        if (vars == null) {
            vars = new int[] {-1, -1, -1, -1, -1, -1, -1};
            part.homes.set(position, vars);
        }
        if (vars[kind.ordinal()] < 0) {
            vars[kind.ordinal()] = newVar(kind.width);
        }
        return vars[kind.ordinal()];
    }

    void loadVar(Kind kind, int var) {
        if (var <= FRAMED) {
            loadField(kind, PartEmitter.localField(FRAMED - var));
            return;
        }
        part.touched.set(var);
        mv.visitVarInsn(kind.load, var);
        if (kind == Kind.V) {
            mv.visitVarInsn(LLOAD, var + 2);
        }
    }

    abstract void loadField(Kind kind, String name);

    abstract void storeField(Kind kind, String name);

    /** Something is emitted behind which the memory may have moved. */
    abstract void memoryMayMove();

    /** Loads the memory's view. */
    void loadView() {
        if (part.base >= 0) {
            loadContext();
            invokeVirtual(Names.CONTEXT, "view", "()Ljava/nio/ByteBuffer;");
        } else {
            mv.visitVarInsn(ALOAD, part.view);
        }
    }

    void storeVar(Kind kind, int var) {
        part.checked.remove(var);
        if (var <= FRAMED) {
            storeField(kind, PartEmitter.localField(FRAMED - var));
            return;
        }
        part.touched.set(var);
        if (kind == Kind.V) {
            mv.visitVarInsn(LSTORE, var + 2);
        }
        mv.visitVarInsn(kind.store, var);
        if (kind == Kind.A || kind == Kind.X) {
            // frames of handlers are computed from what variables hold where labels are
            mv.visitLabel(new Label());
        }
    }

    // The operand stack

    int size() {
        return operands.size();
    }

    Operand top(int below) {
        return operands.get(operands.size() - 1 - below);
    }

    void push(Operand operand) {
        operands.add(operand);
    }

    Operand pop() {
        Operand operand = operands.removeLast();
        popped();
        return operand;
    }

    /** Operands have been taken. */
    abstract void popped();

    void drop(int count) {
        for (int i = 0; i < count; i++) {
            operands.removeLast();
        }
        popped();
    }

    /** How a value of that kind is carried in this function. */
    Kind carried(Kind kind) {
        return kind == Kind.V && vectors ? Kind.X : kind;
    }

    /** A value that has just been computed on the JVM's stack; a vector of two longs goes home. */
    void result(Kind kind) {
        if (kind == Kind.V && vectors) {
            joinHalves();
        } else if (kind == Kind.V) {
            int var = home(size(), kind);
            storeVar(kind, var);
            push(Operand.home(kind, var));
        } else {
            push(Operand.stack(kind));
        }
    }

    void pushHome(Kind kind) {
        push(atHome(size(), carried(kind)));
    }

    /** A value of a kind that is carried, at home. */
    Operand atHome(int position, Kind kind) {
        int var = home(position, kind);
        return kind == Kind.X ? Operand.vector(var, false, Lane.L) : Operand.home(kind, var);
    }

    /** Makes a vector of the two longs on the JVM's stack. */
    abstract void joinHalves();

    /** Emits what puts a vector on the JVM's stack as two longs. */
    abstract void loadHalves(Operand vector);

    /** Emits what puts an operand on the JVM's stack as it lies in variables; a vector with these lanes. */
    abstract void carry(Operand operand, Lane lane);

    /** Emits what puts an operand on the JVM's stack as it is passed; nothing if it is there. */
    void load(Operand operand) {
        if (operand.kind == Kind.X) {
            loadHalves(operand);
            return;
        }
        switch (operand.mode) {
            case Operand.CONST -> loadConstant(operand);
            case Operand.VAR -> loadVar(operand.kind, operand.var);
            default -> {
            }
        }
    }

    private void loadConstant(Operand operand) {
        switch (operand.kind) {
            case I -> intConstant((int) operand.bits);
            case J -> longConstant(operand.bits);
            case F -> floatConstant((int) operand.bits);
            case D -> doubleConstant(operand.bits);
            case V -> {
                longConstant(operand.bits);
                longConstant(operand.high);
            }
            case A, X -> mv.visitInsn(ACONST_NULL);
        }
    }

    /** Takes the topmost operands and makes sure that they lie on the JVM's stack in order. */
    void loadTop(int count) {
        int size = size();
        int first = size - count;
        while (first < size && operands.get(first).isOnStack() && operands.get(first).kind != Kind.X) {
            first++;
        }
        for (int i = size - 1; i >= first; i--) {
            spill(i);
        }
        for (int i = first; i < size; i++) {
            load(operands.get(i));
        }
        drop(count);
    }

    /** Makes sure that none of the topmost operands is on the JVM's stack. */
    void settleTop(int count) {
        for (int i = size() - 1; i >= size() - count; i--) {
            spill(i);
        }
    }

    /** Clears the JVM's stack. */
    void settleAll() {
        settleTop(size());
    }

    /** Moves an operand from the JVM's stack, where it is on top, to its home. */
    void spill(int index) {
        Operand operand = operands.get(index);
        if (operand.mode >= Operand.TEST) {
            materialize();
            operand = operands.get(index);
        }
        if (operand.mode == Operand.STACK) {
            int var = home(index, operand.kind);
            storeVar(operand.kind, var);
            operands.set(index, operand.kind == Kind.X ? Operand.vector(var, false, operand.lane)
                    : Operand.home(operand.kind, var));
        }
    }

    /** Moves an operand that is not on the JVM's stack to its home. */
    void goHome(int index) {
        Operand operand = operands.get(index);
        Operand home = atHome(index, carried(operand.kind));
        if (operand.mode == Operand.VAR && operand.var == home.var && operand.lane == home.lane) {
            return;
        }
        carry(operand, Lane.L);
        storeVar(home.kind, home.var);
        operands.set(index, home);
    }

    /** Saves the old value of a local that is about to be written. */
    void settleAliases(int var) {
        for (int i = 0; i < size(); i++) {
            Operand operand = operands.get(i);
            if (operand.alias && operand.var == var) {
                goHome(i);
            }
        }
    }

    /** Turns a comparison on top into the value 0 or 1. */
    void materialize() {
        expandComparison();
        if (size() == 0 || top(0).mode != Operand.TEST) {
            return;
        }
        Operand test = pop();
        Label yes = new Label();
        Label end = new Label();
        mv.visitJumpInsn(test.jump, yes);
        mv.visitInsn(ICONST_0);
        mv.visitJumpInsn(GOTO, end);
        mv.visitLabel(yes);
        mv.visitInsn(ICONST_1);
        mv.visitLabel(end);
        push(Operand.stack(Kind.I));
    }

    /** Emits the topmost operand if it is a comparison of which nothing is emitted yet. */
    void expandComparison() {
        if (size() == 0 || top(0).mode != Operand.COMPARISON) {
            return;
        }
        Operand comparison = pop();
        load(comparison.left);
        if (comparison.bits != 0) {
            load(comparison.right);
            invokeStatic("java/lang/Integer", "compareUnsigned", "(II)I");
        } else if (comparison.right.isConstant() && (int) comparison.right.bits == 0) {
            push(Operand.test(comparison.jump - IF_ICMPEQ + IFEQ));
            return;
        } else {
            load(comparison.right);
        }
        push(Operand.test(comparison.jump));
    }

    /** The variable of an operand that is not on the JVM's stack; constants go home. */
    int varOf(int below) {
        int index = size() - 1 - below;
        if (operands.get(index).isConstant()) {
            goHome(index);
        }
        return operands.get(index).var;
    }

    // Constants and bits

    void intConstant(int value) {
        if (value >= -1 && value <= 5) {
            mv.visitInsn(ICONST_0 + value);
        } else if (value == (byte) value) {
            mv.visitIntInsn(BIPUSH, value);
        } else if (value == (short) value) {
            mv.visitIntInsn(SIPUSH, value);
        } else {
            mv.visitLdcInsn(value);
        }
    }

    void longConstant(long value) {
        if (value == 0 || value == 1) {
            mv.visitInsn(LCONST_0 + (int) value);
        } else if (value == (short) value) {
            intConstant((int) value);
            mv.visitInsn(I2L);
        } else {
            mv.visitLdcInsn(value);
        }
    }

    private void floatConstant(int bits) {
        if (Float.isNaN(Float.intBitsToFloat(bits))) {
            mv.visitLdcInsn(bits);
            invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F");
        } else if (bits == 0) {
            mv.visitInsn(FCONST_0);
        } else {
            mv.visitLdcInsn(Float.intBitsToFloat(bits));
        }
    }

    private void doubleConstant(long bits) {
        if (Double.isNaN(Double.longBitsToDouble(bits))) {
            mv.visitLdcInsn(bits);
            invokeStatic("java/lang/Double", "longBitsToDouble", "(J)D");
        } else if (bits == 0) {
            mv.visitInsn(DCONST_0);
        } else {
            mv.visitLdcInsn(Double.longBitsToDouble(bits));
        }
    }

    static void toBits(MethodVisitor mv, Kind kind) {
        switch (kind) {
            case I -> mv.visitInsn(I2L);
            case F -> {
                mv.visitMethodInsn(INVOKESTATIC, "java/lang/Float", "floatToRawIntBits", "(F)I", false);
                mv.visitInsn(I2L);
            }
            case D -> mv.visitMethodInsn(INVOKESTATIC, "java/lang/Double", "doubleToRawLongBits", "(D)J", false);
            default -> {
            }
        }
    }

    static void fromBits(MethodVisitor mv, Kind kind) {
        switch (kind) {
            case I -> mv.visitInsn(L2I);
            case F -> {
                mv.visitInsn(L2I);
                mv.visitMethodInsn(INVOKESTATIC, "java/lang/Float", "intBitsToFloat", "(I)F", false);
            }
            case D -> mv.visitMethodInsn(INVOKESTATIC, "java/lang/Double", "longBitsToDouble", "(J)D", false);
            default -> {
            }
        }
    }

    // Instructions

    void invokeStatic(String owner, String name, String descriptor) {
        mv.visitMethodInsn(INVOKESTATIC, owner, name, descriptor, false);
    }

    void invokeVirtual(String owner, String name, String descriptor) {
        mv.visitMethodInsn(INVOKEVIRTUAL, owner, name, descriptor, false);
    }

    void loadContext() {
        mv.visitVarInsn(ALOAD, part.context);
    }

    /** Begins the next instruction of the guest. */
    void nextSite(int offset) {
        site++;
        line = lines.next(offset);
    }

    /** Notes in the line numbers which instruction of the guest this is; for those that may trap or call. */
    void mark() {
        mark(line);
    }

    private void mark(int number) {
        Label here = new Label();
        mv.visitLabel(here);
        mv.visitLineNumber(lines.shown(number, part.farLines), here);
    }

    /** Leaves code of this instruction that is seldom run for later. */
    void later(Label start, Runnable emission) {
        int number = line;
        part.outOfLine.add(() -> {
            mv.visitLabel(start);
            mark(number);
            emission.run();
        });
    }

    /** Reads again where the memory is and ends, since it may have moved. */
    void refreshMemory() {
        memoryMayMove();
        if (part.limit >= 0) {
            loadContext();
            invokeVirtual(Names.CONTEXT, "viewLimit", "()I");
            mv.visitVarInsn(ISTORE, part.limit);
        }
        if (part.base >= 0) {
            loadContext();
            invokeVirtual(Names.CONTEXT, "base", "()J");
            mv.visitVarInsn(LSTORE, part.base);
        } else if (part.view >= 0) {
            loadContext();
            invokeVirtual(Names.CONTEXT, "view", "()Ljava/nio/ByteBuffer;");
            mv.visitVarInsn(ASTORE, part.view);
        }
        if (part.segment >= 0) {
            loadContext();
            invokeVirtual(Names.CONTEXT, "segment", "()" + Names.type(Names.SEGMENT));
            mv.visitVarInsn(ASTORE, part.segment);
        }
    }
}
