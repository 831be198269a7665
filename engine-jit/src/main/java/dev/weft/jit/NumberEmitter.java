package dev.weft.jit;

import dev.weft.syntax.Opcode;

/** Emits the instructions on numbers: a JVM instruction, an intrinsic, or a call of {@code runtime.numeric}. */
abstract class NumberEmitter extends PartEmitter {
    private static final String INTEGER = "java/lang/Integer";
    private static final String LONG = "java/lang/Long";

    NumberEmitter(Target target, Shape shape) {
        super(target, shape);
    }

    /** Emits an instruction whose operands and result are numbers. */
    void number(Opcode op) {
        switch (op) {
            case I32_EQZ -> eqz();
            case I32_EQ -> compareInts(IF_ICMPEQ, false);
            case I32_NE -> compareInts(IF_ICMPNE, false);
            case I32_LT_S -> compareInts(IF_ICMPLT, false);
            case I32_GT_S -> compareInts(IF_ICMPGT, false);
            case I32_LE_S -> compareInts(IF_ICMPLE, false);
            case I32_GE_S -> compareInts(IF_ICMPGE, false);
            case I32_LT_U -> compareInts(IFLT, true);
            case I32_GT_U -> compareInts(IFGT, true);
            case I32_LE_U -> compareInts(IFLE, true);
            case I32_GE_U -> compareInts(IFGE, true);
            case I64_EQZ -> {
                loadTop(1);
                mv.visitInsn(LCONST_0);
                mv.visitInsn(LCMP);
                push(Operand.test(IFEQ));
            }
            case I64_EQ -> compare(LCMP, IFEQ);
            case I64_NE -> compare(LCMP, IFNE);
            case I64_LT_S -> compare(LCMP, IFLT);
            case I64_GT_S -> compare(LCMP, IFGT);
            case I64_LE_S -> compare(LCMP, IFLE);
            case I64_GE_S -> compare(LCMP, IFGE);
            case I64_LT_U -> compareUnsigned(LONG, "(JJ)I", IFLT);
            case I64_GT_U -> compareUnsigned(LONG, "(JJ)I", IFGT);
            case I64_LE_U -> compareUnsigned(LONG, "(JJ)I", IFLE);
            case I64_GE_U -> compareUnsigned(LONG, "(JJ)I", IFGE);
            case F32_EQ -> compare(FCMPL, IFEQ);
            case F32_NE -> compare(FCMPL, IFNE);
            case F32_LT -> compare(FCMPG, IFLT);
            case F32_LE -> compare(FCMPG, IFLE);
            case F32_GT -> compare(FCMPL, IFGT);
            case F32_GE -> compare(FCMPL, IFGE);
            case F64_EQ -> compare(DCMPL, IFEQ);
            case F64_NE -> compare(DCMPL, IFNE);
            case F64_LT -> compare(DCMPG, IFLT);
            case F64_LE -> compare(DCMPG, IFLE);
            case F64_GT -> compare(DCMPL, IFGT);
            case F64_GE -> compare(DCMPL, IFGE);
            case I32_ADD -> ints(IADD, true);
            case I32_SUB -> ints(ISUB, false);
            case I32_MUL -> ints(IMUL, true);
            case I32_AND -> ints(IAND, true);
            case I32_OR -> ints(IOR, true);
            case I32_XOR -> ints(IXOR, true);
            case I32_SHL -> ints(ISHL, false);
            case I32_SHR_S -> ints(ISHR, false);
            case I32_SHR_U -> ints(IUSHR, false);
            case I32_ROTL -> intrinsic(INTEGER, "rotateLeft", "(II)I", 2, Kind.I);
            case I32_ROTR -> intrinsic(INTEGER, "rotateRight", "(II)I", 2, Kind.I);
            case I32_CLZ -> intrinsic(INTEGER, "numberOfLeadingZeros", "(I)I", 1, Kind.I);
            case I32_CTZ -> intrinsic(INTEGER, "numberOfTrailingZeros", "(I)I", 1, Kind.I);
            case I32_POPCNT -> intrinsic(INTEGER, "bitCount", "(I)I", 1, Kind.I);
            case I32_EXTEND8_S -> simple(1, Kind.I, I2B);
            case I32_EXTEND16_S -> simple(1, Kind.I, I2S);
            case I64_ADD -> simple(2, Kind.J, LADD);
            case I64_SUB -> simple(2, Kind.J, LSUB);
            case I64_MUL -> simple(2, Kind.J, LMUL);
            case I64_AND -> simple(2, Kind.J, LAND);
            case I64_OR -> simple(2, Kind.J, LOR);
            case I64_XOR -> simple(2, Kind.J, LXOR);
            case I64_SHL -> longShift(LSHL);
            case I64_SHR_S -> longShift(LSHR);
            case I64_SHR_U -> longShift(LUSHR);
            case I64_ROTL -> rotateLong("rotateLeft");
            case I64_ROTR -> rotateLong("rotateRight");
            case I64_CLZ -> countLong("numberOfLeadingZeros");
            case I64_CTZ -> countLong("numberOfTrailingZeros");
            case I64_POPCNT -> countLong("bitCount");
            case I64_EXTEND8_S -> simple(1, Kind.J, L2I, I2B, I2L);
            case I64_EXTEND16_S -> simple(1, Kind.J, L2I, I2S, I2L);
            case I64_EXTEND32_S -> simple(1, Kind.J, L2I, I2L);
            case F32_ADD -> simple(2, Kind.F, FADD);
            case F32_SUB -> simple(2, Kind.F, FSUB);
            case F32_MUL -> simple(2, Kind.F, FMUL);
            case F32_DIV -> simple(2, Kind.F, FDIV);
            case F64_ADD -> simple(2, Kind.D, DADD);
            case F64_SUB -> simple(2, Kind.D, DSUB);
            case F64_MUL -> simple(2, Kind.D, DMUL);
            case F64_DIV -> simple(2, Kind.D, DDIV);
            case I32_WRAP_I64 -> simple(1, Kind.I, L2I);
            case I64_EXTEND_I32_S -> simple(1, Kind.J, I2L);
            case I64_EXTEND_I32_U -> {
                loadTop(1);
                mv.visitInsn(I2L);
                mv.visitLdcInsn(0xFFFF_FFFFL);
                mv.visitInsn(LAND);
                push(Operand.stack(Kind.J));
            }
            case F32_CONVERT_I32_S -> simple(1, Kind.F, I2F);
            case F32_CONVERT_I64_S -> simple(1, Kind.F, L2F);
            case F64_CONVERT_I32_S -> simple(1, Kind.D, I2D);
            case F64_CONVERT_I64_S -> simple(1, Kind.D, L2D);
            case I32_REINTERPRET_F32 -> intrinsic("java/lang/Float", "floatToRawIntBits", "(F)I", 1, Kind.I);
            case F32_REINTERPRET_I32 -> intrinsic("java/lang/Float", "intBitsToFloat", "(I)F", 1, Kind.F);
            case I64_REINTERPRET_F64 -> intrinsic("java/lang/Double", "doubleToRawLongBits", "(D)J", 1, Kind.J);
            case F64_REINTERPRET_I64 -> intrinsic("java/lang/Double", "longBitsToDouble", "(J)D", 1, Kind.D);
            default -> library(op);
        }
    }

