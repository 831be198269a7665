package dev.weft.interp;

import static dev.weft.interp.Operands.NUMBER;
import static dev.weft.interp.Operands.REFERENCE;
import static dev.weft.interp.Operands.VECTOR;

import dev.weft.runtime.StructShape;
import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.ArrayType;
import dev.weft.syntax.DefType;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.HeapType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StructType;
import dev.weft.syntax.ValType;
import dev.weft.valid.CatchClause;
import dev.weft.valid.InstructionSink;
import dev.weft.valid.Label;
import dev.weft.valid.ValidModule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Turns one function body into {@link Code}: stack instructions become operations on slots.
 *
 * <p>Implementation note. Reading a local emits nothing: the operand is remembered as living in the local's slot, and
 * is copied to its home only when the local is about to change, or a block begins (behind which different paths could
 * disagree on where it is). A result is written to its home; if the next instruction is local.set, the result slot of
 * the operation just emitted is changed instead. A comparison that a branch tests becomes one with it. All three look
 * at the operation emitted last, {@link #last}, which every branch target forgets.
 */
final class Predecoder implements InstructionSink {
    private static final int NONE = -1;

    private final ValidModule module;
    private final CodeBuffer code;
    private final FuncType type;
    private final int imports;
    private final List<Code.Handler> handlers = new ArrayList<>();
    private final List<Block> blocks = new ArrayList<>();
    private Operands operands;
    private ValType[] locals;
    private int[] localSlots;
    private int[] aliases;
    private int aliasCount;
    private int settledTo;
    private int link;
    private int paramSlots;
    private int resultSlots;
    private boolean hasRefs;
    private int last = NONE;
    private int tries;
    private int nesting;
    private int deepestNesting;

    Predecoder(ValidModule module, int funcIdx, boolean tracing) {
        this.module = module;
        this.code = new CodeBuffer(tracing);
        this.type = module.funcType(funcIdx);
        this.imports = module.module().importCount(ExternKind.FUNC);
    }

    /** The code of a function that the module defines. */
    static Code predecode(ValidModule module, int funcIdx) {
        Predecoder predecoder = new Predecoder(module, funcIdx, false);
        module.walk(funcIdx, predecoder);
        return predecoder.finish();
    }

    /** The offset in the binary of the instruction that a pc of this function's code came from. */
    static int offsetOf(ValidModule module, int funcIdx, int pc) {
        Predecoder predecoder = new Predecoder(module, funcIdx, true);
        module.walk(funcIdx, predecoder);
        return predecoder.code.offsetOf(pc);
    }

    private Code finish() {
        int frameSize = operands.highest() + deepestNesting;
        return new Code(code.ints(), code.poolArray(), paramSlots, resultSlots, link, frameSize,
                hasRefs || deepestNesting > 0, handlers.toArray(Code.Handler[]::new));
    }

    // Blocks

    /** What pre-decoding knows of a block: kept in its label's mark. */
    private static final class Block {
        final Label label;
        /** Operands below its parameters, and the home of the first one. */
        final int size;
        final int base;
        /** Where a loop starts. */
        int start;
        /** Places in the code that ask for the end. */
        int[] fixups = new int[4];
        int fixupCount;
        int elseFixup = NONE;
        /** Of a try: its number, its first pc, its clauses so far, the end of its body. */
        int tryId = NONE;
        int tryStart;
        int tryEnd = NONE;
        List<Code.Clause> clauses = List.of();
        List<CatchClause> landings = List.of();
        int nesting = NONE;

        Block(Label label, int size, int base) {
            this.label = label;
            this.size = size;
            this.base = base;
        }

        void ask(int place) {
            if (fixupCount == fixups.length) {
                fixups = Arrays.copyOf(fixups, fixupCount * 2);
            }
            fixups[fixupCount++] = place;
        }
    }

    private Block open(Label label, int params) {
        settleAll();
        int first = operands.size() - params;
        for (int i = first; i < operands.size(); i++) {
            settle(i);
        }
        Block block = new Block(label, first, params == 0 ? operands.top() : operands.home(first));
        label.mark = block;
        blocks.add(block);
        return block;
    }

    private static Block block(Label label) {
        return (Block) label.mark;
    }

    private void bind() {
        last = NONE;
    }

    /** Puts the target of a branch into the code: at {@code place}, now or when the block ends. */
    private void aim(int place, Label label) {
        Block block = block(label);
        if (label.kind() == Label.Kind.LOOP) {
            code.set(place, block.start);
        } else {
            block.ask(place);
        }
    }

    private void reset(Block block, List<ValType> types) {
        while (operands.size() > block.size) {
            pop();
        }
        for (ValType valType : types) {
            operands.push(Operands.kind(valType));
        }
    }

    /** Whether the values of a branch would have to move. */
    private boolean mustMove(Label label) {
        int arity = label.arity();
        if (arity == 0) {
            return false;
        }
        if (label.kind() == Label.Kind.FUNC) {
            return true;
        }
        int slot = block(label).base;
        for (int i = operands.size() - arity; i < operands.size(); i++) {
            if (operands.slot(i) != slot) {
                return true;
            }
            slot += Operands.width(operands.kind(i));
        }
        return false;
    }

    /** Emits the moves of a branch's values to where the label wants them, without changing where operands are. */
    private void moveTo(Label label) {
        int slot = block(label).base;
        for (int i = operands.size() - label.arity(); i < operands.size(); i++) {
            copy(slot, i);
            slot += Operands.width(operands.kind(i));
        }
    }

    /** Emits a branch with its moves, or a return. */
    private void jump(Label label) {
        if (label.kind() == Label.Kind.FUNC) {
            emitReturn();
        } else {
            moveTo(label);
            aim(code.op(Op.BR, 0) + 1, label);
        }
        bind();
    }

    // Operands

    private void copy(int slot, int index) {
        if (operands.isConstant(index)) {
            constant(slot, operands.constant(index));
        } else if (operands.slot(index) != slot) {
            code.op(switch (operands.kind(index)) {
                case VECTOR -> Op.COPY_V;
                case REFERENCE -> Op.COPY_R;
                default -> Op.COPY;
            }, slot, operands.slot(index));
        }
        bind();
    }

    private void constant(int slot, long bits) {
        if (bits == (int) bits) {
            code.op(Op.CONST, slot, (int) bits);
        } else {
            code.op(Op.CONST_64, slot, (int) bits, (int) (bits >>> 32));
        }
    }

    /** Brings an operand to its home. */
    private void settle(int index) {
        if (!operands.isHome(index)) {
            copy(operands.home(index), index);
            forgetAlias(index);
            operands.settle(index);
        }
    }

    private boolean isAlias(int index) {
        return !operands.isConstant(index) && operands.slot(index) < link;
    }

    private void forgetAlias(int index) {
        if (isAlias(index)) {
            aliases[operands.slot(index)]--;
            aliasCount--;
        }
    }

    /** Brings every operand that lives in a local to its home. */
    private void settleAll() {
        if (aliasCount > 0) {
            for (int i = settledTo; i < operands.size(); i++) {
                if (isAlias(i)) {
                    settle(i);
                }
            }
        }
        settledTo = operands.size();
    }

    /** Brings every operand that lives in this local to its home, since the local changes. */
    private boolean settleAliases(int localSlot) {
        if (aliases[localSlot] == 0) {
            return false;
        }
        for (int i = operands.size() - 1; aliases[localSlot] > 0; i--) {
            if (operands.slot(i) == localSlot) {
                settle(i);
            }
        }
        return true;
    }

    private int pop() {
        int index = operands.pop();
        forgetAlias(index);
        settledTo = Math.min(settledTo, index);
        return index;
    }

    /** Pops an operand that must be in a slot, and tells which. */
    private int popSlot() {
        int index = pop();
        if (operands.isConstant(index)) {
            constant(operands.home(index), operands.constant(index));
            bind();
            return operands.home(index);
        }
        return operands.slot(index);
    }

    /** Emits an operation of which the first operand is the result's slot, and pushes the result. */
    private void result(byte kind, int start) {
        operands.push(kind);
        hasRefs |= kind == REFERENCE;
        last = start;
    }

    private int home() {
        return operands.top();
    }

    /** Whether the operation emitted last left its result in this slot and nothing can come in between. */
    private boolean isLastResult(int slot) {
        return last != NONE && slot >= link && code.get(last + 1) == slot;
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
        link = Math.max(slot, resultSlots);
        aliases = new int[link];
        operands = new Operands(link + 1);
        open(body, 0);
    }

    @Override
    public void at(Opcode op, int offset) {
        code.at(offset);
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

    private void alias(byte kind, int slot) {
        operands.pushAlias(kind, slot);
        aliases[slot]++;
        aliasCount++;
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

    private void negateComparison(int start) {
        int op = code.get(start);
        code.set(start, Comparison.negate(op));
        if (Comparison.negationSwaps(op)) {
            int a = code.get(start + 2);
            code.set(start + 2, code.get(start + 3));
            code.set(start + 3, a);
        }
    }

    private void binary(Opcode op) {
        int right = operands.size() - 1;
        if (operands.isConstant(right)) {
            long constant = operands.constant(right);
            int immediate = Rows.withImmediate(op);
            if (op == Opcode.I32_SUB || op == Opcode.I64_SUB) {
                constant = op == Opcode.I32_SUB ? -(int) constant : -constant;
            }
            if (immediate != NONE && constant == (int) constant) {
                pop();
                int left = popSlot();
                result(NUMBER, code.op(immediate, home(), left, (int) constant));
                return;
            }
        } else if (operands.isConstant(right - 1) && Rows.isCommutative(op) && Rows.withImmediate(op) != NONE
                && operands.constant(right - 1) == (int) operands.constant(right - 1)) {
            int slot = popSlot();
            int constant = (int) operands.constant(pop());
            result(NUMBER, code.op(Rows.withImmediate(op), home(), slot, constant));
            return;
        }
        int b = popSlot();
        int a = popSlot();
        int simple = Rows.simple(op);
        if (simple == NONE) {
            result(NUMBER, code.op(Rows.family(op), home(), op.ordinal(), a, b));
        } else if (Rows.isSwapped(op)) {
            result(NUMBER, code.op(simple, home(), b, a));
        } else {
            result(NUMBER, code.op(simple, home(), a, b));
        }
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

    @Override
    public void memory(Opcode op, int x, int y) {
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

    @Override
    public void table(Opcode op, int x, int y) {
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

    // Control

    @Override
    public void unreachable() {
        code.op(Op.UNREACHABLE, 0);
        bind();
    }

    @Override
    public void block(Label label) {
        open(label, label.type().params().size());
    }

    @Override
    public void loop(Label label) {
        Block block = open(label, label.type().params().size());
        bind();
        block.start = code.pc();
    }

    @Override
    public void if_(Label label) {
        int params = label.type().params().size();
        int condition = pop();
        boolean constant = operands.isConstant(condition);
        int slot = constant ? operands.home(condition) : operands.slot(condition);
        if (constant) {
            constant(slot, operands.constant(condition));
            bind();
        }
        boolean settled = aliasCount == 0 && allHome(params);
        int fused = settled && isLastResult(slot) ? last : NONE;
        Block block = open(label, params);
        block.elseFixup = branch(slot, fused, false);
        bind();
    }

    private boolean allHome(int count) {
        for (int i = operands.size() - count; i < operands.size(); i++) {
            if (!operands.isHome(i)) {
                return false;
            }
        }
        return true;
    }

    /** Emits a conditional branch, merged with the comparison at {@code fused} if there is one; tells its place. */
    private int branch(int slot, int fused, boolean when) {
        if (fused != NONE && Comparison.isComparison(code.get(fused))) {
            if (!when) {
                negateComparison(fused);
            }
            int op = code.get(fused) - Op.COMPARE + Op.BR_COMPARE;
            int a = code.get(fused + 2);
            int b = code.get(fused + 3);
            code.cut(fused);
            return code.op(op, 0, a, b) + 1;
        }
        return code.op(when ? Op.BR_IF : Op.BR_UNLESS, 0, slot) + 1;
    }

    @Override
    public void else_(Label label, boolean reachable) {
        Block block = block(label);
        if (reachable) {
            jump(label);
        }
        bind();
        code.set(block.elseFixup, code.pc());
        block.elseFixup = NONE;
        reset(block, label.type().params());
    }

    @Override
    public void end(Label label, boolean reachable) {
        Block block = block(label);
        if (label.kind() == Label.Kind.FUNC) {
            if (reachable) {
                emitReturn();
            }
            if (block.fixupCount > 0) {
                throw new IllegalStateException("branch to the function's end");
            }
            return;
        }
        if (block.tryId != NONE) {
            endTry(block, reachable);
        } else if (reachable) {
            moveTo(label);
        }
        bind();
        if (block.elseFixup != NONE) {
            code.set(block.elseFixup, code.pc());
        }
        bindFixups(block);
        blocks.removeLast();
        reset(block, label.type().results());
    }

    private void bindFixups(Block block) {
        for (int i = 0; i < block.fixupCount; i++) {
            code.set(block.fixups[i], code.pc());
        }
    }

    @Override
    public void br(Label target) {
        jump(target);
    }

    @Override
    public void brIf(Label target) {
        int condition = pop();
        boolean constant = operands.isConstant(condition);
        int slot = constant ? operands.home(condition) : operands.slot(condition);
        if (constant) {
            constant(slot, operands.constant(condition));
            bind();
        }
        int fused = !constant && isLastResult(slot) ? last : NONE;
        if (target.kind() != Label.Kind.FUNC && !mustMove(target)) {
            aim(branch(slot, fused, true), target);
        } else {
            int skip = branch(slot, fused, false);
            bind();
            jump(target);
            code.set(skip, code.pc());
        }
        bind();
    }

    @Override
    public void brTable(Label[] targets) {
        int slot = popSlot();
        int[] entries = new int[targets.length + 2];
        entries[0] = slot;
        entries[1] = targets.length;
        int start = code.op(Op.BR_TABLE, entries);
        bind();
        java.util.Map<Label, Integer> stubs = new java.util.IdentityHashMap<>();
        for (int i = 0; i < targets.length; i++) {
            Label target = targets[i];
            int place = start + 3 + i;
            if (target.kind() != Label.Kind.FUNC && !mustMove(target)) {
                aim(place, target);
                continue;
            }
            Integer stub = stubs.get(target);
            if (stub == null) {
                stub = code.pc();
                stubs.put(target, stub);
                jump(target);
            }
            code.set(place, stub);
        }
        bind();
    }

    @Override
    public void brOnNull(Opcode op, Label target, RefType refType) {
        boolean onNull = op == Opcode.BR_ON_NULL;
        int index = operands.size() - 1;
        int slot = operands.slot(index);
        if (onNull) {
            // the branch carries what lies below; falling through keeps the reference
            byte kind = operands.kind(index);
            pop();
            branchOnReference(Op.BR_NULL, Op.BR_NON_NULL, slot, target);
            repush(kind, slot);
        } else {
            branchOnReference(Op.BR_NON_NULL, Op.BR_NULL, slot, target);
            pop();
        }
    }

    private void branchOnReference(int op, int opposite, int slot, Label target) {
        if (target.kind() != Label.Kind.FUNC && !mustMove(target)) {
            aim(code.op(op, 0, slot) + 1, target);
        } else {
            int skip = code.op(opposite, 0, slot) + 1;
            jump(target);
            code.set(skip, code.pc());
        }
        bind();
    }

    private void repush(byte kind, int slot) {
        if (slot < link) {
            alias(kind, slot);
        } else {
            operands.push(kind);
        }
    }

    @Override
    public void brOnCast(Opcode op, Label target, RefType from, RefType to) {
        int wanted = op == Opcode.BR_ON_CAST ? 1 : 0;
        int slot = operands.slot(operands.size() - 1);
        int pooled = code.pool(to);
        if (target.kind() != Label.Kind.FUNC && !mustMove(target)) {
            aim(code.op(Op.BR_CAST, 0, wanted, slot, pooled) + 1, target);
        } else {
            int skip = code.op(Op.BR_CAST, 0, 1 - wanted, slot, pooled) + 1;
            jump(target);
            code.set(skip, code.pc());
        }
        bind();
    }

    @Override
    public void return_() {
        emitReturn();
    }

    private void emitReturn() {
        int count = type.results().size();
        if (count == 0) {
            code.op(Op.RETURN_0, new int[0]);
        } else if (count == 1 && Operands.kind(type.results().getFirst()) == NUMBER) {
            int index = operands.size() - 1;
            int slot = operands.slot(index);
            if (operands.isConstant(index)) {
                slot = operands.home(index);
                constant(slot, operands.constant(index));
            }
            code.op(Op.RETURN_1, slot);
        } else {
            int first = operands.home(operands.size() - count);
            for (int i = operands.size() - count; i < operands.size(); i++) {
                if (!operands.isHome(i)) {
                    copy(operands.home(i), i);
                }
            }
            code.op(Op.RETURN_N, first, resultSlots);
        }
        bind();
    }

    // Calls

    /** Brings the topmost operands to their homes and tells the first one's, or the next home if there is none. */
    private int settleTop(int count) {
        int first = operands.size() - count;
        for (int i = first; i < operands.size(); i++) {
            settle(i);
        }
        return count == 0 ? operands.top() : operands.home(first);
    }

    private void popAll(int count) {
        for (int i = 0; i < count; i++) {
            pop();
        }
    }

    private void pushAll(List<ValType> types) {
        for (ValType valType : types) {
            byte kind = Operands.kind(valType);
            operands.push(kind);
            hasRefs |= kind == REFERENCE;
        }
    }

    private static int slots(List<ValType> types) {
        int slots = 0;
        for (ValType valType : types) {
            slots += Operands.width(valType);
        }
        return slots;
    }

    @Override
    public void call(Opcode op, int funcIdx, FuncType callee) {
        boolean here = funcIdx >= imports;
        int target = here ? funcIdx - imports : funcIdx;
        int base = settleTop(callee.params().size());
        if (op == Opcode.CALL) {
            code.op(here ? Op.CALL : Op.CALL_IMPORT, target, base);
            returned(callee);
        } else {
            code.op(here ? Op.RETURN_CALL : Op.RETURN_CALL_IMPORT, target, base, slots(callee.params()));
            bind();
        }
    }

    @Override
    public void callIndirect(Opcode op, int tableIdx, DefType callee) {
        FuncType calleeType = callee.funcType();
        int index = popSlot();
        int base = settleTop(calleeType.params().size());
        int pooled = code.pool(callee);
        if (op == Opcode.CALL_INDIRECT) {
            code.op(Op.CALL_INDIRECT, tableIdx, pooled, index, base);
            returned(calleeType);
        } else {
            code.op(Op.RETURN_CALL_INDIRECT, tableIdx, pooled, index, base, slots(calleeType.params()));
            bind();
        }
    }

    @Override
    public void callRef(Opcode op, DefType callee) {
        FuncType calleeType = callee.funcType();
        int ref = popSlot();
        int base = settleTop(calleeType.params().size());
        int pooled = code.pool(callee);
        if (op == Opcode.CALL_REF) {
            code.op(Op.CALL_REF, pooled, ref, base);
            returned(calleeType);
        } else {
            code.op(Op.RETURN_CALL_REF, pooled, ref, base, slots(calleeType.params()));
            bind();
        }
    }

    private void returned(FuncType callee) {
        bind();
        popAll(callee.params().size());
        pushAll(callee.results());
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

    // Exceptions

    @Override
    public void throw_(int tagIdx, FuncType tagType) {
        int first = settleTop(tagType.params().size());
        code.op(Op.THROW, tagIdx, first);
        bind();
    }

    @Override
    public void throwRef() {
        code.op(Op.THROW_REF, popSlot());
        bind();
    }

    @Override
    public void tryTable(Label label, List<CatchClause> clauses) {
        Block block = open(label, label.type().params().size());
        startTry(block);
        block.landings = clauses;
    }

    @Override
    public void try_(Label label) {
        Block block = open(label, label.type().params().size());
        startTry(block);
        block.clauses = new ArrayList<>();
    }

    private void startTry(Block block) {
        bind();
        block.tryId = tries++;
        block.tryStart = code.pc();
    }

    private void endTry(Block block, boolean reachable) {
        if (block.label.kind() == Label.Kind.TRY_TABLE) {
            endTryTable(block, reachable);
            return;
        }
        if (reachable) {
            moveTo(block.label);
        }
        bind();
        if (block.tryEnd == NONE) {
            // no clause at all: exceptions pass
            return;
        }
        nesting--;
    }

    private void endTryTable(Block block, boolean reachable) {
        int end = code.pc();
        int skip = NONE;
        if (reachable) {
            moveTo(block.label);
            end = code.pc();
            skip = code.op(Op.BR, 0) + 1;
        }
        bind();
        List<Code.Clause> clauses = new ArrayList<>();
        for (CatchClause clause : block.landings) {
            reset(block, List.of());
            int pc = code.pc();
            if (clause.tagIdx() >= 0) {
                pushAll(module.tagFuncType(clause.tagIdx()).params());
            }
            if (clause.withRef()) {
                pushAll(List.of(RefType.of(true, AbsHeapType.EXN)));
            }
            jump(clause.target());
            clauses.add(new Code.Clause(clause.tagIdx(), clause.withRef(), pc));
        }
        handlers.add(new Code.Handler(block.tryId, block.tryStart, end, clauses.toArray(Code.Clause[]::new),
                Code.Handler.NO_DELEGATE, block.base, NONE));
        if (skip != NONE) {
            code.set(skip, code.pc());
        }
    }

    @Override
    public void catch_(Label label, int tagIdx, FuncType tagType, boolean reachable) {
        landing(block(label), tagIdx, tagType.params(), reachable);
    }

    @Override
    public void catchAll(Label label, boolean reachable) {
        landing(block(label), NONE, List.of(), reachable);
    }

    private void landing(Block block, int tagIdx, List<ValType> payload, boolean reachable) {
        int end = code.pc();
        if (reachable) {
            jump(block.label);
            end = code.pc();
        }
        if (block.tryEnd == NONE) {
            block.tryEnd = end;
            block.nesting = nesting++;
            deepestNesting = Math.max(deepestNesting, nesting);
            handlers.add(null);
            block.start = handlers.size() - 1;
        }
        bind();
        block.clauses.add(new Code.Clause(tagIdx, false, code.pc()));
        handlers.set(block.start, new Code.Handler(block.tryId, block.tryStart, block.tryEnd,
                block.clauses.toArray(Code.Clause[]::new), Code.Handler.NO_DELEGATE, block.base, block.nesting));
        reset(block, List.of());
        pushAll(payload);
    }

    @Override
    public void delegate(Label label, Label target, boolean reachable) {
        Block block = block(label);
        if (reachable) {
            moveTo(label);
        }
        bind();
        handlers.add(new Code.Handler(block.tryId, block.tryStart, code.pc(), new Code.Clause[0],
                enclosingTry(block(target)), block.base, NONE));
        bindFixups(block);
        blocks.removeLast();
        reset(block, label.type().results());
    }

    /** The try that handles what is thrown inside a block: its own or the next around it. */
    private int enclosingTry(Block target) {
        for (int i = blocks.lastIndexOf(target); i >= 0; i--) {
            if (blocks.get(i).tryId != NONE) {
                return blocks.get(i).tryId;
            }
        }
        return Code.Handler.TO_CALLER;
    }

    @Override
    public void rethrow(Label target) {
        code.op(Op.RETHROW, block(target).nesting);
        bind();
    }
}
