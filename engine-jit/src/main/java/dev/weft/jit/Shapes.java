package dev.weft.jit;

import dev.weft.runtime.compiled.EmittedNames;
import dev.weft.syntax.DefType;
import dev.weft.syntax.FuncType;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Emits the classes of entry points: for each shape an abstract one, {@code S…}, with the method {@code invoke} of that
 * shape and the way from the value stack to it; below that one for each function type, {@code T…}, and one for each
 * function, {@code F…}; one for each import that is a lambda, {@code H…}; and a bridge, {@code B…}, to everything
 * that is only known by its {@code EntryPoint}.
 */
final class Shapes implements Opcodes {
    private static final String INIT = "(L" + Names.CONTEXT + ";L" + Names.FUNCTION + ";L" + Names.ENTRY_POINT + ";)V";

    private final CompiledModule compiled;
    /** The first index of each function type. */
    private final Map<DefType, Integer> typeIndices = new ConcurrentHashMap<>();
    /** All shapes that functions of the module's types have, by their keys; made when first needed. */
    private Map<String, Shape> shapes;

    Shapes(CompiledModule compiled) {
        this.compiled = compiled;
    }

    /** The name of the abstract class of a shape. */
    String className(Shape shape) {
        return compiled.internalPrefix + "S" + shape.key;
    }

    /** All shapes that functions of the module's types have, by their keys. */
    synchronized Map<String, Shape> all() {
        if (shapes == null) {
            shapes = new TreeMap<>();
            for (int i = 0; i < compiled.module.types().size(); i++) {
                if (compiled.module.types().get(i).expand() instanceof FuncType type) {
                    shapes.computeIfAbsent(EmittedNames.shape(type), key -> Shape.of(type));
                }
            }
        }
        return shapes;
    }

    /** The name of the abstract class of a function type, which tells it from others of the same shape. */
    String className(DefType type) {
        Integer known = typeIndices.get(type);
        if (known == null) {
            known = 0;
            while (compiled.module.types().get(known) != type) {
                known++;
            }
            typeIndices.put(type, known);
        }
        return compiled.internalPrefix + "T" + known;
    }

    /** The name of the class of a function. */
    String className(int funcIdx) {
        return compiled.internalPrefix + "F" + funcIdx;
    }

