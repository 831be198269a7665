package dev.weft.jit;

import dev.weft.jit.vector.Lane;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.Immediates;
import dev.weft.syntax.MemType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.ValType;
import org.objectweb.asm.Label;

/**
 * Emits accesses to memory.
 *
 * <p>Plain loads and stores of the first memory, if it has 32-bit addresses, go through the memory's view with an int
 * index, after a check with signed comparisons, which C2 moves out of loops (RATIONALE.md). If it fails (out of bounds,
 * above 2 GiB, or a shared memory that has grown) a call looks closer. Everything else calls the memory.
 */
abstract class MemoryEmitter extends LaneAccessEmitter {
    final RawAccess raw;

    MemoryEmitter(Target target, Shape shape) {
        super(target, shape);
        MemType memory = hasView(compiled) ? module.memory(0) : null;
        raw = new RawAccess(this, memory == null ? 0 : memory.limits().min() << memory.pageSizeLog2());
    }

    /** Whether functions of a module access memory through a view. */
    static boolean hasView(CompiledModule compiled) {
        return compiled.module.memoryCount() > 0 && compiled.module.memory(0).addr() == AddrType.I32;
    }

    @Override
    void memoryAccess(Opcode op, int memIdx, long offset, int lane) {
        mark();
        part.usesMemory = true;
        boolean fast = memIdx == 0 && part.limit >= 0 && offset <= Integer.MAX_VALUE - 64
                && !op.immediates().isAtomic() && op.code() >>> 16 == 0;
        boolean stores = op.signature().results().isEmpty();
        if (fast && part.base >= 0) {
            if (stores) {
                raw.store(op, (int) offset);
            } else {
                raw.load(op, (int) offset);
            }
        } else if (fast && stores) {
            fastStore(op, (int) offset);
        } else if (fast) {
            fastLoad(op, (int) offset);
        } else if (op == Opcode.V128_LOAD && memIdx == 0 && part.limit >= 0 && offset <= Integer.MAX_VALUE - 64) {
            fastLoadVector((int) offset);
        } else if (op == Opcode.V128_STORE && memIdx == 0 && part.limit >= 0 && offset <= Integer.MAX_VALUE - 64) {
            fastStoreVector((int) offset);
        } else if (vectors && op.code() >>> 16 == 0xFD && op != Opcode.V128_LOAD && op != Opcode.V128_STORE) {
            partialAccess(op, memIdx, offset, lane);
        } else {
            slowAccess(op, memIdx, offset, lane);
        }
    }

    // The fast path

    /** Emits the check of an address that lies in a variable or is a constant; jumps to {@code slow} if it fails. */
    private void check(Operand address, int offset, int width, Label slow) {
        if (!address.isConstant() && offset > 0) {
            load(address);
            mv.visitJumpInsn(IFLT, slow);
        }
        if (!address.isConstant()) {
            loadEffective(address, offset);
            mv.visitJumpInsn(IFLT, slow);
        }
        loadEffective(address, offset);
        mv.visitVarInsn(ILOAD, part.limit);
        intConstant(width);
        mv.visitInsn(ISUB);
        mv.visitJumpInsn(IF_ICMPGT, slow);
    }

    private void loadEffective(Operand address, int offset) {
        if (address.isConstant()) {
            intConstant((int) address.bits + offset);
            return;
        }
        load(address);
        if (offset > 0) {
            intConstant(offset);
            mv.visitInsn(IADD);
        }
    }

    /** Whether the fast path is no use: the address is a constant beyond the view. */
    private static boolean isFar(Operand address, int offset) {
        return address.isConstant() && (address.bits & 0xFFFF_FFFFL) + offset > Integer.MAX_VALUE - 64;
    }

