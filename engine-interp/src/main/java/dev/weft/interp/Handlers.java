package dev.weft.interp;

import dev.weft.runtime.TagInstance;
import dev.weft.runtime.WasmException;
import dev.weft.runtime.tier.Stack;

/** Finds who catches an exception. */
final class Handlers {
    private Handlers() {
    }

    /**
     * Looks for a clause of {@code c} that catches what was thrown at {@code pc}, and hands it the payload.
     *
     * @return where to go on, or -1 if the function does not catch it
     */
    static int land(InterpretedFunction f, Code c, int pc, WasmException exception, Stack stack, int fp) {
        int wanted = Code.Handler.NO_DELEGATE;
        for (Code.Handler handler : c.handlers) {
            // ids grow inwards: what lies inside the try that a delegate names is passed over
            if (pc < handler.start() || pc >= handler.end()
                    || wanted != Code.Handler.NO_DELEGATE && handler.id() > wanted) {
                continue;
            }
            wanted = Code.Handler.NO_DELEGATE;
            if (handler.delegate() == Code.Handler.TO_CALLER) {
                return -1;
            }
            if (handler.delegate() != Code.Handler.NO_DELEGATE) {
                wanted = handler.delegate();
                continue;
            }
            for (Code.Clause clause : handler.clauses()) {
                if (clause.tagIdx() < 0 || f.instance.tags[clause.tagIdx()] == exception.tag()) {
                    enter(handler, clause, exception, stack, fp);
                    return clause.target();
                }
            }
        }
        return -1;
    }

    private static void enter(Code.Handler handler, Code.Clause clause, WasmException exception, Stack stack, int fp) {
        int slot = fp + handler.slot();
        if (handler.keeps()) {
            stack.refs[slot++] = exception;
        }
        if (clause.tagIdx() >= 0) {
            exception.copyTo(stack.slots, stack.refs, slot);
            slot += exception.slotCount();
        }
        if (clause.withRef()) {
            stack.refs[slot] = exception;
        }
    }

    /** The exception of a throw instruction. */
    static WasmException exception(InterpretedFunction f, int tagIdx, Stack stack, int slot) {
        TagInstance tag = f.instance.tags[tagIdx];
        return WasmException.ofSlots(tag, stack.slots, stack.refs, slot);
    }
}
