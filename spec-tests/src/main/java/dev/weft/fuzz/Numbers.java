package dev.weft.fuzz;

import dev.weft.binary.BinaryWriter;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.Immediates;
import dev.weft.syntax.MemType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.ValType;
import dev.weft.syntax.VecType;
import java.util.List;

/** Code that computes numbers and vectors, and code that reads and writes memory. */
final class Numbers {
    private static final long QUIET_64 = 0x7FF8000000000000L;
    private static final int QUIET_32 = 0x7FC00000;

    private final Body body;
    private final Choices choices;
    private final BinaryWriter out;

    Numbers(Body body) {
        this.body = body;
        this.choices = body.choices;
        this.out = body.out;
    }

    /** A number of a type. */
    void value(ValType wanted) {
        List<Opcode> rows = body.instructions.yielding(wanted);
        if (rows.isEmpty() || choices.oneIn(24)) {
            rare(wanted);
        } else {
            apply(rows.get(choices.below(rows.size())));
        }
    }

    /** A number that an instruction without a fixed stack type yields. */
    private void rare(ValType wanted) {
        if (wanted == NumType.I32 && choices.oneIn(2)) {
            body.references.number();
        } else if (!body.shape.memories.isEmpty() && choices.oneIn(2)) {
            int memory = choices.below(body.shape.memories.size());
            MemType type = body.shape.memories.get(memory);
            if (type.addr().valType() != wanted) {
                body.simple(wanted);
            } else if (choices.oneIn(2)) {
                body.small(type.addr(), type.pageSizeLog2() == 0 ? 256 : 2);
                out.opcode(Opcode.MEMORY_GROW);
                out.u32(memory);
            } else {
                out.opcode(Opcode.MEMORY_SIZE);
                out.u32(memory);
            }
        } else if (wanted == NumType.I32 && !body.shape.memories.isEmpty() && body.shape.has(Facet.ATOMICS)
                && body.shape.has(Facet.WAITS)) {
            await();
        } else if (!body.shape.tables.isEmpty()) {
            int table = choices.below(body.shape.tables.size());
            if (body.shape.tables.get(table).addr().valType() != wanted) {
                body.simple(wanted);
            } else if (choices.oneIn(2)) {
                body.value(body.shape.tables.get(table).element());
                body.small(body.shape.tables.get(table).addr(), 4);
                out.opcode(Opcode.TABLE_GROW);
                out.u32(table);
            } else {
                out.opcode(Opcode.TABLE_SIZE);
                out.u32(table);
            }
        } else {
            body.simple(wanted);
        }
    }

    /** A wait that ends at once: the value differs, the time is over, or the memory is not shared. */
    private void await() {
        int memory = choices.below(body.shape.memories.size());
        boolean wide = choices.oneIn(2);
        Opcode op = wide ? Opcode.MEMORY_ATOMIC_WAIT64 : Opcode.MEMORY_ATOMIC_WAIT32;
        long offset = address(op, memory);
        body.value(wide ? NumType.I64 : NumType.I32);
        body.i64(choices.below(1000));
        out.opcode(op);
        out.memarg(op.immediates().alignLog2(), offset, memory);
    }

    /** An instruction with its operands. */
    void apply(Opcode op) {
        int memory = 0;
        long offset = 0;
        List<ValType> params = op.signature().params();
        for (int i = 0; i < params.size(); i++) {
            if (params.get(i) == null) {
                memory = choices.below(body.shape.memories.size());
                offset = address(op, memory);
            } else {
                operand(op, i, params.get(i));
            }
        }
        if (traps(op) && !body.shape.has(Facet.TRAPS)) {
            guard(op);
        }
        out.opcode(op);
        immediates(op, offset, memory);
        if (Instructions.mayChooseNaN(op) && op.signature().results().size() == 1) {
            settle(op);
        }
    }

    private void operand(Opcode op, int index, ValType type) {
        String name = op.mnemonic();
        if (traps(op) && index == 0 && name.contains("trunc") && !choices.oneIn(8)) {
            body.value(NumType.I32);
            out.opcode(type == NumType.F32 ? Opcode.F32_CONVERT_I32_S : Opcode.F64_CONVERT_I32_S);
        } else if (traps(op) && index == 1 && !choices.oneIn(10)) {
            body.value(type);
            if (type == NumType.I32) {
                body.i32(1);
                out.opcode(Opcode.I32_OR);
            } else {
                body.i64(1);
                out.opcode(Opcode.I64_OR);
            }
        } else {
            body.value(type);
        }
    }

    private static boolean traps(Opcode op) {
        String name = op.mnemonic();
        return name.startsWith("i") && !name.contains("x") && (name.contains(".div_") || name.contains(".rem_")
                || name.contains(".trunc_f"));
    }