    private void fastLoad(Opcode op, int offset) {
        int width = op.immediates().width();
        Kind kind = Kind.of(op.signature().results().getFirst());
        settleTop(1);
        if (isFar(top(0), offset)) {
            slowAccess(op, 0, offset, -1);
            return;
        }
        Operand address = pop();
        Label slow = new Label();
        Label end = new Label();
        check(address, offset, width, slow);
        if (width == 1) {
            loadView();
            loadEffective(address, offset);
            invokeVirtual(Names.BUFFER, "get", "(I)B");
        } else {
            handle(width);
            loadView();
            loadEffective(address, offset);
            invokeVirtual(Names.VAR_HANDLE, "get", "(Ljava/nio/ByteBuffer;I)" + (width == 2 ? "S" : width == 4 ? "I"
                    : "J"));
        }
        afterLoad(op);
        mv.visitLabel(end);
        later(slow, () -> {
            load(address);
            intConstant(offset);
            loadContext();
            invokeStatic(Names.MEMORY_SUPPORT, Library.camelCase(op.mnemonic()) + "Slow",
                    "(IIL" + Names.CONTEXT + ";)" + kind.descriptor);
            mv.visitJumpInsn(GOTO, end);
        });
        result(kind);
    }

    private void afterLoad(Opcode op) {
        switch (op) {
            case F32_LOAD -> invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F");
            case F64_LOAD -> invokeStatic("java/lang/Double", "longBitsToDouble", "(J)D");
            case I32_LOAD8_U -> mask(0xFF);
            case I32_LOAD16_U -> mask(0xFFFF);
            case I64_LOAD8_S, I64_LOAD16_S, I64_LOAD32_S -> mv.visitInsn(I2L);
            case I64_LOAD8_U -> {
                mask(0xFF);
                mv.visitInsn(I2L);
            }
            case I64_LOAD16_U -> {
                mask(0xFFFF);
                mv.visitInsn(I2L);
            }
            case I64_LOAD32_U -> {
                mv.visitInsn(I2L);
                mv.visitLdcInsn(0xFFFF_FFFFL);
                mv.visitInsn(LAND);
            }
            default -> {
            }
        }
    }

    private void mask(int bits) {
        intConstant(bits);
        mv.visitInsn(IAND);
    }

    private void handle(int width) {
        mv.visitFieldInsn(GETSTATIC, Names.MEMORY, width == 2 ? "I16" : width == 4 ? "I32" : "I64",
                "Ljava/lang/invoke/VarHandle;");
    }

    private void fastStore(Opcode op, int offset) {
        int width = op.immediates().width();
        Kind kind = Kind.of(op.signature().params().get(1));
        settleTop(2);
        if (isFar(top(1), offset)) {
            slowAccess(op, 0, offset, -1);
            return;
        }
        Operand value = pop();
        Operand address = pop();
        Label slow = new Label();
        Label end = new Label();
        check(address, offset, width, slow);
        if (width > 1) {
            handle(width);
        }
        loadView();
        loadEffective(address, offset);
        load(value);
        if (kind == Kind.F) {
            invokeStatic("java/lang/Float", "floatToRawIntBits", "(F)I");
        } else if (kind == Kind.D) {
            invokeStatic("java/lang/Double", "doubleToRawLongBits", "(D)J");
        } else if (kind == Kind.J && width < 8) {
            mv.visitInsn(L2I);
        }
        switch (width) {
            case 1 -> {
                mv.visitInsn(I2B);
                invokeVirtual(Names.BUFFER, "put", "(IB)Ljava/nio/ByteBuffer;");
                mv.visitInsn(POP);
            }
            case 2 -> {
                mv.visitInsn(I2S);
                invokeVirtual(Names.VAR_HANDLE, "set", "(Ljava/nio/ByteBuffer;IS)V");
            }
            case 4 -> invokeVirtual(Names.VAR_HANDLE, "set", "(Ljava/nio/ByteBuffer;II)V");
            default -> invokeVirtual(Names.VAR_HANDLE, "set", "(Ljava/nio/ByteBuffer;IJ)V");
        }
        mv.visitLabel(end);
        later(slow, () -> {
            load(address);
            load(value);
            intConstant(offset);
            loadContext();
            invokeStatic(Names.MEMORY_SUPPORT, Library.camelCase(op.mnemonic()) + "Slow",
                    "(I" + kind.descriptor + "IL" + Names.CONTEXT + ";)V");
            mv.visitJumpInsn(GOTO, end);
        });
    }

