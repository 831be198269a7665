package dev.weft.interp;

import dev.weft.runtime.memory.MemoryInstance;

/** Loads and stores that the loop's view of memory 0 does not cover: the memory decides whether they are in bounds. */
final class SlowAccess {
    private SlowAccess() {
    }

    /** Executes the operation at {@code pc} and tells the pc of the next one. */
    static int execute(InterpretedFunction f, int[] code, int pc, long[] s, int fp) {
        int op = code[pc];
        boolean constantAddress = switch (op) {
            case Op.LOAD_8_U_AT, Op.LOAD_32_AT, Op.LOAD_64_AT, Op.STORE_32_AT, Op.STORE_32_I_AT -> true;
            default -> false;
        };
        long ea = constantAddress
                ? code[pc + 2]
                : (s[fp + code[pc + 2]] & 0xFFFF_FFFFL) + (code[pc + 3] & 0xFFFF_FFFFL);
        MemoryInstance memory = f.instance.memories[0];
        int first = code[pc + 1];
        if (op == Op.BR_LOAD_EQ || op == Op.BR_LOAD_NE) {
            return memory.loadI32(ea) == code[pc + 4] == (op == Op.BR_LOAD_EQ) ? first : pc + 5;
        }
        switch (op) {
            case Op.LOAD_8_S -> s[fp + first] = memory.loadI8S(ea);
            case Op.LOAD_8_U -> s[fp + first] = memory.loadI8U(ea);
            case Op.LOAD_16_S -> s[fp + first] = memory.loadI16S(ea);
            case Op.LOAD_16_U -> s[fp + first] = memory.loadI16U(ea);
            case Op.LOAD_32 -> s[fp + first] = memory.loadI32(ea);
            case Op.LOAD_32_U -> s[fp + first] = memory.loadI32(ea) & 0xFFFF_FFFFL;
            case Op.LOAD_64 -> s[fp + first] = memory.loadI64(ea);
            case Op.LOAD_8_U_AT -> s[fp + first] = memory.loadI8U(ea);
            case Op.LOAD_32_AT -> s[fp + first] = memory.loadI32(ea);
            case Op.LOAD_64_AT -> s[fp + first] = memory.loadI64(ea);
            case Op.STORE_32_AT -> memory.storeI32(ea, (int) s[fp + first]);
            case Op.STORE_32_I_AT -> memory.storeI32(ea, first);
            case Op.STORE_32_I -> memory.storeI32(ea, first);
            case Op.STORE_8_I -> memory.storeI8(ea, first);
            case Op.STORE_8 -> memory.storeI8(ea, (int) s[fp + first]);
            case Op.STORE_16 -> memory.storeI16(ea, (int) s[fp + first]);
            case Op.STORE_32 -> memory.storeI32(ea, (int) s[fp + first]);
            case Op.STORE_64 -> memory.storeI64(ea, s[fp + first]);
            default -> throw new IllegalStateException("operation " + op);
        }
        return pc + (constantAddress ? 3 : 4);
    }
}
