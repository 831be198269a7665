package dev.weft.jit;

import dev.weft.jit.vector.Lane;
import dev.weft.runtime.tier.FrameLayout;
import dev.weft.syntax.FuncType;
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

    /** Whether the loop that begins is the one, and can be entered; to be asked once for each. */
    boolean isNext(List<Block> around) {
        found |= seen == loop && around.stream().noneMatch(each -> each.exception >= 0);
        return seen++ == loop && found;
    }

    /** Emits, at the end of the function's first method, the reading of all locals and operands. */
    void read(PartEmitter code, List<Operand> operands, FuncType type) {
        code.mv.visitLabel(prologue);
        int slot = 0;
        Kind[] locals = code.localKinds();
        for (int i = 0; i < locals.length; i++) {
            int var = code.mainVar(i);
            read(code, locals[i], slot, var, var <= CodeEmitter.FRAMED ? Lane.L : code.laneOfLocal(i));
            slot += locals[i].slots();
        }
        slot = FrameLayout.link(Arrays.asList(code.localTypes()), type.results()) + 1;
        for (int i = 0; i < operands.size(); i++) {
            Operand operand = operands.get(i);
            if (!operand.isConstant()) {
                read(code, operand.kind, slot, code.home(i, operand.kind), Lane.L);
            }
            slot += operand.kind.slots();
        }
    }

    private void read(PartEmitter code, Kind kind, int slot, int var, Lane lane) {
        for (int half = 0; half < kind.slots(); half++) {
            code.loadContext();
            code.mv.visitVarInsn(ILOAD, base);
            code.intConstant(slot + half);
            code.invokeStatic(Names.SUPPORT, kind == Kind.A ? "frameRef" : "frame",
                    "(L" + Names.CONTEXT + ";II)" + (kind == Kind.A ? Kind.A.descriptor : "J"));
        }
        if (kind == Kind.X) {
            code.joinHalves();
            code.carry(code.operands.removeLast(), lane);
        }
        CodeEmitter.fromBits(code.mv, kind);
        code.storeVar(kind, var);
    }
}
