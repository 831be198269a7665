package dev.weft.runtime;

import static java.lang.invoke.MethodType.methodType;

import dev.weft.runtime.tier.Stack;
import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.ValType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Calls of guests' functions with Java types and without boxing. */
final class TypedCalls {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final MethodHandle CHECK = own("checkReference",
            methodType(Object.class, RefType.class, Object.class));
    private static final MethodHandle BOXED = own("boxed", methodType(Object[].class, FuncType.class, Stack.class));
    private static final MethodHandle RAW = own("raw", methodType(long[].class, int.class, Stack.class));

    private TypedCalls() {
    }

    /** A handle that calls one function. */
    static MethodHandle handle(FunctionInstance function, MethodType javaType) {
        return unbound(function.funcType(), javaType, null).bindTo(function);
    }

    /**
     * A handle that calls the function of this type that it gets as its first argument.
     *
     * @param lookup that can see the record of the results, or null for the engine's own
     */
    static MethodHandle unbound(FuncType type, MethodType javaType, MethodHandles.Lookup lookup) {
        JavaTypes.checkCount(type, javaType.parameterCount(), javaType);
        List<Class<?>> carriers = new ArrayList<>();
        MethodHandle[] checks = new MethodHandle[javaType.parameterCount() + 1];
        for (int i = 0; i < type.params().size(); i++) {
            ValType param = type.params().get(i);
            JavaTypes.check(param, javaType.parameterType(i), "parameter " + i);
            carriers.add(JavaTypes.carrier(param));
            if (param instanceof RefType ref && !takesAll(ref)) {
                checks[i + 1] = CHECK.bindTo(ref);
            }
        }
        MethodHandle call = MethodHandles.filterArguments(results(type, javaType, carriers, lookup), 0, checks);
        return call.asType(javaType.insertParameterTypes(0, FunctionInstance.class));
    }

    private static MethodHandle results(FuncType type, MethodType javaType, List<Class<?>> carriers,
            MethodHandles.Lookup lookup) {
        List<ValType> results = type.results();
        Class<?> wanted = javaType.returnType();
        if (results.isEmpty()) {
            if (wanted != void.class) {
                throw new IllegalArgumentException("the Java type " + javaType + " does not fit " + type);
            }
            return SlotCode.call(methodType(void.class, carriers));
        }
        if (wanted == Object[].class && results.size() > 1) {
            return several(carriers, BOXED.bindTo(type));
        } else if (wanted == long[].class && results.stream().noneMatch(ValType::isRef)) {
            return several(carriers, MethodHandles.insertArguments(RAW, 0, Values.slots(results)));
        } else if (JavaTypes.isMulti(wanted) && results.size() == wanted.getRecordComponents().length
                && !(results.size() == 1 && results.getFirst().isRef())) {
            return several(carriers, recordReader(wanted, results, lookup));
        } else if (results.size() == 1) {
            JavaTypes.check(results.getFirst(), wanted, "the result");
            return SlotCode.call(methodType(JavaTypes.carrier(results.getFirst()), carriers));
        }
        throw new IllegalArgumentException("the Java type " + javaType + " does not fit " + type
                + "; several results are a record, Object[] or long[]");
    }

    private static MethodHandle several(List<Class<?>> carriers, MethodHandle reader) {
        return MethodHandles.filterReturnValue(SlotCode.call(methodType(Stack.class, carriers)), reader);
    }

    /** (stack): makes the record from what lies on top of it. */
    private static MethodHandle recordReader(Class<?> record, List<ValType> results, MethodHandles.Lookup lookup) {
        RecordComponent[] components = record.getRecordComponents();
        Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        MethodHandle[] readers = new MethodHandle[types.length];
        int slot = 0;
        for (int i = 0; i < types.length; i++) {
            JavaTypes.check(results.get(i), types[i], "component " + components[i].getName());
            Class<?> carrier = JavaTypes.carrier(results.get(i));
            readers[i] = MethodHandles.insertArguments(
                    own("read" + (carrier.isPrimitive() ? carrier.getName() : carrier.getSimpleName()),
                            methodType(carrier, int.class, Stack.class)), 0, slot)
                    .asType(methodType(types[i], Stack.class));
            slot += carrier == V128.class ? 2 : 1;
        }
        try {
            MethodHandle make = (lookup != null ? lookup : HostBodies.lookupIn(record))
                    .findConstructor(record, methodType(void.class, types));
            return MethodHandles.permuteArguments(MethodHandles.filterArguments(make, 0, readers),
                    methodType(record, Stack.class), new int[types.length]);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("the record " + record.getName()
                    + " is not accessible to the engine: pass a lookup of your own, or open its package to"
                    + " dev.weft.runtime", e);
        }
    }

    private static boolean takesAll(RefType type) {
        return type.nullable() && (type.heap() == AbsHeapType.EXTERN || type.heap() == AbsHeapType.ANY);
    }

    private static MethodHandle own(String name, MethodType type) {
        try {
            return LOOKUP.findStatic(TypedCalls.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object checkReference(RefType type, Object value) {
        if (!References.matches(value, type)) {
            Values.check(type, value);
        }
        return value;
    }

    private static Object[] boxed(FuncType type, Stack stack) {
        return Values.read(type.results(), stack.slots, stack.refs, stack.top);
    }

    private static long[] raw(int slotCount, Stack stack) {
        return Arrays.copyOfRange(stack.slots, stack.top, stack.top + slotCount);
    }

    private static int readint(int slot, Stack stack) {
        return (int) stack.slots[stack.top + slot];
    }

    private static long readlong(int slot, Stack stack) {
        return stack.slots[stack.top + slot];
    }

    private static float readfloat(int slot, Stack stack) {
        return Float.intBitsToFloat((int) stack.slots[stack.top + slot]);
    }

    private static double readdouble(int slot, Stack stack) {
        return Double.longBitsToDouble(stack.slots[stack.top + slot]);
    }

    private static V128 readV128(int slot, Stack stack) {
        return new V128(stack.slots[stack.top + slot], stack.slots[stack.top + slot + 1]);
    }

    private static Object readObject(int slot, Stack stack) {
        return stack.refs[stack.top + slot];
    }
}
