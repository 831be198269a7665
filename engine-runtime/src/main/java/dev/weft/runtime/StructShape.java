package dev.weft.runtime;

import dev.weft.syntax.DefType;
import dev.weft.syntax.FieldType;
import dev.weft.syntax.PackedType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StorageType;
import dev.weft.syntax.StructType;
import dev.weft.syntax.VecType;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The layout of a structure type, which makes structures of it.
 *
 * <p>Execution tiers look shapes up while they prepare code, and keep them. Safe for any thread.
 *
 * <p>Implementation note: the generic form keeps numbers in a {@code long[]} with one element for each field (a
 * v128's upper half comes behind all fields) and references in an {@code Object[]}, each only if there are such fields.
 */
public final class StructShape {
    private static final Map<DefType, WeakReference<StructShape>> SHAPES = new WeakHashMap<>();

    private final DefType type;
    private final int fieldCount;
    private final int bitsLength;
    private final int refsLength;
    private final int[] highSlots;
    private final long[] masks;

    private StructShape(DefType type) {
        this.type = type;
        List<FieldType> fields = ((StructType) type.expand()).fields();
        fieldCount = fields.size();
        highSlots = new int[fieldCount];
        masks = new long[fieldCount];
        int high = fieldCount;
        int refs = 0;
        for (int i = 0; i < fieldCount; i++) {
            StorageType storage = fields.get(i).storage();
            masks[i] = storage == PackedType.I8 ? 0xFF : storage == PackedType.I16 ? 0xFFFF : -1L;
            if (storage == VecType.V128) {
                highSlots[i] = high++;
            } else if (storage instanceof RefType) {
                refs++;
            }
        }
        bitsLength = refs == fieldCount ? 0 : high;
        refsLength = refs == 0 ? 0 : fieldCount;
    }

    /** The shape of a defined structure type. */
    public static StructShape of(DefType type) {
        synchronized (SHAPES) {
            WeakReference<StructShape> known = SHAPES.get(type);
            StructShape shape = known == null ? null : known.get();
            if (shape == null) {
                shape = new StructShape(type);
                SHAPES.put(type, new WeakReference<>(shape));
            }
            return shape;
        }
    }

    /** The defined type. */
    public DefType type() {
        return type;
    }

    /** How many fields there are. */
    public int fieldCount() {
        return fieldCount;
    }

    /** Whether a field is a reference. */
    public boolean isRef(int fieldIdx) {
        return ((StructType) type.expand()).fields().get(fieldIdx).storage() instanceof RefType;
    }

    /** A new structure with zeroes and nulls: {@code struct.new_default}. */
    public StructInstance newDefault() {
        return new Generic(this);
    }

    private static final class Generic extends StructInstance {
        private static final long[] NO_BITS = {};
        private static final Object[] NO_REFS = {};

        private final StructShape shape;
        private final long[] bits;
        private final Object[] refs;

        Generic(StructShape shape) {
            super(shape.type);
            this.shape = shape;
            this.bits = shape.bitsLength == 0 ? NO_BITS : new long[shape.bitsLength];
            this.refs = shape.refsLength == 0 ? NO_REFS : new Object[shape.refsLength];
        }

        @Override
        public long bits(int fieldIdx) {
            return bits[fieldIdx];
        }

        @Override
        public long bitsHigh(int fieldIdx) {
            return bits[shape.highSlots[fieldIdx]];
        }

        @Override
        public Object ref(int fieldIdx) {
            return refs[fieldIdx];
        }

        @Override
        public void setBits(int fieldIdx, long value) {
            bits[fieldIdx] = value & shape.masks[fieldIdx];
        }

        @Override
        public void setBits(int fieldIdx, long low, long high) {
            bits[fieldIdx] = low;
            bits[shape.highSlots[fieldIdx]] = high;
        }

        @Override
        public void setRef(int fieldIdx, Object value) {
            refs[fieldIdx] = value;
        }
    }
}
