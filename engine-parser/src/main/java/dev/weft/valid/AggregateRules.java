package dev.weft.valid;

import dev.weft.syntax.ArrayType;
import dev.weft.syntax.DefType;
import dev.weft.syntax.FieldType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.PackedType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StorageType;
import dev.weft.syntax.StructType;
import java.util.List;

/** The rules of structures and arrays. */
final class AggregateRules {
    private final BodyState body;

    AggregateRules(BodyState body) {
        this.body = body;
    }

    void aggregate(Opcode op) {
        switch (op) {
            case STRUCT_NEW, STRUCT_NEW_DEFAULT, STRUCT_GET, STRUCT_GET_S, STRUCT_GET_U, STRUCT_SET -> struct(op);
            case ARRAY_LEN -> {
                body.pop(RefType.ARRAYREF);
                body.push(NumType.I32);
                if (body.tells()) {
                    body.sink.plain(op);
                }
            }
            default -> array(op);
        }
    }

    private void struct(Opcode op) {
        int typeIdx = body.reader.index();
        DefType def = body.type(typeIdx);
        if (!(def.expand() instanceof StructType struct)) {
            throw body.invalid("non-structure type " + typeIdx);
        }
        List<FieldType> fields = struct.fields();
        int fieldIdx = -1;
        switch (op) {
            case STRUCT_NEW -> {
                for (int i = fields.size() - 1; i >= 0 && !body.isBottomless(); i--) {
                    body.pop(fields.get(i).storage().unpacked());
                }
                body.push(body.context.ref(false, typeIdx));
            }
            case STRUCT_NEW_DEFAULT -> {
                for (FieldType field : fields) {
                    requireDefaultable(field);
                }
                body.push(body.context.ref(false, typeIdx));
            }
            default -> {
                fieldIdx = body.reader.index2();
                if (fieldIdx < 0 || fieldIdx >= fields.size()) {
                    throw body.unknown("field", fieldIdx);
                }
                FieldType field = fields.get(fieldIdx);
                if (op == Opcode.STRUCT_SET) {
                    requireMutable(field, "immutable field " + fieldIdx);
                    body.pop(field.storage().unpacked());
                    body.pop(body.context.ref(true, typeIdx));
                } else {
                    requirePacking(field, op != Opcode.STRUCT_GET);
                    body.pop(body.context.ref(true, typeIdx));
                    body.push(field.storage().unpacked());
                }
            }
        }
        if (body.tells()) {
            body.sink.struct(op, def, fieldIdx);
        }
    }

    private FieldType element(int typeIdx) {
        if (body.type(typeIdx).expand() instanceof ArrayType array) {
            return array.field();
        }
        throw body.invalid("non-array type " + typeIdx);
    }

    private void array(Opcode op) {
        int typeIdx = body.reader.index();
        int y = 0;
        DefType from = null;
        FieldType element = element(typeIdx);
        RefType operand = body.context.ref(true, typeIdx);
        switch (op) {
            case ARRAY_NEW -> {
                body.pop(NumType.I32);
                body.pop(element.storage().unpacked());
                body.push(body.context.ref(false, typeIdx));
            }
            case ARRAY_NEW_DEFAULT -> {
                requireDefaultable(element);
                body.pop(NumType.I32);
                body.push(body.context.ref(false, typeIdx));
            }
            case ARRAY_NEW_FIXED -> {
                y = body.reader.index2();
                body.popMany(y, element.storage().unpacked());
                body.push(body.context.ref(false, typeIdx));
            }
            case ARRAY_NEW_DATA, ARRAY_NEW_ELEM -> {
                y = body.reader.index2();
                segment(op == Opcode.ARRAY_NEW_DATA, y, element);
                body.pop(NumType.I32);
                body.pop(NumType.I32);
                body.push(body.context.ref(false, typeIdx));
            }
            case ARRAY_GET, ARRAY_GET_S, ARRAY_GET_U -> {
                requirePacking(element, op != Opcode.ARRAY_GET);
                body.pop(NumType.I32);
                body.pop(operand);
                body.push(element.storage().unpacked());
            }
            case ARRAY_SET -> {
                requireMutable(element, "immutable array");
                body.pop(element.storage().unpacked());
                body.pop(NumType.I32);
                body.pop(operand);
            }
            case ARRAY_FILL -> {
                requireMutable(element, "immutable array");
                body.pop(NumType.I32);
                body.pop(element.storage().unpacked());
                body.pop(NumType.I32);
                body.pop(operand);
            }
            case ARRAY_COPY -> {
                int sourceIdx = body.reader.index2();
                FieldType source = element(sourceIdx);
                from = body.type(sourceIdx);
                requireMutable(element, "immutable array");
                if (!source.storage().storageMatches(element.storage())) {
                    throw body.invalid("array types do not match: " + body.show(source.storage()) + " and "
                            + body.show(element.storage()));
                }
                body.pop(NumType.I32);
                body.pop(NumType.I32);
                body.pop(body.context.ref(true, sourceIdx));
                body.pop(NumType.I32);
                body.pop(operand);
            }
            default -> {
                y = body.reader.index2();
                requireMutable(element, "immutable array");
                segment(op == Opcode.ARRAY_INIT_DATA, y, element);
                body.pop(NumType.I32);
                body.pop(NumType.I32);
                body.pop(NumType.I32);
                body.pop(operand);
            }
        }
        if (body.tells()) {
            body.sink.array(op, body.type(typeIdx), y, from);
        }
    }

    private void segment(boolean data, int index, FieldType element) {
        StorageType storage = element.storage();
        if (data) {
            body.data(index);
            if (storage instanceof RefType) {
                throw body.invalid("array type is not numeric or vector: " + body.show(storage));
            }
        } else {
            RefType segment = body.elem(index);
            if (!(storage instanceof RefType type) || !segment.matches(type)) {
                throw body.invalid("type mismatch: element segment " + index + " has " + body.show(segment)
                        + " but the array holds " + body.show(storage));
            }
        }
    }

    private void requireDefaultable(FieldType field) {
        if (!field.storage().unpacked().isDefaultable()) {
            throw body.invalid("type mismatch: " + body.show(field.storage()) + " has no default value");
        }
    }

    private void requireMutable(FieldType field, String phrase) {
        if (!field.mutable()) {
            throw body.invalid(phrase);
        }
    }

    private void requirePacking(FieldType field, boolean packed) {
        if (field.storage() instanceof PackedType != packed) {
            throw body.invalid("type mismatch: field is " + (packed ? "not packed" : "packed") + ": "
                    + body.show(field.storage()));
        }
    }
}
