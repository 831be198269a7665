package dev.weft.interp;

import static dev.weft.interp.Operands.NUMBER;
import static dev.weft.interp.Operands.REFERENCE;
import static dev.weft.interp.Operands.VECTOR;

import dev.weft.runtime.StructShape;
import dev.weft.runtime.tier.FrameLayout;
import dev.weft.runtime.tier.Metering;
import dev.weft.runtime.tier.Polling;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.ArrayType;
import dev.weft.syntax.DefType;
import dev.weft.syntax.HeapType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StructType;
import dev.weft.syntax.ValType;
import dev.weft.valid.Label;
import java.util.Arrays;

/** Turns one function body into {@link Code}: stack instructions become operations on slots. */
final class Predecoder extends ControlBuilder {
    private ValType[] locals;
    private int[] localSlots;
    private int paramSlots;

    private Predecoder(InterpretedModule owner, int funcIdx, boolean tracing) {
        super(owner, funcIdx, tracing);
    }

    /** The code of a function that the module defines. */
    static Code predecode(InterpretedModule owner, int funcIdx) {
        Predecoder predecoder = new Predecoder(owner, funcIdx, false);
        owner.module.walk(funcIdx, predecoder);
        return predecoder.finish(funcIdx, owner.polling);
    }

    /** Where a function's operations come from: pairs of a pc and an offset in the binary, in order. */
    static int[] places(InterpretedModule owner, int funcIdx) {
        Predecoder predecoder = new Predecoder(owner, funcIdx, true);
        owner.module.walk(funcIdx, predecoder);
        predecoder.detours();
        return predecoder.code.places();
    }

    private Code finish(int funcIdx, Polling polling) {
        shortenReturns();
        int[] detours = detours();
        int[] body = code.ints();
        body[Code.FRAME] = hasRefs ? Integer.MAX_VALUE : operands.highest();
        body[Code.PARAMS] = paramSlots;
        body[Code.LINK] = link;
        body[Code.TYPE] = owner.typeNumber(module.funcDefType(funcIdx));
        body[Code.HEAT] = heatOf(heat);
        return new Code(body, code.poolArray(), paramSlots, resultSlots, link, operands.highest(),
                hasRefs, handlers.toArray(Code.Handler[]::new), detours, polling);
    }

    @Override
    public void enter(Label body, ValType[] locals) {
        this.locals = locals;
        localSlots = new int[locals.length];
        int slot = 0;
        for (int i = 0; i < locals.length; i++) {
            if (i == type.params().size()) {
                paramSlots = slot;
            }
            localSlots[i] = slot;
            slot += Operands.width(locals[i]);
            hasRefs |= locals[i].isRef();
        }
        if (locals.length == type.params().size()) {
            paramSlots = slot;
        }
        for (ValType result : type.results()) {
            resultSlots += Operands.width(result);
        }
        link = FrameLayout.link(Arrays.asList(locals), type.results());
        aliases = new int[link];
        operands = new Operands(link + 1);
        open(body, 0);
        if (promotion != null) {
            code.op(Op.TIER_UP, Code.START + Op.TIER_UP_LENGTH, -1, heatOf(promotion.heatOfCall()));
            join();
        }
    }

    @Override
    public void at(Opcode op, int offset) {
        code.at(offset);
        if (charges.areOn() && charges.count(op)) {
            join();
        }
    }

    /** Charges what a bulk instruction costs for as many units as the topmost operand says. */
    private void chargeBulk(Opcode op, boolean is64) {
        int shift = Metering.bulkShift(op);
        if (charges.areOn() && shift >= 0) {
            int length = operands.size() - 1;
            if (operands.isConstant(length)) {
                settle(length);
            }
            code.op(Op.CHARGE_BULK, operands.slot(length), shift, is64 ? 1 : 0);
            join();
        }
    }

