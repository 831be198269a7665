package dev.weft.jit;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** The objects that a class of emitted code refers to, in its static final fields: types and shapes. */
final class Constants {
    private final CompiledModule compiled;
    private final String owner;
    private final List<Object> objects = new ArrayList<>();
    private final List<String> descriptors = new ArrayList<>();

    Constants(CompiledModule compiled, String owner) {
        this.compiled = compiled;
        this.owner = owner;
    }

    /** Emits what loads an object. */
    void load(MethodVisitor mv, Object object, String descriptor) {
        int index = -1;
        for (int i = 0; i < objects.size() && index < 0; i++) {
            if (objects.get(i).equals(object)) {
                index = i;
            }
        }
        if (index < 0) {
            index = objects.size();
            objects.add(object);
            descriptors.add(descriptor);
        }
        mv.visitFieldInsn(Opcodes.GETSTATIC, owner, "c" + index, descriptor);
    }

    /** Emits the fields and what fills them. */
    void define(ClassWriter writer) {
        if (objects.isEmpty()) {
            return;
        }
        MethodVisitor mv = writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
        mv.visitCode();
        for (int i = 0; i < objects.size(); i++) {
            writer.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, "c" + i,
                    descriptors.get(i), null, null).visitEnd();
            mv.visitLdcInsn(Type.getObjectType(owner));
            mv.visitLdcInsn(compiled.constant(objects.get(i)));
            mv.visitMethodInsn(Opcodes.INVOKESTATIC, Names.SUPPORT, "constant",
                    "(Ljava/lang/Class;I)Ljava/lang/Object;", false);
            mv.visitTypeInsn(Opcodes.CHECKCAST, Type.getType(descriptors.get(i)).getInternalName());
            mv.visitFieldInsn(Opcodes.PUTSTATIC, owner, "c" + i, descriptors.get(i));
        }
        mv.visitInsn(Opcodes.RETURN);
        mv.visitMaxs(0, 0);
        mv.visitEnd();
    }
}
