package dev.weft.runtime;

import dev.weft.binary.CodeReader;
import dev.weft.runtime.tier.ModuleInstance;
import dev.weft.syntax.ArrayType;
import dev.weft.syntax.DefType;
import dev.weft.syntax.Expr;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StructType;
import dev.weft.syntax.TypeSpace;
import dev.weft.syntax.VecType;
import java.util.ArrayList;
import java.util.List;

/**
 * A constant expression, prepared once for all instantiations.
 *
 * <p>A single constant, {@code ref.func} and {@code global.get} are what nearly all of them are and need no loop;
 * everything else is a list of steps on a small stack. The expression is valid.
 *
 * @see <a href="https://webassembly.github.io/spec/core/valid/instructions.html#constant-expressions">Constant
 *     expressions</a>
 */
final class Constant {
    private static final int BITS = 0;
    private static final int FUNC = 1;
    private static final int GLOBAL = 2;
    private static final int STEPS = 3;

    /** One instruction: its immediates where it has them. */
    private record Step(Opcode op, int index, long bits, long bitsHigh, DefType type) {
    }

    private final int kind;
    private final int index;
    private final long bits;
    private final long bitsHigh;
    private final Step[] steps;

    private Constant(int kind, int index, long bits, long bitsHigh, Step[] steps) {
        this.kind = kind;
        this.index = index;
        this.bits = bits;
        this.bitsHigh = bitsHigh;
        this.steps = steps;
    }

    /** The constant that is {@code ref.func} of a function. */
    static Constant function(int funcIdx) {
        return new Constant(FUNC, funcIdx, 0, 0, null);
    }

    /** Prepares the expression that lies in {@code bytes}. */
    static Constant of(byte[] bytes, Expr expr, TypeSpace types) {
        List<Step> steps = new ArrayList<>(1);
        CodeReader reader = new CodeReader(bytes, expr.offset(), expr.end());
        while (reader.hasNext()) {
            Opcode op = reader.next();
            switch (op) {
                case END -> { }
                case I32_CONST, I64_CONST, F32_CONST, F64_CONST ->
                        steps.add(new Step(op, 0, reader.bits(), 0, null));
                case V128_CONST -> steps.add(new Step(op, 0, reader.bits(), reader.bitsHigh(), null));
                case REF_FUNC, GLOBAL_GET -> steps.add(new Step(op, reader.index(), 0, 0, null));
                case STRUCT_NEW, STRUCT_NEW_DEFAULT, ARRAY_NEW, ARRAY_NEW_DEFAULT ->
                        steps.add(new Step(op, 0, 0, 0, types.get(reader.index())));
                case ARRAY_NEW_FIXED -> steps.add(new Step(op, reader.index2(), 0, 0, types.get(reader.index())));
                default -> steps.add(new Step(op, 0, 0, 0, null));
            }
        }
        if (steps.size() == 1) {
            Step only = steps.getFirst();
            switch (only.op) {
                case I32_CONST, I64_CONST, F32_CONST, F64_CONST, V128_CONST, REF_NULL -> {
                    return new Constant(BITS, 0, only.bits, only.bitsHigh, null);
                }
                case REF_FUNC -> {
                    return function(only.index);
                }
                case GLOBAL_GET -> {
                    return new Constant(GLOBAL, only.index, 0, 0, null);
                }
                default -> { }
            }
        }
        return new Constant(STEPS, 0, 0, 0, steps.toArray(Step[]::new));
    }

    /** The raw bits of a number, or the low half of a vector. */
    long bits(ModuleInstance instance) {
        return switch (kind) {
            case GLOBAL -> instance.globals[index].bits();
            case STEPS -> new Machine(instance, steps).run().bits[0];
            default -> bits;
        };
    }

    /** The high half of a vector. */
    long bitsHigh(ModuleInstance instance) {
        return kind == GLOBAL ? instance.globals[index].bitsHigh() : bitsHigh;
    }

    /** A reference. */
    Object ref(ModuleInstance instance) {
        return switch (kind) {
            case FUNC -> instance.functions[index];
            case GLOBAL -> instance.globals[index].ref();
            case STEPS -> new Machine(instance, steps).run().refs[0];
            default -> null;
        };
    }