    @Override
    public void constant(Opcode op, long low, long high) {
        if (op == Opcode.V128_CONST) {
            int to = home();
            constant(to, low);
            constant(to + 1, high);
            bind();
            operands.push(VECTOR);
        } else {
            operands.pushConstant(op == Opcode.I64_CONST || op == Opcode.F64_CONST ? low : (int) low);
        }
    }

    @Override
    public void local(Opcode op, int localIdx) {
        int slot = localSlots[localIdx];
        byte kind = Operands.kind(locals[localIdx]);
        if (op == Opcode.LOCAL_GET) {
            alias(kind, slot);
            return;
        }
        int value = operands.size() - 1;
        int from = operands.slot(value);
        boolean patch = !operands.isConstant(value) && isLastResult(from) && aliases[slot] == 0;
        if (patch) {
            pop();
            code.set(last + 1, slot);
            bind();
        } else if (!operands.isConstant(value) && from == slot) {
            pop();
        } else {
            pop();
            // the value's entries stay readable; settling others does not touch its home
            boolean constant = operands.isConstant(value);
            long bits = operands.constant(value);
            settleAliases(slot);
            if (constant) {
                constant(slot, bits);
            } else {
                code.op(kind == VECTOR ? Op.COPY_V : kind == REFERENCE ? Op.COPY_R : Op.COPY, slot, from);
            }
            bind();
        }
        if (op == Opcode.LOCAL_TEE) {
            alias(kind, slot);
        }
    }

    @Override
    public void global(Opcode op, int globalIdx, ValType valType) {
        byte kind = Operands.kind(valType);
        if (op == Opcode.GLOBAL_GET) {
            int get = kind == VECTOR ? Op.GLOBAL_GET_V : kind == REFERENCE ? Op.GLOBAL_GET_R : Op.GLOBAL_GET;
            result(kind, code.op(get, home(), globalIdx));
        } else {
            int set = kind == VECTOR ? Op.GLOBAL_SET_V : kind == REFERENCE ? Op.GLOBAL_SET_R : Op.GLOBAL_SET;
            code.op(set, popSlot(), globalIdx);
            bind();
        }
    }

    // Numbers

    @Override
    public void plain(Opcode op) {
        switch (op) {
            case I32_WRAP_I64, I32_REINTERPRET_F32, F32_REINTERPRET_I32, I64_REINTERPRET_F64, F64_REINTERPRET_I64 ->
                    retype(op);
            case REF_IS_NULL, REF_AS_NON_NULL, REF_EQ, ANY_CONVERT_EXTERN, EXTERN_CONVERT_ANY, REF_I31, I31_GET_S,
                    I31_GET_U, ARRAY_LEN -> reference(op);
            case ATOMIC_FENCE -> family(Op.ACCESS, op, NONE, 0, 0, 0, 0, 0, 0);
            case I64_ADD128, I64_SUB128, I64_MUL_WIDE_S, I64_MUL_WIDE_U -> wide(op);
            default -> {
                if (op.code() >>> 16 == 0xFD) {
                    vector(op, 0);
                } else if (op.signature().params().size() == 1) {
                    unary(op);
                } else {
                    binary(op);
                }
            }
        }
    }

    /** Instructions that leave the bits of a slot alone: only the type changes. */
    private void retype(Opcode op) {
        int index = operands.size() - 1;
        if (operands.isConstant(index)) {
            long bits = operands.constant(pop());
            operands.pushConstant(op == Opcode.I32_WRAP_I64 ? (int) bits : bits);
        }
    }