    private void library(Opcode op) {
        mark();
        Library.Entry entry = Library.of(op);
        loadTop(entry.params());
        invokeStatic(entry.owner(), entry.name(), entry.descriptor());
        result(Kind.of(op.signature().results().getFirst()));
    }

    /** The instructions on integers of 128 bits. */
    void wide(Opcode op) {
        int count = op == Opcode.I64_ADD128 || op == Opcode.I64_SUB128 ? 4 : 2;
        settleTop(count);
        Operand[] all = new Operand[count];
        for (int i = count - 1; i >= 0; i--) {
            all[i] = pop();
        }
        load(all[0]);
        load(all[count / 2]);
        mv.visitInsn(op == Opcode.I64_ADD128 ? LADD : op == Opcode.I64_SUB128 ? LSUB : LMUL);
        for (Operand operand : all) {
            load(operand);
        }
        invokeStatic(Names.NUMERICS, Library.camelCase(op.mnemonic()) + "Hi", count == 4 ? "(JJJJ)J" : "(JJ)J");
        push(Operand.stack(Kind.J));
        push(Operand.stack(Kind.J));
    }

    private void simple(int count, Kind kind, int... instructions) {
        loadTop(count);
        for (int instruction : instructions) {
            mv.visitInsn(instruction);
        }
        push(Operand.stack(kind));
    }

