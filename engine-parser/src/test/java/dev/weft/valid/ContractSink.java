package dev.weft.valid;

import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.ArrayType;
import dev.weft.syntax.DefType;
import dev.weft.syntax.FieldType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.HeapType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StructType;
import dev.weft.syntax.TableType;
import dev.weft.syntax.ValType;
import dev.weft.syntax.VecType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A sink that believes nothing: it keeps a typed stack from the contract of {@link InstructionSink} alone and fails
 * when a call does not fit it, or is about something that cannot be reached. It also writes down what it hears.
 */
final class ContractSink implements InstructionSink {
    private static final NumType I32 = NumType.I32;

    private final ValidModule module;
    private final List<ValType> stack = new ArrayList<>();
    private final Deque<Label> labels = new ArrayDeque<>();
    private final Set<Label> reached = Collections.newSetFromMap(new java.util.IdentityHashMap<>());
    private final Set<Label> started = new HashSet<>();
    private final StringBuilder trace = new StringBuilder();
    private ValType[] locals;
    private boolean live;
    private Opcode at;
    private int lastOffset = -1;
    private boolean ended;

    ContractSink(ValidModule module) {
        this.module = module;
    }

    /** What was told, instruction by instruction, comma separated. */
    String trace() {
        return trace.toString();
    }

    /** Whether the body came to its end. */
    boolean ended() {
        return ended;
    }

    private static void check(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }

    private void hear(Opcode op, Object... details) {
        check(live, op + " told but unreachable");
        note(op, details);
    }

    private void note(Opcode op, Object... details) {
        check(at == op, op + " told at " + at);
        at = null;
        trace.append(trace.isEmpty() ? "" : ", ").append(op);
        for (Object detail : details) {
            trace.append(' ').append(detail);
        }
    }

    private int depth(Label label) {
        int depth = 0;
        for (Label open : labels) {
            if (open == label) {
                return depth;
            }
            depth++;
        }
        throw new AssertionError("label not open");
    }

    private void pop(ValType type) {
        check(!stack.isEmpty() && stack.size() > base(), "stack empty, " + type + " wanted");
        ValType actual = stack.removeLast();
        check(actual.matches(type), actual + " on the stack, " + type + " wanted");
    }

    private int base() {
        return labels.isEmpty() ? 0 : labels.peek().height();
    }

    private void pop(List<ValType> types) {
        for (int i = types.size() - 1; i >= 0; i--) {
            pop(types.get(i));
        }
    }

    private void push(ValType type) {
        stack.add(type);
    }

    private void apply(List<ValType> params, List<ValType> results) {
        pop(params);
        stack.addAll(results);
    }

    private void fixed(Opcode op, ValType address) {
        for (int i = op.signature().params().size() - 1; i >= 0; i--) {
            ValType type = op.signature().params().get(i);
            pop(type == null ? address : type);
        }
        for (ValType type : op.signature().results()) {
            push(type == null ? address : type);
        }
    }

    private void branch(Label target) {
        depth(target);
        reached.add(target);
    }

    private void branchCarrying(Label target) {
        branch(target);
        apply(target.branchTypes(), target.branchTypes());
    }

    private void open(Label label) {
        pop(label.type().params());
        check(stack.size() == label.height(), "height is " + label.height() + " but " + stack.size() + " lie below");
        check(label.mark == null && started.add(label), "label used twice");
        labels.push(label);
        stack.addAll(label.type().params());
    }

    private void arm(Label label, boolean reachable, List<ValType> operands) {
        check(labels.peek() == label, "another block is open");
        check(reachable == live, "the arm's end is " + (live ? "" : "not ") + "reachable");
        if (live) {
            reached.add(label);
            checkResults(label);
        }
        reset(label, operands);
        live = true;
    }

    private void checkResults(Label label) {
        pop(label.type().results());
        check(stack.size() == label.height(), "operands left behind");
        stack.addAll(label.type().results());
    }

    private void reset(Label label, List<ValType> operands) {
        while (stack.size() > label.height()) {
            stack.removeLast();
        }
        check(stack.size() == label.height(), "operands below the block were taken");
        stack.addAll(operands);
    }

    private void close(Label label, boolean reachable) {
        check(labels.peek() == label, "another block is open");
        check(reachable == live, "the end is " + (live ? "" : "not ") + "reachable");
        if (live) {
            checkResults(label);
        }
        labels.pop();
        if (labels.isEmpty()) {
            ended = true;
        }
        reset(label, label.type().results());
        live |= label.kind() != Label.Kind.LOOP && reached.contains(label);
    }

