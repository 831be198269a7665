package dev.weft.jit;

import dev.weft.runtime.tier.FrameLayout;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.ValType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The way into the middle of a function: at the start of one of its loops, with a frame of the value stack as {@link
 * FrameLayout} says.
 *
 * <p>Implementation note. The function is emitted once more, and its first instruction goes to the end of the method,
 * where all locals and operands are read from the stack, and from there to the loop. What lies before the loop is dead
 * unless a loop around it leads there; the loop's start is the only way in, so C2 finds nothing irreducible.
 */
final class LoopEntry implements Opcodes {
    /** What the name of such a method has behind the function's, before the number of the loop. */
    static final String LOOP = "$loop";
    /** Its parameters: the context, the frame's base, the depth. */
    static final String PARAMETERS = "(L" + Names.CONTEXT + ";II)";

    /** The loop's number in the binary's order. */
    final int loop;
    private final Label prologue = new Label();
    private int seen;
    private int base;
    private boolean found;

    LoopEntry(int loop) {
        this.loop = loop;
    }

    /** Whether the loop was there, and could be entered. */
    boolean isFound() {
        return found;
    }

    /** Emits what the method begins with, in place of taking arguments. */
    void begin(MethodVisitor mv, int baseVar) {
        base = baseVar;
        mv.visitJumpInsn(GOTO, prologue);
    }

    /** A loop begins, its operands at home: if it is the one, the way there is noted for the end of the method. */
    void loop(CodeEmitter code, Block block, List<Block> around, ValType[] locals, int[] localVars, FuncType type) {
        if (seen++ != loop || around.stream().anyMatch(each -> each.exception >= 0)) {
            return;
        }
        found = true;
        List<Operand> operands = new ArrayList<>(code.operands);
        code.outOfLine.add(() -> {
            code.mv.visitLabel(prologue);
            int slot = 0;
            for (int i = 0; i < locals.length; i++) {
                Kind kind = Kind.of(locals[i]);
                read(code, kind, slot, localVars[i]);
                slot += kind.slots();
            }
            slot = FrameLayout.link(Arrays.asList(locals), type.results()) + 1;
            for (Operand operand : operands) {
                if (!operand.isConstant()) {
                    read(code, operand.kind, slot, operand.var);
                }
                slot += operand.kind.slots();
            }
            code.mv.visitJumpInsn(GOTO, block.start);
        });
    }

    private void read(CodeEmitter code, Kind kind, int slot, int var) {
        for (int half = 0; half < kind.slots(); half++) {
            code.loadContext();
            code.mv.visitVarInsn(ILOAD, base);
            code.intConstant(slot + half);
            code.invokeStatic(Names.SUPPORT, kind == Kind.A ? "frameRef" : "frame",
                    "(L" + Names.CONTEXT + ";II)" + (kind == Kind.A ? Kind.A.descriptor : "J"));
        }
        CodeEmitter.fromBits(code.mv, kind);
        code.storeVar(kind, var);
    }
}
