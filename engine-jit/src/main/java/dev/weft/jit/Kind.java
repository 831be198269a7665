package dev.weft.jit;

import dev.weft.syntax.NumType;
import dev.weft.syntax.ValType;
import dev.weft.syntax.VecType;
import org.objectweb.asm.Opcodes;

/** How a value type is carried in the JVM: its descriptor, how many variables it takes, how it is moved. */
enum Kind {
    I("I", 1, Opcodes.ILOAD, Opcodes.ISTORE, Opcodes.IRETURN),
    J("J", 2, Opcodes.LLOAD, Opcodes.LSTORE, Opcodes.LRETURN),
    F("F", 1, Opcodes.FLOAD, Opcodes.FSTORE, Opcodes.FRETURN),
    D("D", 2, Opcodes.DLOAD, Opcodes.DSTORE, Opcodes.DRETURN),
    /** A vector: two longs, the low half first; as a result the high half lies in the stack's results. */
    V("JJ", 4, Opcodes.LLOAD, Opcodes.LSTORE, Opcodes.LRETURN),
    A("Ljava/lang/Object;", 1, Opcodes.ALOAD, Opcodes.ASTORE, Opcodes.ARETURN),
    /** A vector as it lies in a variable where the Vector API is at hand; passed and returned it is a {@link #V}. */
    X("Ljdk/incubator/vector/Vector;", 1, Opcodes.ALOAD, Opcodes.ASTORE, Opcodes.ARETURN);

    final String descriptor;
    final int width;
    final int load;
    final int store;
    final int return_;

    Kind(String descriptor, int width, int load, int store, int return_) {
        this.descriptor = descriptor;
        this.width = width;
        this.load = load;
        this.store = store;
        this.return_ = return_;
    }

    /** How a type is carried. */
    static Kind of(ValType type) {
        if (type instanceof NumType number) {
            return switch (number) {
                case I32 -> I;
                case I64 -> J;
                case F32 -> F;
                case F64 -> D;
            };
        }
        return type == VecType.V128 ? V : A;
    }

    /** How many slots of the value stack it takes. */
    int slots() {
        return isVector() ? 2 : 1;
    }

    boolean isVector() {
        return this == V || this == X;
    }

    /** Whether the JVM counts it twice on its operand stack. */
    boolean isWide() {
        return this == J || this == D;
    }
}