    /** Without traps wanted, an operand that cannot make one takes the place of the last. */
    private void guard(Opcode op) {
        out.opcode(Opcode.DROP);
        switch (op.signature().params().getLast()) {
            case NumType.I32 -> body.i32(3 + choices.below(1000));
            case NumType.I64 -> body.i64(3 + choices.below(1000));
            case NumType.F32 -> {
                out.opcode(Opcode.F32_CONST);
                out.f32(Float.floatToRawIntBits(choices.below(100_000) / 8f));
            }
            default -> {
                out.opcode(Opcode.F64_CONST);
                out.f64(Double.doubleToRawLongBits(choices.below(100_000) / 8d));
            }
        }
    }

    /** Leaves an address for an access and returns the offset that belongs to it. */
    long address(Opcode op, int memory) {
        MemType type = body.shape.memories.get(memory);
        long bytes = type.limits().min() << type.pageSizeLog2();
        int width = op.immediates().width();
        boolean atomic = op.immediates().isAtomic();
        boolean wild = body.shape.has(Facet.TRAPS) && choices.oneIn(30);
        int bound = (int) Math.min(bytes / 2, 1 << 20);
        if (wild || bound < width) {
            body.value(type.addr().valType());
        } else if (choices.oneIn(2)) {
            body.constant(type.addr(), choices.below(bound - width + 1) & (atomic ? -width : -1));
        } else {
            body.value(NumType.I32);
            body.i32(Integer.highestOneBit(bound) - 1 & (atomic ? -width : -1));
            out.opcode(Opcode.I32_AND);
            if (type.addr() == AddrType.I64) {
                out.opcode(Opcode.I64_EXTEND_I32_U);
            }
        }
        long offset = switch (choices.weighted(4, 6, wild ? 3 : 0, wild ? 3 : 0)) {
            case 0 -> 0;
            case 1 -> choices.below(Math.max(1, Math.min(bound, 200)));
            case 2 -> bytes - choices.below(20) & 0xFFFFFFFFL;
            default -> type.addr() == AddrType.I64 ? choices.bits() >>> choices.below(64)
                    : 0xFFFFFFFFL - choices.below(300) >>> choices.below(3);
        };
        return atomic ? offset & -width : offset;
    }

    private void immediates(Opcode op, long offset, int memory) {
        Immediates kind = op.immediates();
        if (kind.isMemarg()) {
            int natural = kind.alignLog2();
            out.memarg(kind.isAtomic() ? natural : natural - choices.below(natural + 1), offset, memory);
        }
        if (kind.lanes() > 0) {
            out.u8(choices.below(kind.lanes()));
        }
        switch (kind) {
            case SHUFFLE -> {
                for (int i = 0; i < 16; i++) {
                    out.u8(choices.below(32));
                }
            }
            case FENCE -> out.u8(0);
            default -> { }
        }
    }

    /**
     * Makes what lies on the stack independent of which NaN an implementation chose: of a NaN only the bits stay that
     * say that it is a quiet one.
     */
    private void settle(Opcode op) {
        ValType type = op.signature().results().getFirst();
        int local = body.scratch(type);
        body.local(Opcode.LOCAL_TEE, local);
        if (type == VecType.V128) {
            boolean wide = op.mnemonic().startsWith("f64");
            long quiet = wide ? QUIET_64 : (long) QUIET_32 << 32 | QUIET_32;
            out.opcode(Opcode.V128_CONST);
            out.v128(quiet, quiet);
            out.opcode(Opcode.V128_AND);
            body.local(Opcode.LOCAL_GET, local);
            body.local(Opcode.LOCAL_GET, local);
            body.local(Opcode.LOCAL_GET, local);
            out.opcode(wide ? Opcode.F64X2_NE : Opcode.F32X4_NE);
            out.opcode(Opcode.V128_BITSELECT);
        } else if (type == NumType.F32) {
            out.opcode(Opcode.I32_REINTERPRET_F32);
            body.i32(QUIET_32);
            out.opcode(Opcode.I32_AND);
            out.opcode(Opcode.F32_REINTERPRET_I32);
            unequal(local, Opcode.F32_NE);
        } else {
            out.opcode(Opcode.I64_REINTERPRET_F64);
            body.i64(QUIET_64);
            out.opcode(Opcode.I64_AND);
            out.opcode(Opcode.F64_REINTERPRET_I64);
            unequal(local, Opcode.F64_NE);
        }
        // what the variable held would still tell, for others read it
        body.local(Opcode.LOCAL_TEE, local);
    }

    private void unequal(int local, Opcode notEqual) {
        body.local(Opcode.LOCAL_GET, local);
        body.local(Opcode.LOCAL_GET, local);
        body.local(Opcode.LOCAL_GET, local);
        out.opcode(notEqual);
        out.opcode(Opcode.SELECT);
    }
}
