package dev.weft.runtime.compiled;

import dev.weft.runtime.Trap;
import dev.weft.syntax.Opcode;
import dev.weft.valid.PlaceSink;

/**
 * Turns the Java frames that a trap has kept into frames of the guest, when somebody asks for them.
 *
 * <p>A trap on its way out passes the entry points by which compiled code was entered, innermost first; each looks at
 * the Java frames up to its own. The line number of a compiled function tells the instruction ({@link SourceLines});
 * a call that was refused has none.
 */
final class Backtrace {
    private Backtrace() {
    }

    static void unwind(Trap trap, Context context) {
        EmittedModule compiled = context.module;
        trap.addFramesLater(asked -> addFrames(asked, compiled));
    }

    private static void addFrames(Trap trap, EmittedModule compiled) {
        StackTraceElement[] frames = trap.javaFrames();
        int i = trap.javaFramesSeen();
        while (i < frames.length) {
            StackTraceElement frame = frames[i++];
            if (!frame.getClassName().startsWith(compiled.prefix)) {
                continue;
            }
            String method = frame.getMethodName();
            if (method.equals(EmittedNames.BORDER) || method.equals(EmittedNames.BODY_BORDER)) {
                break;
            }
            int funcIdx = EmittedNames.funcIdx(method);
            if (funcIdx >= 0 && frame.getLineNumber() > 0) {
                trap.addFrame(compiled.prepared, funcIdx, offsetOf(compiled, funcIdx, frame));
                // the methods that called a region of the function belong to the same call
                String main = EmittedNames.mainMethod(method);
                if (!main.equals(method)) {
                    while (i < frames.length && !frames[i++].getMethodName().equals(main)) {
                        continue;
                    }
                }
            }
        }
        trap.sawJavaFrames(i);
    }

    /** The offset of the first instruction with that line number, or -1. */
    private static int offsetOf(EmittedModule compiled, int funcIdx, StackTraceElement frame) {
        SourceLines lines = SourceLines.of(compiled.prepared, frame.getFileName());
        int shown = frame.getLineNumber();
        int wanted = lines.isFar(shown) ? SourceLines.ordinal(shown, farLines(compiled, frame)) : shown;
        int[] found = {-1};
        PlaceSink counter = new PlaceSink() {
            @Override
            public void at(Opcode op, int offset) {
                if (lines.next(offset) == wanted && found[0] < 0) {
                    found[0] = offset;
                }
            }
        };
        compiled.module.walk(funcIdx, counter);
        return found[0];
    }

    private static String farLines(EmittedModule compiled, StackTraceElement frame) {
        try {
            return (String) compiled.load(frame.getClassName().substring(compiled.prefix.length()))
                    .getMethod(frame.getMethodName() + EmittedNames.LINES).invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
