package dev.weft.runtime;

import static java.lang.invoke.MethodType.methodType;

import dev.weft.syntax.FuncType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.ValType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Java code of any signature as the body of a host function. */
final class HostBodies {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private HostBodies() {
    }

    /** A method handle as the body of a function of a type, which it must fit. */
    static HostFunction of(MethodHandle handle, FuncType type) {
        // one of variable arity would take what is passed for its array as an element of that
        MethodHandle body = handle.asFixedArity();
        MethodType given = body.type();
        int first = JavaTypes.takesCaller(given) ? 1 : 0;
        JavaTypes.checkCount(type, given.parameterCount() - first, given);
        List<Class<?>> carriers = new ArrayList<>();
        if (first == 1) {
            carriers.add(Caller.class);
        }
        for (int i = 0; i < type.params().size(); i++) {
            JavaTypes.check(type.params().get(i), given.parameterType(first + i), "parameter " + i);
            carriers.add(JavaTypes.carrier(type.params().get(i)));
        }
        List<ValType> results = type.results();
        Class<?> result = given.returnType();
        if (JavaTypes.isMulti(result) && !isSingleRef(results)) {
            MethodHandle writing = MethodHandles.collectArguments(recordWriter(result, results), 0, body);
            carriers.addAll(List.of(long[].class, Object[].class, int.class));
            return SlotCode.hostFunction(writing.asType(methodType(void.class, carriers)));
        }
        if (results.size() > 1) {
            throw new IllegalArgumentException("several results need a record: " + given + " for " + type);
        }
        if (results.isEmpty() != (result == void.class)) {
            throw new IllegalArgumentException("the Java type " + given + " does not fit " + type);
        }
        if (results.isEmpty()) {
            return SlotCode.hostFunction(body.asType(methodType(void.class, carriers)));
        }
        JavaTypes.check(results.getFirst(), result, "the result");
        return SlotCode.hostFunction(body.asType(methodType(JavaTypes.carrier(results.getFirst()), carriers)));
    }

    private static boolean isSingleRef(List<ValType> results) {
        return results.size() == 1 && results.getFirst() instanceof RefType;
    }

    /** (record, slots, refs, base): writes the components to slots. */
    private static MethodHandle recordWriter(Class<?> record, List<ValType> results) {
        RecordComponent[] components = record.getRecordComponents();
        if (components.length != results.size()) {
            throw new IllegalArgumentException("the record " + record.getName() + " does not fit " + results);
        }
        MethodHandle all = MethodHandles.empty(
                methodType(void.class, record, long[].class, Object[].class, int.class));
        int slot = 0;
        for (int i = 0; i < components.length; i++) {
            JavaTypes.check(results.get(i), components[i].getType(), "component " + components[i].getName());
            Class<?> carrier = JavaTypes.carrier(results.get(i));
            MethodHandle write = MethodHandles.insertArguments(writer(carrier), 0, slot);
            MethodHandle accessor = unreflect(components[i].getAccessor()).asType(methodType(carrier, record));
            all = MethodHandles.foldArguments(MethodHandles.filterArguments(write, 0, accessor), all);
            slot += carrier == V128.class ? 2 : 1;
        }
        return all;
    }

    private static MethodHandle writer(Class<?> carrier) {
        try {
            return LOOKUP.findStatic(HostBodies.class, "write", methodType(void.class, int.class, carrier,
                    long[].class, Object[].class, int.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(int slot, int value, long[] slots, Object[] refs, int base) {
        slots[base + slot] = value;
    }

    private static void write(int slot, long value, long[] slots, Object[] refs, int base) {
        slots[base + slot] = value;
    }

    private static void write(int slot, float value, long[] slots, Object[] refs, int base) {
        slots[base + slot] = Float.floatToRawIntBits(value);
    }

    private static void write(int slot, double value, long[] slots, Object[] refs, int base) {
        slots[base + slot] = Double.doubleToRawLongBits(value);
    }

    private static void write(int slot, V128 value, long[] slots, Object[] refs, int base) {
        slots[base + slot] = value.low();
        slots[base + slot + 1] = value.high();
    }

    private static void write(int slot, Object value, long[] slots, Object[] refs, int base) {
        refs[base + slot] = value;
    }

    /** An object of a functional interface as a method handle. */
    static <T> MethodHandle ofLambda(Class<T> functionalInterface, T lambda) {
        return unreflect(singleMethod(functionalInterface)).bindTo(functionalInterface.cast(lambda));
    }

    /** The one abstract method of an interface. */
    static Method singleMethod(Class<?> functionalInterface) {
        List<Method> methods = abstractMethods(functionalInterface);
        if (methods.size() != 1) {
            throw new IllegalArgumentException(functionalInterface.getName() + " has " + methods.size()
                    + " abstract methods; expected an interface with one");
        }
        return methods.getFirst();
    }

    /** The abstract methods of an interface, but for those that every object has; inherited twice, one counts once. */
    static List<Method> abstractMethods(Class<?> type) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException(type.getName() + " is no interface");
        }
        List<Method> methods = new ArrayList<>();
        for (Method method : type.getMethods()) {
            if (Modifier.isAbstract(method.getModifiers()) && !isOfObject(method)
                    && methods.stream().noneMatch(known -> isSame(known, method))) {
                methods.add(method);
            }
        }
        return methods;
    }

    private static boolean isSame(Method a, Method b) {
        return a.getName().equals(b.getName()) && a.getReturnType() == b.getReturnType()
                && Arrays.equals(a.getParameterTypes(), b.getParameterTypes());
    }

    private static boolean isOfObject(Method method) {
        try {
            Object.class.getMethod(method.getName(), method.getParameterTypes());
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    /** A method as a method handle, public or not. */
    static MethodHandle unreflect(Method method) {
        try {
            return MethodHandles.publicLookup().unreflect(method);
        } catch (IllegalAccessException notPublic) {
            try {
                return lookupIn(method.getDeclaringClass()).unreflect(method);
            } catch (IllegalAccessException e) {
                throw new IllegalArgumentException(method + " is not accessible to the engine: make it and its class"
                        + " public, or open its package to dev.weft.runtime", e);
            }
        }
    }

    /** A lookup with private access to a class, if its package is open to this module. */
    static MethodHandles.Lookup lookupIn(Class<?> type) throws IllegalAccessException {
        HostBodies.class.getModule().addReads(type.getModule());
        return MethodHandles.privateLookupIn(type, LOOKUP);
    }
}
