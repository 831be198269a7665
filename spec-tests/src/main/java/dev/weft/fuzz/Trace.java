package dev.weft.fuzz;

import dev.weft.runtime.ArrayInstance;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.GlobalInstance;
import dev.weft.runtime.I31;
import dev.weft.runtime.Instance;
import dev.weft.runtime.StructInstance;
import dev.weft.runtime.TableInstance;
import dev.weft.runtime.Trap;
import dev.weft.runtime.V128;
import dev.weft.runtime.WasmException;
import dev.weft.runtime.WasmFrame;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.syntax.ArrayType;
import dev.weft.syntax.FieldType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StorageType;
import dev.weft.syntax.StructType;
import dev.weft.syntax.VecType;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Writes down what can be observed of an instance, so that equal texts mean equal behaviour: numbers by their bits,
 * objects by their structure and by which of them are the same.
 */
final class Trace {
    private static final int MOST_OBJECTS = 3000;
    private static final int MOST_FRAMES = 12;

    private final StringBuilder out = new StringBuilder();
    private final Map<Object, Integer> numbers = new IdentityHashMap<>();

    /** Results of a call. */
    Trace results(Object[] values) {
        for (Object value : values) {
            out.append(' ');
            value(value);
        }
        return this;
    }

    /** How a call ended that did not return. */
    Trace failure(Throwable failure) {
        switch (failure) {
            case Trap trap -> {
                out.append(" trap ").append(trap.kind());
                int count = 0;
                for (WasmFrame frame : trap.frames()) {
                    if (count++ < MOST_FRAMES) {
                        out.append(" f").append(frame.funcIdx()).append('@').append(frame.offset());
                    }
                }
                out.append(" of ").append(trap.frameCount());
            }
            case WasmException exception -> exception(exception);
            default -> {
                out.append(" error ").append(failure);
                StackTraceElement[] frames = failure.getStackTrace();
                if (frames.length > 0) {
                    out.append(" at ").append(frames[0]);
                }
            }
        }
        return this;
    }

    /** Memories, tables and globals as they are now. */
    Trace state(Instance instance, GeneratedModule module) {
        for (int i = 0; i < module.memories().size(); i++) {
            MemoryInstance memory = instance.memory("m" + i);
            CRC32C sum = new CRC32C();
            sum.update(memory.view().duplicate().position(0).limit((int) memory.byteLength()));
            out.append(" m").append(i).append('=').append(memory.pages()).append(':').append(sum.getValue());
        }
        for (int i = 0; i < module.globals(); i++) {
            GlobalInstance global = instance.global("g" + i);
            out.append(" g").append(i).append('=');
            value(global.get());
        }
        for (int i = 0; i < module.tables().size(); i++) {
            TableInstance table = instance.table("t" + i);
            out.append(" t").append(i).append('=');
            for (int j = 0; j < table.size(); j++) {
                out.append(j == 0 ? "" : ",");
                value(table.get(j));
            }
        }
        return this;
    }

    private void value(Object value) {
        switch (value) {
            case null -> out.append("null");
            case Integer i -> out.append(i);
            case Long l -> out.append(l).append('L');
            case Float f -> out.append('f').append(Integer.toHexString(Float.floatToRawIntBits(f)));
            case Double d -> out.append('d').append(Long.toHexString(Double.doubleToRawLongBits(d)));
            case V128 v -> out.append('v').append(Long.toHexString(v.low())).append('_')
                    .append(Long.toHexString(v.high()));
            case I31 small -> out.append("i31:").append(small.value());
            case String object -> out.append('"').append(object).append('"');
            case FunctionInstance function -> out.append("func ").append(function.funcIdx());
            default -> object(value);
        }
    }

    private void object(Object object) {
        Integer known = numbers.get(object);
        if (known != null) {
            out.append('#').append(known);
            return;
        }
        int number = numbers.size();
        numbers.put(object, number);
        out.append('#').append(number);
        if (number >= MOST_OBJECTS) {
            return;
        }
        switch (object) {
            case StructInstance struct -> {
                out.append("{");
                int index = 0;
                for (FieldType field : ((StructType) struct.type().expand()).fields()) {
                    out.append(index == 0 ? "" : " ");
                    item(field.storage(), field.storage() instanceof RefType ? 0 : struct.bits(index),
                            field.storage() instanceof VecType ? struct.bitsHigh(index) : 0,
                            field.storage() instanceof RefType ? struct.ref(index) : null);
                    index++;
                }
                out.append('}');
            }
            case ArrayInstance array -> {
                out.append('[');
                StorageType storage = ((ArrayType) array.type().expand()).field().storage();
                for (int i = 0; i < array.length(); i++) {
                    out.append(i == 0 ? "" : " ");
                    item(storage, storage instanceof RefType ? 0 : array.bits(i),
                            storage instanceof VecType ? array.bitsHigh(i) : 0,
                            storage instanceof RefType ? array.ref(i) : null);
                }
                out.append(']');
            }
            case WasmException exception -> exception(exception);
            default -> out.append(object.getClass().getSimpleName());
        }
    }

    private void item(StorageType storage, long bits, long high, Object ref) {
        if (storage instanceof RefType) {
            value(ref);
        } else if (storage instanceof VecType) {
            out.append(Long.toHexString(bits)).append('_').append(Long.toHexString(high));
        } else {
            // of numbers of 32 bits and less, the upper half means nothing
            boolean wide = storage == dev.weft.syntax.NumType.I64 || storage == dev.weft.syntax.NumType.F64;
            long mask = storage == dev.weft.syntax.PackedType.I8 ? 0xFF
                    : storage == dev.weft.syntax.PackedType.I16 ? 0xFFFF : wide ? -1L : 0xFFFFFFFFL;
            out.append(Long.toHexString(bits & mask));
        }
    }

    private void exception(WasmException exception) {
        out.append(" exception of ").append(exception.tag().funcType().params().size()).append(':');
        for (Object value : exception.values()) {
            out.append(' ');
            value(value);
        }
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
