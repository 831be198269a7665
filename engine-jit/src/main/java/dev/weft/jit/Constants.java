package dev.weft.jit;

import dev.weft.runtime.compiled.Recipes;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The objects that a class of emitted code refers to, in its static final fields: types and shapes. The class asks for
 * them by {@linkplain Recipes recipes}.
 */
final class Constants {
    /** What a constant of the JVM can hold. */
    private static final int MOST_LETTERS = 65_000;

    private final CompiledModule compiled;
    private final String owner;
    private final List<String> recipes = new ArrayList<>();
    private final List<String> descriptors = new ArrayList<>();
    private boolean portable = true;
    private boolean vectors;

    Constants(CompiledModule compiled, String owner) {
        this.compiled = compiled;
        this.owner = owner;
    }

    /** Emits what loads an object, or what a recipe makes. */
    void load(MethodVisitor mv, Object object, String descriptor) {
        String recipe = object instanceof String known ? known : Recipes.of(object, compiled.module.types());
        if (recipe == null || recipe.length() > MOST_LETTERS) {
            recipe = compiled.keep(object);
            portable = false;
        }
        int index = recipes.indexOf(recipe);
        if (index < 0) {
            index = recipes.size();
            recipes.add(recipe);
            descriptors.add(descriptor);
        }
        mv.visitFieldInsn(Opcodes.GETSTATIC, owner, "c" + index, descriptor);
    }

    /** The class has vectors of the Vector API. */
    void needVectors() {
        vectors = true;
    }

    boolean hasVectors() {
        return vectors;
    }

    /** Whether the class means the same in another process. */
    boolean isPortable() {
        return portable;
    }

    /** Emits the fields and what fills them. */
    void define(ClassWriter writer) {
        if (recipes.isEmpty()) {
            return;
        }
        MethodVisitor mv = writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
        mv.visitCode();
        for (int i = 0; i < recipes.size(); i++) {
            writer.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, "c" + i,
                    descriptors.get(i), null, null).visitEnd();
            mv.visitLdcInsn(Type.getObjectType(owner));
            mv.visitLdcInsn(recipes.get(i));
            mv.visitMethodInsn(Opcodes.INVOKESTATIC, Names.SUPPORT, "constant",
                    "(Ljava/lang/Class;Ljava/lang/String;)Ljava/lang/Object;", false);
            mv.visitTypeInsn(Opcodes.CHECKCAST, Type.getType(descriptors.get(i)).getInternalName());
            mv.visitFieldInsn(Opcodes.PUTSTATIC, owner, "c" + i, descriptors.get(i));
        }
        mv.visitInsn(Opcodes.RETURN);
        mv.visitMaxs(0, 0);
        mv.visitEnd();
    }
}
