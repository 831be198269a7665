package dev.weft.jit;

import dev.weft.runtime.FuelCosts;
import dev.weft.runtime.tier.Metering;
import dev.weft.syntax.Opcode;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Emits what keeps a function in check: it pays block by block ({@link Metering}), and its loops look whether somebody
 * wants to stop it ({@code ControlSupport}).
 *
 * <p>Implementation note. What is left of the fuel lies in a variable while the function runs. Whoever else may look at
 * it finds it in {@code stack.fuel}: it is written there before calls and returns, and read again behind calls. What
 * throws in between runs into a handler around all the rest, which writes it and throws on; calls are outside of that
 * handler, for whoever throws in a call has written what is left. So handlers of the guest read it again as well.
 */
final class Charges implements Opcodes {
    private static final String SUPPORT = Names.CONTROL_SUPPORT;
    private static final String POLL = "(L" + Names.CONTEXT + ";)Z";
    private static final org.objectweb.asm.Handle BOOTSTRAP = new org.objectweb.asm.Handle(H_INVOKESTATIC, SUPPORT,
            "poll", "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;)"
                    + "Ljava/lang/invoke/CallSite;", false);

    private final CodeEmitter code;
    private final FuelCosts costs;
    private final boolean polls;
    /** Costs of the blocks, and how many of them were charged. */
    private int[] blocks;
    private int charged;
    private boolean begins = true;

    /** What belongs to one of the function's methods. */
    static final class Scope {
        /** The variable with what is left. */
        private int fuel = -1;
        /** Whether {@code stack.fuel} may be out of date. */
        private boolean stale = true;
        /** Where the code begins that the handler guards, or null if what is being emitted is outside; all ranges. */
        private Label guarded;
        private final List<Label> ranges = new ArrayList<>();
    }

    /** Charges nothing if {@code costs} is null. */
    Charges(CodeEmitter code, FuelCosts costs, boolean polls) {
        this.code = code;
        this.costs = costs;
        this.polls = polls;
    }

    boolean areOn() {
        return costs != null;
    }

    /** Begins the function, once the call has been admitted. */
    void begin(int funcIdx) {
        if (areOn()) {
            blocks = BlockCosts.of(code.module, funcIdx, costs);
            code.part.scope.fuel = code.newVar(2);
            reload();
            // a call of the function itself in tail position comes here with what it has left
            code.part.scope.stale = true;
            guard();
        }
    }

    /** Counts the next instruction, and charges for its block if it is the first that costs anything. */
    void count(Opcode op) {
        if (!areOn()) {
            return;
        }
        if (costs.of(op) > 0 && begins) {
            begins = false;
            charge(blocks[charged++]);
        }
        begins |= Metering.endsBlock(op);
        code.part.scope.stale |= begins;
    }

    private void charge(int cost) {
        code.mv.visitVarInsn(LLOAD, code.part.scope.fuel);
        code.longConstant(cost);
        code.mv.visitInsn(LSUB);
        pay(() -> {
            code.intConstant(cost);
            code.invokeStatic(SUPPORT, "refuel", "(JL" + Names.CONTEXT + ";I)J");
        });
    }

    /** Charges what a bulk instruction costs for as many units as its last operand says, which is in a variable. */
    void chargeBulk(Opcode op, Operand length) {
        int shift = Metering.bulkShift(op);
        if (!areOn() || shift < 0) {
            return;
        }
        code.mv.visitVarInsn(LLOAD, code.part.scope.fuel);
        code.load(length);
        if (length.kind == Kind.I) {
            code.mv.visitInsn(I2L);
            code.mv.visitLdcInsn(0xFFFF_FFFFL);
            code.mv.visitInsn(LAND);
        }
        code.intConstant(shift);
        code.mv.visitInsn(LUSHR);
        code.mv.visitInsn(LSUB);
        pay(() -> {
            code.mv.visitVarInsn(LLOAD, code.part.scope.fuel);
            code.invokeStatic(SUPPORT, "refuelBulk", "(JL" + Names.CONTEXT + ";J)J");
        });
    }

    /** Takes the difference on the JVM's stack for what is left, unless it is negative. */
    private void pay(Runnable refuel) {
        Label tooLittle = new Label();
        Label enough = new Label();
        code.mv.visitInsn(DUP2);
        code.mv.visitInsn(LCONST_0);
        code.mv.visitInsn(LCMP);
        code.mv.visitJumpInsn(IFLT, tooLittle);
        code.mv.visitLabel(enough);
        code.mv.visitVarInsn(LSTORE, code.part.scope.fuel);
        code.part.scope.stale = true;
        code.later(tooLittle, () -> {
            unguard();
            code.loadContext();
            refuel.run();
            guard();
            code.mv.visitJumpInsn(GOTO, enough);
        });
    }

