package dev.weft.fuzz;

import dev.weft.binary.BinaryWriter;
import dev.weft.syntax.NumType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.ValType;
import dev.weft.syntax.VecType;
import java.util.ArrayList;
import java.util.List;

/** Bodies that no JVM method could hold, or none that HotSpot would compile. */
final class Giants {
    private final Body body;
    private final Shape shape;
    private final Choices choices;
    private final BinaryWriter out;

    Giants(Body body) {
        this.body = body;
        this.shape = body.shape;
        this.choices = body.choices;
        this.out = body.out;
    }

    /** Fills the body, but for its results. */
    void fill() {
        switch (choices.below(4)) {
            case 0 -> machine();
            case 1 -> line();
            case 2 -> {
                manyLocals();
                body.room = 400 + choices.below(4000);
                body.statements.all();
            }
            default -> {
                manyLocals();
                machine();
                line();
            }
        }
    }

    /** Locals by the hundred, each with a value of its own. */
    private void manyLocals() {
        for (int i = choices.below(choices.oneIn(4) ? 1500 : 200); i > 0; i--) {
            ValType type = shape.value();
            body.room = 2;
            body.value(type);
            body.local(Opcode.LOCAL_SET, body.localFor(type));
        }
    }

    /** An interpreter: a loop around a switch of many arms, a few of them with loops or switches of their own. */
    private void machine() {
        int arms = choices.oneIn(3) ? 200 + choices.below(300) : 20 + choices.below(150);
        int state = body.newLocal(NumType.I32, false);
        int rounds = body.newLocal(NumType.I32, false);
        body.i32(choices.oneIn(4) ? 1000 : 30);
        body.local(Opcode.LOCAL_SET, rounds);
        int heat = body.heat;
        body.heat = heat * 30;
        out.opcode(Opcode.LOOP);
        out.blockType(null);
        body.enter(List.of(), false);
        for (int i = 0; i <= arms; i++) {
            out.opcode(Opcode.BLOCK);
            out.blockType(null);
            body.enter(List.of(), i == 0);
        }
        // the next arm depends on the last one's number and on what it left in some local
        body.local(Opcode.LOCAL_GET, state);
        body.i32(0x9E3779B1);
        out.opcode(Opcode.I32_MUL);
        body.i32(choices.below(100));
        out.opcode(Opcode.I32_ADD);
        body.local(Opcode.LOCAL_TEE, state);
        body.i32(8);
        out.opcode(Opcode.I32_SHR_U);
        body.i32(arms + 1);
        out.opcode(Opcode.I32_REM_U);
        out.opcode(Opcode.BR_TABLE);
        out.u32(arms);
        for (int i = 0; i <= arms; i++) {
            out.u32(i);
        }
        for (int i = 0; i < arms; i++) {
            body.leave();
            out.opcode(Opcode.END);
            int span = choices.open();
            body.room = choices.oneIn(10) ? 60 : 1 + choices.below(10);
            body.statements.some();
            if (choices.oneIn(3)) {
                body.room = 5;
                body.value(NumType.I32);
                body.local(Opcode.LOCAL_GET, state);
                out.opcode(Opcode.I32_XOR);
                body.local(Opcode.LOCAL_SET, state);
            }
            choices.close(span);
            if (!choices.oneIn(6)) {
                out.opcode(Opcode.BR);
                out.u32(arms - i - 1);
            }
        }
        body.leave();
        out.opcode(Opcode.END);
        body.local(Opcode.LOCAL_GET, rounds);
        body.i32(1);
        out.opcode(Opcode.I32_SUB);
        body.local(Opcode.LOCAL_TEE, rounds);
        out.opcode(Opcode.BR_IF);
        out.u32(0);
        body.leave();
        out.opcode(Opcode.END);
        body.heat = heat;
    }

    /** A long straight line, like a cipher's rounds: each step combines two locals into a third. */
    private void line() {
        List<ValType> types = new ArrayList<>(List.of(NumType.I32, NumType.I64));
        if (shape.has(Facet.VECTORS)) {
            types.add(VecType.V128);
        }
        ValType type = types.get(choices.below(types.size()));
        int width = 2 + choices.below(30);
        int[] words = new int[width];
        for (int i = 0; i < width; i++) {
            body.room = 1;
            body.value(type);
            words[i] = body.newLocal(type, true);
            body.local(Opcode.LOCAL_SET, words[i]);
        }
        List<Opcode> rows = body.instructions.yielding(type).stream()
                .filter(op -> op.signature().params().equals(List.of(type, type)) && !op.mnemonic().contains("div")
                        && !op.mnemonic().contains("rem") && !Instructions.mayChooseNaN(op)
                        && op.immediates().lanes() == 0 && !op.mnemonic().contains("shuffle")).toList();
        int steps = 100 + choices.below(choices.oneIn(4) ? 12_000 : 1_500);
        long seed = choices.bits();
        for (int i = 0; i < steps; i++) {
            seed = seed * 6364136223846793005L + 1442695040888963407L;
            int mixed = (int) (seed >>> 33);
            body.local(Opcode.LOCAL_GET, words[mixed % width]);
            body.local(Opcode.LOCAL_GET, words[(mixed >>> 8) % width]);
            out.opcode(rows.get((mixed >>> 16) % rows.size()));
            body.local(Opcode.LOCAL_SET, words[i % width]);
        }
    }
}
