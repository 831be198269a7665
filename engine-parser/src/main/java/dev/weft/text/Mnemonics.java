package dev.weft.text;

import dev.weft.syntax.Opcode;
import java.util.HashMap;
import java.util.Map;

/** The instruction table by mnemonic; of two rows with the same one ({@code select}, casts), the first. */
final class Mnemonics {
    private static final Map<String, Opcode> OPCODES = new HashMap<>();

    static {
        for (Opcode op : Opcode.values()) {
            OPCODES.putIfAbsent(op.mnemonic(), op);
        }
    }

    private Mnemonics() {
    }

    /** The instruction, or null if there is none of that name. */
    static Opcode opcode(String mnemonic) {
        return OPCODES.get(mnemonic);
    }
}