    private void ints(int instruction, boolean commutative) {
        Operand b = top(0);
        Operand a = top(1);
        if (a.isConstant() && b.isConstant()) {
            drop(2);
            push(Operand.constant(Kind.I, fold(instruction, (int) a.bits, (int) b.bits), 0));
            return;
        }
        if (commutative && b.isOnStack() && !a.isOnStack()) {
            drop(2);
            load(a);
        } else {
            loadTop(2);
        }
        mv.visitInsn(instruction);
        boolean step = a.alias && b.isConstant() && (instruction == IADD || instruction == ISUB);
        push(step ? Operand.sum(a.var, instruction == IADD ? (int) b.bits : -(int) b.bits) : Operand.stack(Kind.I));
    }

    private static int fold(int instruction, int a, int b) {
        return switch (instruction) {
            case IADD -> a + b;
            case ISUB -> a - b;
            case IMUL -> a * b;
            case IAND -> a & b;
            case IOR -> a | b;
            case IXOR -> a ^ b;
            case ISHL -> a << b;
            case ISHR -> a >> b;
            default -> a >>> b;
        };
    }

    /** A second operand of 64 bits as a count: the JVM wants an int. */
    private void loadCount() {
        Operand count = top(0);
        if (count.isConstant()) {
            drop(1);
            push(Operand.constant(Kind.I, (int) count.bits, 0));
            loadTop(2);
        } else {
            loadTop(2);
            mv.visitInsn(L2I);
        }
    }

    private void longShift(int instruction) {
        loadCount();
        mv.visitInsn(instruction);
        push(Operand.stack(Kind.J));
    }

    private void rotateLong(String name) {
        loadCount();
        invokeStatic(LONG, name, "(JI)J");
        push(Operand.stack(Kind.J));
    }

    private void countLong(String name) {
        loadTop(1);
        invokeStatic(LONG, name, "(J)I");
        mv.visitInsn(I2L);
        push(Operand.stack(Kind.J));
    }

    private void intrinsic(String owner, String name, String descriptor, int count, Kind kind) {
        loadTop(count);
        invokeStatic(owner, name, descriptor);
        push(Operand.stack(kind));
    }

    // Comparisons stay on the JVM's stack until a branch takes them, or something else wants a number.

    private void eqz() {
        Operand operand = top(0);
        if (operand.mode == Operand.TEST) {
            drop(1);
            push(Operand.test(opposite(operand.jump)));
        } else {
            loadTop(1);
            push(Operand.test(IFEQ));
        }
    }

    private void compareInts(int jump, boolean unsigned) {
        Operand right = top(0);
        if (!right.isOnStack() && !top(1).isOnStack()) {
            Operand left = top(1);
            drop(2);
            push(Operand.comparison(left, right, jump, unsigned));
        } else if (unsigned) {
            compareUnsigned(INTEGER, "(II)I", jump);
        } else if (right.isConstant() && (int) right.bits == 0) {
            drop(1);
            loadTop(1);
            push(Operand.test(jump - IF_ICMPEQ + IFEQ));
        } else {
            loadTop(2);
            push(Operand.test(jump));
        }
    }

    private void compare(int instruction, int jump) {
        loadTop(2);
        mv.visitInsn(instruction);
        push(Operand.test(jump));
    }

    private void compareUnsigned(String owner, String descriptor, int jump) {
        loadTop(2);
        invokeStatic(owner, "compareUnsigned", descriptor);
        push(Operand.test(jump));
    }

    /** The JVM's jump that is taken exactly if {@code jump} isn't. */
    static int opposite(int jump) {
        return jump == IFNULL ? IFNONNULL : jump == IFNONNULL ? IFNULL : ((jump + 1) ^ 1) - 1;
    }
}
