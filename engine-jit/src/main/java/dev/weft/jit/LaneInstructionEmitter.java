package dev.weft.jit;

import dev.weft.jit.vector.Lane;
import dev.weft.syntax.Opcode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Emits vector instructions as calls of the Vector API where the function keeps vectors in its objects. What the API
 * has no fast way for is done on halves, by {@link VectorEmitter}.
 */
abstract class LaneInstructionEmitter extends LaneEmitter {
    /** i16x8.extadd_pairwise_i8x16_s: the act, the lanes of the operands, how they are extended. */
    private static final Pattern FROM = Pattern.compile("([a-z0-9_]*?)_([if][0-9]+x[0-9]+)(_s|_u)?(_zero)?");
    private static final int[] UPPER = {8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15};

    LaneInstructionEmitter(Target target, Shape shape) {
        super(target, shape);
    }

    @Override
    void vector(Opcode op) {
        String mnemonic = op.mnemonic();
        int dot = mnemonic.indexOf('.');
        Lane lane = Lane.of(mnemonic.substring(0, dot));
        String act = mnemonic.substring(dot + 1).replace("relaxed_", "");
        if (!vectors || !(lane == null ? bits(act) : lanes(act, lane, op))) {
            settleTop(op.signature().params().size());
            super.vector(op);
        }
    }

    // v128

