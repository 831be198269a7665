package dev.weft.runtime;

import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.BotType;
import dev.weft.syntax.DefType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.ValType;
import dev.weft.syntax.VecType;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/**
 * Which Java types stand for which value types at the border: {@code int long float double} for numbers, {@link V128}
 * for vectors, classes for references; a record for several results.
 */
final class JavaTypes {

    private JavaTypes() {
    }

    /** The function type that a Java signature stands for; a leading {@link Caller} is none of its parameters. */
    static FuncType funcType(MethodType type) {
        List<ValType> params = new ArrayList<>();
        for (int i = takesCaller(type) ? 1 : 0; i < type.parameterCount(); i++) {
            params.add(valType(type.parameterType(i)));
        }
        Class<?> result = type.returnType();
        List<ValType> results = new ArrayList<>();
        if (isMulti(result)) {
            for (RecordComponent component : result.getRecordComponents()) {
                results.add(valType(component.getType()));
            }
        } else if (result != void.class) {
            results.add(valType(result));
        }
        return new FuncType(params, results);
    }

    /** Whether a Java signature starts with a {@link Caller}. */
    static boolean takesCaller(MethodType type) {
        return type.parameterCount() > 0 && type.parameterType(0) == Caller.class;
    }

    /** Whether a Java type is a record that stands for several values. */
    static boolean isMulti(Class<?> type) {
        return type.isRecord() && type != V128.class && type != I31.class;
    }

    private static ValType valType(Class<?> type) {
        if (type == int.class) {
            return NumType.I32;
        } else if (type == long.class) {
            return NumType.I64;
        } else if (type == float.class) {
            return NumType.F32;
        } else if (type == double.class) {
            return NumType.F64;
        } else if (type == V128.class) {
            return VecType.V128;
        } else if (type.isPrimitive()) {
            throw new IllegalArgumentException("no value type for the Java type " + type.getName()
                    + "; numbers are int, long, float and double");
        } else if (type == FunctionInstance.class) {
            return RefType.FUNCREF;
        } else if (type == StructInstance.class) {
            return RefType.STRUCTREF;
        } else if (type == ArrayInstance.class) {
            return RefType.ARRAYREF;
        } else if (type == I31.class) {
            return RefType.I31REF;
        } else if (type == WasmException.class) {
            return RefType.EXNREF;
        }
        return RefType.EXTERNREF;
    }

    /** The Java type that code for slots handles a value type as: references as {@code Object}. */
    static Class<?> carrier(ValType type) {
        return switch (type) {
            case NumType num -> switch (num) {
                case I32 -> int.class;
                case I64 -> long.class;
                case F32 -> float.class;
                case F64 -> double.class;
            };
            case VecType vec -> V128.class;
            case RefType ref -> Object.class;
            case BotType bot -> throw new IllegalArgumentException("bot has no values");
        };
    }

    /** The Java signature that follows from a function type: several results are {@code Object[]}. */
    static MethodType signature(FuncType type) {
        List<Class<?>> params = new ArrayList<>();
        type.params().forEach(param -> params.add(carrier(param)));
        return MethodType.methodType(switch (type.results().size()) {
            case 0 -> void.class;
            case 1 -> carrier(type.results().getFirst());
            default -> Object[].class;
        }, params);
    }

    /** Throws unless a Java type can stand for a value type. */
    static void check(ValType type, Class<?> javaType, String what) {
        boolean fits = type instanceof RefType ref
                ? !javaType.isPrimitive() && related(classOf(ref), javaType)
                : carrier(type) == javaType;
        if (!fits) {
            throw new IllegalArgumentException("the Java type " + javaType.getName() + " cannot stand for " + type
                    + ", " + what);
        }
    }

    private static boolean related(Class<?> one, Class<?> other) {
        return one.isAssignableFrom(other) || other.isAssignableFrom(one);
    }

    private static Class<?> classOf(RefType type) {
        AbsHeapType kind = type.heap() instanceof DefType def ? def.kind() : (AbsHeapType) type.heap();
        return switch (kind) {
            case FUNC, NOFUNC -> FunctionInstance.class;
            case STRUCT -> StructInstance.class;
            case ARRAY -> ArrayInstance.class;
            case I31 -> I31.class;
            case EXN, NOEXN -> WasmException.class;
            case ANY, EQ, NONE, EXTERN, NOEXTERN -> Object.class;
        };
    }

    /** Throws unless the number of parameters is that of the function type and a Java method can have that many. */
    static void checkCount(FuncType type, int javaCount, Object javaType) {
        if (type.params().size() != javaCount) {
            throw new IllegalArgumentException("the Java type " + javaType + " does not fit " + type);
        }
        int words = 4;
        for (ValType param : type.params()) {
            words += param == NumType.I64 || param == NumType.F64 ? 2 : 1;
        }
        if (words > 250) {
            throw new IllegalArgumentException("more parameters than a Java method can have; use call(Object...)");
        }
    }
}
