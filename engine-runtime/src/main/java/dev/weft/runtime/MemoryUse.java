package dev.weft.runtime;

import dev.weft.binary.CodeReader;
import dev.weft.syntax.Func;
import dev.weft.syntax.Opcode;
import dev.weft.valid.ValidModule;
import java.util.EnumSet;
import java.util.Set;

/** What a module's code does with memories. */
final class MemoryUse {
    private static final Set<Opcode> WRITERS = EnumSet.noneOf(Opcode.class);

    static {
        for (Opcode op : Opcode.values()) {
            if (reachesMemory(op) && !leavesItAlone(op.mnemonic())) {
                WRITERS.add(op);
            }
        }
    }

    private MemoryUse() {
    }

    private static boolean reachesMemory(Opcode op) {
        String immediates = op.immediates().name();
        return immediates.contains("MEM") || immediates.startsWith("ATOMIC");
    }

    private static boolean leavesItAlone(String mnemonic) {
        return mnemonic.contains("load") || mnemonic.equals("memory.size") || mnemonic.equals("memory.grow")
                || mnemonic.contains("notify") || mnemonic.contains("wait");
    }

    /** Whether any function writes to any memory. Usually one of the first does, so little is read. */
    static boolean writes(ValidModule valid) {
        for (Func func : valid.module().funcs()) {
            CodeReader reader = valid.body(func);
            while (reader.hasNext()) {
                if (WRITERS.contains(reader.next())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The instructions that write to memories. */
    static Set<Opcode> writers() {
        return WRITERS;
    }
}