    private void fastLoadVector(int offset) {
        settleTop(1);
        if (isFar(top(0), offset)) {
            slowAccess(Opcode.V128_LOAD, 0, offset, -1);
            return;
        }
        Operand address = pop();
        Label slow = new Label();
        Label end = new Label();
        check(address, offset, 16, slow);
        if (vectors) {
            mv.visitVarInsn(ALOAD, part.species);
            mv.visitVarInsn(ALOAD, part.segment);
            loadEffective(address, offset);
            loadVector();
        } else {
            for (int half = 0; half < 2; half++) {
                handle(8);
                loadView();
                loadEffective(address, offset + 8 * half);
                invokeVirtual(Names.VAR_HANDLE, "get", "(Ljava/nio/ByteBuffer;I)J");
            }
        }
        mv.visitLabel(end);
        later(slow, () -> {
            for (String half : new String[] {"Lo", "Hi"}) {
                pushMemory(0);
                pushAddress(address, 0, offset);
                invokeVirtual(Names.MEMORY, "loadV128" + half, "(J)J");
            }
            if (vectors) {
                joinHalves();
                pop();
            }
            mv.visitJumpInsn(GOTO, end);
        });
        if (vectors) {
            vectorResult(Lane.L);
        } else {
            result(Kind.V);
        }
    }

    private void fastStoreVector(int offset) {
        settleTop(2);
        if (isFar(top(1), offset)) {
            slowAccess(Opcode.V128_STORE, 0, offset, -1);
            return;
        }
        Operand value = pop();
        Operand address = pop();
        Label slow = new Label();
        Label end = new Label();
        check(address, offset, 16, slow);
        if (vectors) {
            vector(value, value.isConstant() ? Lane.L : value.lane);
            mv.visitVarInsn(ALOAD, part.segment);
            loadEffective(address, offset);
            storeVector();
        } else {
            for (int half = 0; half < 2; half++) {
                handle(8);
                loadView();
                loadEffective(address, offset + 8 * half);
                loadHalf(value, half);
                invokeVirtual(Names.VAR_HANDLE, "set", "(Ljava/nio/ByteBuffer;IJ)V");
            }
        }
        mv.visitLabel(end);
        later(slow, () -> {
            pushMemory(0);
            pushAddress(address, 0, offset);
            load(value);
            invokeVirtual(Names.MEMORY, "storeV128", "(JJJ)V");
            mv.visitJumpInsn(GOTO, end);
        });
    }

    // Everything else: a call of the memory

    void pushMemory(int memIdx) {
        loadContext();
        mv.visitFieldInsn(GETFIELD, Names.CONTEXT, "memories", "[L" + Names.MEMORY + ";");
        intConstant(memIdx);
        mv.visitInsn(AALOAD);
    }

    private void pushAddress(Operand address, int memIdx, long offset) {
        load(address);
        if (module.memory(memIdx).addr() == AddrType.I64) {
            longConstant(offset);
            invokeStatic(Names.ADDRESSES, "effective64", "(JJ)J");
            return;
        }
        mv.visitInsn(I2L);
        mv.visitLdcInsn(0xFFFF_FFFFL);
        mv.visitInsn(LAND);
        if (offset != 0) {
            longConstant(offset);
            mv.visitInsn(LADD);
        }
    }

