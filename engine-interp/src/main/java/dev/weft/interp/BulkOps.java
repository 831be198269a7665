package dev.weft.interp;

import dev.weft.runtime.TableInstance;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.runtime.tier.BulkMemory;
import dev.weft.runtime.tier.DataInstance;
import dev.weft.runtime.tier.ModuleInstance;
import dev.weft.runtime.tier.Stack;
import dev.weft.syntax.Opcode;

/** Instructions on whole memories, tables and segments. */
final class BulkOps {
    private BulkOps() {
    }

    /** Executes an operation: result slot, row, three operand slots, two indices. */
    static void execute(Opcode op, InterpretedFunction f, int[] code, int pc, Stack stack, int fp) {
        long[] s = stack.slots;
        Object[] refs = stack.refs;
        ModuleInstance instance = f.instance;
        int to = fp + code[pc + 1];
        int a = fp + code[pc + 3];
        int b = fp + code[pc + 4];
        int c = fp + code[pc + 5];
        int x = code[pc + 6];
        int y = code[pc + 7];
        switch (op) {
            case MEMORY_SIZE -> s[to] = instance.memories[x].pages();
            case MEMORY_GROW -> {
                MemoryInstance memory = instance.memories[x];
                s[to] = memory.grow(address(s[a], memory.is64()));
            }
            case MEMORY_FILL -> {
                MemoryInstance memory = instance.memories[x];
                BulkMemory.fill(memory, address(s[a], memory.is64()), (int) s[b], address(s[c], memory.is64()), stack);
            }
            case MEMORY_COPY -> {
                MemoryInstance target = instance.memories[x];
                MemoryInstance source = instance.memories[y];
                BulkMemory.copy(target, address(s[a], target.is64()), source, address(s[b], source.is64()),
                        address(s[c], target.is64() && source.is64()), stack);
            }
            case MEMORY_INIT -> {
                MemoryInstance memory = instance.memories[y];
                DataInstance data = instance.datas[x];
                data.init(memory, address(s[a], memory.is64()), address(s[b], false), address(s[c], false));
            }
            case DATA_DROP -> instance.datas[x].drop();
            case TABLE_GET -> {
                TableInstance table = instance.tables[x];
                refs[to] = table.get(address(s[a], table.is64()));
            }
            case TABLE_SET -> {
                TableInstance table = instance.tables[x];
                table.set(address(s[a], table.is64()), refs[b]);
            }
            case TABLE_SIZE -> s[to] = instance.tables[x].size();
            case TABLE_GROW -> {
                TableInstance table = instance.tables[x];
                s[to] = table.grow(address(s[b], table.is64()), refs[a]);
            }
            case TABLE_FILL -> {
                TableInstance table = instance.tables[x];
                table.fill(address(s[a], table.is64()), refs[b], address(s[c], table.is64()));
            }
            case TABLE_COPY -> {
                TableInstance target = instance.tables[x];
                TableInstance source = instance.tables[y];
                TableInstance.copy(target, address(s[a], target.is64()), source, address(s[b], source.is64()),
                        address(s[c], target.is64() && source.is64()));
            }
            case TABLE_INIT -> {
                TableInstance table = instance.tables[y];
                table.init(address(s[a], table.is64()), instance.elems[x], address(s[b], false),
                        address(s[c], false));
            }
            case ELEM_DROP -> instance.elems[x].drop();
            default -> throw new IllegalArgumentException(op.mnemonic());
        }
    }

    private static long address(long slot, boolean is64) {
        return is64 ? slot : slot & 0xFFFF_FFFFL;
    }
}