    /** Looks whether somebody wants to stop the guest: at a loop's start, with nothing on the JVM's stack. */
    void poll() {
        if (!polls) {
            return;
        }
        Label signalled = new Label();
        Label goOn = new Label();
        code.loadContext();
        if (code.compiled.pollsAreFree()) {
            code.mv.visitInvokeDynamicInsn("poll", POLL, BOOTSTRAP);
        } else {
            code.invokeStatic(SUPPORT, "isSignalled", POLL);
        }
        code.mv.visitJumpInsn(IFNE, signalled);
        code.mv.visitLabel(goOn);
        code.later(signalled, () -> {
            if (areOn()) {
                code.mv.visitVarInsn(LLOAD, code.part.scope.fuel);
                unguard();
                code.loadContext();
                code.invokeStatic(SUPPORT, "attend", "(JL" + Names.CONTEXT + ";)J");
                guard();
                code.mv.visitVarInsn(LSTORE, code.part.scope.fuel);
            } else {
                code.loadContext();
                code.invokeStatic(SUPPORT, "attend", "(L" + Names.CONTEXT + ";)V");
            }
            code.mv.visitJumpInsn(GOTO, goOn);
        });
    }

    // Methods of a function that is cut

    /** Begins the method of a region: what is left is in {@code stack.fuel}. */
    void beginRegion() {
        if (areOn()) {
            code.part.scope.fuel = code.newVar(2);
            guard();
        }
    }

    /** Ends the code of a region but for its prologue, which comes now. */
    void endRegion() {
        unguard();
    }

    /** Reads what is left, at the start of a region. */
    void readRegion() {
        if (areOn()) {
            reload();
        }
    }

    /** Control may come here with the fuel in a variable only. */
    void join() {
        code.part.scope.stale = true;
    }

    // Where others look at the fuel

    /** Before a call, with its arguments on the JVM's stack: behind it comes {@link #called}. */
    void calling() {
        if (areOn()) {
            write();
            unguard();
        }
    }

    /** Behind a call, with its result on the JVM's stack. */
    void called() {
        if (areOn()) {
            reload();
            guard();
        }
    }

    /** Before the function returns or throws. */
    void write() {
        if (areOn() && code.part.scope.stale) {
            loadStack();
            code.mv.visitVarInsn(LLOAD, code.part.scope.fuel);
            code.mv.visitFieldInsn(PUTFIELD, Names.STACK, "fuel", "J");
            code.part.scope.stale = false;
        }
    }

    /** Where an exception of the guest has been caught, and is on the JVM's stack. */
    void caught() {
        if (areOn()) {
            reload();
            code.part.scope.stale = true;
        }
    }

    private void reload() {
        loadStack();
        code.mv.visitFieldInsn(GETFIELD, Names.STACK, "fuel", "J");
        code.mv.visitVarInsn(LSTORE, code.part.scope.fuel);
        code.part.scope.stale = false;
    }

    private void loadStack() {
        code.loadContext();
        code.mv.visitFieldInsn(GETFIELD, Names.CONTEXT, "stack", "L" + Names.STACK + ";");
    }

    // The handler

    /** Begins code in which what throws leaves it to the handler to write the fuel. */
    void guard() {
        if (areOn() && code.part.scope.guarded == null) {
            code.part.scope.guarded = new Label();
            code.mv.visitLabel(code.part.scope.guarded);
        }
    }

    private void unguard() {
        if (code.part.scope.guarded == null) {
            return;
        }
        Label end = new Label();
        code.mv.visitLabel(end);
        if (end.getOffset() > code.part.scope.guarded.getOffset()) {
            code.part.scope.ranges.add(code.part.scope.guarded);
            code.part.scope.ranges.add(end);
        }
        code.part.scope.guarded = null;
    }

    /** Ends the function, behind all of its code: emits the handler. */
    void finish() {
        unguard();
        if (code.part.scope.ranges.isEmpty()) {
            return;
        }
        Label handler = new Label();
        code.mv.visitLabel(handler);
        for (int i = 0; i < code.part.scope.ranges.size(); i += 2) {
            code.mv.visitTryCatchBlock(code.part.scope.ranges.get(i), code.part.scope.ranges.get(i + 1), handler, null);
        }
        code.part.scope.stale = true;
        write();
        code.mv.visitInsn(ATHROW);
    }
}
