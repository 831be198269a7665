package dev.weft.interp;

import dev.weft.runtime.Trap;
import dev.weft.runtime.tier.EntryPoint;
import dev.weft.runtime.tier.ModuleInstance;
import dev.weft.runtime.tier.Promotion;
import dev.weft.runtime.tier.Stack;
import dev.weft.syntax.DefType;

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
    private Code code;

    /** The operations of the functions that the module defines, filled as they are called. */
    final int[][] bodies;
    private final InterpretedModule module;
    /** The better way in, once there is one. */
    private EntryPoint better;

    InterpretedFunction(InterpretedModule module, ModuleInstance instance, InterpretedFunction[] siblings, int index) {
        this.module = module;
        this.instance = instance;
        this.siblings = siblings;
        this.index = index;
        this.imports = module.imports;
        this.bodies = module.bodies;
        this.funcIdx = index + module.imports;
    }

    @Override
    public void call(Stack stack, int base) {
        Execution.run(this, stack, base);
    }

    /** Another function of this instance. */
    InterpretedFunction sibling(int other) {
        InterpretedFunction known = siblings[other];
        return known != null ? known : module.function(instance, other);
    }

    /** Its code, decoded now if this is the first call. */
    Code code() {
        if (code == null) {
            code = module.code(index);
        }
        return code;
    }

    /** The type that has a number in calls through tables. */
    DefType type(int number) {
        return module.module.types().get(number);
    }

    /**
     * Counts a call, or a round of a loop.
     *
     * @param loop its number, or -1
     * @param heat what that takes of the function's heat
     * @return where to go on: the better way in, or null
     */
    EntryPoint count(int loop, int heat) {
        if (loop < 0 && better != null) {
            return better;
        }
        int[] body = code().ints;
        if (body[Code.HEAT] > 0) {
            body[Code.HEAT] -= heat;
            if (body[Code.HEAT] > 0) {
                return null;
            }
        }
        EntryPoint entry = module.promotion.ask(instance, funcIdx, loop);
        if (entry == Promotion.NEVER) {
            code().stopCounting(loop);
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
