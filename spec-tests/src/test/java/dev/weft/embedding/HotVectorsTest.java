package dev.weft.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.runtime.Engine;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.Store;
import dev.weft.script.Tiers;
import dev.weft.syntax.Immediates;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.Signature;
import dev.weft.text.TextParser;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each vector instruction in a loop that runs long enough to be compiled by C2, whose own way of doing it then takes
 * the place of Java's: the results are those of the interpreter.
 */
@Tag("full")
class HotVectorsTest {
    private static final int PAIRS = 400;
    private static final int ROUNDS = 600;
    private static final int RESULTS = 1 << 16;

    @Test
    void vectorApi_inTests_isPresent() {
        assertTrue(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
    }

    @TestFactory
    Stream<DynamicTest> vectorInstruction_hot_doesWhatTheInterpreterDoes() {
        return Arrays.stream(Opcode.values()).filter(op -> op.code() >>> 16 == 0xFD && op.signature() != null
                && wanted(op)).map(op -> DynamicTest.dynamicTest(op.mnemonic(), () -> agree(op)));
    }

    private static boolean wanted(Opcode op) {
        return op.immediates() == Immediates.NONE || op == Opcode.I8X16_SHUFFLE
                || op.mnemonic().matches(".*(extract|replace)_lane.*");
    }

    private static void agree(Opcode op) {
        List<String> forms = new ArrayList<>();
        if (op == Opcode.I8X16_SHUFFLE) {
            forms.addAll(List.of("0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23", "31 0 30 1 29 2 28 3 27 4 26 5 25 6 24 7",
                    "8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7", "17 18 19 16 21 22 23 20 25 26 27 24 29 30 31 28"));
        } else if (op.immediates() == Immediates.NONE) {
            forms.add("");
        } else {
            forms.addAll(List.of("0", Integer.toString(op.immediates().lanes() - 1)));
        }
        for (String form : forms) {
            String text = module(op, form);
            byte[] wanted = run("interp", text, 1);
            byte[] found = run("jit", text, ROUNDS);
            for (int i = 0; i < wanted.length; i += 16) {
                String at = op.mnemonic() + " " + form + " of pair " + i / 16;
                assertEquals(show(op, wanted, i), show(op, found, i), at);
            }
        }
    }

    private static String module(Opcode op, String form) {
        StringBuilder code = new StringBuilder();
        Signature signature = op.signature();
        int at = 0;
        for (var type : signature.params()) {
            code.append(switch (type.toString().toLowerCase(java.util.Locale.ROOT)) {
                case "v128" -> "(v128.load offset=" + at + " (local.get 0))";
                case "i32" -> "(i32.load offset=" + at + " (local.get 0))";
                case "i64" -> "(i64.load offset=" + at + " (local.get 0))";
                case "f32" -> "(f32.load offset=" + at + " (local.get 0))";
                default -> "(f64.load offset=" + at + " (local.get 0))";
            });
            at += 16;
        }
        String store = switch (signature.results().getFirst().toString().toLowerCase(java.util.Locale.ROOT)) {
            case "v128" -> "v128.store";
            case "i32" -> "i32.store";
            case "i64" -> "i64.store";
            case "f32" -> "f32.store";
            default -> "f64.store";
        };
        return """
                (module (memory (export "memory") 2)
                  (func (export "run") (local i32)
                    (loop $l
                      (%s offset=%d (local.get 0) (%s %s %s))
                      (br_if $l (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 16))) (i32.const %d))))))
                """.formatted(store, RESULTS, op.mnemonic(), form, code, 16 * PAIRS);
    }

    private static byte[] run(String tier, String text, int rounds) {
        Engine engine = Tiers.engine(tier);
        Instance instance = new Linker().instantiate(Store.of(engine),
                engine.prepare(TextParser.assemble(text)));
        byte[] operands = operands();
        instance.memory("memory").write(0, operands, 0, operands.length);
        for (int i = 0; i < rounds; i++) {
            instance.function("run").call();
        }
        return instance.memory("memory").readBytes(RESULTS, 16 * PAIRS);
    }

    /** Vectors of lanes that are special to some instruction, and of any bits. */
    private static byte[] operands() {
        long[] special = {0, -1, 0x8000_0000_8000_0000L, 0x7FFF_FFFF_7FFF_FFFFL, 0x8000_8000_8000_8000L,
            0x7F7F_7F7F_7F7F_7F7FL, 0x8080_8080_8080_8080L, 0x7FC0_0000_7F80_0000L, 0x7FA0_0000_FF80_0000L,
            0x7FF8_0000_0000_0000L, 0x7FF0_0000_0000_0001L, 0xFFF0_0000_0000_0000L, 0x3F00_0000_BF00_0000L,
            0x3FE0_0000_0000_0000L, 0xBFF8_0000_0000_0000L, 0x4F00_0000_CF00_0000L, 0x41E0_0000_0000_0000L,
            0x4B00_0001_3FC0_0000L, 0x0000_0001_8000_0000L, 0x4330_0000_0000_0001L, 0xC1E0_0000_0020_0000L,
            0x0F10_0E11_0012_0102L, Long.MIN_VALUE, 0x4F80_0000_4F7F_FFFFL, 0x4020_0000_4060_0000L};
        Random random = new Random(5);
        ByteBuffer bytes = ByteBuffer.allocate(16 * (PAIRS + 3)).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            bytes.putLong(random.nextInt(3) == 0 ? random.nextLong() : special[random.nextInt(special.length)]);
        }
        return bytes.array();
    }

    /** A result; of a NaN only that it is quiet, since which operand's bits it has is free. */
    private static String show(Opcode op, byte[] bytes, int at) {
        ByteBuffer result = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 16; i += op.mnemonic().startsWith("f64x2") ? 8 : 4) {
            if (op.mnemonic().startsWith("f64x2") && Double.isNaN(result.getDouble(at + i))) {
                text.append((result.getLong(at + i) & 1L << 51) != 0 ? "quiet " : "signaling ");
            } else if (op.mnemonic().startsWith("f64x2")) {
                text.append(Long.toHexString(result.getLong(at + i))).append(' ');
            } else if (op.mnemonic().startsWith("f32x4") && Float.isNaN(result.getFloat(at + i))) {
                text.append((result.getInt(at + i) & 1 << 22) != 0 ? "quiet " : "signaling ");
            } else {
                text.append(Integer.toHexString(result.getInt(at + i))).append(' ');
            }
        }
        return text.toString();
    }
}
