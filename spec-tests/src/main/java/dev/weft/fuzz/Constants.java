package dev.weft.fuzz;

import dev.weft.binary.BinaryWriter;
import dev.weft.syntax.NumType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.ValType;
import dev.weft.syntax.VecType;

/** Numbers that lie where mistakes do: at the ends of ranges, around powers of two, NaNs of all kinds. */
final class Constants {
    private static final int[] FLOATS = {0, 0x3F800000, 0xBF800000, 0x80000000, 0x7F800000, 0xFF800000, 0x7FC00000,
        0xFFC00000, 0x7F800001, 0x7FA00000, 0xFFFFFFFF, 1, 0x807FFFFF, 0x00800000, 0x7F7FFFFF, 0x4F000000, 0xCF000000,
        0x4F800000, 0x5F000000, 0xDF000000, 0x5F800000, 0x3F000000, 0x3FC00000, 0x40200000, 0x4EFFFFFF, 0xCF000001};
    private static final long[] DOUBLES = {0, 0x3FF0000000000000L, 0xBFF0000000000000L, 1L << 63, 0x7FF0000000000000L,
        0xFFF0000000000000L, 0x7FF8000000000000L, 0xFFF8000000000000L, 0x7FF0000000000001L, 0x7FF4000000000000L, -1L,
        1, 0x0010000000000000L, 0x7FEFFFFFFFFFFFFFL, 0x41DFFFFFFFC00000L, 0x41E0000000000000L, 0xC1E0000000000000L,
        0xC1E0000000200000L, 0x41EFFFFFFFE00000L, 0x41F0000000000000L, 0x43E0000000000000L, 0xC3E0000000000000L,
        0x43F0000000000000L, 0x3FE0000000000000L, 0x3FF8000000000000L, 0x4330000000000001L, 0x36A0000000000000L};

    private final Choices choices;

    Constants(Choices choices) {
        this.choices = choices;
    }

    int i32() {
        return switch (choices.weighted(6, 2, 3, 2)) {
            case 0 -> choices.below(20);
            case 1 -> -1 - choices.below(5);
            case 2 -> (1 << choices.below(32)) - 1 + choices.below(3);
            default -> (int) choices.bits();
        };
    }

    long i64() {
        return switch (choices.weighted(6, 2, 3, 2)) {
            case 0 -> choices.below(20);
            case 1 -> -1 - choices.below(5);
            case 2 -> (1L << choices.below(64)) - 1 + choices.below(3);
            default -> choices.bits();
        };
    }

    int f32() {
        return choices.weighted(4, 1) == 0 ? FLOATS[choices.below(FLOATS.length)]
                : choices.oneIn(2) ? (int) choices.bits() : Float.floatToRawIntBits((int) choices.bits() / 64f);
    }

    long f64() {
        return choices.weighted(4, 1) == 0 ? DOUBLES[choices.below(DOUBLES.length)]
                : choices.oneIn(2) ? choices.bits() : Double.doubleToRawLongBits((int) choices.bits() / 64d);
    }

    /** Half of a v128, of lanes of some width. */
    long half() {
        return switch (choices.weighted(2, 2, 1, 2, 1)) {
            case 0 -> i64();
            case 1 -> i32() & 0xFFFFFFFFL | (long) i32() << 32;
            case 2 -> choices.bits();
            case 3 -> f32() & 0xFFFFFFFFL | (long) f32() << 32;
            default -> f64();
        };
    }

    /** Writes a constant instruction. */
    void write(ValType type, BinaryWriter out) {
        switch (type) {
            case NumType.I32 -> {
                out.opcode(Opcode.I32_CONST);
                out.s32(i32());
            }
            case NumType.I64 -> {
                out.opcode(Opcode.I64_CONST);
                out.s64(i64());
            }
            case NumType.F32 -> {
                out.opcode(Opcode.F32_CONST);
                out.f32(f32());
            }
            case NumType.F64 -> {
                out.opcode(Opcode.F64_CONST);
                out.f64(f64());
            }
            case VecType.V128 -> {
                out.opcode(Opcode.V128_CONST);
                out.v128(half(), half());
            }
            default -> throw new IllegalArgumentException(type.toString());
        }
    }
}