    byte[] typeClass(String name, int typeIdx) {
        Shape shape = Shape.of(compiled.module.types().get(typeIdx).funcType());
        ClassWriter writer = begin(name, className(shape), ACC_ABSTRACT);
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static ClassWriter begin(String name, String superName, int flags) {
        return begin(name, superName, flags, mv -> { });
    }

    /** Begins a class whose constructor does something more. */
    private static ClassWriter begin(String name, String superName, int flags, Consumer<MethodVisitor> more) {
        ClassWriter writer = new FrameWriter();
        writer.visit(V17, flags | ACC_PUBLIC | ACC_SUPER, name, null, superName, null);
        MethodVisitor mv = writer.visitMethod(ACC_PUBLIC, "<init>", INIT, null, null);
        mv.visitCode();
        for (int i = 0; i < 4; i++) {
            mv.visitVarInsn(ALOAD, i);
        }
        mv.visitMethodInsn(INVOKESPECIAL, superName, "<init>", INIT, false);
        more.accept(mv);
        mv.visitInsn(RETURN);
        end(mv);
        return writer;
    }

    private static void end(MethodVisitor mv) {
        mv.visitMaxs(0, 0);
        mv.visitEnd();
    }

    /** The abstract class that a name stands for. */
    byte[] shapeClass(String name, String key) {
        Shape shape = all().get(key);
        ClassWriter writer = begin(name, Names.ENTRY, ACC_ABSTRACT);
        writer.visitMethod(ACC_PUBLIC | ACC_ABSTRACT, "invoke", shape.invoke(), null, null).visitEnd();
        writer.visitMethod(ACC_PUBLIC | ACC_ABSTRACT, "body", shape.invoke(), null, null).visitEnd();
        fromStack(writer, name, shape, true);
        fromStack(writer, name, shape, false);
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static void getContext(MethodVisitor mv) {
        mv.visitVarInsn(ALOAD, 0);
        mv.visitFieldInsn(GETFIELD, Names.ENTRY, "context", "L" + Names.CONTEXT + ";");
    }

    /** The methods that take arguments from the value stack and leave results there. */
    private void fromStack(ClassWriter writer, String owner, Shape shape, boolean border) {
        fromStack(writer, shape, border, mv -> {
            mv.visitVarInsn(ALOAD, 0);
            if (shape.wide) {
                mv.visitVarInsn(ALOAD, 1);
                mv.visitVarInsn(ILOAD, 2);
                mv.visitLdcInsn(shape.paramSlots);
                mv.visitMethodInsn(INVOKESTATIC, Names.SUPPORT, "toTop", "(L" + Names.STACK + ";II)V", false);
            } else {
                int slot = 0;
                for (Kind kind : shape.params) {
                    slot = readSlots(mv, kind, slot);
                }
            }
            mv.visitVarInsn(ILOAD, 3);
            mv.visitMethodInsn(INVOKEVIRTUAL, owner, border ? "invoke" : "body", shape.invoke(), false);
        });
    }

    /** Begins the class of an entry point into the middle of a function, whose code is in {@code method} of it. */
    ClassWriter loopClass(String name, Shape shape, String method) {
        ClassWriter writer = begin(name, Names.ENTRY, ACC_FINAL);
        fromStack(writer, shape, false, mv -> {
            getContext(mv);
            mv.visitVarInsn(ILOAD, 2);
            mv.visitVarInsn(ILOAD, 3);
            mv.visitMethodInsn(INVOKESTATIC, name, method, LoopEntry.PARAMETERS + shape.returned, false);
        });
        MethodVisitor mv = writer.visitMethod(ACC_PUBLIC, EmittedNames.BORDER, "(L" + Names.STACK + ";I)V", null, null);
        mv.visitCode();
        mv.visitVarInsn(ALOAD, 0);
        mv.visitVarInsn(ALOAD, 1);
        mv.visitVarInsn(ILOAD, 2);
        mv.visitMethodInsn(INVOKEVIRTUAL, name, EmittedNames.BODY_BORDER, "(L" + Names.STACK + ";I)V", false);
        mv.visitInsn(RETURN);
        end(mv);
        return writer;
    }

    private void fromStack(ClassWriter writer, Shape shape, boolean border, Consumer<MethodVisitor> invocation) {
        MethodVisitor mv = writer.visitMethod(ACC_PUBLIC | ACC_FINAL,
                border ? EmittedNames.BORDER : EmittedNames.BODY_BORDER, "(L" + Names.STACK + ";I)V", null, null);
        mv.visitCode();
        Label start = new Label();
        Label end = new Label();
        Label handler = new Label();
        mv.visitVarInsn(ALOAD, 1);
        mv.visitFieldInsn(GETFIELD, Names.STACK, "depth", "I");
        mv.visitVarInsn(ISTORE, 3);
        mv.visitLabel(start);
        invocation.accept(mv);
        Label done = new Label();
        int first = 4;
        if (shape.results.length > 0) {
            Kind kind = shape.results[0] == Kind.V ? Kind.J : shape.results[0];
            mv.visitVarInsn(kind.store, first);
        }
        if (!border) {
            mv.visitVarInsn(ALOAD, 1);
            mv.visitFieldInsn(GETFIELD, Names.STACK, "pending", "L" + Names.ENTRY_POINT + ";");
            mv.visitJumpInsn(IFNONNULL, done);
        }
        writeResults(mv, shape, first);
        mv.visitLabel(done);
        mv.visitVarInsn(ALOAD, 1);
        mv.visitVarInsn(ILOAD, 3);
        mv.visitFieldInsn(PUTFIELD, Names.STACK, "depth", "I");
        mv.visitInsn(RETURN);
        mv.visitLabel(end);
        mv.visitTryCatchBlock(start, end, handler, "dev/weft/runtime/Trap");
        mv.visitLabel(handler);
        mv.visitInsn(DUP);
        getContext(mv);
        mv.visitMethodInsn(INVOKESTATIC, Names.SUPPORT, "unwind",
                "(Ldev/weft/runtime/Trap;L" + Names.CONTEXT + ";)V", false);
        mv.visitInsn(ATHROW);
        end(mv);
    }

    /** Emits the reading of a value from slots at {@code base + slot}; the stack is variable 1, the base 2. */
    private static int readSlots(MethodVisitor mv, Kind kind, int slot) {
        int next = slot;
        for (int half = 0; half < kind.slots(); half++) {
            element(mv, kind, next++);
            mv.visitInsn(kind == Kind.A ? AALOAD : LALOAD);
        }
        CodeEmitter.fromBits(mv, kind);
        return next;
    }

    private static void element(MethodVisitor mv, Kind kind, int slot) {
        mv.visitVarInsn(ALOAD, 1);
        mv.visitFieldInsn(GETFIELD, Names.STACK, kind == Kind.A ? "refs" : "slots",
                kind == Kind.A ? "[Ljava/lang/Object;" : "[J");
        mv.visitVarInsn(ILOAD, 2);
        if (slot > 0) {
            mv.visitLdcInsn(slot);
            mv.visitInsn(IADD);
        }
    }

    private static void results(MethodVisitor mv, Kind kind, int slot) {
        mv.visitVarInsn(ALOAD, 1);
        mv.visitFieldInsn(GETFIELD, Names.STACK, kind == Kind.A ? "resultRefs" : "results",
                kind == Kind.A ? "[Ljava/lang/Object;" : "[J");
        mv.visitLdcInsn(slot);
    }

    /** Emits the writing of all results to slots; the first is in a variable. */
    private static void writeResults(MethodVisitor mv, Shape shape, int first) {
        if (shape.resultSlots > shape.paramSlots) {
            mv.visitVarInsn(ALOAD, 1);
            mv.visitVarInsn(ILOAD, 2);
            mv.visitLdcInsn(shape.resultSlots);
            mv.visitInsn(IADD);
            mv.visitMethodInsn(INVOKEVIRTUAL, Names.STACK, "ensure", "(I)V", false);
        }
        int slot = 0;
        for (int i = 0; i < shape.results.length; i++) {
            Kind kind = shape.results[i];
            for (int half = 0; half < kind.slots(); half++) {
                element(mv, kind, slot);
                if (i == 0 && half == 0) {
                    mv.visitVarInsn(kind.load, first);
                    CodeEmitter.toBits(mv, kind);
                } else {
                    results(mv, kind, slot);
                    mv.visitInsn(kind == Kind.A ? AALOAD : LALOAD);
                }
                mv.visitInsn(kind == Kind.A ? AASTORE : LASTORE);
                slot++;
            }
        }
    }

    /** Emits the reading of all results from slots at the base: the first is returned. */
    static void returnFromSlots(MethodVisitor mv, Shape shape) {
        int slot = shape.resultSlots;
        for (int i = shape.results.length - 1; i >= 0; i--) {
            Kind kind = shape.results[i];
            for (int half = kind.slots() - 1; half >= 0; half--) {
                slot--;
                if (i > 0 || half > 0) {
                    results(mv, kind, slot);
                    element(mv, kind, slot);
                    mv.visitInsn(kind == Kind.A ? AALOAD : LALOAD);
                    mv.visitInsn(kind == Kind.A ? AASTORE : LASTORE);
                }
            }
        }
        if (shape.results.length == 0) {
            mv.visitInsn(RETURN);
            return;
        }
        Kind kind = shape.results[0];
        element(mv, kind, 0);
        mv.visitInsn(kind == Kind.A ? AALOAD : LALOAD);
        CodeEmitter.fromBits(mv, kind);
        mv.visitInsn(kind.return_);
    }

    static int loadParameters(MethodVisitor mv, Shape shape, int from) {
        int var = from;
        if (!shape.wide) {
            for (Kind kind : shape.params) {
                mv.visitVarInsn(kind.load, var);
                if (kind == Kind.V) {
                    mv.visitVarInsn(LLOAD, var + 2);
                }
                var += kind.width;
            }
        }
        return var;
    }

    /** The class of a function's entry point. */
    byte[] functionClass(String name, int funcIdx) {
        Shape shape = Shape.of(compiled.module.funcType(funcIdx));
        ClassWriter writer = begin(name, className(compiled.module.funcDefType(funcIdx)), ACC_FINAL);
        for (String method : new String[] {"invoke", "body"}) {
            MethodVisitor mv = writer.visitMethod(ACC_PUBLIC, method, shape.invoke(), null, null);
            mv.visitCode();
            int depth = loadParameters(mv, shape, 1);
            getContext(mv);
            mv.visitVarInsn(ILOAD, depth);
            if (compiled.metered) {
                getContext(mv);
                getFuel(mv);
            }
            boolean body = method.equals("body") && compiled.hasTailCalls(funcIdx);
            mv.visitMethodInsn(INVOKESTATIC, compiled.className(funcIdx),
                    compiled.methodName(funcIdx) + (body ? EmittedNames.BODY : ""), shape.function(compiled.metered),
                    false);
            if (compiled.metered) {
                if (!shape.returnsFuel(true)) {
                    getContext(mv);
                    mv.visitFieldInsn(GETFIELD, Names.CONTEXT, "left", "J");
                }
                mv.visitVarInsn(LSTORE, depth + 1);
                getContext(mv);
                putFuel(mv, depth + 1);
            }
            mv.visitInsn(shape.invokeReturn());
            end(mv);
        }
        writer.visitEnd();
        return writer.toByteArray();
    }

    /** Emits the reading of what is left of the fuel; the context is on the JVM's stack. */
    private static void getFuel(MethodVisitor mv) {
        mv.visitFieldInsn(GETFIELD, Names.CONTEXT, "stack", "L" + Names.STACK + ";");
        mv.visitFieldInsn(GETFIELD, Names.STACK, "fuel", "J");
    }

    /** Emits the writing of what is left, which is in a variable; the context is on the JVM's stack. */
    private static void putFuel(MethodVisitor mv, int var) {
        mv.visitFieldInsn(GETFIELD, Names.CONTEXT, "stack", "L" + Names.STACK + ";");
        mv.visitVarInsn(LLOAD, var);
        mv.visitFieldInsn(PUTFIELD, Names.STACK, "fuel", "J");
    }

    /** The class of the way into an import that is a lambda: without slots, and so without an object for each call. */
    byte[] lambdaClass(String name, int funcIdx, Method method) {
        Shape shape = Shape.of(compiled.module.funcType(funcIdx));
        String type = Type.getInternalName(method.getDeclaringClass());
        ClassWriter writer = begin(name, className(shape), ACC_FINAL, mv -> {
            mv.visitVarInsn(ALOAD, 0);
            mv.visitVarInsn(ALOAD, 2);
            mv.visitMethodInsn(INVOKEVIRTUAL, Names.FUNCTION, "entry", "()L" + Names.ENTRY_POINT + ";", false);
            mv.visitMethodInsn(INVOKEVIRTUAL, Names.ENTRY_POINT, "lambda", "()L" + Names.LAMBDA + ";", false);
            mv.visitMethodInsn(INVOKEVIRTUAL, Names.LAMBDA, "body", "()Ljava/lang/Object;", false);
            mv.visitTypeInsn(CHECKCAST, type);
            mv.visitFieldInsn(PUTFIELD, name, "lambda", "L" + type + ";");
            mv.visitVarInsn(ALOAD, 0);
            getContext(mv);
            mv.visitFieldInsn(GETFIELD, Names.CONTEXT, "stack", "L" + Names.STACK + ";");
            mv.visitFieldInsn(PUTFIELD, name, "stack", "L" + Names.STACK + ";");
        });
        writer.visitField(ACC_PRIVATE | ACC_FINAL, "stack", "L" + Names.STACK + ";", null, null).visitEnd();
        writer.visitField(ACC_PRIVATE | ACC_FINAL, "lambda", "L" + type + ";", null, null).visitEnd();
        for (String entrance : new String[] {"invoke", "body"}) {
            MethodVisitor mv = writer.visitMethod(ACC_PUBLIC, entrance, shape.invoke(), null, null);
            mv.visitCode();
            int depth = 1;
            for (Kind kind : shape.params) {
                depth += kind.width;
            }
            mv.visitVarInsn(ALOAD, 0);
            mv.visitFieldInsn(GETFIELD, name, "stack", "L" + Names.STACK + ";");
            mv.visitVarInsn(ILOAD, depth);
            mv.visitMethodInsn(INVOKEVIRTUAL, Names.STACK, "toHost", "(I)V", false);
            mv.visitVarInsn(ALOAD, 0);
            mv.visitFieldInsn(GETFIELD, name, "lambda", "L" + type + ";");
            loadParameters(mv, shape, 1);
            mv.visitMethodInsn(INVOKEINTERFACE, type, method.getName(), Type.getMethodDescriptor(method), true);
            mv.visitInsn(shape.invokeReturn());
            end(mv);
        }
        writer.visitEnd();
        return writer.toByteArray();
    }

    /** The class of the bridge of a shape. */
    byte[] bridgeClass(String name, String key) {
        Shape shape = all().get(key);
        ClassWriter writer = begin(name, className(shape), ACC_FINAL);
        MethodVisitor mv = writer.visitMethod(ACC_PUBLIC, "body", shape.invoke(), null, null);
        mv.visitCode();
        mv.visitVarInsn(ALOAD, 0);
        int depth = loadParameters(mv, shape, 1);
        mv.visitVarInsn(ILOAD, depth);
        mv.visitMethodInsn(INVOKEVIRTUAL, name, "invoke", shape.invoke(), false);
        mv.visitInsn(shape.invokeReturn());
        end(mv);
        bridge(writer, shape);
        writer.visitEnd();
        return writer.toByteArray();
    }

    private void bridge(ClassWriter writer, Shape shape) {
        MethodVisitor mv = writer.visitMethod(ACC_PUBLIC, "invoke", shape.invoke(), null, null);
        mv.visitCode();
        int depth = 1;
        if (!shape.wide) {
            for (Kind kind : shape.params) {
                depth += kind.width;
            }
        }
        // the parameters move up by two variables, so that the stack and the base are 1 and 2 for those who read
        int stack = depth + 1;
        int base = depth + 2;
        getContext(mv);
        mv.visitLdcInsn(Math.max(shape.paramSlots, shape.resultSlots));
        mv.visitMethodInsn(INVOKESTATIC, Names.SUPPORT, "room", "(L" + Names.CONTEXT + ";I)L" + Names.STACK + ";",
                false);
        mv.visitInsn(DUP);
        mv.visitVarInsn(ASTORE, stack);
        mv.visitFieldInsn(GETFIELD, Names.STACK, "top", "I");
        mv.visitVarInsn(ISTORE, base);
        int var = 1;
        int slot = 0;
        for (int i = 0; i < shape.params.length && !shape.wide; i++) {
            Kind kind = shape.params[i];
            for (int half = 0; half < kind.slots(); half++) {
                mv.visitVarInsn(ALOAD, stack);
                mv.visitFieldInsn(GETFIELD, Names.STACK, kind == Kind.A ? "refs" : "slots",
                        kind == Kind.A ? "[Ljava/lang/Object;" : "[J");
                mv.visitVarInsn(ILOAD, base);
                mv.visitLdcInsn(slot++);
                mv.visitInsn(IADD);
                mv.visitVarInsn(kind.load, var + 2 * half);
                CodeEmitter.toBits(mv, kind);
                mv.visitInsn(kind == Kind.A ? AASTORE : LASTORE);
            }
            var += kind.width;
        }
        mv.visitVarInsn(ALOAD, stack);
        mv.visitVarInsn(ILOAD, depth);
        mv.visitFieldInsn(PUTFIELD, Names.STACK, "depth", "I");
        mv.visitVarInsn(ALOAD, 0);
        mv.visitMethodInsn(INVOKEVIRTUAL, Names.ENTRY, "target", "()L" + Names.ENTRY_POINT + ";", false);
        mv.visitVarInsn(ALOAD, stack);
        mv.visitVarInsn(ILOAD, base);
        mv.visitMethodInsn(INVOKEVIRTUAL, Names.ENTRY_POINT, "call", "(L" + Names.STACK + ";I)V", false);
        // results are read from variables 1 and 2; the parameters are no longer wanted
        mv.visitVarInsn(ALOAD, stack);
        mv.visitVarInsn(ILOAD, base);
        mv.visitVarInsn(ISTORE, 2);
        mv.visitVarInsn(ASTORE, 1);
        returnFromSlots(mv, shape);
        end(mv);
    }

    /** Emits the body of a function that runs on another tier. */
    void callDelegated(MethodVisitor mv, Shape shape, int funcIdx) {
        callByContext(mv, shape, funcIdx, "delegated");
    }

    /** Emits the call of a function by its instance, and returns the result. */
    void callBridged(MethodVisitor mv, Shape shape, int funcIdx) {
        callByContext(mv, shape, funcIdx, "bridged");
    }

    private void callByContext(MethodVisitor mv, Shape shape, int funcIdx, String how) {
        int context = 0;
        for (Kind kind : shape.params) {
            context += shape.wide ? 0 : kind.width;
        }
        if (compiled.metered) {
            mv.visitVarInsn(ALOAD, context);
            putFuel(mv, context + 2);
        }
        String className = className(shape);
        mv.visitVarInsn(ALOAD, context);
        mv.visitLdcInsn(funcIdx);
        mv.visitMethodInsn(INVOKEVIRTUAL, Names.CONTEXT, how, "(I)L" + Names.ENTRY + ";", false);
        mv.visitTypeInsn(CHECKCAST, className);
        loadParameters(mv, shape, 0);
        mv.visitVarInsn(ILOAD, context + 1);
        mv.visitMethodInsn(INVOKEVIRTUAL, className, "invoke", shape.invoke(), false);
        if (compiled.metered) {
            leaveFuel(mv, shape, context);
        }
        mv.visitInsn(shape.functionReturn(compiled.metered));
    }

    /** Passes on what was left in the stack, as a method of the module does. */
    private static void leaveFuel(MethodVisitor mv, Shape shape, int context) {
        mv.visitVarInsn(ALOAD, context);
        if (shape.returnsFuel(true)) {
            getFuel(mv);
        } else {
            mv.visitInsn(DUP);
            getFuel(mv);
            mv.visitFieldInsn(PUTFIELD, Names.CONTEXT, "left", "J");
        }
    }

    /** Emits the call of a body, and of what it left to be called in tail position. */
    void callCompletely(MethodVisitor mv, Shape shape, String className, String body) {
        int context = loadParameters(mv, shape, 0);
        mv.visitVarInsn(ALOAD, context);
        mv.visitVarInsn(ILOAD, context + 1);
        boolean returnsFuel = shape.returnsFuel(compiled.metered);
        if (compiled.metered) {
            mv.visitVarInsn(LLOAD, context + 2);
        }
        mv.visitMethodInsn(INVOKESTATIC, className, body, shape.function(compiled.metered), false);
        Kind kind = returnsFuel || shape.results.length > 0 && shape.results[0] == Kind.V ? Kind.J
                : shape.results.length > 0 ? shape.results[0] : null;
        if (kind != null) {
            mv.visitVarInsn(kind.store, context + 2);
        }
        Label pending = new Label();
        mv.visitVarInsn(ALOAD, context);
        mv.visitFieldInsn(GETFIELD, Names.CONTEXT, "stack", "L" + Names.STACK + ";");
        mv.visitFieldInsn(GETFIELD, Names.STACK, "pending", "L" + Names.ENTRY_POINT + ";");
        mv.visitJumpInsn(IFNONNULL, pending);
        if (kind != null) {
            mv.visitVarInsn(kind.load, context + 2);
        }
        mv.visitInsn(shape.functionReturn(compiled.metered));
        mv.visitLabel(pending);
        mv.visitVarInsn(ALOAD, context);
        mv.visitVarInsn(ILOAD, context + 1);
        mv.visitMethodInsn(INVOKESTATIC, Names.SUPPORT, "trampoline", "(L" + Names.CONTEXT + ";I)V", false);
        if (compiled.metered) {
            leaveFuel(mv, shape, context);
        }
        if (returnsFuel) {
            mv.visitInsn(LRETURN);
            return;
        }
        mv.visitVarInsn(ALOAD, context);
        mv.visitFieldInsn(GETFIELD, Names.CONTEXT, "stack", "L" + Names.STACK + ";");
        mv.visitInsn(DUP);
        mv.visitFieldInsn(GETFIELD, Names.STACK, "top", "I");
        mv.visitVarInsn(ISTORE, 2);
        mv.visitVarInsn(ASTORE, 1);
        returnFromSlots(mv, shape);
    }
}
