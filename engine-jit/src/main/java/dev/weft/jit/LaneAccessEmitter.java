package dev.weft.jit;

import dev.weft.jit.vector.Lane;
import dev.weft.syntax.Opcode;
import java.util.Arrays;

/** Emits what moves single lanes, and all lanes in any order, with the Vector API. */
abstract class LaneAccessEmitter extends LaneInstructionEmitter {

    LaneAccessEmitter(Target target, Shape shape) {
        super(target, shape);
    }

    @Override
    void laneOf(Opcode op, int index) {
        if (!vectors) {
            super.laneOf(op, index);
            return;
        }
        String mnemonic = op.mnemonic();
        Lane lane = Lane.of(mnemonic.substring(0, mnemonic.indexOf('.')));
        if (op.signature().params().size() == 2) {
            settleTop(1);
            Operand value = pop();
            takeVector(lane);
            replace(lane, index, value);
            return;
        }
        takeVector(lane);
        extract(lane, index);
        if (mnemonic.endsWith("_u")) {
            intConstant((1 << 8 * lane.bytes) - 1);
            mv.visitInsn(IAND);
        }
        result(Kind.of(op.signature().results().getFirst()));
    }

    /** Puts a number into a lane of the vector on the JVM's stack. */
    void replace(Lane lane, int index, Operand value) {
        mv.visitTypeInsn(CHECKCAST, lane.type);
        intConstant(index);
        load(value);
        if (lane == Lane.B) {
            mv.visitInsn(I2B);
        } else if (lane == Lane.S) {
            mv.visitInsn(I2S);
        }
        withLane(lane);
        vectorResult(lane);
    }

    @Override
    void shuffleLanes(long low, long high) {
        if (!vectors) {
            super.shuffleLanes(low, high);
            return;
        }
        int[] bytes = new int[16];
        for (int i = 0; i < 16; i++) {
            bytes[i] = (int) ((i < 8 ? low : high) >>> 8 * (i % 8)) & 31;
        }
        Lane lane = granularity(bytes);
        int count = 16 / lane.bytes;
        int[] fromA = new int[count];
        int[] fromB = new int[count];
        boolean[] isB = new boolean[count];
        int ofB = 0;
        for (int i = 0; i < count; i++) {
            int source = bytes[i * lane.bytes] / lane.bytes;
            isB[i] = source >= count;
            ofB += isB[i] ? 1 : 0;
            fromA[i] = isB[i] ? i : source;
            fromB[i] = isB[i] ? source - count : i;
        }
        if (ofB == 0 || ofB == count) {
            settleTop(2);
            Operand b = pop();
            Operand a = pop();
            arrange(ofB == 0 ? a : b, lane, ofB == 0 ? fromA : fromB);
        } else {
            Operand[] all = takeToVariables(2, lane);
            arrange(all[1], lane, fromA);
            keep(lane, isB, false);
            arrange(all[0], lane, fromB);
            keep(lane, isB, true);
            binary("OR");
        }
        vectorResult(lane);
    }

    private static Lane granularity(int[] bytes) {
        for (Lane lane : new Lane[] {Lane.L, Lane.I}) {
            boolean fits = true;
            for (int i = 0; i < 16; i++) {
                fits &= bytes[i] == bytes[i - i % lane.bytes] + i % lane.bytes
                        && bytes[i - i % lane.bytes] % lane.bytes == 0;
            }
            if (fits) {
                return lane;
            }
        }
        return Lane.B;
    }

    private void arrange(Operand operand, Lane lane, int[] sources) {
        vector(operand, lane);
        boolean moves = false;
        for (int i = 0; i < sources.length; i++) {
            moves |= sources[i] != i;
        }
        if (moves) {
            rearrange(lane, sources);
        }
    }

    /** Clears the lanes for which {@code which} is not {@code wanted}. */
    private void keep(Lane lane, boolean[] which, boolean wanted) {
        long[] halves = new long[2];
        for (int i = 0; i < 16; i++) {
            if (which[i / lane.bytes] == wanted) {
                halves[i / 8] |= 0xFFL << 8 * (i % 8);
            }
        }
        vector(Operand.constant(Kind.V, halves[0], halves[1]), lane);
        binary("AND");
    }

    // Memory: the number is loaded or stored as ever

    /** Emits the access if it is one that moves less than a vector. */
    void partialAccess(Opcode op, int memIdx, long offset, int lane) {
        String name = op.mnemonic().substring("v128.".length());
        if (lane >= 0) {
            laneAccess(op, memIdx, offset, lane);
            return;
        }
        String[] parts = name.substring("load".length()).split("_");
        switch (parts[1]) {
            case "splat" -> {
                Lane splat = integer(Integer.parseInt(parts[0]));
                number(false, splat, memIdx, offset);
                splatLane(splat);
            }
            case "zero" -> {
                memoryAccess(parts[0].equals("32") ? Opcode.I64_LOAD32_U : Opcode.I64_LOAD, memIdx, offset, -1);
                settleTop(1);
                Operand value = pop();
                carry(Operand.constant(Kind.V, 0, 0), Lane.L);
                replace(Lane.L, 0, value);
            }
            default -> {
                // load8x8_s and its like
                Lane source = integer(Integer.parseInt(parts[0].substring(0, parts[0].indexOf('x'))));
                Lane target = Lane.values()[source.ordinal() + 1];
                memoryAccess(Opcode.I64_LOAD, memIdx, offset, -1);
                settleTop(1);
                Operand value = pop();
                mv.visitVarInsn(ALOAD, part.species);
                load(value);
                broadcast();
                as(Lane.L, source);
                extendLow(source, target, parts[1].equals("s"));
                vectorResult(target);
            }
        }
    }

    abstract void memoryAccess(Opcode op, int memIdx, long offset, int lane);

    private static Lane integer(int bits) {
        return Arrays.stream(Lane.values()).filter(lane -> 8 * lane.bytes == bits).findFirst().orElseThrow();
    }

    /** Loads or stores a number of the size of a lane. */
    private void number(boolean store, Lane lane, int memIdx, long offset) {
        memoryAccess(switch (lane) {
            case B -> store ? Opcode.I32_STORE8 : Opcode.I32_LOAD8_U;
            case S -> store ? Opcode.I32_STORE16 : Opcode.I32_LOAD16_U;
            case I -> store ? Opcode.I32_STORE : Opcode.I32_LOAD;
            default -> store ? Opcode.I64_STORE : Opcode.I64_LOAD;
        }, memIdx, offset, -1);
    }

    private void laneAccess(Opcode op, int memIdx, long offset, int index) {
        Lane lane = integer(128 / op.immediates().lanes());
        if (op.signature().results().isEmpty()) {
            takeVector(lane);
            extract(lane, index);
            result(lane == Lane.L ? Kind.J : Kind.I);
            number(true, lane, memIdx, offset);
            return;
        }
        settleTop(2);
        Operand vector = pop();
        number(false, lane, memIdx, offset);
        settleTop(1);
        Operand value = pop();
        vector(vector, lane);
        replace(lane, index, value);
    }
}
