package dev.weft.jit;

import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;

/**
 * Where a function's code goes.
 *
 * @param writer     its class, for further methods
 * @param className  internal name of the class
 * @param methodName of the function's first method
 * @param self       the method that the function calls in place of itself, or null if it is not known to be another
 * @param mv         its first method
 * @param constants  of the class
 * @param callees   how it calls functions of the module
 * @param survey     takes notes of the body, or null
 * @param plan       how the function is cut into methods, or null
 * @param frame      fields of the frame that those share, or null
 * @param loopEntry  the loop at which it is entered, or null
 * @param sourceFile that the class names, or null
 */
record Target(CompiledModule compiled, ClassVisitor writer, String className, String methodName, String self,
        MethodVisitor mv, Constants constants, Callees callees, Survey survey, Plan plan, FrameClass frame,
        LoopEntry loopEntry, String sourceFile) {
}
