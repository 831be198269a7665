package dev.weft.jit;

import dev.weft.jit.vector.Lane;
import org.objectweb.asm.Label;

/**
 * Keeps vectors as objects of the Vector API in JVM variables, where C2 turns them into registers.
 *
 * <p>Implementation note. Three rules make HotSpot do that (RATIONALE.md). Every vector that may arrive where control
 * flow meets comes from an instruction that C2 knows, never from a constant. The API is called where it is needed, and
 * not through methods of our own, which C2 stops inlining after a few dozen. And what is called is an abstract method
 * of {@code Vector} or {@code VectorSpecies}: C1 leaves it a call, so that long functions stay within its limits, while
 * C2 knows the class of every vector.
 *
 * <p>An operand knows its lanes, and changes them only where an instruction wants others. Where control flow meets, all
 * are {@link Lane#L}; a local of the guest has the lanes it is used with most.
 */
abstract class LaneEmitter extends VectorEmitter {
    private static final String OPERATORS = "jdk/incubator/vector/VectorOperators";
    static final String MASK = "jdk/incubator/vector/VectorMask";
    private static final String BINARY = Names.type(OPERATORS + "$Binary");
    private static final String COMPARISON = Names.type(OPERATORS + "$Comparison");
    private static final String CONVERSION = Names.type(OPERATORS + "$Conversion");
    private static final String ANY = Names.type(Names.VECTOR);
    private static final String BYTE_ORDER = "Ljava/nio/ByteOrder;";
    private static final int SCRATCH = 3;

    LaneEmitter(Target target, Shape shape) {
        super(target, shape);
    }

    // What a method needs

    /** Whether the function has vectors, and keeps them as objects. */
    void useVectors(boolean use) {
        vectors = use;
        if (use && survey != null) {
            survey.vectors = true;
        }
    }

    @Override
    void allocateVectors() {
        if (vectors) {
            part.species = newVar(1);
            part.segment = part.limit >= 0 ? newVar(1) : -1;
        }
    }

    /**
     * Emits what a method with vectors begins with. The species is a constant that C1, which does not see that both
     * ways lead to the same, takes for a variable.
     */
    @Override
    void beginVectors() {
        if (!vectors) {
            return;
        }
        Label other = new Label();
        Label end = new Label();
        mv.visitVarInsn(ILOAD, part.depth);
        mv.visitJumpInsn(IFLT, other);
        species(Lane.L);
        mv.visitJumpInsn(GOTO, end);
        mv.visitLabel(other);
        species(Lane.L);
        mv.visitLabel(end);
        mv.visitVarInsn(ASTORE, part.species);
    }

    void species(Lane lane) {
        mv.visitFieldInsn(GETSTATIC, lane.type, "SPECIES_128", Names.type(Names.SPECIES));
    }

    /** A variable for a vector within an instruction. */
    private int scratch(int index) {
        if (part.scratch < 0) {
            part.scratch = newVar(4 + SCRATCH);
        }
        return part.scratch + 4 + index;
    }

    private void storeScratch(int index) {
        mv.visitVarInsn(ASTORE, scratch(index));
        // as in storeVar: the next vector there may be of another class
        mv.visitLabel(new Label());
    }

    // Between two longs and vectors

    @Override
    void joinHalves() {
        int low = scratch(-4);
        int high = low + 2;
        mv.visitVarInsn(LSTORE, high);
        mv.visitVarInsn(LSTORE, low);
        mv.visitVarInsn(ALOAD, part.species);
        mv.visitVarInsn(LLOAD, low);
        broadcast();
        mv.visitTypeInsn(CHECKCAST, Lane.L.type);
        mv.visitInsn(ICONST_1);
        mv.visitVarInsn(LLOAD, high);
        withLane(Lane.L);
        push(Operand.vector(Lane.L));
    }

    /** A vector with a long, on the JVM's stack above the species, in both lanes. */
    void broadcast() {
        mv.visitMethodInsn(INVOKEINTERFACE, Names.SPECIES, "broadcast", "(J)" + ANY, true);
    }

    void withLane(Lane lane) {
        invokeVirtual(lane.type, "withLane", "(I" + lane.element + ")" + Names.type(lane.type));
    }

    /** The lane of a vector on the JVM's stack that has these lanes. */
    void extract(Lane lane, int index) {
        mv.visitTypeInsn(CHECKCAST, lane.type);
        intConstant(index);
        invokeVirtual(lane.type, "lane", "(I)" + lane.element);
    }

