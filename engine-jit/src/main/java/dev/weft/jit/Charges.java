package dev.weft.jit;

import dev.weft.runtime.FuelCosts;
import dev.weft.runtime.tier.Metering;
import dev.weft.syntax.Opcode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Emits what keeps a function in check: it pays block by block ({@link Metering}), and its loops look whether somebody
 * wants to stop it ({@code ControlSupport}).
 *
 * <p>Implementation note. Where fuel is paid, code subtracts and does not compare. Where it begins, behind calls and at
 * the start of each round of a loop it <em>looks ahead</em>: is there as much as the dearest way to the next such place
 * costs ({@link BlockCosts#ahead})? It keeps the answer in a variable, and where that says no, each block looks for
 * itself and stops exactly where it must. That way is seldom gone: C2 leaves it out, so that the variable is a
 * constant and so are the branches on it.
 *
 * <p>What is left of the fuel lies in a variable while the function runs. Methods of the module and of a function's
 * regions take it as a parameter, and return it if they return nothing else; those that do leave it in {@code
 * context.left}. Whoever else may look at it finds it in {@code stack.fuel}: it is written there before calls of entry
 * points, and read again behind them. What throws in between runs into a handler around all the rest, which writes it
 * and throws on; calls are outside of that handler, for who throws in a call has written what is left. So handlers of
 * the guest read it again as well.
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
    private boolean returnsFuel;
    private boolean entered;
    private BlockCosts blocks;
    /** The number of the instruction that is being emitted. */
    private int instruction = -1;

    /** What belongs to one of the function's methods. */
    static final class Scope {
        /** The variable with what is left. */
        private int fuel = -1;
        /** The variable with what the last look ahead found: whether blocks need not look for themselves. */
        private int enough = -1;
        /** The variable with the stack, or -1: where calls of imports make it worth one. */
        private int stack = -1;
        /** Whether {@code context.left} may be out of date, and places to which code branched when it might be. */
        private boolean stale;
        private final Set<Integer> stalePlaces = new HashSet<>();
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

    /**
     * Begins the function.
     *
     * @param returnsFuel whether it returns what is left, for there is no other result
     * @param entered whether it is entered at a loop: then what is left is in the stack, and else its last parameter
     */
    void begin(int funcIdx, boolean returnsFuel, boolean entered) {
        if (areOn()) {
            this.returnsFuel = returnsFuel;
            this.entered = entered;
            blocks = BlockCosts.of(code.module, funcIdx, costs);
            parameter();
            code.part.scope.enough = code.newVar(1);
            if (entered) {
                readStack();
                lookAhead(blocks.most());
            }
            guard();
        }
    }

    /** Emits whether the call may begin at all; its depth and the context are on the JVM's stack. */
    void admit() {
        if (areOn()) {
            code.mv.visitVarInsn(LLOAD, code.part.scope.fuel);
            code.invokeStatic(SUPPORT, "admit", "(IL" + Names.CONTEXT + ";J)J");
            code.mv.visitVarInsn(LSTORE, code.part.scope.fuel);
            lookAhead(blocks.atStart());
        } else {
            code.invokeStatic(Names.SUPPORT, "admit", "(IL" + Names.CONTEXT + ";)V");
        }
    }

    /** Counts the next instruction, and charges for its block if it is the one to pay. */
    void count() {
        if (areOn()) {
            instruction++;
            int cost = blocks.charge(instruction);
            if (cost > 0) {
                charge(cost);
            }
        }
    }

    private void charge(int cost) {
        Label scarce = new Label();
        Label paid = new Label();
        code.mv.visitVarInsn(ILOAD, code.part.scope.enough);
        code.mv.visitJumpInsn(IFEQ, scarce);
        code.mv.visitVarInsn(LLOAD, code.part.scope.fuel);
        code.longConstant(cost);
        code.mv.visitInsn(LSUB);
        code.mv.visitVarInsn(LSTORE, code.part.scope.fuel);
        code.part.scope.stale = true;
        code.mv.visitLabel(paid);
        code.later(scarce, () -> {
            code.mv.visitVarInsn(LLOAD, code.part.scope.fuel);
            code.intConstant(cost);
            code.loadContext();
            code.invokeStatic(SUPPORT, "pay", "(JIL" + Names.CONTEXT + ";)J");
            code.mv.visitVarInsn(LSTORE, code.part.scope.fuel);
            code.mv.visitJumpInsn(GOTO, paid);
        });
    }

    /** A method of the function takes what is left as its next parameter. */
    void parameter() {
        if (areOn()) {
            code.part.scope.fuel = code.newVar(2);
            code.part.scope.stale = true;
        }
    }

    /** Looks whether there is fuel for {@code cost}, the most that may have to be paid before the next look ahead. */
    private void lookAhead(long cost) {
        if (cost == 0) {
            return;
        }
        Label known = new Label();
        code.mv.visitInsn(ICONST_1);
        code.mv.visitVarInsn(ISTORE, code.part.scope.enough);
        code.mv.visitVarInsn(LLOAD, code.part.scope.fuel);
        code.longConstant(cost);
        code.mv.visitInsn(LCMP);
        code.mv.visitJumpInsn(IFGE, known);
        code.mv.visitInsn(ICONST_0);
        code.mv.visitVarInsn(ISTORE, code.part.scope.enough);
        code.mv.visitLabel(known);
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
        Label tooLittle = new Label();
        Label enough = new Label();
        code.mv.visitInsn(DUP2);
        code.mv.visitInsn(LCONST_0);
        code.mv.visitInsn(LCMP);
        code.mv.visitJumpInsn(IFLT, tooLittle);
        code.mv.visitLabel(enough);
        code.mv.visitVarInsn(LSTORE, code.part.scope.fuel);
        code.part.scope.stale = true;
        lookAhead(blocks.ahead(instruction));
        code.later(tooLittle, () -> {
            code.loadContext();
            code.mv.visitVarInsn(LLOAD, code.part.scope.fuel);
            code.invokeStatic(SUPPORT, "refuelBulk", "(JL" + Names.CONTEXT + ";J)J");
            code.mv.visitJumpInsn(GOTO, enough);
        });
    }

    /** A round of a loop begins, with nothing on the JVM's stack. */
    void round(Block loop) {
        poll();
        if (areOn()) {
            // those who branch back have paid
            code.part.scope.stale = true;
            loop.back = blocks.back(instruction);
            if (blocks.looks(instruction)) {
                lookAhead(blocks.ahead(instruction));
            }
        }
    }

    /** A branch back to a loop comes next. */
    void back(Block loop) {
        lookAhead(loop.back);
    }

    /** The function begins again, with nothing on the JVM's stack. */
    void again() {
        poll();
        if (areOn()) {
            lookAhead(blocks.atStart());
        }
    }

    /** Looks whether somebody wants to stop the guest. */
    private void poll() {
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
                code.loadContext();
                code.invokeStatic(SUPPORT, "attend", "(JL" + Names.CONTEXT + ";)J");
                code.mv.visitVarInsn(LSTORE, code.part.scope.fuel);
            } else {
                code.loadContext();
                code.invokeStatic(SUPPORT, "attend", "(L" + Names.CONTEXT + ";)V");
            }
            code.mv.visitJumpInsn(GOTO, goOn);
        });
    }

    // Methods of a function that is cut

    /** Begins the method of a region. */
    void beginRegion() {
        if (areOn()) {
            code.part.scope.enough = code.newVar(1);
            guard();
        }
    }

    /** Ends the code of a region but for its prologue, which comes now. */
    void endRegion() {
        unguard();
    }

    /** Looks ahead at the start of a region. */
    void enterRegion() {
        if (areOn()) {
            lookAhead(blocks.most());
        }
    }

    /** Before the call of a method of the module, with its arguments on the JVM's stack: passes what is left. */
    void passing() {
        if (areOn()) {
            pass();
            unguard();
        }
    }

    /** Passes what is left. */
    void pass() {
        if (areOn()) {
            code.mv.visitVarInsn(LLOAD, code.part.scope.fuel);
        }
    }

    /** Behind the call of a function's method, with its result on the JVM's stack. */
    void passed(Shape callee) {
        if (areOn()) {
            take(callee.returnsFuel(true));
            goOn(blocks.ahead(instruction));
        }
    }

    /** Behind the call of a region, from which control may go anywhere. */
    void passedRegion(boolean returnsFuel) {
        if (areOn()) {
            take(returnsFuel);
            goOn(blocks.most());
        }
    }

    /** Takes what the method that has been called left: it is on the JVM's stack, or in the context. */
    private void take(boolean returned) {
        if (!returned) {
            code.loadContext();
            code.mv.visitFieldInsn(GETFIELD, Names.CONTEXT, "left", "J");
        }
        code.mv.visitVarInsn(LSTORE, code.part.scope.fuel);
        code.part.scope.stale = returned;
    }

    /** Before a return that may have a result. */
    void beforeReturn() {
        if (entered) {
            write();
        } else if (!returnsFuel && (code.part.region == null || code.part.region.isMain())) {
            leave();
        }
    }

    /** Before a method returns with a result to those who called it with what was left. */
    void leave() {
        if (areOn() && code.part.scope.stale) {
            code.loadContext();
            code.mv.visitVarInsn(LLOAD, code.part.scope.fuel);
            code.mv.visitFieldInsn(PUTFIELD, Names.CONTEXT, "left", "J");
        }
    }

    /** Returns from a function without results. */
    void returnNothing() {
        if (returnsFuel) {
            returnFromRegion();
        } else {
            code.mv.visitInsn(RETURN);
        }
    }

    /** Returns from a region with one exit. */
    void returnFromRegion() {
        if (areOn()) {
            pass();
            code.mv.visitInsn(LRETURN);
        } else {
            code.mv.visitInsn(RETURN);
        }
    }

    /** Control may come here with the fuel in a variable only. */
    void join() {
        code.part.scope.stale = true;
    }

    /** A branch to a place comes next. */
    void branch(int place) {
        if (code.part.scope.stale) {
            code.part.scope.stalePlaces.add(place);
        }
    }

    /** The code of a place begins; {@code reachable} says whether control comes from the code before, too. */
    void arrive(int place, boolean reachable) {
        code.part.scope.stale = reachable && code.part.scope.stale || code.part.scope.stalePlaces.contains(place);
    }

    /**
     * Whether code that branches to the end of a block had better return: the function ends there, and who comes from a
     * call need not write what the callee has written.
     */
    boolean returnAt(Block block) {
        return areOn() && !returnsFuel && block.size == 0 && blocks.isLast(block.number);
    }

    // Where others look at the fuel

    /** Before a call that finds it in the stack, with its arguments on the JVM's: behind it comes {@link #called}. */
    void calling() {
        write();
        outside();
    }

    /** What comes next finds the fuel where it wants it, if it throws. */
    void outside() {
        if (areOn()) {
            unguard();
        }
    }

    /** Behind a call, with its result on the JVM's stack. */
    void called() {
        if (areOn()) {
            readStack();
            goOn();
        }
    }

    /** Behind the call of a function's method, where {@link #goOn()} comes next, as on other ways. */
    void tookMethod(Shape callee) {
        if (areOn()) {
            take(callee.returnsFuel(true));
        }
    }

    /** Goes on behind a call that was made in several ways, which all have read what is left. */
    void goOn() {
        if (areOn()) {
            code.part.scope.stale = true;
            goOn(blocks.ahead(instruction));
        }
    }

    private void goOn(long ahead) {
        guard();
        lookAhead(ahead);
    }

    /** Before the function throws, or somebody else may look. */
    void write() {
        if (areOn()) {
            loadStack();
            code.mv.visitVarInsn(LLOAD, code.part.scope.fuel);
            code.mv.visitFieldInsn(PUTFIELD, Names.STACK, "fuel", "J");
        }
    }

    /** Where an exception of the guest has been caught, and is on the JVM's stack. */
    void caught() {
        readStack();
        if (areOn()) {
            lookAhead(blocks.most());
        }
    }

    /** Reads what is left where others left it. */
    void readStack() {
        if (areOn()) {
            loadStack();
            code.mv.visitFieldInsn(GETFIELD, Names.STACK, "fuel", "J");
            code.mv.visitVarInsn(LSTORE, code.part.scope.fuel);
            code.part.scope.stale = true;
        }
    }

    /** Reads the stack once and for all, where a method begins. */
    void keepStack() {
        if (areOn()) {
            loadStack();
            code.part.scope.stack = code.newVar(1);
            code.mv.visitVarInsn(ASTORE, code.part.scope.stack);
        }
    }

    private void loadStack() {
        if (code.part.scope.stack >= 0) {
            code.mv.visitVarInsn(ALOAD, code.part.scope.stack);
        } else {
            code.loadContext();
            code.mv.visitFieldInsn(GETFIELD, Names.CONTEXT, "stack", "L" + Names.STACK + ";");
        }
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
        code.mv.visitInsn(DUP);
        code.loadContext();
        code.mv.visitVarInsn(LLOAD, code.part.scope.fuel);
        code.invokeStatic(SUPPORT, "thrown", "(Ljava/lang/Throwable;L" + Names.CONTEXT + ";J)V");
        code.mv.visitInsn(ATHROW);
    }
}