    @Override
    public void enter(Label body, ValType[] types) {
        locals = types.clone();
        live = true;
        check(body.kind() == Label.Kind.FUNC && body.height() == 0, "no body label");
        labels.push(body);
    }

    @Override
    public void at(Opcode op, int offset) {
        check(at == null, at + " was announced but not told");
        check(offset > lastOffset, "offsets go backwards");
        lastOffset = offset;
        at = op;
    }

    @Override
    public void plain(Opcode op) {
        hear(op);
        if (op.signature() != null) {
            fixed(op, null);
            return;
        }
        switch (op) {
            case REF_IS_NULL -> {
                check(stack.removeLast().isRef(), "no reference");
                push(I32);
            }
            case REF_EQ -> apply(List.of(RefType.EQREF, RefType.EQREF), List.of(I32));
            case REF_AS_NON_NULL -> push(((RefType) stack.removeLast()).nonNull());
            case ARRAY_LEN -> apply(List.of(RefType.ARRAYREF), List.of(I32));
            case REF_I31 -> apply(List.of(I32), List.of(RefType.of(false, AbsHeapType.I31)));
            case I31_GET_S, I31_GET_U -> apply(List.of(RefType.I31REF), List.of(I32));
            case ANY_CONVERT_EXTERN -> convert(AbsHeapType.EXTERN, AbsHeapType.ANY);
            case EXTERN_CONVERT_ANY -> convert(AbsHeapType.ANY, AbsHeapType.EXTERN);
            default -> throw new AssertionError(op);
        }
    }

    private void convert(AbsHeapType from, AbsHeapType to) {
        RefType type = (RefType) stack.removeLast();
        check(type.heap().matches(from), type + " converted");
        push(RefType.of(type.nullable(), to));
    }

    @Override
    public void constant(Opcode op, long low, long high) {
        hear(op, low);
        fixed(op, null);
    }

    @Override
    public void local(Opcode op, int localIdx) {
        hear(op, localIdx);
        if (op != Opcode.LOCAL_GET) {
            pop(locals[localIdx]);
        }
        if (op != Opcode.LOCAL_SET) {
            push(locals[localIdx]);
        }
    }

    @Override
    public void global(Opcode op, int globalIdx, ValType type) {
        hear(op, globalIdx);
        check(module.global(globalIdx).value().equals(type), "type of the global");
        if (op == Opcode.GLOBAL_GET) {
            push(type);
        } else {
            pop(type);
        }
    }

    @Override
    public void access(Opcode op, int memIdx, long offset, int lane) {
        hear(op, offset);
        check(lane < 0 == (op.immediates().lanes() == 0), "lane");
        fixed(op, module.memory(memIdx).addr().valType());
    }

    @Override
    public void lane(Opcode op, int lane) {
        hear(op, lane);
        fixed(op, null);
    }

    @Override
    public void shuffle(long low, long high) {
        hear(Opcode.I8X16_SHUFFLE);
        pop(VecType.V128);
        pop(VecType.V128);
        push(VecType.V128);
    }

    @Override
    public void memory(Opcode op, int x, int y) {
        hear(op, x, y);
        if (op == Opcode.DATA_DROP) {
            return;
        }
        ValType address = module.memory(op == Opcode.MEMORY_INIT ? y : x).addr().valType();
        switch (op) {
            case MEMORY_SIZE, MEMORY_GROW -> fixed(op, address);
            case MEMORY_FILL -> pop(List.of(address, I32, address));
            case MEMORY_COPY -> {
                ValType from = module.memory(y).addr().valType();
                pop(List.of(address, from, address == I32 ? I32 : from));
            }
            default -> pop(List.of(address, I32, I32));
        }
    }

    @Override
    public void table(Opcode op, int x, int y) {
        hear(op, x, y);
        if (op == Opcode.ELEM_DROP) {
            return;
        }
        TableType table = module.table(op == Opcode.TABLE_INIT ? y : x);
        ValType address = table.addr().valType();
        switch (op) {
            case TABLE_GET -> apply(List.of(address), List.of(table.element()));
            case TABLE_SET -> pop(List.of(address, table.element()));
            case TABLE_SIZE -> push(address);
            case TABLE_GROW -> apply(List.of(table.element(), address), List.of(address));
            case TABLE_FILL -> pop(List.of(address, table.element(), address));
            case TABLE_COPY -> {
                ValType from = module.table(y).addr().valType();
                pop(List.of(address, from, address == I32 ? I32 : from));
            }
            default -> pop(List.of(address, I32, I32));
        }
    }

