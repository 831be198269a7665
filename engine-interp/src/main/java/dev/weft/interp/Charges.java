package dev.weft.interp;

import dev.weft.runtime.FuelCosts;
import dev.weft.runtime.tier.Metering;
import dev.weft.syntax.Opcode;

/**
 * What a function pays, block by block, while it is pre-decoded: see {@link Metering} for where blocks begin and end.
 *
 * <p>A block's {@link Op#CHARGE} is emitted before the first instruction that costs anything; every later one of the
 * block adds to its operand. Which instructions become one operation, or none, does not matter therefore.
 */
final class Charges {
    private final FuelCosts costs;
    private final CodeBuffer code;
    /** Where the block's cost stands in the code, or NONE if it has cost nothing so far. */
    private int place = FrameBuilder.NONE;
    private boolean ends;

    /** Charges nothing if {@code costs} is null. */
    Charges(FuelCosts costs, CodeBuffer code) {
        this.costs = costs;
        this.code = code;
    }

    boolean areOn() {
        return costs != null;
    }

    /** Counts the next instruction; tells whether a charge was emitted for it. */
    boolean count(Opcode op) {
        if (ends) {
            place = FrameBuilder.NONE;
        }
        ends = Metering.endsBlock(op);
        int cost = costs.of(op);
        if (cost == 0) {
            return false;
        }
        if (place == FrameBuilder.NONE) {
            place = code.op(Op.CHARGE, cost) + 1;
            return true;
        }
        code.set(place, code.get(place) + cost);
        return false;
    }
}
