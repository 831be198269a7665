package dev.weft.binary;

import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.Immediates;
import dev.weft.syntax.NumType;
import dev.weft.syntax.ValType;
import java.util.List;

/** Immediates that suit an instruction's row, for tests. */
final class InstructionSamples {
    private InstructionSamples() {
    }

    /** Writes immediates whose indices are all the given one. */
    static void immediates(BinaryWriter out, Immediates immediates, int index) {
        switch (immediates) {
            case NONE -> {
            }
            case BLOCK_TYPE -> out.blockType(index);
            case BLOCK_TYPE_CATCHES -> {
                out.blockType((ValType) null);
                out.u32(1);
                out.u8(CodeReader.CATCH);
                out.u32(index);
                out.u32(0);
            }
            case LABEL, LOCAL, GLOBAL, FUNC, TABLE, MEM, TAG, DATA, ELEM, TYPE -> out.u32(index);
            case LABELS -> {
                out.indices(index, index, 0);
                out.u32(0);
            }
            case CAST -> {
                out.u8(3);
                out.u32(index);
                out.heapType(AbsHeapType.ANY);
                out.heapType(AbsHeapType.EQ);
            }
            case TYPE_TABLE, TABLE_TABLE, ELEM_TABLE, MEM_MEM, DATA_MEM, TYPE_FIELD, TYPE_COUNT, TYPE_DATA, TYPE_ELEM,
                 TYPE_TYPE -> {
                out.u32(index);
                out.u32(index);
            }
            case HEAP_TYPE -> out.heapType(AbsHeapType.FUNC);
            case VAL_TYPES -> out.valTypes(List.of(NumType.F64));
            case I32 -> out.s32(-5000);
            case I64 -> out.s64(Long.MIN_VALUE);
            case F32 -> out.f32(0x7fc00001);
            case F64 -> out.f64(0x7ff8000000000001L);
            case V128, SHUFFLE -> out.v128(1, 2);
            case LANE_16, LANE_8, LANE_4, LANE_2 -> out.u8(1);
            case MEMARG_1, MEMARG_2, MEMARG_4, MEMARG_8, MEMARG_16, ATOMIC_1, ATOMIC_2, ATOMIC_4, ATOMIC_8 ->
                    out.memarg(immediates.alignLog2(), 300, index);
            case MEMARG_1_LANE, MEMARG_2_LANE, MEMARG_4_LANE, MEMARG_8_LANE -> {
                out.memarg(immediates.alignLog2(), 5, index);
                out.u8(1);
            }
            case FENCE -> out.u8(0);
        }
    }
}
