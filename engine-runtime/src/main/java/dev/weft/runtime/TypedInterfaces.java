package dev.weft.runtime;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.weft.syntax.DefType;
import java.lang.classfile.ClassFile;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Java interfaces whose methods are guests' functions.
 *
 * <p>Implementation note: a hidden class for each interface and list of function types, whose fields are the functions
 * and whose methods call constant method handles on them, so that HotSpot inlines all of it. Next to an interface in
 * another module or class loader only an ordinary class can be defined; it keeps the method handles in fields.
 */
final class TypedInterfaces {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final ClassDesc HANDLE = MethodHandle.class.describeConstable().orElseThrow();
    private static final ClassDesc FUNCTIONS = CD_Object.arrayType();

    private static final AtomicInteger COUNT = new AtomicInteger();

    private static final ClassValue<Map<List<DefType>, MethodHandle>> CLASSES = new ClassValue<>() {
        @Override
        protected Map<List<DefType>, MethodHandle> computeValue(Class<?> type) {
            return new ConcurrentHashMap<>();
        }
    };

    private TypedInterfaces() {
    }

    /** One function as an object of a functional interface. */
    static <T> T ofFunction(FunctionInstance function, Class<T> type) {
        return make(type, List.of(HostBodies.singleMethod(type)), List.of(function), null);
    }

    /** An instance as an object of an interface whose methods are named like its exports. */
    static <T> T ofInstance(Instance instance, Class<T> type, MethodHandles.Lookup lookup) {
        List<Method> methods = HostBodies.abstractMethods(type);
        List<FunctionInstance> functions = new ArrayList<>();
        for (Method method : methods) {
            WasmFunction name = method.getAnnotation(WasmFunction.class);
            functions.add(instance.function(
                    name == null || name.value().isEmpty() ? method.getName() : name.value()));
        }
        return make(type, methods, functions, lookup);
    }

    private static <T> T make(Class<T> type, List<Method> methods, List<FunctionInstance> functions,
            MethodHandles.Lookup lookup) {
        List<DefType> key = functions.stream().map(FunctionInstance::type).toList();
        Map<List<DefType>, MethodHandle> known = CLASSES.get(type);
        MethodHandle constructor = known.get(key);
        if (constructor == null) {
            constructor = implement(type, methods, functions, lookup);
            known.put(key, constructor);
        }
        try {
            return type.cast((Object) constructor.invokeExact((Object[]) functions.toArray()));
        } catch (Throwable e) {
            throw Border.<RuntimeException>sneak(e);
        }
    }

    private static MethodHandle implement(Class<?> type, List<Method> methods, List<FunctionInstance> functions,
            MethodHandles.Lookup given) {
        if (type.isSealed()) {
            throw new IllegalArgumentException(type.getName() + " is sealed: nobody else may implement it");
        }
        List<MethodHandle> calls = new ArrayList<>();
        for (int i = 0; i < methods.size(); i++) {
            Method method = methods.get(i);
            MethodType javaType = MethodType.methodType(method.getReturnType(), method.getParameterTypes());
            try {
                calls.add(TypedCalls.unbound(functions.get(i).funcType(), javaType, given)
                        .asType(javaType.insertParameterTypes(0, Object.class)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("method " + method.getName() + ": " + e.getMessage(), e);
            }
        }
        MethodHandles.Lookup host = given != null ? given : lookupFor(type);
        boolean hidden = host.hasFullPrivilegeAccess();
        byte[] bytes = classBytes(host.lookupClass(), type, methods, calls, hidden);
        try {
            Class<?> made = hidden
                    ? host.defineHiddenClassWithClassData(bytes, List.copyOf(calls), true).lookupClass()
                    : host.defineClass(bytes);
            MethodHandle constructor = host.findConstructor(made,
                    MethodType.methodType(void.class, Object[].class, MethodHandle[].class));
            return MethodHandles.insertArguments(constructor, 1, (Object) calls.toArray(MethodHandle[]::new))
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw notAccessible(type, e);
        }
    }

    private static MethodHandles.Lookup lookupFor(Class<?> type) {
        if (isVisibleToAll(type)) {
            return LOOKUP;
        }
        try {
            return HostBodies.lookupIn(type);
        } catch (IllegalAccessException e) {
            throw notAccessible(type, e);
        }
    }

    private static boolean isVisibleToAll(Class<?> type) {
        for (Class<?> outer = type; outer != null; outer = outer.getDeclaringClass()) {
            if (!Modifier.isPublic(outer.getModifiers())) {
                return false;
            }
        }
        try {
            return type.getModule().isExported(type.getPackageName(), TypedInterfaces.class.getModule())
                    && Class.forName(type.getName(), false, TypedInterfaces.class.getClassLoader()) == type;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static IllegalArgumentException notAccessible(Class<?> type, Exception cause) {
        return new IllegalArgumentException(type.getName() + " is not accessible to the engine: pass a lookup of your"
                + " own, or open its package to dev.weft.runtime", cause);
    }

    private static byte[] classBytes(Class<?> neighbour, Class<?> type, List<Method> methods,
            List<MethodHandle> calls, boolean hidden) {
        String prefix = neighbour.getPackageName().isEmpty() ? "" : neighbour.getPackageName() + ".";
        ClassDesc self = ClassDesc.of(prefix + "Guest" + type.getSimpleName()
                + (hidden ? "" : "$" + COUNT.incrementAndGet()));
        return ClassFile.of().build(self, cls -> {
            cls.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                    .withInterfaceSymbols(type.describeConstable().orElseThrow());
            for (int i = 0; i < methods.size(); i++) {
                cls.withField("function" + i, CD_Object, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL);
                if (!hidden) {
                    cls.withField("call" + i, HANDLE, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL);
                }
            }
            cls.withMethodBody("<init>", MethodTypeDesc.of(CD_void, FUNCTIONS, HANDLE.arrayType()), 0, code -> {
                code.aload(0).invokespecial(CD_Object, "<init>", MethodTypeDesc.of(CD_void));
                for (int i = 0; i < methods.size(); i++) {
                    code.aload(0).aload(1).loadConstant(i).aaload().putfield(self, "function" + i, CD_Object);
                    if (!hidden) {
                        code.aload(0).aload(2).loadConstant(i).aaload().putfield(self, "call" + i, HANDLE);
                    }
                }
                code.return_();
            });
            for (int i = 0; i < methods.size(); i++) {
                Method method = methods.get(i);
                int at = i;
                MethodTypeDesc whole = calls.get(i).type().describeConstable().orElseThrow();
                cls.withMethodBody(method.getName(), whole.dropParameterTypes(0, 1), ClassFile.ACC_PUBLIC, code -> {
                    if (hidden) {
                        code.loadConstant(DynamicConstantDesc.ofNamed(ConstantDescs.BSM_CLASS_DATA_AT,
                                ConstantDescs.DEFAULT_NAME, HANDLE, at));
                    } else {
                        code.aload(0).getfield(self, "call" + at, HANDLE);
                    }
                    code.aload(0).getfield(self, "function" + at, CD_Object);
                    for (int p = 0; p < method.getParameterCount(); p++) {
                        code.loadLocal(TypeKind.from(method.getParameterTypes()[p]), code.parameterSlot(p));
                    }
                    code.invokevirtual(HANDLE, "invokeExact", whole);
                    code.return_(TypeKind.from(method.getReturnType()));
                });
            }
        });
    }
}
