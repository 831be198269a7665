package dev.weft.runtime;

import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.DefType;
import dev.weft.syntax.HeapType;
import dev.weft.syntax.RefType;

/**
 * What holds for reference values: which types they have, and which of them are the same.
 *
 * <p>A reference is a Java object: null for null, {@link FunctionInstance}, {@link StructInstance},
 * {@link ArrayInstance}, {@link I31}, {@link WasmException}, and any object at all as an externref. {@code
 * any.convert_extern} and {@code extern.convert_any} keep the object.
 *
 * @see <a href="https://webassembly.github.io/spec/core/valid/matching.html#reference-types">Matching</a>
 */
public final class References {

    private References() {
    }

    /** Whether a reference is of a closed type: {@code ref.test}. */
    public static boolean matches(Object ref, RefType type) {
        return ref == null ? type.nullable() : isA(ref, type.heap());
    }

    /** Whether an object that is not null is of a closed heap type. */
    public static boolean isA(Object ref, HeapType type) {
        return type instanceof DefType def ? isA(ref, def) : isA(ref, (AbsHeapType) type);
    }

    /** Whether an object that is not null is of a defined type. */
    public static boolean isA(Object ref, DefType type) {
        if (ref instanceof StructInstance struct) {
            return struct.type().isSubtypeOf(type);
        }
        if (ref instanceof ArrayInstance array) {
            return array.type().isSubtypeOf(type);
        }
        return ref instanceof FunctionInstance function && function.type().isSubtypeOf(type);
    }

    private static boolean isA(Object ref, AbsHeapType type) {
        return switch (type) {
            case ANY, EXTERN -> true;
            case EQ -> ref instanceof StructInstance || ref instanceof ArrayInstance || ref instanceof I31;
            case I31 -> ref instanceof I31;
            case STRUCT -> ref instanceof StructInstance;
            case ARRAY -> ref instanceof ArrayInstance;
            case FUNC -> ref instanceof FunctionInstance;
            case EXN -> ref instanceof WasmException;
            case NONE, NOFUNC, NOEXTERN, NOEXN -> false;
        };
    }

    /** The reference itself if it is of a closed type: {@code ref.cast}; traps "cast failure" otherwise. */
    public static Object cast(Object ref, RefType type) {
        if (!matches(ref, type)) {
            throw Trap.of(Trap.Kind.CAST_FAILURE, "to " + type);
        }
        return ref;
    }

    /** Whether two references are the same: {@code ref.eq}. */
    public static boolean same(Object a, Object b) {
        return a == b || a instanceof I31 x && b instanceof I31 y && x.value() == y.value();
    }
}