    private void slowAccess(Opcode op, int memIdx, long offset, int lane) {
        int count = op.signature().params().size();
        settleTop(count);
        Operand[] all = new Operand[count];
        for (int i = count - 1; i >= 0; i--) {
            all[i] = pop();
        }
        if (lane >= 0) {
            laneAccess(op, memIdx, offset, lane, all);
            return;
        }
        if (op == Opcode.MEMORY_ATOMIC_WAIT32 || op == Opcode.MEMORY_ATOMIC_WAIT64) {
            loadContext();
            mv.visitFieldInsn(GETFIELD, Names.CONTEXT, "instance", Names.type(Names.MODULE_INSTANCE));
            invokeStatic("dev/weft/runtime/tier/AtomicWait", "requireMayBlock",
                    "(" + Names.type(Names.MODULE_INSTANCE) + ")V");
        }
        pushMemory(memIdx);
        pushAddress(all[0], memIdx, offset);
        if (op.immediates().isAtomic()) {
            atomic(op, all);
        } else if (op.code() >>> 16 == 0xFD) {
            vectorAccess(op, memIdx, offset, all);
        } else if (op.signature().results().isEmpty()) {
            load(all[1]);
            Kind kind = Kind.of(op.signature().params().get(1));
            int width = op.immediates().width();
            if (kind == Kind.J && width < 8) {
                mv.visitInsn(L2I);
                kind = Kind.I;
            }
            String name = kind == Kind.F ? "storeF32" : kind == Kind.D ? "storeF64" : "storeI" + 8 * width;
            invokeVirtual(Names.MEMORY, name, "(J" + kind.descriptor + ")V");
        } else {
            plainLoad(op);
        }
    }

    private void plainLoad(Opcode op) {
        Kind kind = Kind.of(op.signature().results().getFirst());
        int width = op.immediates().width();
        switch (kind) {
            case F -> invokeVirtual(Names.MEMORY, "loadF32", "(J)F");
            case D -> invokeVirtual(Names.MEMORY, "loadF64", "(J)D");
            default -> {
                if (width == 8) {
                    invokeVirtual(Names.MEMORY, "loadI64", "(J)J");
                } else {
                    boolean signed = op.mnemonic().endsWith("_s");
                    invokeVirtual(Names.MEMORY, "loadI" + 8 * width + (width == 4 ? "" : signed ? "S" : "U"), "(J)I");
                    if (kind == Kind.J) {
                        mv.visitInsn(I2L);
                        if (op == Opcode.I64_LOAD32_U) {
                            mv.visitLdcInsn(0xFFFF_FFFFL);
                            mv.visitInsn(LAND);
                        }
                    }
                }
            }
        }
        result(kind);
    }

    private void vectorAccess(Opcode op, int memIdx, long offset, Operand[] all) {
        switch (op) {
            case V128_LOAD -> {
                invokeVirtual(Names.MEMORY, "loadV128Lo", "(J)J");
                pushMemory(memIdx);
                pushAddress(all[0], memIdx, offset);
                invokeVirtual(Names.MEMORY, "loadV128Hi", "(J)J");
                result(Kind.V);
            }
            case V128_STORE -> {
                load(all[1]);
                invokeVirtual(Names.MEMORY, "storeV128", "(JJJ)V");
            }
            case V128_LOAD32_ZERO, V128_LOAD64_ZERO -> {
                if (op == Opcode.V128_LOAD32_ZERO) {
                    invokeVirtual(Names.MEMORY, "loadI32", "(J)I");
                    mv.visitInsn(I2L);
                    mv.visitLdcInsn(0xFFFF_FFFFL);
                    mv.visitInsn(LAND);
                } else {
                    invokeVirtual(Names.MEMORY, "loadI64", "(J)J");
                }
                mv.visitInsn(LCONST_0);
                result(Kind.V);
            }
            case V128_LOAD8_SPLAT, V128_LOAD16_SPLAT, V128_LOAD32_SPLAT, V128_LOAD64_SPLAT -> {
                int bits = 8 * op.immediates().width();
                invokeVirtual(Names.MEMORY, "loadI" + bits + (bits < 32 ? "U" : ""), bits == 64 ? "(J)J" : "(J)I");
                call(Library.find("i" + bits + "x" + 128 / bits + "Splat"));
                splat();
            }
            default -> {
                // v128.load8x8_s and its like: eight bytes, extended
                String shape = op.mnemonic().substring("v128.load".length());
                int from = Integer.parseInt(shape.substring(0, shape.indexOf('x')));
                String name = "i" + 2 * from + "x" + 64 / from + "ExtendLowI" + from + "x" + 128 / from
                        + (shape.endsWith("_s") ? "S" : "U");
                invokeVirtual(Names.MEMORY, "loadI64", "(J)J");
                int var = home(size(), Kind.J);
                mv.visitInsn(DUP2);
                storeVar(Kind.J, var);
                mv.visitInsn(LCONST_0);
                call(Library.find(name + "Lo"));
                loadVar(Kind.J, var);
                mv.visitInsn(LCONST_0);
                call(Library.find(name + "Hi"));
                result(Kind.V);
            }
        }
    }

