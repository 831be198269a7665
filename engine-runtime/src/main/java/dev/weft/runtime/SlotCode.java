package dev.weft.runtime;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.weft.runtime.tier.Stack;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Small generated classes that move values between Java and slots without boxing: one for each Java signature, made
 * when first asked for.
 *
 * <p>A signature here has carriers only: {@code int long float double}, {@link V128}, {@code Object}. So the classes
 * refer to nothing of the embedder's and are kept for good.
 */
final class SlotCode {
    private static final ClassDesc LONGS = CD_long.arrayType();
    private static final ClassDesc OBJECTS = CD_Object.arrayType();
    private static final ClassDesc V128_CLASS = desc(V128.class);
    private static final ClassDesc CALLER = desc(Caller.class);
    private static final ClassDesc STACK = desc(Stack.class);
    private static final ClassDesc FUNCTION = desc(FunctionInstance.class);
    private static final ClassDesc BORDER = desc(Border.class);
    private static final ClassDesc HANDLE = desc(MethodHandle.class);

    private static final ConcurrentHashMap<MethodType, MethodHandle> HOST = new ConcurrentHashMap<>();
    private static final ConcurrentHashMap<MethodType, MethodHandle> CALLS = new ConcurrentHashMap<>();

    private SlotCode() {
    }

    private static ClassDesc desc(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }

    /**
     * A host function that passes what lies in slots to a method handle, and what that returns to slots.
     *
     * @param body of carriers only, but for a leading {@link Caller}, and, if it writes its results itself, a trailing
     *             {@code long[]}, {@code Object[]}, {@code int}, which are slots, references and base
     */
    static HostFunction hostFunction(MethodHandle body) {
        try {
            return (HostFunction) HOST.computeIfAbsent(body.type(), SlotCode::hostClass).invokeExact(body);
        } catch (Throwable e) {
            throw Border.<RuntimeException>sneak(e);
        }
    }

    /**
     * A method handle that takes a function and arguments, and calls it.
     *
     * @param type the carriers of parameters and result; {@link Stack} as result is the stack with the results on top
     */
    static MethodHandle call(MethodType type) {
        return CALLS.computeIfAbsent(type, SlotCode::callClass);
    }

