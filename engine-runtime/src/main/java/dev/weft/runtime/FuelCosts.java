package dev.weft.runtime;

import dev.weft.syntax.Opcode;

/**
 * What each instruction costs in fuel. Immutable.
 *
 * <p>By default what the instruction table says: 1, or 0 for those that only structure code. Bulk instructions cost 1
 * more for every 64 bytes or 8 elements. What is charged when, and that it is the same on every tier, says
 * {@link dev.weft.runtime.tier.Metering}.
 */
public final class FuelCosts {
    /** The costs of the instruction table. */
    public static final FuelCosts DEFAULT = new FuelCosts(table());

    /** What one instruction may cost at most. */
    public static final int MOST = 255;

    private final int[] costs;

    private FuelCosts(int[] costs) {
        this.costs = costs;
    }

    private static int[] table() {
        Opcode[] rows = Opcode.values();
        int[] costs = new int[rows.length];
        for (Opcode row : rows) {
            costs[row.ordinal()] = row.fuel();
        }
        return costs;
    }

    /** What an instruction costs. */
    public int of(Opcode op) {
        return costs[op.ordinal()];
    }

    /** The same but for one instruction; a loop of instructions that cost nothing runs until it is interrupted. */
    public FuelCosts with(Opcode op, int cost) {
        if (cost < 0 || cost > MOST) {
            throw new IllegalArgumentException("a cost must be 0 to " + MOST + ", not " + cost);
        }
        int[] changed = costs.clone();
        changed[op.ordinal()] = cost;
        return new FuelCosts(changed);
    }
}
