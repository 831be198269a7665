package dev.weft.fuzz;

import dev.weft.binary.BinaryWriter;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.MemType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.RefType;
import dev.weft.syntax.ValType;
import dev.weft.syntax.VecType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One function body while it is generated: its locals, its labels, the code so far.
 *
 * <p>Everything that is written leaves the operand stack as it promises: {@link #value} one value of a type,
 * {@link Statements#statement} nothing. So the code is valid by construction, reachable or not. It ends because every
 * loop counts down in a local of its own, and every function that may call takes one from a global budget.
 */
final class Body {
    /** A place to branch to: what it takes, and whether branching there is known to end. */
    record Label(List<ValType> types, boolean open) {
    }

    private static final int DEEPEST = 7;

    final Shape shape;
    final Choices choices;
    final Instructions instructions;
    final Constants constants;
    final FuncType type;
    final BinaryWriter out = new BinaryWriter();
    final List<ValType> locals;
    final List<Boolean> writable = new ArrayList<>();
    final List<Label> labels = new ArrayList<>();
    private final Map<ValType, Integer> scratches = new HashMap<>();
    final Numbers numbers;
    final References references;
    final Statements statements;
    final Blocks blocks;
    /** Whether it may call others. */
    final boolean calls;
    /** How many instructions may still be written, about. */
    int room;
    /** How often, at most, the code that is being written runs in one call. */
    int heat = 1;
    /** Whether values are only constants and what variables hold. */
    boolean shallow;
    private int depth;

    Body(Shape shape, Instructions instructions, FuncType type, boolean calls, int room) {
        this.shape = shape;
        this.choices = shape.choices;
        this.instructions = instructions;
        this.constants = new Constants(choices);
        this.type = type;
        this.calls = calls;
        this.room = room;
        this.locals = new ArrayList<>(type.params());
        for (int i = 0; i < locals.size(); i++) {
            writable.add(true);
        }
        labels.add(new Label(type.results(), true));
        numbers = new Numbers(this);
        references = new References(this);
        statements = new Statements(this);
        blocks = new Blocks(this);
    }

    /** The function's code as the binary has it, without its size. */
    BinaryWriter finish() {
        out.opcode(Opcode.END);
        BinaryWriter whole = new BinaryWriter(out.size() + 64);
        List<ValType> own = locals.subList(type.params().size(), locals.size());
        BinaryWriter runs = new BinaryWriter();
        int count = 0;
        for (int i = 0; i < own.size(); count++) {
            int from = i;
            while (i < own.size() && own.get(i).equals(own.get(from))) {
                i++;
            }
            runs.u32(i - from);
            runs.valType(shape.open(own.get(from)));
        }
        whole.u32(count);
        whole.bytes(runs);
        whole.bytes(out);
        return whole;
    }

    // Locals

    /** A fresh local; its type must have a default value. */
    int newLocal(ValType localType, boolean mayBeWritten) {
        locals.add(localType);
        writable.add(mayBeWritten);
        return locals.size() - 1;
    }

    /** A local that nobody reads but code that has just written it. */
    int scratch(ValType localType) {
        return scratches.computeIfAbsent(localType, _ -> newLocal(localType, false));
    }

    /** A fresh local that can hold a value, whose null the type may have to be given. */
    int localFor(ValType valueType) {
        return newLocal(nullable(valueType), true);
    }

    static ValType nullable(ValType type) {
        return type instanceof RefType ref ? RefType.of(true, ref.heap()) : type;
    }

    /** A local whose values are of a type, chosen among all of them, or -1. */
    int localOf(ValType wanted, boolean toWrite) {
        List<Integer> fitting = new ArrayList<>();
        for (int i = 0; i < locals.size(); i++) {
            if (toWrite ? writable.get(i) && wanted.matches(locals.get(i)) : locals.get(i).matches(wanted)) {
                fitting.add(i);
            }
        }
        return fitting.isEmpty() ? -1 : fitting.get(choices.below(fitting.size()));
    }

    void local(Opcode op, int index) {
        out.opcode(op);
        out.u32(index);
    }

    void global(Opcode op, int index) {
        out.opcode(op);
        out.u32(index);
    }

    void i32(int value) {
        out.opcode(Opcode.I32_CONST);
        out.s32(value);
    }

    void i64(long value) {
        out.opcode(Opcode.I64_CONST);
        out.s64(value);
    }

    void constant(AddrType addr, long value) {
        if (addr == AddrType.I64) {
            i64(value);
        } else {
            i32((int) value);
        }
    }

    /** Takes a value off the stack: into a local if there is a fitting one, or one is made. */
    void take(ValType taken) {
        int local = choices.oneIn(4) ? -1 : localOf(taken, true);
        if (local < 0 && choices.oneIn(3) && locals.size() < 2000) {
            local = localFor(taken);
        }
        if (local >= 0) {
            local(Opcode.LOCAL_SET, local);
        } else if (choices.oneIn(2)) {
            keep(taken);
        } else {
            out.opcode(Opcode.DROP);
        }
    }

    /** Takes a value off the stack: into a memory, where oracles see it, if it is a number and there is room. */
    void keep(ValType taken) {
        Opcode store = switch (taken) {
            case NumType.I32 -> Opcode.I32_STORE;
            case NumType.I64 -> Opcode.I64_STORE;
            case NumType.F32 -> Opcode.F32_STORE;
            case NumType.F64 -> Opcode.F64_STORE;
            case VecType _ -> Opcode.V128_STORE;
            default -> null;
        };
        MemType memory = shape.memories.isEmpty() ? null : shape.memories.getFirst();
        long bytes = memory == null ? 0 : memory.limits().min() << memory.pageSizeLog2();
        if (store == null || bytes < store.immediates().width()) {
            out.opcode(Opcode.DROP);
            return;
        }
        int local = scratch(taken);
        local(Opcode.LOCAL_SET, local);
        constant(memory.addr(), choices.below((int) Math.min(bytes, 1024) - store.immediates().width() + 1));
        local(Opcode.LOCAL_GET, local);
        out.opcode(store);
        out.memarg(0, 0, 0);
    }

    /** Leaves what vectors hold in a memory: functions seldom yield them, and V8 cannot show them. */
    void keepVectors() {
        for (int i = 0; i < locals.size(); i++) {
            if (locals.get(i) == VecType.V128 && choices.oneIn(2)) {
                local(Opcode.LOCAL_GET, i);
                keep(VecType.V128);
            }
        }
    }

    /** Takes values off the stack, the last first. */
    void take(List<ValType> taken) {
        for (int i = taken.size() - 1; i >= 0; i--) {
            take(taken.get(i));
        }
    }

    // Labels

    void enter(List<ValType> types, boolean open) {
        labels.add(new Label(types, open));
    }

    void leave() {
        labels.removeLast();
    }

    /** The index that a branch from here gives a label. */
    int depthOf(int label) {
        return labels.size() - 1 - label;
    }

    /** Writes the type of a block. */
    void blockType(List<ValType> params, List<ValType> results) {
        if (params.isEmpty() && results.isEmpty() && !choices.oneIn(8)) {
            out.blockType(null);
        } else if (params.isEmpty() && results.size() == 1 && !choices.oneIn(4)) {
            out.blockType(shape.open(results.getFirst()));
        } else {
            out.blockType(shape.typeIdx(new FuncType(params, results)));
        }
    }

    // Values

    /** Code that leaves one value of a type. */
    void value(ValType wanted) {
        if (shallow && choices.weighted(1, 2) == 1) {
            read(wanted);
            return;
        }
        if (shallow || depth >= DEEPEST || room <= 0) {
            simple(wanted);
            return;
        }
        int span = choices.open();
        depth++;
        room--;
        switch (choices.weighted(5, 6, 10, 2, 2, 1, 1)) {
            case 0 -> simple(wanted);
            case 1 -> read(wanted);
            case 3 -> blocks.value(wanted);
            case 4 -> select(wanted);
            case 5 -> blocks.callFor(wanted);
            case 6 -> tee(wanted);
            default -> {
                if (wanted instanceof RefType ref) {
                    references.value(ref);
                } else {
                    numbers.value(wanted);
                }
            }
        }
        depth--;
        choices.close(span);
    }

    void values(List<ValType> wanted) {
        for (ValType one : wanted) {
            value(one);
        }
    }

    /** The shortest code that leaves a value of a type. */
    void simple(ValType wanted) {
        if (wanted instanceof RefType ref) {
            references.simple(ref);
        } else {
            constants.write(wanted, out);
        }
    }

    /** A constant for each type, without drawing: what a function yields that may not go on. */
    void zeros(List<ValType> types) {
        for (ValType one : types) {
            switch (one) {
                case NumType.I32 -> i32(0);
                case NumType.I64 -> i64(0);
                case NumType.F32 -> {
                    out.opcode(Opcode.F32_CONST);
                    out.f32(0);
                }
                case NumType.F64 -> {
                    out.opcode(Opcode.F64_CONST);
                    out.f64(0);
                }
                case VecType _ -> {
                    out.opcode(Opcode.V128_CONST);
                    out.v128(0, 0);
                }
                case RefType ref -> references.zero(ref);
                default -> throw new IllegalArgumentException(one.toString());
            }
        }
    }

    private void read(ValType wanted) {
        if (choices.oneIn(4)) {
            List<Integer> fitting = new ArrayList<>();
            for (int i = 0; i < shape.globals.size(); i++) {
                if (i != Shape.BUDGET && shape.globals.get(i).value().matches(wanted)) {
                    fitting.add(i);
                }
            }
            if (!fitting.isEmpty()) {
                global(Opcode.GLOBAL_GET, fitting.get(choices.below(fitting.size())));
                return;
            }
        }
        int local = localOf(wanted, false);
        if (local < 0) {
            simple(wanted);
        } else {
            local(Opcode.LOCAL_GET, local);
        }
    }

    private void select(ValType wanted) {
        value(wanted);
        value(wanted);
        condition();
        if (wanted instanceof RefType || choices.oneIn(3)) {
            out.opcode(Opcode.SELECT_T);
            out.u32(1);
            out.valType(shape.open(wanted));
        } else {
            out.opcode(Opcode.SELECT);
        }
    }

    private void tee(ValType wanted) {
        int local = -1;
        for (int i = 0; i < locals.size() && local < 0; i++) {
            if (writable.get(i) && locals.get(i).equals(wanted)) {
                local = i;
            }
        }
        if (local < 0) {
            simple(wanted);
        } else {
            value(wanted);
            local(Opcode.LOCAL_TEE, local);
        }
    }

    /** An i32 that is often 0 and often not. */
    void condition() {
        if (choices.oneIn(3)) {
            value(NumType.I32);
            i32(1 << choices.below(6));
            out.opcode(Opcode.I32_AND);
        } else {
            value(NumType.I32);
        }
    }

    /** An i32 from 0 to a power of two less one. */
    void small(int bound) {
        if (choices.oneIn(3)) {
            value(NumType.I32);
            i32(bound - 1);
            out.opcode(Opcode.I32_AND);
        } else {
            i32(choices.below(bound));
        }
    }

    /** The same as an address of a type. */
    void small(AddrType addr, int bound) {
        small(bound);
        if (addr == AddrType.I64) {
            out.opcode(Opcode.I64_EXTEND_I32_U);
        }
    }

    /** An address or index that mostly lies below a bound but need not. */
    void place(AddrType addr, int bound) {
        if (bound > 0 && !(shape.has(Facet.TRAPS) && choices.oneIn(20))) {
            small(addr, Integer.highestOneBit(bound));
        } else {
            value(addr.valType());
        }
    }
}