    @Override
    public void unreachable() {
        hear(Opcode.UNREACHABLE);
        live = false;
    }

    @Override
    public void block(Label label) {
        hear(Opcode.BLOCK, label.type());
        open(label);
    }

    @Override
    public void loop(Label label) {
        hear(Opcode.LOOP, label.type());
        open(label);
    }

    @Override
    public void if_(Label label) {
        hear(Opcode.IF, label.type());
        pop(I32);
        open(label);
        reached.add(label);
    }

    @Override
    public void else_(Label label, boolean reachable) {
        note(Opcode.ELSE, reachable);
        reached.remove(label);
        if (label.mark != null) {
            reached.add(label);
        }
        arm(label, reachable, label.type().params());
    }

    @Override
    public void end(Label label, boolean reachable) {
        note(Opcode.END, reachable);
        close(label, reachable);
    }

    private void jump(Label target) {
        branch(target);
        target.mark = this;
    }

    @Override
    public void br(Label target) {
        hear(Opcode.BR, depth(target));
        pop(target.branchTypes());
        jump(target);
        live = false;
    }

    @Override
    public void brIf(Label target) {
        hear(Opcode.BR_IF, depth(target));
        pop(I32);
        branchCarrying(target);
        jump(target);
    }

    @Override
    public void brTable(Label[] targets) {
        hear(Opcode.BR_TABLE, Arrays.stream(targets).map(this::depth).toList());
        pop(I32);
        for (Label target : targets) {
            List<ValType> before = List.copyOf(stack);
            pop(target.branchTypes());
            stack.clear();
            stack.addAll(before);
            jump(target);
        }
        live = false;
    }

    @Override
    public void brOnNull(Opcode op, Label target, RefType type) {
        hear(op, depth(target));
        check(stack.getLast().equals(type), "type of the operand");
        stack.removeLast();
        if (op == Opcode.BR_ON_NULL) {
            branchCarrying(target);
            push(type.nonNull());
        } else {
            push(type.nonNull());
            branchCarrying(target);
            stack.removeLast();
        }
        jump(target);
    }

    @Override
    public void brOnCast(Opcode op, Label target, RefType from, RefType to) {
        hear(op, depth(target), from, to);
        pop(from);
        push(op == Opcode.BR_ON_CAST ? to : from.minus(to));
        branchCarrying(target);
        stack.removeLast();
        push(op == Opcode.BR_ON_CAST ? from.minus(to) : to);
        jump(target);
    }

    @Override
    public void return_() {
        hear(Opcode.RETURN);
        pop(labels.getLast().type().results());
        live = false;
    }

    @Override
    public void call(Opcode op, int funcIdx, FuncType type) {
        hear(op, funcIdx);
        check(type.equals(module.funcType(funcIdx)), "type of the callee");
        called(op == Opcode.RETURN_CALL, type);
    }

    private void called(boolean tail, FuncType type) {
        apply(type.params(), type.results());
        if (tail) {
            pop(labels.getLast().type().results());
            live = false;
        }
    }

    @Override
    public void callIndirect(Opcode op, int tableIdx, DefType type) {
        hear(op, tableIdx);
        pop(module.table(tableIdx).addr().valType());
        called(op == Opcode.RETURN_CALL_INDIRECT, type.funcType());
    }

    @Override
    public void callRef(Opcode op, DefType type) {
        hear(op);
        pop(RefType.of(true, type));
        called(op == Opcode.RETURN_CALL_REF, type.funcType());
    }

    @Override
    public void drop(ValType type) {
        hear(Opcode.DROP, type);
        check(stack.removeLast().equals(type), "type of the dropped value");
    }

    @Override
    public void select(ValType type) {
        check(at == Opcode.SELECT || at == Opcode.SELECT_T, "select told at " + at);
        hear(at, type);
        pop(List.of(type, type, I32));
        push(type);
    }

    @Override
    public void refNull(HeapType type) {
        hear(Opcode.REF_NULL, type);
        push(RefType.of(true, type));
    }

