package dev.weft.script;

import dev.weft.binary.BranchHints;
import dev.weft.binary.CodeReader;
import dev.weft.binary.Locals;
import dev.weft.syntax.Features;
import dev.weft.syntax.Func;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.WasmModule;
import dev.weft.valid.InvalidException;

/** Checks what the engine itself forgives: custom sections whose contents make no sense. */
final class CustomSections {

    private CustomSections() {
    }

    /** Throws if a branch hint stands at an instruction that does not branch on a condition. */
    static void validate(WasmModule module, Features features) {
        BranchHints hints = BranchHints.of(module);
        for (Func func : module.funcs()) {
            CodeReader code = CodeReader.ofBody(module, Locals.read(module, func.code(), features).body(), features);
            while (code.hasNext()) {
                Opcode op = code.next();
                if (hints.at(code.offset()) != BranchHints.Hint.NONE && op != Opcode.IF && op != Opcode.BR_IF) {
                    throw new InvalidException("@" + BranchHints.NAME + " annotation: invalid target " + op);
                }
            }
        }
    }
}
