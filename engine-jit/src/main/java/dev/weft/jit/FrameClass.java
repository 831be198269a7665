package dev.weft.jit;

import java.util.Map;
import java.util.TreeMap;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The class whose objects hold what the methods of a cut function share: a field for each value that crosses. */
final class FrameClass implements Opcodes {
    final String name;
    private final Map<String, String> fields = new TreeMap<>();

    FrameClass(String name) {
        this.name = name;
    }

    /** Notes that code uses a field. */
    void use(String field, String descriptor) {
        fields.put(field, descriptor);
    }

    byte[] bytes() {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(V17, ACC_PUBLIC | ACC_FINAL | ACC_SUPER, name, null, Names.OBJECT, null);
        fields.forEach((field, descriptor) -> writer.visitField(ACC_PUBLIC, field, descriptor, null, null).visitEnd());
        MethodVisitor mv = writer.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
        mv.visitCode();
        mv.visitVarInsn(ALOAD, 0);
        mv.visitMethodInsn(INVOKESPECIAL, Names.OBJECT, "<init>", "()V", false);
        mv.visitInsn(RETURN);
        mv.visitMaxs(1, 1);
        mv.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }
}
