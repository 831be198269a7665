package dev.weft.runtime.tier;

import dev.weft.syntax.ValType;
import dev.weft.syntax.VecType;
import java.util.List;

/**
 * Where the values of a running call lie on the value stack when one tier hands it over to another, at the start of a
 * loop: from its base on all locals, parameters first; one slot that stays as it is; the operands, from the bottom,
 * which end with the loop's parameters. The locals take at least as many slots as the function's results.
 */
public final class FrameLayout {

    private FrameLayout() {
    }

    /** The slots that values of these types take. */
    public static int slots(List<ValType> types) {
        int slots = 0;
        for (ValType type : types) {
            slots += slots(type);
        }
        return slots;
    }

    /** The slots that a value takes. */
    public static int slots(ValType type) {
        return type == VecType.V128 ? 2 : 1;
    }

    /** The slot that stays as it is; the first operand follows. */
    public static int link(List<ValType> locals, List<ValType> results) {
        return Math.max(slots(locals), slots(results));
    }
}
