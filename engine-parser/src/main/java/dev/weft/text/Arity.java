package dev.weft.text;

import dev.weft.binary.CodeReader;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.Import;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.StructType;
import dev.weft.syntax.SubType;
import dev.weft.syntax.TagType;
import dev.weft.syntax.TypeIdx;
import dev.weft.syntax.TypeUse;
import dev.weft.syntax.WasmModule;
import java.util.ArrayList;
import java.util.List;

/**
 * How many operands instructions take, and whether they yield exactly one value, as far as a printer wants to know:
 * where it is wrong, text is folded less nicely, but stays right.
 */
final class Arity {
    private final List<SubType> types = new ArrayList<>();
    private final List<FuncType> funcs = new ArrayList<>();
    private final List<FuncType> tags = new ArrayList<>();

    /** Operands, and results: 1 for one value, 0 for anything else. */
    record Effect(int operands, int results) {
    }

    Arity(WasmModule module) {
        module.recTypes().forEach(group -> types.addAll(group.types()));
        for (Import item : module.imports()) {
            if (item.type() instanceof TypeUse use) {
                funcs.add(funcType(((TypeIdx) use.type()).index()));
            } else if (item.type().kind() == ExternKind.TAG) {
                tags.add(funcType(((TypeIdx) ((TagType) item.type()).type()).index()));
            }
        }
        module.funcs().forEach(func -> funcs.add(funcType(func.typeIdx())));
        module.tags().forEach(tag -> tags.add(funcType(((TypeIdx) tag.type()).index())));
    }

    /** The function type of an index; one without parameters and results if it has none. */
    FuncType funcType(int typeIdx) {
        return typeIdx >= 0 && typeIdx < types.size() && types.get(typeIdx).comp() instanceof FuncType type
                ? type : NOTHING;
    }

    private static final FuncType NOTHING = new FuncType(List.of(), List.of());

    private static FuncType at(List<FuncType> list, int index) {
        return index >= 0 && index < list.size() ? list.get(index) : NOTHING;
    }

    private static Effect call(FuncType type, int more) {
        return new Effect(type.params().size() + more, type.results().size() == 1 ? 1 : 0);
    }

    /** What the current instruction does; blocks are none of it. */
    Effect of(CodeReader code, FuncType function) {
        Opcode op = code.opcode();
        if (op.signature() != null) {
            return new Effect(op.signature().params().size(), op.signature().results().size() == 1 ? 1 : 0);
        }
        return switch (op) {
            case LOCAL_GET, GLOBAL_GET, REF_NULL, REF_FUNC, TABLE_SIZE, STRUCT_NEW_DEFAULT -> new Effect(0, 1);
            case LOCAL_TEE, TABLE_GET, REF_IS_NULL, REF_AS_NON_NULL, REF_TEST, REF_TEST_NULL, REF_CAST, REF_CAST_NULL,
                 ANY_CONVERT_EXTERN, EXTERN_CONVERT_ANY, REF_I31, I31_GET_S, I31_GET_U, STRUCT_GET, STRUCT_GET_S,
                 STRUCT_GET_U, ARRAY_NEW_DEFAULT, ARRAY_LEN -> new Effect(1, 1);
            case LOCAL_SET, GLOBAL_SET, DROP, BR_IF, BR_TABLE, THROW_REF, BR_ON_NULL, BR_ON_NON_NULL, BR_ON_CAST,
                 BR_ON_CAST_FAIL -> new Effect(1, 0);
            case REF_EQ, ARRAY_NEW, ARRAY_NEW_DATA, ARRAY_NEW_ELEM, ARRAY_GET, ARRAY_GET_S, ARRAY_GET_U, TABLE_GROW ->
                    new Effect(2, 1);
            case TABLE_SET, STRUCT_SET -> new Effect(2, 0);
            case SELECT, SELECT_T -> new Effect(3, 1);
            case ARRAY_SET, MEMORY_INIT, MEMORY_COPY, MEMORY_FILL, TABLE_INIT, TABLE_COPY, TABLE_FILL ->
                    new Effect(3, 0);
            case ARRAY_FILL, ARRAY_INIT_DATA, ARRAY_INIT_ELEM -> new Effect(4, 0);
            case ARRAY_COPY -> new Effect(5, 0);
            case STRUCT_NEW -> new Effect(code.index() >= 0 && code.index() < types.size()
                    && types.get(code.index()).comp() instanceof StructType type ? type.fields().size() : 0, 1);
            case ARRAY_NEW_FIXED -> new Effect(Math.max(code.index2(), 0), 1);
            case CALL, RETURN_CALL -> call(at(funcs, code.index()), 0);
            case CALL_INDIRECT, RETURN_CALL_INDIRECT, CALL_REF, RETURN_CALL_REF -> call(funcType(code.index()), 1);
            case THROW -> new Effect(at(tags, code.index()).params().size(), 0);
            case RETURN -> new Effect(function.results().size(), 0);
            default -> new Effect(0, 0);
        };
    }
}