    private boolean bits(String act) {
        switch (act) {
            case "not" -> {
                Lane lane = integerLane(1);
                takeVector(lane);
                unary("NOT");
                vectorResult(lane);
            }
            case "and", "or", "xor", "andnot" -> {
                Lane lane = integerLane(2);
                takeVectors(lane);
                binary(switch (act) {
                    case "and" -> "AND";
                    case "or" -> "OR";
                    case "xor" -> "XOR";
                    default -> "AND_NOT";
                });
                vectorResult(lane);
            }
            case "bitselect" -> select(integerLane(3));
            case "any_true" -> {
                takeVector(Lane.L);
                compare("NE", 0);
                invokeVirtual(MASK, "anyTrue", "()Z");
                result(Kind.I);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Lanes for an instruction that doesn't care, of one of its operands if possible. */
    private Lane integerLane(int count) {
        for (int i = 0; i < count; i++) {
            Operand operand = top(i);
            if (operand.lane != null && operand.lane != Lane.L) {
                return operand.lane.integer();
            }
        }
        return Lane.L;
    }

    private void select(Lane lane) {
        Operand[] all = takeToVariables(3, lane);
        bitwiseBlend(all[1], all[2], all[0], lane);
        vectorResult(lane);
    }

    // Lanes

    private boolean lanes(String act, Lane lane, Opcode op) {
        return switch (op.signature()) {
            case I_V, L_V, F_V, D_V -> {
                splatLane(lane);
                yield true;
            }
            case V_I -> testLanes(act, lane);
            case VI_V -> shift(act, lane);
            case V_V -> unaryLanes(act, lane) || convertLanes(act, lane);
            case VV_V -> binaryLanes(act, lane) || compareLanes(act, lane) || floatLanes(act, lane)
                    || widenLanes(act, lane);
            case VVV_V -> ternaryLanes(act, lane);
            default -> false;
        };
    }

    /** The number on top in all lanes. */
    void splatLane(Lane lane) {
        settleTop(1);
        Operand value = pop();
        species(lane);
        load(value);
        if (lane == Lane.B) {
            mv.visitInsn(I2B);
        } else if (lane == Lane.S) {
            mv.visitInsn(I2S);
        }
        invokeStatic(lane.type, "broadcast", "(" + Names.type(Names.SPECIES) + lane.element + ")"
                + Names.type(lane.type));
        vectorResult(lane);
    }

    private boolean testLanes(String act, Lane lane) {
        takeVector(lane);
        if (act.equals("all_true")) {
            compare("EQ", 0);
            invokeVirtual(MASK, "anyTrue", "()Z");
            mv.visitInsn(ICONST_1);
            mv.visitInsn(IXOR);
        } else {
            compare("LT", 0);
            invokeVirtual(MASK, "toLong", "()J");
            mv.visitInsn(L2I);
        }
        result(Kind.I);
        return true;
    }

    private boolean shift(String act, Lane lane) {
        String name = act.equals("shl") ? "LSHL" : act.equals("shr_s") ? "ASHR" : "LSHR";
        int mask = 8 * lane.bytes - 1;
        if (top(0).isConstant()) {
            int count = (int) pop().bits & mask;
            takeVector(lane);
            binary(name, count);
        } else {
            settleTop(1);
            Operand count = pop();
            takeVector(lane);
            shiftBy(name, () -> {
                load(count);
                intConstant(mask);
                mv.visitInsn(IAND);
                mv.visitInsn(I2L);
            });
        }
        vectorResult(lane);
        return true;
    }

    private boolean unaryLanes(String act, Lane lane) {
        if (lane.isFloat() && (act.equals("abs") || act.equals("neg"))) {
            long sign = lane == Lane.F ? Integer.MIN_VALUE : Long.MIN_VALUE;
            takeVector(lane.integer());
            binary(act.equals("abs") ? "AND" : "XOR", act.equals("abs") ? ~sign : sign);
            vectorResult(lane.integer());
            return true;
        }
        String name = switch (act) {
            case "abs" -> "ABS";
            case "neg" -> "NEG";
            case "popcnt" -> "BIT_COUNT";
            case "sqrt" -> "SQRT";
            default -> null;
        };
        if (name == null) {
            return false;
        }
        takeVector(lane);
        unary(name);
        vectorResult(lane);
        return true;
    }

    private boolean binaryLanes(String act, Lane lane) {
        String name = switch (act) {
            case "add" -> "ADD";
            case "sub" -> "SUB";
            case "mul" -> "MUL";
            case "div" -> "DIV";
            case "add_sat_s" -> "SADD";
            case "add_sat_u" -> "SUADD";
            case "sub_sat_s" -> "SSUB";
            case "sub_sat_u" -> "SUSUB";
            case "min_s" -> "MIN";
            case "max_s" -> "MAX";
            case "min_u" -> "UMIN";
            case "max_u" -> "UMAX";
            default -> null;
        };
        if (name != null) {
            takeVectors(lane);
            binary(name);
            vectorResult(lane);
            return true;
        }
        switch (act) {
            case "avgr_u" -> average(lane);
            case "swizzle" -> swizzle();
            case "q15mulr_sat_s", "q15mulr_s" -> q15();
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean compareLanes(String act, Lane lane) {
        String name = switch (act) {
            case "eq" -> "EQ";
            case "ne" -> "NE";
            case "lt", "lt_s" -> "LT";
            case "le", "le_s" -> "LE";
            case "gt", "gt_s" -> "GT";
            case "ge", "ge_s" -> "GE";
            case "lt_u" -> "ULT";
            case "le_u" -> "ULE";
            case "gt_u" -> "UGT";
            case "ge_u" -> "UGE";
            default -> null;
        };
        if (name == null) {
            return false;
        }
        takeVectors(lane);
        compare(name);
        if (lane.isFloat()) {
            species(lane.integer());
            invokeVirtual(MASK, "cast", "(" + Names.type(Names.SPECIES) + ")" + Names.type(MASK));
        }
        invokeVirtual(MASK, "toVector", "()" + Names.type(Names.VECTOR));
        vectorResult(lane.integer());
        return true;
    }

    private boolean floatLanes(String act, Lane lane) {
        if (!lane.isFloat()) {
            return false;
        }
        switch (act) {
            case "min", "max" -> {
                takeVectors(lane);
                binary(act.equals("min") ? "MIN" : "MAX");
                // changes nothing but a signaling NaN to a quiet one
                constantVector(lane, 0, 0);
                binary("SUB");
            }
            case "pmin", "pmax" -> {
                Operand[] all = takeToVariables(2, lane);
                vector(all[1], lane);
                vector(all[0], lane);
                vector(all[act.equals("pmin") ? 0 : 1], lane);
                vector(all[act.equals("pmin") ? 1 : 0], lane);
                compare("LT");
                blend();
            }
            default -> {
                return false;
            }
        }
        vectorResult(lane);
        return true;
    }

    private boolean ternaryLanes(String act, Lane lane) {
        switch (act) {
            case "laneselect" -> {
                select(lane);
                return true;
            }
            case "madd", "nmadd" -> {
                Operand[] all = takeToVariables(3, lane);
                if (act.equals("nmadd")) {
                    Lane integer = lane.integer();
                    vector(all[2], integer);
                    binary("XOR", lane == Lane.F ? Integer.MIN_VALUE : Long.MIN_VALUE);
                    as(integer, lane);
                } else {
                    vector(all[2], lane);
                }
                vector(all[1], lane);
                binary("MUL");
                vector(all[0], lane);
                binary("ADD");
                vectorResult(lane);
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    private void constantVector(Lane lane, long low, long high) {
        vector(Operand.constant(Kind.V, low, high), lane);
    }

    /** (a | b) - ((a ^ b) >>> 1). */
    private void average(Lane lane) {
        Operand[] all = takeToVariables(2, lane);
        vector(all[1], lane);
        vector(all[0], lane);
        binary("OR");
        vector(all[1], lane);
        vector(all[0], lane);
        binary("XOR");
        as(lane, Lane.S);
        binary("LSHR", 1);
        as(Lane.S, lane);
        if (lane == Lane.B) {
            binary("AND", 0x7F);
        }
        binary("SUB");
        vectorResult(lane);
    }

    private void swizzle() {
        Operand[] all = takeToVariables(2, Lane.B);
        vector(all[0], Lane.B);
        vector(all[1], Lane.B);
        invokeVirtual(Names.VECTOR, "selectFrom", "(" + Names.type(Names.VECTOR) + ")" + Names.type(Names.VECTOR));
        constantVector(Lane.B, 0, 0);
        vector(all[0], Lane.B);
        compare("UGE", 16);
        blend();
        vectorResult(Lane.B);
    }

    // Lanes of two sizes

    /** The even 16-bit lanes of an operand, or the odd ones, as signed 32-bit lanes. */
    private void everyOther(Operand operand, boolean odd) {
        vector(operand, Lane.I);
        if (!odd) {
            binary("LSHL", 16);
        }
        binary("ASHR", 16);
    }

    private void products(Operand[] all, boolean odd) {
        everyOther(all[1], odd);
        everyOther(all[0], odd);
        binary("MUL");
    }

    private void q15() {
        Operand[] all = takeToVariables(2, Lane.I);
        for (boolean odd : new boolean[] {false, true}) {
            products(all, odd);
            binary("ADD", 0x4000);
            binary("ASHR", 15);
            binary("MIN", Short.MAX_VALUE);
            if (odd) {
                binary("LSHL", 16);
            } else {
                binary("AND", 0xFFFF);
            }
        }
        binary("OR");
        vectorResult(Lane.I);
    }

    private boolean widenLanes(String act, Lane lane) {
        Matcher from = FROM.matcher(act);
        if (!from.matches()) {
            return false;
        }
        Lane source = Lane.of(from.group(2));
        boolean signed = "_s".equals(from.group(3));
        switch (from.group(1)) {
            case "narrow" -> narrow(source, lane, signed);
            case "extmul_low", "extmul_high" -> {
                Operand[] all = takeToVariables(2, source);
                boolean high = from.group(1).endsWith("high");
                extend(all[1], source, lane, signed, high);
                extend(all[0], source, lane, signed, high);
                binary("MUL");
                vectorResult(lane);
            }
            case "dot" -> {
                if (lane != Lane.I || source != Lane.S) {
                    return false;
                }
                Operand[] all = takeToVariables(2, Lane.I);
                products(all, false);
                products(all, true);
                binary("ADD");
                vectorResult(Lane.I);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void narrow(Lane source, Lane lane, boolean signed) {
        int bits = 8 * lane.bytes;
        long least = signed ? -1L << bits - 1 : 0;
        long most = (1L << (signed ? bits - 1 : bits)) - 1;
        Operand[] all = takeToVariables(2, source);
        for (int i = 1; i >= 0; i--) {
            vector(all[i], source);
            binary("MAX", least);
            binary("MIN", most);
            convert(source.name() + "2" + lane.name(), lane);
            as(lane, Lane.L);
            mv.visitTypeInsn(CHECKCAST, Lane.L.type);
            if (i == 1) {
                mv.visitInsn(ICONST_1);
            }
        }
        extract(Lane.L, 0);
        withLane(Lane.L);
        vectorResult(Lane.L);
    }

    private void extend(Operand operand, Lane source, Lane lane, boolean signed, boolean high) {
        if (high) {
            vector(operand, Lane.B);
            rearrange(Lane.B, UPPER);
            as(Lane.B, source);
        } else {
            vector(operand, source);
        }
        extendLow(source, lane, signed);
    }

    /** The lower lanes of the vector on the JVM's stack, as wider ones. */
    void extendLow(Lane source, Lane lane, boolean signed) {
        convert((signed ? "" : "ZERO_EXTEND_") + source.name() + "2" + lane.name(), lane);
    }

    private boolean convertLanes(String act, Lane lane) {
        Matcher from = FROM.matcher(act);
        if (!from.matches()) {
            return false;
        }
        Lane source = Lane.of(from.group(2));
        boolean signed = "_s".equals(from.group(3));
        switch (from.group(1)) {
            case "extend_low", "extend_high" ->
                extend(takeToVariables(1, source)[0], source, lane, signed, from.group(1).endsWith("high"));
            case "extadd_pairwise" -> pairwise(takeToVariables(1, lane)[0], lane, signed);
            case "promote_low", "demote" -> {
                takeVector(source);
                convert(source.name() + "2" + lane.name(), lane);
            }
            case "convert", "convert_low", "trunc", "trunc_sat" -> {
                if (!signed) {
                    return false;
                }
                takeVector(source);
                convert(source.name() + "2" + lane.name(), lane);
            }
            default -> {
                return false;
            }
        }
        vectorResult(lane);
        return true;
    }

    private void pairwise(Operand operand, Lane lane, boolean signed) {
        int bits = 4 * lane.bytes;
        vector(operand, lane);
        if (signed) {
            binary("LSHL", bits);
            binary("ASHR", bits);
        } else {
            binary("AND", (1L << bits) - 1);
        }
        vector(operand, lane);
        binary(signed ? "ASHR" : "LSHR", bits);
        binary("ADD");
    }
}