    @Override
    void loadHalves(Operand vector) {
        if (vector.mode == Operand.STACK) {
            storeScratch(0);
            loadHalves(Operand.vector(scratch(0), false, vector.lane));
            return;
        }
        loadHalf(vector, 0);
        loadHalf(vector, 1);
    }

    @Override
    void loadHalf(Operand vector, int half) {
        if (vector.kind == Kind.X) {
            vector(vector, Lane.L);
            extract(Lane.L, half);
        } else {
            super.loadHalf(vector, half);
        }
    }

    @Override
    void carry(Operand operand, Lane lane) {
        if (operand.kind == Kind.X) {
            vector(operand, lane);
        } else if (operand.kind == Kind.V && vectors) {
            // a constant, and yet not as one: it may meet others
            mv.visitVarInsn(ALOAD, part.species);
            longConstant(operand.bits);
            broadcast();
            if (operand.bits != operand.high) {
                mv.visitTypeInsn(CHECKCAST, Lane.L.type);
                mv.visitInsn(ICONST_1);
                longConstant(operand.high);
                withLane(Lane.L);
            }
            as(Lane.L, lane);
        } else {
            load(operand);
        }
    }

    // Between methods of a function a vector is two longs in the frame

    @Override
    void loadVectorField(String name) {
        loadField(Kind.V, name);
        joinHalves();
        operands.removeLast();
    }

    @Override
    void storeVectorField(String name) {
        storeScratch(0);
        toVectorField(scratch(0), name);
    }

    @Override
    void toVectorField(int var, String name) {
        for (int half = 0; half < 2; half++) {
            mv.visitVarInsn(ALOAD, part.frame);
            mv.visitVarInsn(ALOAD, var);
            invokeVirtual(Names.VECTOR, Lane.L.reinterpret, "()" + Names.type(Lane.L.type));
            intConstant(half);
            invokeVirtual(Lane.L.type, "lane", "(I)J");
            put(Kind.J, half == 0 ? name : name + "h");
        }
    }

    // Vectors on the JVM's stack

    /** Emits what puts an operand on the JVM's stack as a vector with these lanes; one that is there must be on top. */
    void vector(Operand operand, Lane lane) {
        if (operand.isConstant()) {
            Lane integer = lane.integer();
            constants.load(mv, new VectorConstant(integer, operand.bits, operand.high).recipe(), ANY);
            as(integer, lane);
            return;
        }
        if (operand.mode == Operand.VAR) {
            loadVar(Kind.X, operand.var);
        }
        as(operand.lane, lane);
    }

    /** Changes the lanes of the vector on the JVM's stack. */
    void as(Lane from, Lane to) {
        if (from != to) {
            invokeVirtual(Names.VECTOR, to.reinterpret, "()" + Names.type(to.type));
        }
    }

    /** Takes an operand as a vector with these lanes on the JVM's stack. */
    void takeVector(Lane lane) {
        vector(pop(), lane);
    }

    /** Takes two operands as vectors with these lanes on the JVM's stack. */
    void takeVectors(Lane lane) {
        Operand b = pop();
        Operand a = pop();
        if (!b.isOnStack()) {
            vector(a, lane);
            vector(b, lane);
            return;
        }
        vector(b, lane);
        if (a.isOnStack() && a.lane != lane) {
            mv.visitInsn(SWAP);
            as(a.lane, lane);
            mv.visitInsn(SWAP);
        } else if (!a.isOnStack()) {
            vector(a, lane);
            mv.visitInsn(SWAP);
        }
    }

    /** Takes operands as vectors with these lanes in variables; the last of them first in the result. */
    Operand[] takeToVariables(int count, Lane lane) {
        settleTop(count);
        Operand[] taken = new Operand[count];
        for (int i = 0; i < count; i++) {
            Operand operand = pop();
            if (operand.isConstant() || operand.lane == lane && operand.var > FRAMED) {
                taken[i] = operand;
            } else {
                vector(operand, lane);
                storeScratch(i);
                taken[i] = Operand.vector(scratch(i), false, lane);
            }
        }
        return taken;
    }

    /** The vector on the JVM's stack is the result of an instruction. */
    void vectorResult(Lane lane) {
        push(Operand.vector(lane));
    }

    // Instructions of the API, on vectors on the JVM's stack