    private void unary(Opcode op) {
        if (op == Opcode.I32_EQZ || op == Opcode.I64_EQZ) {
            int index = operands.size() - 1;
            int value = operands.slot(index);
            if (op == Opcode.I32_EQZ && !operands.isConstant(index) && isLastResult(value)
                    && Comparison.isComparison(code.get(last))) {
                pop();
                int start = last;
                negateComparison(start);
                code.set(start + 1, home());
                result(NUMBER, start);
                return;
            }
            int slot = popSlot();
            result(NUMBER, code.op(op == Opcode.I32_EQZ ? Op.I32_EQ_I : Op.I64_EQ_I, home(), slot, 0));
            return;
        }
        int slot = popSlot();
        int simple = switch (op) {
            case I64_EXTEND_I32_S -> Op.I64_EXTEND_I32_S;
            case I64_EXTEND_I32_U -> Op.I64_EXTEND_I32_U;
            default -> NONE;
        };
        result(NUMBER, simple != NONE
                ? code.op(simple, home(), slot)
                : code.op(Rows.family(op), home(), op.ordinal(), slot, 0));
    }

    private void binary(Opcode op) {
        int right = operands.size() - 1;
        if (operands.isConstant(right)) {
            long constant = operands.constant(right);
            int immediate = Rows.withImmediate(op);
            if (Rows.negatesImmediate(op)) {
                constant = op == Opcode.I32_SUB || op == Opcode.I32_ROTR ? -(int) constant : -constant;
            }
            if (immediate != NONE && constant == (int) constant) {
                pop();
                int left = popSlot();
                if (!mergeImmediate(immediate, left, (int) constant)) {
                    result(NUMBER, code.op(immediate, home(), left, (int) constant));
                }
                return;
            }
        } else if (operands.isConstant(right - 1) && Rows.isCommutative(op) && Rows.withImmediate(op) != NONE
                && operands.constant(right - 1) == (int) operands.constant(right - 1)) {
            int slot = popSlot();
            int constant = (int) operands.constant(pop());
            result(NUMBER, code.op(Rows.withImmediate(op), home(), slot, constant));
            return;
        }
        if (op == Opcode.I64_AND && operands.isConstant(right) && !operands.isConstant(right - 1)) {
            long mask = operands.constant(pop());
            int left = popSlot();
            result(NUMBER, code.op(Op.I64_AND_64, home(), left, (int) mask, (int) (mask >>> 32)));
            return;
        }
        int b = popSlot();
        int a = popSlot();
        int simple = Rows.simple(op);
        if (simple == NONE) {
            result(NUMBER, code.op(Rows.family(op), home(), op.ordinal(), a, b));
        } else if (simple == Op.I32_ADD && mergeShift(a, b) || mergeBoth(simple, a, b)) {
            return;
        } else if (Rows.isSwapped(op)) {
            result(NUMBER, code.op(simple, home(), b, a));
        } else {
            result(NUMBER, code.op(simple, home(), a, b));
        }
    }

    /** Merges an operation with immediate into the one before, whose result only it uses. */
    private boolean mergeImmediate(int op, int left, int immediate) {
        if (!isLastResult(left)) {
            return false;
        }
        int before = code.get(last);
        int merged = switch (op) {
            case Op.I32_AND_I -> before == Op.I32_SHR_U_I ? Op.I32_BITS : NONE;
            case Op.I32_ROTL_I -> before == Op.I32_XOR ? Op.I32_XOR_ROTL : NONE;
            case Op.I64_ROTL_I -> before == Op.I64_XOR ? Op.I64_XOR_ROTL : NONE;
            default -> NONE;
        };
        if (merged == NONE) {
            return false;
        }
        int a = code.get(last + 2);
        int b = code.get(last + 3);
        code.cut(last);
        result(NUMBER, code.op(merged, home(), a, b, immediate));
        return true;
    }

    /** Merges an addition with the shift to the left before that made its second operand. */
    private boolean mergeShift(int a, int b) {
        if (!isLastResult(b) || a == b || code.get(last) != Op.I32_SHL_I) {
            return false;
        }
        int shifted = code.get(last + 2);
        int count = code.get(last + 3);
        code.cut(last);
        result(NUMBER, code.op(Op.I32_ADD_SHL, home(), a, shifted, count));
        return true;
    }

