package dev.weft.interp;

import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.GlobalInstance;
import dev.weft.runtime.References;
import dev.weft.runtime.Trap;
import dev.weft.runtime.WasmException;
import dev.weft.runtime.numeric.Numerics;
import dev.weft.runtime.tier.Stack;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.RefType;

/** Operations too rare for an arm of the loop: vectors and references moved about, casts, exceptions. */
final class Rest {
    private static final Opcode[] ROWS = Opcode.values();

    private Rest() {
    }

    /** Executes the operation at {@code pc} and tells the pc of the next one. */
    static int execute(InterpretedFunction f, int[] code, int pc, Stack stack, int fp) {
        long[] s = stack.slots;
        Object[] refs = stack.refs;
        switch (code[pc]) {
            case Op.COPY_V -> {
                int to = fp + code[pc + 1];
                int from = fp + code[pc + 2];
                long low = s[from];
                s[to + 1] = s[from + 1];
                s[to] = low;
                return pc + 3;
            }
            case Op.COPY_R -> {
                refs[fp + code[pc + 1]] = refs[fp + code[pc + 2]];
                return pc + 3;
            }
            case Op.SELECT_V -> {
                int from = fp + code[pc + ((int) s[fp + code[pc + 4]] != 0 ? 2 : 3)];
                int to = fp + code[pc + 1];
                long low = s[from];
                s[to + 1] = s[from + 1];
                s[to] = low;
                return pc + 5;
            }
            case Op.SELECT_R -> {
                refs[fp + code[pc + 1]] = refs[fp + code[pc + ((int) s[fp + code[pc + 4]] != 0 ? 2 : 3)]];
                return pc + 5;
            }
            case Op.GLOBAL_GET_V -> {
                GlobalInstance global = f.instance.globals[code[pc + 2]];
                s[fp + code[pc + 1]] = global.bits();
                s[fp + code[pc + 1] + 1] = global.bitsHigh();
                return pc + 3;
            }
            case Op.GLOBAL_SET_V -> {
                int from = fp + code[pc + 1];
                f.instance.globals[code[pc + 2]].setBits(s[from], s[from + 1]);
                return pc + 3;
            }
            case Op.GLOBAL_GET_R -> {
                refs[fp + code[pc + 1]] = f.instance.globals[code[pc + 2]].ref();
                return pc + 3;
            }
            case Op.GLOBAL_SET_R -> {
                f.instance.globals[code[pc + 2]].setRef(refs[fp + code[pc + 1]]);
                return pc + 3;
            }
            case Op.BR_NULL -> {
                return refs[fp + code[pc + 2]] == null ? code[pc + 1] : pc + 3;
            }
            case Op.BR_NON_NULL -> {
                return refs[fp + code[pc + 2]] != null ? code[pc + 1] : pc + 3;
            }
            case Op.BR_CAST -> {
                RefType type = (RefType) f.code().pool[code[pc + 4]];
                boolean matches = References.matches(refs[fp + code[pc + 3]], type);
                return matches == (code[pc + 2] == 1) ? code[pc + 1] : pc + 5;
            }
            case Op.CHARGE_BULK -> {
                long length = s[fp + code[pc + 1]];
                stack.charge((code[pc + 3] == 1 ? length : length & 0xFFFF_FFFFL) >>> code[pc + 2]);
                return pc + 4;
            }
            case Op.WIDE -> {
                wide(ROWS[code[pc + 2]], s, fp + code[pc + 1]);
                return pc + 3;
            }
            case Op.REFERENCE -> {
                reference(ROWS[code[pc + 2]], f, code, pc, s, refs, fp);
                return pc + 8;
            }
            case Op.OBJECT -> {
                ObjectOps.execute(ROWS[code[pc + 2]], f, code, pc, s, refs, fp);
                return pc + 8;
            }
            case Op.THROW -> throw Handlers.exception(f, code[pc + 1], stack, fp + code[pc + 2]);
            case Op.THROW_REF -> {
                WasmException exception = (WasmException) refs[fp + code[pc + 1]];
                if (exception == null) {
                    throw Trap.of(Trap.Kind.NULL_EXCEPTION_REFERENCE);
                }
                throw exception;
            }
            case Op.RETHROW -> throw (WasmException) refs[fp + code[pc + 1]];
            default -> throw new IllegalStateException("operation " + code[pc]);
        }
    }

    /** Numbers of 128 bits in two adjacent slots each; the result takes the first operand's place. */
    private static void wide(Opcode op, long[] s, int at) {
        long low;
        long high;
        switch (op) {
            case I64_ADD128 -> {
                low = s[at] + s[at + 2];
                high = Numerics.i64Add128Hi(s[at], s[at + 1], s[at + 2], s[at + 3]);
            }
            case I64_SUB128 -> {
                low = s[at] - s[at + 2];
                high = Numerics.i64Sub128Hi(s[at], s[at + 1], s[at + 2], s[at + 3]);
            }
            case I64_MUL_WIDE_S -> {
                low = s[at] * s[at + 1];
                high = Numerics.i64MulWideSHi(s[at], s[at + 1]);
            }
            default -> {
                low = s[at] * s[at + 1];
                high = Numerics.i64MulWideUHi(s[at], s[at + 1]);
            }
        }
        s[at] = low;
        s[at + 1] = high;
    }

    private static void reference(Opcode op, InterpretedFunction f, int[] code, int pc, long[] s, Object[] refs,
            int fp) {
        int to = fp + code[pc + 1];
        int a = fp + code[pc + 3];
        int x = code[pc + 6];
        switch (op) {
            case REF_NULL -> refs[to] = null;
            case REF_FUNC -> {
                FunctionInstance function = f.instance.functions[x];
                refs[to] = function;
            }
            case REF_IS_NULL -> s[to] = refs[a] == null ? 1 : 0;
            case REF_EQ -> s[to] = References.same(refs[a], refs[fp + code[pc + 4]]) ? 1 : 0;
            case REF_AS_NON_NULL -> {
                if (refs[a] == null) {
                    throw Trap.of(Trap.Kind.NULL_REFERENCE);
                }
                refs[to] = refs[a];
            }
            case REF_TEST -> s[to] = References.matches(refs[a], (RefType) f.code().pool[x]) ? 1 : 0;
            case REF_CAST -> refs[to] = References.cast(refs[a], (RefType) f.code().pool[x]);
            case ANY_CONVERT_EXTERN, EXTERN_CONVERT_ANY -> refs[to] = refs[a];
            case REF_I31 -> refs[to] = ObjectOps.i31((int) s[a]);
            case I31_GET_S -> s[to] = ObjectOps.i31(refs[a]).signed();
            case I31_GET_U -> s[to] = ObjectOps.i31(refs[a]).unsigned();
            case ARRAY_LEN -> s[to] = ObjectOps.array(refs[a]).length();
            default -> throw new IllegalArgumentException(op.mnemonic());
        }
    }
}
