package dev.weft.fuzz;

import dev.weft.runtime.I31;
import dev.weft.runtime.V128;
import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.ValType;
import dev.weft.syntax.VecType;
import java.util.ArrayList;
import java.util.List;

/** What is called of a generated module, and with which arguments. */
final class Calls {
    private static final Object NONE = new Object();
    /** Making and compiling a module takes longer than calling it a hundred times. */
    private static final int MOST_ROUNDS = 40;

    private final Shape shape;
    private final int imported;
    private final List<GeneratedModule.Call> calls = new ArrayList<>();

    Calls(Shape shape, int imported) {
        this.shape = shape;
        this.imported = imported;
    }

    /** Some calls of each function, then rounds in which each is called with arguments that follow from one number. */
    List<GeneratedModule.Call> of(Choices choices) {
        for (int i = imported; i < shape.functions.size(); i++) {
            for (int n = 1 + choices.below(3); n > 0; n--) {
                call(i, choices);
            }
        }
        int rounds = choices.below(MOST_ROUNDS);
        Choices further = Choices.random(choices.bits(), Integer.MAX_VALUE);
        for (int n = 0; n < rounds; n++) {
            for (int i = imported; i < shape.functions.size(); i++) {
                call(i, further);
            }
        }
        return calls;
    }

    private void call(int funcIdx, Choices choices) {
        FuncType type = shape.functions.get(funcIdx).type();
        List<Object> arguments = new ArrayList<>();
        for (ValType param : type.params()) {
            Object argument = argument(param, choices);
            if (argument != NONE) {
                arguments.add(argument);
            }
        }
        if (arguments.size() == type.params().size()) {
            calls.add(new GeneratedModule.Call("f" + funcIdx, type, arguments));
        }
    }

    private static Object argument(ValType type, Choices choices) {
        Constants constants = new Constants(choices);
        return switch (type) {
            case NumType.I32 -> constants.i32();
            case NumType.I64 -> constants.i64();
            case NumType.F32 -> Float.intBitsToFloat(constants.f32());
            case NumType.F64 -> Double.longBitsToDouble(constants.f64());
            case VecType _ -> new V128(constants.half(), constants.half());
            case RefType ref -> {
                boolean nothing = ref.nullable() && choices.oneIn(2);
                if (!nothing && ref.heap() == AbsHeapType.EXTERN) {
                    yield "object " + choices.below(3);
                }
                if (!nothing && AbsHeapType.I31.matches(ref.heap())) {
                    yield new I31(constants.i32());
                }
                yield ref.nullable() ? null : NONE;
            }
            default -> NONE;
        };
    }
}
