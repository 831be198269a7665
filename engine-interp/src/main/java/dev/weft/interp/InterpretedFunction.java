package dev.weft.interp;

import dev.weft.runtime.Trap;
import dev.weft.runtime.tier.EntryPoint;
import dev.weft.runtime.tier.ModuleInstance;
import dev.weft.runtime.tier.Promotion;
import dev.weft.runtime.tier.Stack;

/** A function of an instance, as the interpreter runs it. Belongs to the thread of its store. */
final class InterpretedFunction extends EntryPoint {
    final ModuleInstance instance;
    /** Its index in the module, and among the functions that the module defines. */
    final int funcIdx;
    final int index;
    final int imports;
    /** The functions the module defines, filled as they are called for the first time; the same for all of them. */
    final InterpretedFunction[] siblings;
    /** Its code, or null before the first call. */
    Code code;

    private final InterpretedModule module;
    /** The better way in, once there is one. */
    private EntryPoint better;

    InterpretedFunction(InterpretedModule module, ModuleInstance instance, InterpretedFunction[] siblings, int index) {
        this.module = module;
        this.instance = instance;
        this.siblings = siblings;
        this.index = index;
        this.imports = module.imports;
        this.funcIdx = index + module.imports;
    }

    @Override
    public void call(Stack stack, int base) {
        Interpreter.run(this, stack, base);
    }

    /** Another function of this instance. */
    InterpretedFunction sibling(int other) {
        return module.function(instance, other);
    }

    /** Its code, decoded now if this is the first call. */
    Code predecode() {
        code = module.code(index);
        return code;
    }

    /**
     * Counts a call, or a round of a loop.
     *
     * @param loop its number, or -1
     * @return where to go on: the better way in, or null
     */
    EntryPoint count(int loop) {
        if (loop < 0 && better != null) {
            return better;
        }
        Promotion promotion = module.promotion;
        Code counted = code;
        if (counted.heat > 0) {
            counted.heat -= loop < 0 ? promotion.heatOfCall() : promotion.heatOfRound();
            if (counted.heat > 0) {
                return null;
            }
        }
        EntryPoint entry = promotion.ask(instance, funcIdx, loop);
        if (entry == Promotion.NEVER) {
            counted.stopCounting(loop);
            return null;
        }
        if (loop < 0) {
            better = entry;
        }
        return entry;
    }

    /** The offset in the binary of the instruction at a pc, or -1 if the trap shows no more frames. */
    int offsetOf(int pc, Trap trap) {
        return trap.frameCount() == trap.frames().size() ? module.offsetOf(index, pc) : -1;
    }
}
