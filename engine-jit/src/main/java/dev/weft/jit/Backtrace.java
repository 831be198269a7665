package dev.weft.jit;

import dev.weft.runtime.Trap;
import dev.weft.syntax.Opcode;
import dev.weft.valid.PlaceSink;

/**
 * Turns the Java frames that a trap has kept into frames of the guest, at no cost to code that doesn't trap.
 *
 * <p>A trap on its way out passes the entry points by which compiled code was entered, innermost first; each looks at
 * the Java frames up to its own. The line number of a compiled function is the ordinal of the instruction; a call that
 * was refused has none.
 */
final class Backtrace {
    /** The methods of an entry point, at which a run of compiled frames ends. */
    static final String BORDER = "call";
    static final String BODY_BORDER = "callBody";

    private Backtrace() {
    }

    static void unwind(Trap trap, Context context) {
        StackTraceElement[] frames = trap.javaFrames();
        CompiledModule compiled = context.module;
        int i = trap.javaFramesSeen();
        while (i < frames.length) {
            StackTraceElement frame = frames[i++];
            if (!frame.getClassName().startsWith(compiled.prefix)) {
                continue;
            }
            if (frame.getMethodName().equals(BORDER) || frame.getMethodName().equals(BODY_BORDER)) {
                break;
            }
            Integer funcIdx = compiled.funcIdx(frame.getMethodName());
            if (funcIdx != null && frame.getLineNumber() > 0) {
                trap.addFrame(context.instance, funcIdx, offsetOf(compiled, funcIdx, frame.getLineNumber()));
                // the methods that called a region of the function belong to the same call
                String main = compiled.mainMethod(frame.getMethodName());
                if (!main.equals(frame.getMethodName())) {
                    while (i < frames.length && !frames[i++].getMethodName().equals(main)) {
                        continue;
                    }
                }
            }
        }
        trap.sawJavaFrames(i);
    }

    /** The offset of the instruction with that ordinal, or -1. */
    private static int offsetOf(CompiledModule compiled, int funcIdx, int ordinal) {
        if (ordinal <= 0 || ordinal >= 0xFFFF) {
            return -1;
        }
        int[] seen = {0, -1};
        PlaceSink counter = new PlaceSink() {
            @Override
            public void at(Opcode op, int offset) {
                if (++seen[0] == ordinal) {
                    seen[1] = offset;
                }
            }
        };
        compiled.module.walk(funcIdx, counter);
        return seen[1];
    }
}