    /** Merges an operation with the one before that made either operand. */
    private boolean mergeBoth(int op, int a, int b) {
        boolean left = isLastResult(a);
        if (a == b || !left && !isLastResult(b)) {
            return false;
        }
        int before = code.get(last);
        int merged = switch (op) {
            case Op.I32_ADD -> before == Op.I32_ADD ? Op.I32_ADD_ADD : NONE;
            case Op.I64_XOR -> before == Op.I64_XOR ? Op.I64_XOR_XOR : before == Op.I64_AND ? Op.I64_AND_XOR : NONE;
            default -> NONE;
        };
        if (merged == NONE) {
            return false;
        }
        int first = code.get(last + 2);
        int second = code.get(last + 3);
        code.cut(last);
        result(NUMBER, code.op(merged, home(), first, second, left ? b : a));
        return true;
    }

    private void wide(Opcode op) {
        int count = op.signature().params().size();
        int first = settleTop(count);
        popAll(count);
        code.op(Op.WIDE, first, op.ordinal());
        bind();
        operands.push(NUMBER);
        operands.push(NUMBER);
    }

    private void vector(Opcode op, int lane) {
        int count = op.signature().params().size();
        int c = count > 2 ? popSlot() : lane;
        int b = count > 1 ? popSlot() : lane;
        int a = popSlot();
        ValType resultType = op.signature().results().getFirst();
        result(Operands.kind(resultType), code.op(Op.VECTOR, home(), op.ordinal(), a, b, c, lane));
    }

    @Override
    public void lane(Opcode op, int lane) {
        vector(op, lane);
    }

    @Override
    public void shuffle(long low, long high) {
        int b = popSlot();
        int a = popSlot();
        int lanes = code.pool(new long[] {low, high});
        result(VECTOR, code.op(Op.VECTOR, home(), Opcode.I8X16_SHUFFLE.ordinal(), a, b, lanes, 0));
    }

    // Memory

    @Override
    public void access(Opcode op, int memIdx, long offset, int lane) {
        int count = op.signature().params().size();
        boolean stores = op.signature().results().isEmpty();
        int simple = memIdx == 0 && module.memory(0).addr() == AddrType.I32 ? Rows.access(op) : NONE;
        if (simple != NONE && accessWithConstants(simple, stores, offset)) {
            return;
        }
        int c = count > 2 ? popSlot() : 0;
        int b = count > 1 ? popSlot() : 0;
        int a = popSlot();
        if (simple != NONE && stores) {
            code.op(simple, b, a, (int) offset);
            bind();
        } else if (simple != NONE) {
            result(NUMBER, code.op(simple, home(), a, (int) offset));
        } else {
            int start = code.op(Op.ACCESS, home(), op.ordinal(), a, b, c, memIdx, (int) offset,
                    (int) (offset >>> 32), lane);
            if (stores) {
                bind();
            } else {
                result(Operands.kind(op.signature().results().getFirst()), start);
            }
        }
    }

    /** Emits a load or store whose address, or whose value, is a constant, if there is an operation for it. */
    private boolean accessWithConstants(int op, boolean stores, long offset) {
        int address = operands.size() - (stores ? 2 : 1);
        boolean constantAddress = operands.isConstant(address);
        long ea = constantAddress ? (operands.constant(address) & 0xFFFF_FFFFL) + offset : -1;
        constantAddress &= ea <= Integer.MAX_VALUE;
        boolean constantValue = stores && operands.isConstant(address + 1);
        int merged = switch (op) {
            case Op.LOAD_8_U -> constantAddress ? Op.LOAD_8_U_AT : NONE;
            case Op.LOAD_32 -> constantAddress ? Op.LOAD_32_AT : NONE;
            case Op.LOAD_64 -> constantAddress ? Op.LOAD_64_AT : NONE;
            case Op.STORE_32 -> constantAddress
                    ? constantValue ? Op.STORE_32_I_AT : Op.STORE_32_AT
                    : constantValue ? Op.STORE_32_I : NONE;
            case Op.STORE_8 -> constantValue && !constantAddress ? Op.STORE_8_I : NONE;
            default -> NONE;
        };
        if (merged == NONE) {
            return false;
        }
        int value = 0;
        if (constantValue) {
            value = (int) operands.constant(pop());
        } else if (stores) {
            value = popSlot();
        }
        if (constantAddress) {
            pop();
            if (stores) {
                code.op(merged, value, (int) ea);
                bind();
            } else {
                result(NUMBER, code.op(merged, home(), (int) ea));
            }
        } else {
            code.op(merged, value, popSlot(), (int) offset);
            bind();
        }
        return true;
    }

