package dev.weft.jit;

import dev.weft.runtime.numeric.Numerics;
import dev.weft.runtime.numeric.VectorFloats;
import dev.weft.runtime.numeric.VectorIntegers;
import dev.weft.runtime.numeric.VectorLanes;
import dev.weft.syntax.Opcode;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import org.objectweb.asm.Type;

/** The methods of {@code runtime.numeric} by name, which is an instruction's mnemonic in camel case. */
final class Library {
    /** A method to call. */
    record Entry(String owner, String name, String descriptor, int params) {
    }

    private static final Map<String, Entry> ENTRIES = new HashMap<>();

    static {
        for (Class<?> owner : new Class<?>[] {Numerics.class, VectorIntegers.class, VectorFloats.class,
            VectorLanes.class}) {
            for (Method method : owner.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers()) && Modifier.isStatic(method.getModifiers())) {
                    ENTRIES.put(method.getName(), new Entry(Type.getInternalName(owner), method.getName(),
                            Type.getMethodDescriptor(method), method.getParameterCount()));
                }
            }
        }
    }

    private Library() {
    }

    /** The method of that name, or null. */
    static Entry find(String name) {
        return ENTRIES.get(name);
    }

    /** The method that is an instruction. */
    static Entry of(Opcode op) {
        Entry entry = find(camelCase(op.mnemonic()));
        if (entry == null) {
            throw new IllegalArgumentException(op.mnemonic());
        }
        return entry;
    }

    /** {@code i32.trunc_f32_s} as {@code i32TruncF32S}. */
    static String camelCase(String mnemonic) {
        StringBuilder name = new StringBuilder();
        boolean upper = false;
        for (int i = 0; i < mnemonic.length(); i++) {
            char c = mnemonic.charAt(i);
            if (c == '.' || c == '_') {
                upper = true;
            } else {
                name.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            }
        }
        return name.toString();
    }
}
