package dev.weft.jit;

import dev.weft.runtime.FuelCosts;
import dev.weft.runtime.tier.Metering;
import dev.weft.syntax.Opcode;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Emits what keeps a function in check: it pays block by block ({@link Metering}), and its loops look whether somebody
 * wants to stop it ({@link PollSwitch}).
 *
 * <p>Implementation note. What is left of the fuel lies in a variable while the function runs. Whoever else may look at
 * it finds it in {@code stack.fuel}: it is written there before calls and returns, and read again behind calls. What
 * throws in between runs into a handler around all the rest, which writes it and throws on; calls are outside of that
 * handler, for whoever throws in a call has written what is left. So handlers of the guest read it again as well.
 */
final class Charges implements Opcodes {
    private static final String SUPPORT = "dev/weft/jit/ControlSupport";
    private static final String POLL = "(L" + Names.CONTEXT + ";)Z";
    private static final org.objectweb.asm.Handle BOOTSTRAP = new org.objectweb.asm.Handle(H_INVOKESTATIC, SUPPORT,
            "poll", "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;)"
                    + "Ljava/lang/invoke/CallSite;", false);

    private final CodeEmitter code;
    private final MethodVisitor mv;
    private final FuelCosts costs;
    private final boolean polls;
    /** Costs of the blocks, and how many of them were charged. */
    private int[] blocks;
    private int charged;
    private boolean begins = true;
    /** The variable with what is left. */
    private int fuel = -1;
    /** Whether {@code stack.fuel} may be out of date. */
    private boolean stale;
    /** Where the code begins that the handler guards, or null if what is being emitted is outside; all such ranges. */
    private Label guarded;
    private final List<Label> ranges = new ArrayList<>();

    /** Charges nothing if {@code costs} is null. */
    Charges(CodeEmitter code, FuelCosts costs, boolean polls) {
        this.code = code;
        this.mv = code.mv;
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
            fuel = code.newVar(2);
            reload();
            // a call of the function itself in tail position comes here with what it has left
            stale = true;
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
        stale |= begins;
    }

    private void charge(int cost) {
        mv.visitVarInsn(LLOAD, fuel);
        code.longConstant(cost);
        mv.visitInsn(LSUB);
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
        mv.visitVarInsn(LLOAD, fuel);
        code.load(length);
        if (length.kind == Kind.I) {
            mv.visitInsn(I2L);
            mv.visitLdcInsn(0xFFFF_FFFFL);
            mv.visitInsn(LAND);
        }
        code.intConstant(shift);
        mv.visitInsn(LUSHR);
        mv.visitInsn(LSUB);
        pay(() -> {
            mv.visitVarInsn(LLOAD, fuel);
            code.invokeStatic(SUPPORT, "refuelBulk", "(JL" + Names.CONTEXT + ";J)J");
        });
    }

    /** Takes the difference on the JVM's stack for what is left, unless it is negative. */
    private void pay(Runnable refuel) {
        Label tooLittle = new Label();
        Label enough = new Label();
        mv.visitInsn(DUP2);
        mv.visitInsn(LCONST_0);
        mv.visitInsn(LCMP);
        mv.visitJumpInsn(IFLT, tooLittle);
        mv.visitLabel(enough);
        mv.visitVarInsn(LSTORE, fuel);
        stale = true;
        code.later(tooLittle, () -> {
            unguard();
            code.loadContext();
            refuel.run();
            guard();
            mv.visitJumpInsn(GOTO, enough);
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
        mv.visitInvokeDynamicInsn("poll", POLL, BOOTSTRAP);
        mv.visitJumpInsn(IFNE, signalled);
        mv.visitLabel(goOn);
        code.later(signalled, () -> {
            if (areOn()) {
                mv.visitVarInsn(LLOAD, fuel);
                unguard();
                code.loadContext();
                code.invokeStatic(SUPPORT, "attend", "(JL" + Names.CONTEXT + ";)J");
                guard();
                mv.visitVarInsn(LSTORE, fuel);
            } else {
                code.loadContext();
                code.invokeStatic(SUPPORT, "attend", "(L" + Names.CONTEXT + ";)V");
            }
            mv.visitJumpInsn(GOTO, goOn);
        });
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
        if (areOn() && stale) {
            loadStack();
            mv.visitVarInsn(LLOAD, fuel);
            mv.visitFieldInsn(PUTFIELD, Names.STACK, "fuel", "J");
            stale = false;
        }
    }

    /** Where an exception of the guest has been caught, and is on the JVM's stack. */
    void caught() {
        if (areOn()) {
            reload();
            stale = true;
        }
    }

    private void reload() {
        loadStack();
        mv.visitFieldInsn(GETFIELD, Names.STACK, "fuel", "J");
        mv.visitVarInsn(LSTORE, fuel);
        stale = false;
    }

    private void loadStack() {
        code.loadContext();
        mv.visitFieldInsn(GETFIELD, Names.CONTEXT, "stack", "L" + Names.STACK + ";");
    }

    // The handler

    /** Begins code in which what throws leaves it to the handler to write the fuel. */
    void guard() {
        if (areOn() && guarded == null) {
            guarded = new Label();
            mv.visitLabel(guarded);
        }
    }

    private void unguard() {
        if (guarded == null) {
            return;
        }
        Label end = new Label();
        mv.visitLabel(end);
        if (end.getOffset() > guarded.getOffset()) {
            ranges.add(guarded);
            ranges.add(end);
        }
        guarded = null;
    }

    /** Ends the function, behind all of its code: emits the handler. */
    void finish() {
        unguard();
        if (ranges.isEmpty()) {
            return;
        }
        Label handler = new Label();
        mv.visitLabel(handler);
        for (int i = 0; i < ranges.size(); i += 2) {
            mv.visitTryCatchBlock(ranges.get(i), ranges.get(i + 1), handler, null);
        }
        stale = true;
        write();
        mv.visitInsn(ATHROW);
    }
}
