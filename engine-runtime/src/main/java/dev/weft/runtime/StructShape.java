package dev.weft.runtime;

import dev.weft.runtime.tier.CodeAccount;
import dev.weft.syntax.DefType;
import dev.weft.syntax.FieldType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.PackedType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StorageType;
import dev.weft.syntax.StructType;
import dev.weft.syntax.VecType;
import java.util.List;

/**
 * A structure type and the Java class of its structures, of which it makes new ones.
 *
 * <p>There is one shape for each type in the process, as long as anybody uses the type's structures; the class is
 * generated when it is first needed. Safe for any thread.
 */
public final class StructShape {
    /** What the names of all classes of structures start with. */
    public static final String CLASS_PREFIX = "wasm.struct.";

    private static final int HEADER = 16;
    private static final int REFERENCE = 4;

    private final DefType type;
    private final StructLoader loader;
    private final List<FieldType> fields;
    private final long bytes;
    private volatile String className;
    private volatile StructInstance prototype;

    StructShape(DefType type, StructLoader loader) {
        this.type = type;
        this.loader = loader;
        this.fields = ((StructType) type.expand()).fields();
        long sum = HEADER;
        for (FieldType field : fields) {
            sum += width(field.storage());
        }
        this.bytes = sum + 7 & -8;
    }

    /** The shape of a defined structure type. */
    public static StructShape of(DefType type) {
        return StructLoader.shapeOf(type);
    }

    private static int width(StorageType storage) {
        if (storage instanceof RefType) {
            return REFERENCE;
        }
        if (storage instanceof PackedType packed) {
            return packed == PackedType.I8 ? 1 : 2;
        }
        return storage == VecType.V128 ? 16 : storage == NumType.I64 || storage == NumType.F64 ? 8 : 4;
    }

    /** The defined type. */
    public DefType type() {
        return type;
    }

    /** The shape of the declared supertype, or null. */
    public StructShape superShape() {
        return type.superType() == null ? null : of(type.superType());
    }

    /** The fields in order. */
    List<FieldType> fields() {
        return fields;
    }

    /** How many fields there are. */
    public int fieldCount() {
        return fields.size();
    }

    /** How many bytes a structure takes, about: the JVM may pack fields a little better or worse. */
    public long bytes() {
        return bytes;
    }

    /** The internal name of the class, the same in every process. */
    public String className() {
        String known = className;
        if (known == null) {
            known = loader.className(type).replace('.', '/');
            className = known;
        }
        return known;
    }

    /** The name of the Java field that holds a field, or the low half of a vector. */
    public static String fieldName(int fieldIdx) {
        return "f" + fieldIdx;
    }

    /** The name of the Java field that holds the high half of a vector. */
    public static String highName(int fieldIdx) {
        return "h" + fieldIdx;
    }

    /**
     * The descriptor of the Java fields that hold a field of some type: {@code byte} for i8, {@code char} for i16,
     * {@code long} twice for v128, {@code Object} for all references, so that loading a class loads no other but those
     * that it extends.
     */
    public static String descriptor(StorageType storage) {
        return switch (storage) {
            case PackedType packed -> packed == PackedType.I8 ? "B" : "C";
            case NumType num -> switch (num) {
                case I32 -> "I";
                case I64 -> "J";
                case F32 -> "F";
                case F64 -> "D";
            };
            case VecType vec -> "J";
            default -> "Ljava/lang/Object;";
        };
    }

    /** The class of its structures; an account counts it if it has to be made, or nobody if that is null. */
    public Class<? extends StructInstance> structClass(CodeAccount account) {
        return prototype(account).getClass();
    }

    /** A new structure with zeroes and nulls, {@code struct.new_default}, which nobody counts. */
    public StructInstance newDefault() {
        return prototype(null).fresh(null);
    }

    /** The first structure of that class. */
    StructInstance prototype(CodeAccount account) {
        StructInstance known = prototype;
        if (known == null) {
            known = loader.prototype(this, account);
            prototype = known;
        }
        return known;
    }
}