    @Override
    public void refFunc(int funcIdx) {
        hear(Opcode.REF_FUNC, funcIdx);
        push(RefType.of(false, module.funcDefType(funcIdx)));
    }

    @Override
    public void refTest(Opcode op, RefType type) {
        hear(op, type);
        pop(RefType.of(true, type.heap().top()));
        push(op == Opcode.REF_TEST || op == Opcode.REF_TEST_NULL ? I32 : type);
    }

    @Override
    public void struct(Opcode op, DefType type, int fieldIdx) {
        hear(op, fieldIdx);
        List<FieldType> fields = ((StructType) type.expand()).fields();
        switch (op) {
            case STRUCT_NEW -> pop(fields.stream().map(field -> field.storage().unpacked()).toList());
            case STRUCT_NEW_DEFAULT -> { }
            case STRUCT_SET -> pop(List.of(RefType.of(true, type), fields.get(fieldIdx).storage().unpacked()));
            default -> pop(RefType.of(true, type));
        }
        switch (op) {
            case STRUCT_NEW, STRUCT_NEW_DEFAULT -> push(RefType.of(false, type));
            case STRUCT_SET -> { }
            default -> push(fields.get(fieldIdx).storage().unpacked());
        }
    }

    @Override
    public void array(Opcode op, DefType type, int y, DefType from) {
        hear(op, y);
        ValType element = ((ArrayType) type.expand()).field().storage().unpacked();
        ValType array = RefType.of(true, type);
        switch (op) {
            case ARRAY_NEW -> pop(List.of(element, I32));
            case ARRAY_NEW_DEFAULT -> pop(I32);
            case ARRAY_NEW_FIXED -> pop(Collections.nCopies(y, element));
            case ARRAY_NEW_DATA, ARRAY_NEW_ELEM -> pop(List.of(I32, I32));
            case ARRAY_SET -> pop(List.of(array, I32, element));
            case ARRAY_FILL -> pop(List.of(array, I32, element, I32));
            case ARRAY_COPY -> pop(List.of(array, I32, RefType.of(true, from), I32, I32));
            case ARRAY_INIT_DATA, ARRAY_INIT_ELEM -> pop(List.of(array, I32, I32, I32));
            default -> pop(List.of(array, I32));
        }
        switch (op) {
            case ARRAY_NEW, ARRAY_NEW_DEFAULT, ARRAY_NEW_FIXED, ARRAY_NEW_DATA, ARRAY_NEW_ELEM ->
                    push(RefType.of(false, type));
            case ARRAY_GET, ARRAY_GET_S, ARRAY_GET_U -> push(element);
            default -> { }
        }
    }

    @Override
    public void throw_(int tagIdx, FuncType type) {
        hear(Opcode.THROW, tagIdx);
        pop(type.params());
        live = false;
    }

    @Override
    public void throwRef() {
        hear(Opcode.THROW_REF);
        pop(RefType.EXNREF);
        live = false;
    }

    @Override
    public void tryTable(Label label, List<CatchClause> clauses) {
        hear(Opcode.TRY_TABLE, clauses.size());
        for (CatchClause clause : clauses) {
            List<ValType> values = new ArrayList<>();
            if (clause.tagIdx() >= 0) {
                values.addAll(module.tagFuncType(clause.tagIdx()).params());
            }
            if (clause.withRef()) {
                values.add(RefType.of(false, AbsHeapType.EXN));
            }
            check(FuncType.matches(values, clause.target().branchTypes()), "values of a catch clause");
            jump(clause.target());
        }
        open(label);
    }

    @Override
    public void try_(Label label) {
        hear(Opcode.TRY, label.type());
        open(label);
    }

    @Override
    public void catch_(Label label, int tagIdx, FuncType type, boolean reachable) {
        note(Opcode.CATCH, tagIdx, reachable);
        arm(label, reachable, type.params());
    }

    @Override
    public void catchAll(Label label, boolean reachable) {
        note(Opcode.CATCH_ALL, reachable);
        arm(label, reachable, List.of());
    }

    @Override
    public void delegate(Label label, Label target, boolean reachable) {
        note(Opcode.DELEGATE, depth(target) - 1, reachable);
        check(target != label, "delegates to itself");
        close(label, reachable);
    }

    @Override
    public void rethrow(Label target) {
        hear(Opcode.RETHROW, depth(target));
        live = false;
    }
}