    private static MethodHandle hostClass(MethodType type) {
        ClassDesc self = ClassDesc.of("dev.weft.runtime.HostCall");
        MethodTypeDesc descriptor = type.describeConstable().orElseThrow();
        byte[] bytes = ClassFile.of().build(self, cls -> cls
                .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                .withInterfaceSymbols(desc(HostFunction.class))
                .withField("body", HANDLE, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL)
                .withMethodBody("<init>", MethodTypeDesc.of(CD_void, HANDLE), 0, code -> code
                        .aload(0).invokespecial(CD_Object, "<init>", MethodTypeDesc.of(CD_void))
                        .aload(0).aload(1).putfield(self, "body", HANDLE)
                        .return_())
                .withMethodBody("call", MethodTypeDesc.of(CD_void, CALLER, LONGS, OBJECTS, CD_int),
                        ClassFile.ACC_PUBLIC, code -> {
                    code.aload(0).getfield(self, "body", HANDLE);
                    int first = JavaTypes.takesCaller(type) ? 1 : 0;
                    int last = type.parameterCount();
                    boolean writes = last - first >= 3 && type.parameterType(last - 3) == long[].class;
                    if (first == 1) {
                        code.aload(1);
                    }
                    int slot = 0;
                    for (int i = first; i < (writes ? last - 3 : last); i++) {
                        Class<?> param = type.parameterType(i);
                        load(code, param, 2, 3, 4, slot);
                        slot += width(param);
                    }
                    if (writes) {
                        code.aload(2).aload(3).iload(4);
                    }
                    code.invokevirtual(HANDLE, "invokeExact", descriptor);
                    if (type.returnType() != void.class) {
                        int local = code.allocateLocal(TypeKind.from(type.returnType()));
                        code.storeLocal(TypeKind.from(type.returnType()), local);
                        store(code, type.returnType(), local, 2, 3, 4, 0);
                    }
                    code.return_();
                }));
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(bytes, true);
            return lookup.findConstructor(lookup.lookupClass(), MethodType.methodType(void.class, MethodHandle.class))
                    .asType(MethodType.methodType(HostFunction.class, MethodHandle.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle callClass(MethodType type) {
        ClassDesc self = ClassDesc.of("dev.weft.runtime.GuestCall");
        MethodType whole = type.insertParameterTypes(0, FunctionInstance.class);
        int params = 0;
        for (Class<?> param : type.parameterList()) {
            params += width(param);
        }
        int slotCount = Math.max(params, 2);
        byte[] bytes = ClassFile.of().build(self, cls -> cls
                .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                .withMethodBody("call", whole.describeConstable().orElseThrow(), ClassFile.ACC_STATIC, code -> {
                    int stack = code.allocateLocal(TypeKind.REFERENCE);
                    int base = code.allocateLocal(TypeKind.INT);
                    int slots = code.allocateLocal(TypeKind.REFERENCE);
                    int refs = code.allocateLocal(TypeKind.REFERENCE);
                    code.aload(0).loadConstant(slotCount)
                            .invokestatic(BORDER, "begin", MethodTypeDesc.of(STACK, FUNCTION, CD_int))
                            .astore(stack)
                            .aload(stack).getfield(STACK, "top", CD_int).istore(base);
                    arrays(code, stack, slots, refs);
                    int slot = 0;
                    for (int i = 0; i < type.parameterCount(); i++) {
                        store(code, type.parameterType(i), code.parameterSlot(i + 1), slots, refs, base, slot);
                        slot += width(type.parameterType(i));
                    }
                    code.aload(0).aload(stack)
                            .invokestatic(BORDER, "run", MethodTypeDesc.of(CD_void, FUNCTION, STACK));
                    Class<?> result = type.returnType();
                    if (result == Stack.class) {
                        code.aload(stack);
                    } else if (result != void.class) {
                        arrays(code, stack, slots, refs);
                        load(code, result, slots, refs, base, 0);
                    }
                    code.return_(TypeKind.from(result));
                }));
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(bytes, true);
            return lookup.findStatic(lookup.lookupClass(), "call", whole);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void arrays(CodeBuilder code, int stack, int slots, int refs) {
        code.aload(stack).getfield(STACK, "slots", LONGS).astore(slots)
                .aload(stack).getfield(STACK, "refs", OBJECTS).astore(refs);
    }

    private static int width(Class<?> carrier) {
        return carrier == V128.class ? 2 : 1;
    }

    private static void load(CodeBuilder code, Class<?> carrier, int slots, int refs, int base, int slot) {
        if (carrier == V128.class) {
            code.new_(V128_CLASS).dup();
            element(code, slots, base, slot).laload();
            element(code, slots, base, slot + 1).laload();
            code.invokespecial(V128_CLASS, "<init>", MethodTypeDesc.of(CD_void, CD_long, CD_long));
        } else if (!carrier.isPrimitive()) {
            element(code, refs, base, slot).aaload();
        } else {
            element(code, slots, base, slot).laload();
            if (carrier == int.class) {
                code.l2i();
            } else if (carrier == float.class) {
                code.l2i().invokestatic(desc(Float.class), "intBitsToFloat", MethodTypeDesc.of(CD_float, CD_int));
            } else if (carrier == double.class) {
                code.invokestatic(desc(Double.class), "longBitsToDouble", MethodTypeDesc.of(CD_double, CD_long));
            }
        }
    }

    private static void store(CodeBuilder code, Class<?> carrier, int local, int slots, int refs, int base,
            int slot) {
        if (carrier == V128.class) {
            element(code, slots, base, slot).aload(local)
                    .invokevirtual(V128_CLASS, "low", MethodTypeDesc.of(CD_long)).lastore();
            element(code, slots, base, slot + 1).aload(local)
                    .invokevirtual(V128_CLASS, "high", MethodTypeDesc.of(CD_long)).lastore();
        } else if (!carrier.isPrimitive()) {
            element(code, refs, base, slot).aload(local).aastore();
        } else {
            element(code, slots, base, slot).loadLocal(TypeKind.from(carrier), local);
            if (carrier == int.class) {
                code.i2l();
            } else if (carrier == float.class) {
                code.invokestatic(desc(Float.class), "floatToRawIntBits", MethodTypeDesc.of(CD_int, CD_float)).i2l();
            } else if (carrier == double.class) {
                code.invokestatic(desc(Double.class), "doubleToRawLongBits", MethodTypeDesc.of(CD_long, CD_double));
            }
            code.lastore();
        }
    }

    private static CodeBuilder element(CodeBuilder code, int array, int base, int slot) {
        code.aload(array).iload(base);
        return slot == 0 ? code : code.loadConstant(slot).iadd();
    }
}
