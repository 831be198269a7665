package dev.weft.jit;

import dev.weft.syntax.Opcode;

/** Emits the vector instructions as calls of {@code runtime.numeric} on halves. */
abstract class VectorEmitter extends NumberEmitter {

    VectorEmitter(Target target, Shape shape) {
        super(target, shape);
    }

    /** Emits a vector instruction without immediates. */
    void vector(Opcode op) {
        int count = op.signature().params().size();
        settleTop(count);
        Operand[] all = new Operand[count];
        for (int i = count - 1; i >= 0; i--) {
            all[i] = pop();
        }
        switch (op.signature()) {
            case V_I -> {
                load(all[0]);
                call(Library.of(op));
                result(Kind.I);
            }
            case I_V, L_V, F_V, D_V -> {
                load(all[0]);
                call(Library.of(op));
                splat();
            }
            case VI_V -> {
                for (int half = 0; half < 2; half++) {
                    loadHalf(all[0], half);
                    load(all[1]);
                    call(Library.of(op));
                }
                result(Kind.V);
            }
            default -> whole(op, all);
        }
    }

    private void whole(Opcode op, Operand[] all) {
        String name = Library.camelCase(op.mnemonic());
        if (Library.find(name + "Lo") != null) {
            for (String half : new String[] {"Lo", "Hi"}) {
                for (Operand operand : all) {
                    load(operand);
                }
                call(Library.find(name + half));
            }
        } else if (name.contains("Narrow")) {
            load(all[0]);
            call(Library.of(op));
            load(all[1]);
            call(Library.of(op));
        } else if (name.endsWith("Swizzle")) {
            for (int half = 0; half < 2; half++) {
                load(all[0]);
                loadHalf(all[1], half);
                call(Library.of(op));
            }
        } else {
            for (int half = 0; half < 2; half++) {
                for (Operand operand : all) {
                    loadHalf(operand, half);
                }
                call(Library.of(op));
            }
        }
        result(Kind.V);
    }

    /** Emits i8x16.shuffle. */
    void shuffleLanes(long low, long high) {
        settleTop(2);
        Operand b = pop();
        Operand a = pop();
        for (long lanes : new long[] {low, high}) {
            load(a);
            load(b);
            longConstant(lanes);
            call(Library.find("i8x16Shuffle"));
        }
        result(Kind.V);
    }

    /** Emits extract_lane and replace_lane. */
    void laneOf(Opcode op, int lane) {
        int perHalf = op.immediates().lanes() / 2;
        int part = lane / perHalf;
        int count = op.signature().params().size();
        settleTop(count);
        Operand value = count == 2 ? pop() : null;
        Operand vector = pop();
        if (value == null) {
            loadHalf(vector, part);
            intConstant(lane % perHalf);
            call(Library.of(op));
            result(Kind.of(op.signature().results().getFirst()));
            return;
        }
        for (int half = 0; half < 2; half++) {
            loadHalf(vector, half);
            if (half == part) {
                intConstant(lane % perHalf);
                load(value);
                call(Library.of(op));
            }
        }
        result(Kind.V);
    }

    void call(Library.Entry entry) {
        invokeStatic(entry.owner(), entry.name(), entry.descriptor());
    }

    /** The long on the JVM's stack as both halves of a vector. */
    void splat() {
        mv.visitInsn(DUP2);
        result(Kind.V);
    }

    void loadHalf(Operand vector, int half) {
        if (vector.isConstant()) {
            longConstant(half == 0 ? vector.bits : vector.high);
        } else if (vector.var <= FRAMED) {
            loadField(Kind.J, localField(FRAMED - vector.var) + (half == 0 ? "" : "h"));
        } else {
            part.touched.set(vector.var);
            mv.visitVarInsn(LLOAD, vector.var + 2 * half);
        }
    }
}
