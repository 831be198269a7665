package dev.weft.jit;

import dev.weft.runtime.compiled.Recipes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * How the code of one class calls functions of its module: their methods; or, where functions are compiled on demand
 * and one is not yet, a method here that looks whether it is by now, and else calls the function by its instance.
 */
final class Callees {
    /** What the name of such a method begins with. */
    private static final String LOOK = "to$";

    private final CompiledModule compiled;
    private final String owner;
    private final Constants constants;
    private final Map<Integer, Shape> looked = new LinkedHashMap<>();

    Callees(CompiledModule compiled, String owner, Constants constants) {
        this.compiled = compiled;
        this.owner = owner;
        this.constants = constants;
    }

    /** Emits the call; arguments, context, depth and, if it is metered, fuel are on the JVM's stack. */
    void call(MethodVisitor mv, int funcIdx, Shape shape) {
        String home = compiled.className(funcIdx);
        String descriptor = shape.function(compiled.metered);
        if (home.equals(owner) || compiled.isReady(funcIdx) && !compiled.isLarge(funcIdx)) {
            mv.visitMethodInsn(Opcodes.INVOKESTATIC, home, compiled.methodName(funcIdx), descriptor, false);
        } else {
            looked.put(funcIdx, shape);
            mv.visitMethodInsn(Opcodes.INVOKESTATIC, owner, LOOK + funcIdx, descriptor, false);
        }
    }

    /** Emits the methods that look. */
    void define(ClassWriter writer) {
        looked.forEach((funcIdx, shape) -> {
            MethodVisitor mv = writer.visitMethod(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC, LOOK + funcIdx,
                    shape.function(compiled.metered), null, null);
            mv.visitCode();
            Label known = new Label();
            constants.load(mv, Recipes.READY, "[Z");
            mv.visitLdcInsn(compiled.defined(funcIdx));
            mv.visitInsn(Opcodes.BALOAD);
            mv.visitJumpInsn(Opcodes.IFNE, known);
            compiled.shapes.callBridged(mv, shape, funcIdx);
            mv.visitLabel(known);
            int context = Shapes.loadParameters(mv, shape, 0);
            mv.visitVarInsn(Opcodes.ALOAD, context);
            mv.visitVarInsn(Opcodes.ILOAD, context + 1);
            if (compiled.metered) {
                mv.visitVarInsn(Opcodes.LLOAD, context + 2);
            }
            mv.visitMethodInsn(Opcodes.INVOKESTATIC, compiled.className(funcIdx), compiled.methodName(funcIdx),
                    shape.function(compiled.metered), false);
            mv.visitInsn(shape.functionReturn(compiled.metered));
            mv.visitMaxs(0, 0);
            mv.visitEnd();
        });
    }
}
