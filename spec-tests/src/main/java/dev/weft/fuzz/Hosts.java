package dev.weft.fuzz;

import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.HostFunction;
import dev.weft.runtime.Linker;
import dev.weft.runtime.Trap;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.RefType;
import java.util.List;

/** The functions of the host that generated modules import: what they do depends on their arguments alone. */
final class Hosts {
    static final String MODULE = "host";

    /** The export that a host function calls back: the module's first own function. */
    static final String FIRST = "first";

    /** What the host function of each index takes and yields. */
    static final List<FuncType> TYPES = List.of(
            new FuncType(List.of(NumType.I32, NumType.I64), List.of(NumType.I32)),
            new FuncType(List.of(NumType.F32, NumType.F64, NumType.I32), List.of(NumType.F64, NumType.I32)),
            new FuncType(List.of(RefType.EXTERNREF, RefType.FUNCREF), List.of(RefType.FUNCREF, RefType.EXTERNREF)),
            new FuncType(List.of(NumType.I32), List.of()));

    private static final List<HostFunction> BODIES = List.of(
            (caller, slots, refs, base) -> slots[base] = (int) slots[base] * 31 + (int) (slots[base + 1] >>> 7),
            (caller, slots, refs, base) -> {
                int number = (int) slots[base + 2];
                slots[base] = Double.doubleToRawLongBits(number * 0.5);
                slots[base + 1] = number ^ (int) slots[base];
            },
            (caller, slots, refs, base) -> {
                Object extern = refs[base];
                refs[base] = refs[base + 1];
                refs[base + 1] = extern;
            },
            (caller, slots, refs, base) -> {
                int number = (int) slots[base];
                if ((number & 63) == 7) {
                    throw Trap.of(Trap.Kind.UNREACHABLE, "by the host");
                }
                if ((number & 3) == 1 && caller.instance().find(FIRST) instanceof FunctionInstance first
                        && first.funcType().params().isEmpty()) {
                    first.call();
                }
            });

    private Hosts() {
    }

    static void define(Linker linker) {
        for (int i = 0; i < TYPES.size(); i++) {
            linker.define(MODULE, "h" + i, TYPES.get(i), BODIES.get(i));
        }
    }
}