    @Override
    public void memory(Opcode op, int x, int y) {
        chargeBulk(op, op == Opcode.MEMORY_FILL && is64(x) || op == Opcode.MEMORY_COPY && is64(x) && is64(y));
        switch (op) {
            case MEMORY_SIZE -> result(NUMBER, family(Op.BULK, op, home(), 0, 0, 0, x, y, 0));
            case MEMORY_GROW -> {
                int a = popSlot();
                result(NUMBER, family(Op.BULK, op, home(), a, 0, 0, x, y, 0));
            }
            case DATA_DROP -> family(Op.BULK, op, NONE, 0, 0, 0, x, y, 0);
            default -> three(Op.BULK, op, x, y);
        }
    }

    private boolean is64(int memIdx) {
        return module.memory(memIdx).addr() == AddrType.I64;
    }

    @Override
    public void table(Opcode op, int x, int y) {
        chargeBulk(op, switch (op) {
            case TABLE_GROW, TABLE_FILL -> module.table(x).addr() == AddrType.I64;
            case TABLE_COPY -> module.table(x).addr() == AddrType.I64 && module.table(y).addr() == AddrType.I64;
            default -> false;
        });
        switch (op) {
            case TABLE_GET -> {
                int a = popSlot();
                result(REFERENCE, family(Op.BULK, op, home(), a, 0, 0, x, y, 0));
            }
            case TABLE_SET -> {
                int b = popSlot();
                int a = popSlot();
                family(Op.BULK, op, NONE, a, b, 0, x, y, 0);
            }
            case TABLE_SIZE -> result(NUMBER, family(Op.BULK, op, home(), 0, 0, 0, x, y, 0));
            case TABLE_GROW -> {
                int b = popSlot();
                int a = popSlot();
                result(NUMBER, family(Op.BULK, op, home(), a, b, 0, x, y, 0));
            }
            case ELEM_DROP -> family(Op.BULK, op, NONE, 0, 0, 0, x, y, 0);
            default -> three(Op.BULK, op, x, y);
        }
    }

    private void three(int operation, Opcode op, int x, int y) {
        int c = popSlot();
        int b = popSlot();
        int a = popSlot();
        family(operation, op, NONE, a, b, c, x, y, 0);
    }

    private int family(int operation, Opcode op, int dst, int a, int b, int c, int x, int y, int z) {
        bind();
        if (operation == Op.ACCESS) {
            return code.op(operation, dst, op.ordinal(), a, b, c, x, y, z, 0);
        }
        return code.op(operation, dst, op.ordinal(), a, b, c, x, y);
    }

    // Parametric, references, objects

    @Override
    public void drop(ValType valType) {
        pop();
    }

    @Override
    public void select(ValType valType) {
        int condition = popSlot();
        int b = popSlot();
        int a = popSlot();
        byte kind = Operands.kind(valType);
        int op = kind == VECTOR ? Op.SELECT_V : kind == REFERENCE ? Op.SELECT_R : Op.SELECT;
        result(kind, code.op(op, home(), a, b, condition));
    }

    @Override
    public void refNull(HeapType heapType) {
        result(REFERENCE, family(Op.REFERENCE, Opcode.REF_NULL, home(), 0, 0, 0, 0, 0, 0));
    }

    @Override
    public void refFunc(int funcIdx) {
        result(REFERENCE, family(Op.REFERENCE, Opcode.REF_FUNC, home(), 0, 0, 0, funcIdx, 0, 0));
    }

