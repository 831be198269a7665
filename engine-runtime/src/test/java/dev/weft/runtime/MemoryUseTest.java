package dev.weft.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.syntax.Opcode;
import org.junit.jupiter.api.Test;

/** Which instructions write to memories. */
class MemoryUseTest {
    @Test
    void writers_areTheStoresAtomicUpdatesAndBulkOperations() {
        for (Opcode op : Opcode.values()) {
            boolean writes = op.mnemonic().matches(".*(store|rmw).*|memory\\.(fill|copy|init)");
            assertEquals(writes, MemoryUse.writers().contains(op), op.mnemonic());
        }
    }
}
