package dev.weft.jit;

import org.objectweb.asm.ClassWriter;

/** A class writer that computes frames without looking at classes: references that differ are objects, or vectors. */
final class FrameWriter extends ClassWriter {
    /** What computing the frames of a class may take; functions that need more run on the other tier. */
    private static final int MOST_MEMORY = 256 << 20;
    private static final long MOST_OPERATIONS = 1L << 32;

    FrameWriter() {
        super(COMPUTE_FRAMES);
        setComputeLimits(MOST_MEMORY, MOST_OPERATIONS);
    }

    @Override
    protected String getCommonSuperClass(String a, String b) {
        return isVector(a) && isVector(b) ? Names.VECTOR : Names.OBJECT;
    }

    private static boolean isVector(String name) {
        return name.startsWith("jdk/incubator/vector/") && name.endsWith("Vector");
    }
}
