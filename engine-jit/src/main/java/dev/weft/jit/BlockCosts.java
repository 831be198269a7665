package dev.weft.jit;

import dev.weft.runtime.FuelCosts;
import dev.weft.runtime.tier.Metering;
import dev.weft.syntax.Opcode;
import dev.weft.valid.PlaceSink;
import dev.weft.valid.ValidModule;
import java.util.Arrays;

/**
 * What each block of a function costs, in the order in which they are charged: see {@link Metering} for where blocks
 * begin and end. Found in a walk of its own, since a block is charged before the instructions that it consists of.
 */
final class BlockCosts extends PlaceSink {
    private final FuelCosts costs;
    private int[] blocks = new int[16];
    private int count;
    private boolean begins = true;

    private BlockCosts(FuelCosts costs) {
        this.costs = costs;
    }

    static int[] of(ValidModule module, int funcIdx, FuelCosts costs) {
        BlockCosts found = new BlockCosts(costs);
        module.walk(funcIdx, found);
        return Arrays.copyOf(found.blocks, found.count);
    }

    @Override
    public void at(Opcode op, int offset) {
        int cost = costs.of(op);
        if (cost > 0) {
            if (begins) {
                if (count == blocks.length) {
                    blocks = Arrays.copyOf(blocks, 2 * count);
                }
                count++;
                begins = false;
            }
            blocks[count - 1] += cost;
        }
        begins |= Metering.endsBlock(op);
    }
}