    private static String operatorType(String name) {
        return Names.type(OPERATORS + switch (name) {
            case "ADD", "MUL", "MIN", "MAX", "UMIN", "UMAX", "AND", "OR", "XOR" -> "$Associative";
            case "NOT", "NEG", "ABS", "BIT_COUNT", "SQRT" -> "$Unary";
            case "BITWISE_BLEND" -> "$Ternary";
            case "EQ", "NE", "LT", "LE", "GT", "GE", "ULT", "ULE", "UGT", "UGE" -> "$Comparison";
            case "SUB", "AND_NOT", "SADD", "SUADD", "SSUB", "SUSUB", "LSHL", "LSHR", "ASHR" -> "$Binary";
            default -> "$Conversion";
        });
    }

    void operator(String name) {
        mv.visitFieldInsn(GETSTATIC, OPERATORS, name, operatorType(name));
    }

    void unary(String name) {
        operator(name);
        invokeVirtual(Names.VECTOR, "lanewise", "(" + Names.type(OPERATORS + "$Unary") + ")" + ANY);
    }

    /** Of the two vectors on the JVM's stack. */
    void binary(String name) {
        switch (name) {
            case "ADD", "SUB", "MUL", "DIV" -> invokeVirtual(Names.VECTOR, name.toLowerCase(java.util.Locale.ROOT),
                    "(" + ANY + ")" + ANY);
            default -> {
                operator(name);
                mv.visitInsn(SWAP);
                invokeVirtual(Names.VECTOR, "lanewise", "(" + BINARY + ANY + ")" + ANY);
            }
        }
    }

    /** With the same number in each lane. */
    void binary(String name, long value) {
        operator(name);
        longConstant(value);
        invokeVirtual(Names.VECTOR, "lanewise", "(" + BINARY + "J)" + ANY);
    }

    /** With a number in a variable. */
    void shiftBy(String name, Runnable count) {
        operator(name);
        count.run();
        invokeVirtual(Names.VECTOR, "lanewise", "(" + BINARY + "J)" + ANY);
    }

    /** The ternary operator with its three vectors in variables. */
    void bitwiseBlend(Operand a, Operand b, Operand c, Lane lane) {
        vector(a, lane);
        operator("BITWISE_BLEND");
        vector(b, lane);
        vector(c, lane);
        invokeVirtual(Names.VECTOR, "lanewise", "(" + Names.type(OPERATORS + "$Ternary") + ANY + ANY + ")" + ANY);
    }

    /** Leaves a mask. */
    void compare(String name) {
        operator(name);
        mv.visitInsn(SWAP);
        invokeVirtual(Names.VECTOR, "compare", "(" + COMPARISON + ANY + ")" + Names.type(MASK));
    }

    void compare(String name, long value) {
        operator(name);
        longConstant(value);
        invokeVirtual(Names.VECTOR, "compare", "(" + COMPARISON + "J)" + Names.type(MASK));
    }

    /** Of two vectors and a mask on the JVM's stack: the second where the mask is set. */
    void blend() {
        invokeVirtual(Names.VECTOR, "blend", "(" + ANY + Names.type(MASK) + ")" + ANY);
    }

    /** Lanes of another size or kind, from the lowest on; what the result has room for is zero. */
    void convert(String name, Lane to) {
        operator(name);
        species(to);
        mv.visitInsn(ICONST_0);
        invokeVirtual(Names.VECTOR, "convertShape", "(" + CONVERSION + Names.type(Names.SPECIES) + "I)" + ANY);
    }

    // Memory: the segment and an index, as an int, on the JVM's stack

    /** Of the species below. */
    void loadVector() {
        mv.visitInsn(I2L);
        littleEndian();
        mv.visitMethodInsn(INVOKEINTERFACE, Names.SPECIES, "fromMemorySegment",
                "(" + Names.type(Names.SEGMENT) + "J" + BYTE_ORDER + ")" + ANY, true);
    }

    /** Of the vector below. */
    void storeVector() {
        mv.visitInsn(I2L);
        littleEndian();
        invokeVirtual(Names.VECTOR, "intoMemorySegment", "(" + Names.type(Names.SEGMENT) + "J" + BYTE_ORDER + ")V");
    }

    private void littleEndian() {
        mv.visitFieldInsn(GETSTATIC, "java/nio/ByteOrder", "LITTLE_ENDIAN", BYTE_ORDER);
    }

    /** Puts the lane {@code sources[i]} at place {@code i}. */
    void rearrange(Lane lane, int[] sources) {
        String shuffle = "Ljdk/incubator/vector/VectorShuffle;";
        constants.load(mv, VectorConstant.shuffle(lane, sources), shuffle);
        invokeVirtual(Names.VECTOR, "rearrange", "(" + shuffle + ")" + ANY);
    }
}
