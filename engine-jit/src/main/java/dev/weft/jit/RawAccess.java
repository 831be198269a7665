package dev.weft.jit;

import dev.weft.runtime.compiled.Recipes;
import dev.weft.runtime.memory.ViewAccess;
import dev.weft.syntax.Opcode;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Emits plain loads and stores of the first memory by native address, where the JDK's own {@code Unsafe} is exported to
 * emitted code ({@code --add-exports java.base/jdk.internal.misc=ALL-UNNAMED}).
 *
 * <p>Implementation note. An access is a check and a load or store. The check is one for a whole variable: once {@code
 * address + n} has been found inside, further accesses by the same variable up to there need none until it is written
 * or control flow joins. So the slow way of the check, for addresses above 2 GiB and shared memories that have grown,
 * comes back to the access, which takes the address as unsigned. The check is one unsigned comparison with something
 * that cannot be negative, which is the form of an array's that C2 moves out of loops; where the bound may be below the
 * access's end, it is two signed ones, and in loops {@code Objects.checkIndex} again.
 */
final class RawAccess implements Opcodes {
    private static final String UNSAFE = "jdk/internal/misc/Unsafe";
    private static final String DESCRIPTOR = "L" + UNSAFE + ";";
    private static final Object INSTANCE = find();
    /** Stands for addresses that are constants among the variables that have been checked. */
    private static final int CONSTANT = -1;
    private static final long UNSIGNED = 0xFFFF_FFFFL;

    private final CodeEmitter code;
    private final long leastBytes;
    int loops;

    /** Accesses to a memory that has so many bytes at least. */
    RawAccess(CodeEmitter code, long leastBytes) {
        this.code = code;
        this.leastBytes = leastBytes;
    }

    private static Object find() {
        return ViewAccess.isRaw() ? Recipes.unsafe() : null;
    }

    static boolean isAvailable() {
        return INSTANCE != null;
    }

    void load(Opcode op, int offset) {
        code.settleTop(1);
        Operand address = code.pop();
        int width = op.immediates().width();
        check(address, offset, width);
        Kind kind = Kind.of(op.signature().results().getFirst());
        place(address, offset);
        call("get", kind, width, "");
        extend(op);
        code.result(kind);
    }

    void store(Opcode op, int offset) {
        code.settleTop(2);
        Operand value = code.pop();
        Operand address = code.pop();
        int width = op.immediates().width();
        Kind kind = Kind.of(op.signature().params().get(1));
        check(address, offset, width);
        place(address, offset);
        code.load(value);
        if (kind == Kind.J && width < 8) {
            code.mv.visitInsn(L2I);
        }
        if (width < 4) {
            code.mv.visitInsn(width == 1 ? I2B : I2S);
        }
        call("put", kind, width, "V");
    }

    private void call(String verb, Kind kind, int width, String returned) {
        String type = switch (kind) {
            case F -> "F";
            case D -> "D";
            default -> width == 1 ? "B" : width == 2 ? "S" : width == 4 ? "I" : "J";
        };
        String name = switch (type) {
            case "F" -> "Float";
            case "D" -> "Double";
            case "B" -> "Byte";
            case "S" -> "Short";
            case "I" -> "Int";
            default -> "Long";
        };
        code.invokeVirtual(UNSAFE, verb + name, returned.isEmpty() ? "(" + Names.type(Names.OBJECT) + "J)" + type
                : "(" + Names.type(Names.OBJECT) + "J" + type + ")V");
    }

    private void extend(Opcode op) {
        switch (op) {
            case I32_LOAD8_U -> mask(0xFF);
            case I32_LOAD16_U -> mask(0xFFFF);
            case I64_LOAD8_S, I64_LOAD16_S, I64_LOAD32_S -> code.mv.visitInsn(I2L);
            case I64_LOAD8_U -> {
                mask(0xFF);
                code.mv.visitInsn(I2L);
            }
            case I64_LOAD16_U -> {
                mask(0xFFFF);
                code.mv.visitInsn(I2L);
            }
            case I64_LOAD32_U -> unsigned();
            default -> {
            }
        }
    }

    private void mask(int bits) {
        code.intConstant(bits);
        code.mv.visitInsn(IAND);
    }

    private void unsigned() {
        code.mv.visitInsn(I2L);
        code.mv.visitLdcInsn(UNSIGNED);
        code.mv.visitInsn(LAND);
    }

    /** Puts the object and the native address on the JVM's stack. */
    private void place(Operand address, int offset) {
        code.constants.load(code.mv, Recipes.UNSAFE, DESCRIPTOR);
        code.mv.visitInsn(ACONST_NULL);
        code.loadVar(Kind.J, code.part.base);
        long plus = offset;
        if (address.isConstant()) {
            plus += address.bits & UNSIGNED;
        } else {
            code.load(address);
            unsigned();
            code.mv.visitInsn(LADD);
        }
        if (plus != 0) {
            code.longConstant(plus);
            code.mv.visitInsn(LADD);
        }
    }

    private void check(Operand address, int offset, int width) {
        long end = (address.isConstant() ? address.bits & UNSIGNED : 0) + offset + width;
        int key = address.isConstant() ? CONSTANT : address.var;
        Integer known = code.part.checked.get(key);
        if (known != null && end <= known || address.isConstant() && end <= leastBytes) {
            return;
        }
        Label slow = new Label();
        Label fine = new Label();
        int bound = (int) Math.min(end, Integer.MAX_VALUE);
        if (address.isConstant()) {
            code.mv.visitVarInsn(ILOAD, code.part.limit);
            code.intConstant(bound);
            code.mv.visitJumpInsn(IF_ICMPLT, slow);
        } else if (bound <= leastBytes) {
            code.load(address);
            limit(bound - 1);
            code.intConstant(Integer.MAX_VALUE);
            code.mv.visitInsn(IAND);
            code.invokeStatic("java/lang/Integer", "compareUnsigned", "(II)I");
            code.mv.visitJumpInsn(IFGE, slow);
        } else {
            code.load(address);
            code.mv.visitJumpInsn(IFLT, slow);
            code.load(address);
            limit(bound);
            code.mv.visitJumpInsn(IF_ICMPGT, slow);
            if (loops > 0) {
                code.load(address);
                limit(bound - 1);
                code.invokeStatic("java/util/Objects", "checkIndex", "(II)I");
                code.mv.visitInsn(POP);
            }
        }
        code.mv.visitLabel(fine);
        code.later(slow, () -> {
            if (address.isConstant()) {
                code.intConstant((int) address.bits);
            } else {
                code.load(address);
            }
            code.intConstant(offset);
            code.intConstant(width);
            code.loadContext();
            code.invokeStatic(Names.MEMORY_SUPPORT, "check", "(IIIL" + Names.CONTEXT + ";)V");
            code.mv.visitJumpInsn(GOTO, fine);
        });
        if (end <= Integer.MAX_VALUE) {
            code.part.checked.put(key, (int) end);
        }
    }

    private void limit(int less) {
        code.mv.visitVarInsn(ILOAD, code.part.limit);
        if (less != 0) {
            code.intConstant(less);
            code.mv.visitInsn(ISUB);
        }
    }
}
