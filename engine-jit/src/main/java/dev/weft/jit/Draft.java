package dev.weft.jit;

import dev.weft.runtime.compiled.EmittedNames;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.LimitExceededException;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** How one function is going to be emitted: as one method, cut into several, or, if nothing else works, not at all. */
final class Draft {
    private static final int MOST_ATTEMPTS = 8;
    private static final double FINER = 1.4;

    final int funcIdx;
    private final CompiledModule compiled;
    final String methodName;
    private final int loop;
    private final FrameClass frame;
    private Survey survey;
    private double scale;
    private Plan plan;
    private int attempts;

    /** The function; or, if {@code loop} is not negative, what of it is run from that loop on. */
    Draft(CompiledModule compiled, int funcIdx, int loop) {
        this.compiled = compiled;
        this.funcIdx = funcIdx;
        this.loop = loop;
        this.methodName = loop < 0 ? compiled.bodyName(funcIdx)
                : compiled.methodName(funcIdx) + EmittedNames.LOOP + loop;
        this.frame = new FrameClass(compiled.internalPrefix + "R" + funcIdx + (loop < 0 ? "" : "_" + loop));
    }

    /** Leaves it to another tier. */
    void refuse() {
        attempts = MOST_ATTEMPTS + 1;
    }

    /** Whether it runs on another tier. */
    boolean isDelegated() {
        return attempts > MOST_ATTEMPTS;
    }

    /** Emits it into a class; false if that has to begin anew, with the function cut more finely. */
    boolean compile(ClassWriter writer, String className, Constants pool, Callees callees) {
        boolean hasTwin = loop < 0 && plan == null && compiled.hasTwin(funcIdx);
        String twin = methodName + EmittedNames.TWIN;
        return compile(writer, className, methodName, hasTwin ? twin : null, pool, callees)
                && (!hasTwin || compile(writer, className, twin, methodName, pool, callees));
    }

    private boolean compile(ClassWriter writer, String className, String method, String self, Constants pool,
            Callees callees) {
        Shape shape = Shape.of(compiled.module.funcType(funcIdx));
        MethodVisitor mv = writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, method,
                loop < 0 ? shape.function(compiled.metered) : LoopEntry.PARAMETERS + shape.returned, null, null);
        mv.visitCode();
        LoopEntry entry = loop < 0 ? null : new LoopEntry(loop);
        Survey notes = plan == null ? new Survey() : null;
        FunctionEmitter emitter = new FunctionEmitter(
                new Target(compiled, writer, className, method, self, mv, pool, callees, notes, plan, frame, entry,
                        compiled.sourceFile(funcIdx)),
                funcIdx);
        try {
            compiled.module.walk(funcIdx, emitter);
            if (entry != null && !entry.isFound()) {
                attempts = MOST_ATTEMPTS + 1;
                return false;
            }
            Label end = new Label();
            mv.visitLabel(end);
            if (end.getOffset() <= CompiledModule.MOST_BYTES) {
                mv.visitMaxs(0, 0);
                mv.visitEnd();
                return true;
            }
            if (notes != null) {
                survey = notes;
                survey.analyse();
                scale = (double) end.getOffset() / Math.max(1, survey.size());
            }
        } catch (TooLargeException | LimitExceededException e) {
            if (survey == null) {
                attempts = MOST_ATTEMPTS;
            }
        }
        attempts++;
        if (survey != null) {
            if (attempts > 1) {
                scale *= FINER;
            }
            plan = Plan.of(survey, shape.params.length, emitter.localKinds().length, scale);
        }
        return false;
    }

    /** The class of the frames that the function's methods share, or null if it is not cut. */
    FrameClass frame() {
        return isDelegated() || plan == null ? null : frame;
    }
}