    /** The stack on which steps run. */
    private static final class Machine {
        private final ModuleInstance instance;
        private final Step[] steps;
        private final long[] bits;
        private final long[] highs;
        private final Object[] refs;
        private int top;

        Machine(ModuleInstance instance, Step[] steps) {
            this.instance = instance;
            this.steps = steps;
            bits = new long[steps.length + 1];
            highs = new long[steps.length + 1];
            refs = new Object[steps.length + 1];
        }

        Machine run() {
            for (Step step : steps) {
                run(step);
            }
            return this;
        }

        private void run(Step step) {
            switch (step.op) {
                case I32_CONST, I64_CONST, F32_CONST, F64_CONST, V128_CONST -> push(step.bits, step.bitsHigh, null);
                case REF_NULL -> push(0, 0, null);
                case REF_FUNC -> push(0, 0, instance.functions[step.index]);
                case GLOBAL_GET -> {
                    GlobalInstance global = instance.globals[step.index];
                    push(global.bits(), global.bitsHigh(), global.ref());
                }
                case I32_ADD, I64_ADD -> binary(bits[top - 2] + bits[top - 1]);
                case I32_SUB, I64_SUB -> binary(bits[top - 2] - bits[top - 1]);
                case I32_MUL, I64_MUL -> binary(bits[top - 2] * bits[top - 1]);
                case REF_I31 -> {
                    top--;
                    push(0, 0, new I31((int) bits[top]));
                }
                case ANY_CONVERT_EXTERN, EXTERN_CONVERT_ANY -> { }
                case STRUCT_NEW, STRUCT_NEW_DEFAULT -> newStruct(step);
                case ARRAY_NEW, ARRAY_NEW_DEFAULT, ARRAY_NEW_FIXED -> newArray(step);
                default -> throw new IllegalStateException("not constant: " + step.op);
            }
        }

        private void push(long low, long high, Object ref) {
            bits[top] = low;
            highs[top] = high;
            refs[top++] = ref;
        }

        private void binary(long result) {
            top -= 2;
            push(result, 0, null);
        }

        private void newStruct(Step step) {
            StructShape shape = StructShape.of(step.type);
            StructInstance struct = ObjectHeap.struct(instance.store, shape);
            if (step.op == Opcode.STRUCT_NEW) {
                StructType type = (StructType) step.type.expand();
                int count = shape.fieldCount();
                top -= count;
                for (int i = 0; i < count; i++) {
                    if (type.fields().get(i).storage() instanceof RefType) {
                        struct.setRef(i, refs[top + i]);
                    } else if (type.fields().get(i).storage() == VecType.V128) {
                        struct.setBits(i, bits[top + i], highs[top + i]);
                    } else {
                        struct.setBits(i, bits[top + i]);
                    }
                }
            }
            push(0, 0, struct);
        }

        private void newArray(Step step) {
            boolean fixed = step.op == Opcode.ARRAY_NEW_FIXED;
            int length = fixed ? step.index : (int) bits[--top];
            ArrayInstance array = ObjectHeap.array(instance.store, step.type, length);
            boolean isRef = ((ArrayType) step.type.expand()).field().storage() instanceof RefType;
            if (fixed) {
                top -= length;
                for (int i = 0; i < length; i++) {
                    if (isRef) {
                        array.setRef(i, refs[top + i]);
                    } else if (array.layout() == ArrayInstance.Layout.PAIRS) {
                        array.setBits(i, bits[top + i], highs[top + i]);
                    } else {
                        array.setBits(i, bits[top + i]);
                    }
                }
            } else if (step.op == Opcode.ARRAY_NEW) {
                top--;
                if (isRef) {
                    array.fillRef(0, refs[top], length);
                } else if (array.layout() == ArrayInstance.Layout.PAIRS) {
                    array.fill(0, bits[top], highs[top], length);
                } else {
                    array.fill(0, bits[top], length);
                }
            }
            push(0, 0, array);
        }
    }
}