    @Override
    public void refTest(Opcode op, RefType refType) {
        boolean test = op == Opcode.REF_TEST || op == Opcode.REF_TEST_NULL;
        Opcode row = test ? Opcode.REF_TEST : Opcode.REF_CAST;
        int a = popSlot();
        result(test ? NUMBER : REFERENCE,
                family(Op.REFERENCE, row, home(), a, 0, 0, code.pool(refType), 0, 0));
    }

    private void reference(Opcode op) {
        boolean number = switch (op) {
            case REF_IS_NULL, REF_EQ, I31_GET_S, I31_GET_U, ARRAY_LEN -> true;
            default -> false;
        };
        int b = op == Opcode.REF_EQ ? popSlot() : 0;
        int a = popSlot();
        result(number ? NUMBER : REFERENCE, family(Op.REFERENCE, op, home(), a, b, 0, 0, 0, 0));
    }

    @Override
    public void struct(Opcode op, DefType structType, int fieldIdx) {
        StructType fields = (StructType) structType.expand();
        int pooled = code.pool(StructShape.of(structType));
        int move = fieldIdx < 0 ? 0 : ObjectOps.move(op, fields.fields().get(fieldIdx));
        switch (op) {
            case STRUCT_NEW -> {
                int first = settleTop(fields.fields().size());
                popAll(fields.fields().size());
                result(REFERENCE, family(Op.OBJECT, op, home(), first, 0, 0, pooled, 0, 0));
            }
            case STRUCT_NEW_DEFAULT -> result(REFERENCE, family(Op.OBJECT, op, home(), 0, 0, 0, pooled, 0, 0));
            case STRUCT_SET -> {
                int b = popSlot();
                int a = popSlot();
                family(Op.OBJECT, op, NONE, a, b, move, pooled, fieldIdx, 0);
            }
            default -> {
                int a = popSlot();
                ValType read = fields.fields().get(fieldIdx).storage().unpacked();
                result(Operands.kind(read), family(Op.OBJECT, op, home(), a, 0, move, pooled, fieldIdx, 0));
            }
        }
    }

    @Override
    public void array(Opcode op, DefType arrayType, int y, DefType from) {
        chargeBulk(op, false);
        ValType element = ((ArrayType) arrayType.expand()).field().storage().unpacked();
        int pooled = code.pool(arrayType);
        switch (op) {
            case ARRAY_NEW_FIXED -> {
                int first = settleTop(y);
                popAll(y);
                result(REFERENCE, family(Op.OBJECT, op, home(), first, 0, 0, pooled, y, 0));
            }
            case ARRAY_NEW_DEFAULT -> {
                int a = popSlot();
                result(REFERENCE, family(Op.OBJECT, op, home(), a, 0, 0, pooled, y, 0));
            }
            case ARRAY_NEW, ARRAY_NEW_DATA, ARRAY_NEW_ELEM -> {
                int b = popSlot();
                int a = popSlot();
                result(REFERENCE, family(Op.OBJECT, op, home(), a, b, 0, pooled, y, 0));
            }
            case ARRAY_GET, ARRAY_GET_S, ARRAY_GET_U -> {
                int b = popSlot();
                int a = popSlot();
                result(Operands.kind(element), family(Op.OBJECT, op, home(), a, b, 0, pooled, y, 0));
            }
            case ARRAY_SET -> three(Op.OBJECT, op, pooled, y);
            default -> {
                // fill, copy, init_data, init_elem: four or five operands, side by side
                int count = op == Opcode.ARRAY_COPY ? 5 : 4;
                int first = settleTop(count);
                int third = operands.home(operands.size() - count + 2);
                int fourth = operands.home(operands.size() - count + 3);
                popAll(count);
                family(Op.OBJECT, op, third, first, first + 1, fourth, pooled, y, 0);
            }
        }
    }
}