    private void laneAccess(Opcode op, int memIdx, long offset, int lane, Operand[] all) {
        Immediates access = op.immediates();
        int perHalf = access.lanes() / 2;
        int part = lane / perHalf;
        int bits = 128 / access.lanes();
        String shape = "i" + bits + "x" + access.lanes();
        if (op.signature().results().isEmpty()) {
            pushMemory(memIdx);
            pushAddress(all[0], memIdx, offset);
            loadHalf(all[1], part);
            if (bits < 64) {
                intConstant(lane % perHalf);
                call(Library.find(shape + "ExtractLane" + (bits < 32 ? "S" : "")));
            }
            invokeVirtual(Names.MEMORY, "storeI" + bits, bits == 64 ? "(JJ)V" : "(JI)V");
            return;
        }
        for (int half = 0; half < 2; half++) {
            if (half != part) {
                loadHalf(all[1], half);
                continue;
            }
            if (bits < 64) {
                loadHalf(all[1], half);
                intConstant(lane % perHalf);
            }
            pushMemory(memIdx);
            pushAddress(all[0], memIdx, offset);
            invokeVirtual(Names.MEMORY, "loadI" + bits + (bits < 32 ? "U" : ""), bits == 64 ? "(J)J" : "(J)I");
            if (bits < 64) {
                call(Library.find(shape + "ReplaceLane"));
            }
        }
        result(Kind.V);
    }

    private void atomic(Opcode op, Operand[] all) {
        int width = op.immediates().width();
        Kind narrow = width == 8 ? Kind.J : Kind.I;
        String name;
        switch (op) {
            case MEMORY_ATOMIC_NOTIFY -> {
                load(all[1]);
                invokeVirtual(Names.MEMORY, "notify", "(JI)I");
                result(Kind.I);
                return;
            }
            case MEMORY_ATOMIC_WAIT32, MEMORY_ATOMIC_WAIT64 -> {
                load(all[1]);
                load(all[2]);
                invokeVirtual(Names.MEMORY, "wait" + 8 * width, "(J" + narrow.descriptor + "J)I");
                result(Kind.I);
                refreshMemory();
                return;
            }
            default -> {
                // i64.atomic.rmw8.add_u: the act is the part behind the last dot
                String act = op.mnemonic().substring(op.mnemonic().lastIndexOf('.') + 1).replaceAll("_u$|[0-9]+", "");
                boolean plain = act.equals("load") || act.equals("store");
                name = "atomic" + (plain ? "" : "Rmw") + Character.toUpperCase(act.charAt(0)) + act.substring(1)
                        + 8 * width;
            }
        }
        StringBuilder descriptor = new StringBuilder("(J");
        for (int i = 1; i < all.length; i++) {
            load(all[i]);
            if (all[i].kind == Kind.J && narrow == Kind.I) {
                mv.visitInsn(L2I);
            }
            if (i == 1 && all.length == 3 && width < 4) {
                // a narrow cmpxchg wraps what it expects, as the threads proposal's own scripts ask
                mask(width == 1 ? 0xFF : 0xFFFF);
            }
            descriptor.append(narrow.descriptor);
        }
        if (op.signature().results().isEmpty()) {
            invokeVirtual(Names.MEMORY, name, descriptor + ")V");
            return;
        }
        invokeVirtual(Names.MEMORY, name, descriptor + ")" + narrow.descriptor);
        ValType type = op.signature().results().getFirst();
        if (Kind.of(type) == Kind.J && narrow == Kind.I) {
            mv.visitInsn(I2L);
            if (width == 4) {
                mv.visitLdcInsn(0xFFFF_FFFFL);
                mv.visitInsn(LAND);
            }
        }
        result(Kind.of(type));
    }
}
