package dev.weft.binary;

import static dev.weft.binary.Binaries.ONE_FUNC;
import static dev.weft.binary.Binaries.assertBodyMalformed;
import static dev.weft.binary.Binaries.assertMalformed;
import static dev.weft.binary.Binaries.code;
import static dev.weft.binary.Binaries.decodeAll;
import static dev.weft.binary.Binaries.read;
import static dev.weft.binary.Binaries.section;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.Feature;
import dev.weft.syntax.Features;
import dev.weft.syntax.Immediates;
import dev.weft.syntax.MalformedException;
import dev.weft.syntax.NumType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.RefType;
import dev.weft.syntax.TypeIdx;
import dev.weft.syntax.ValType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Instructions from bytes. */
class CodeReaderTest {

    @ParameterizedTest
    @EnumSource(Opcode.class)
    void instruction_ofEveryRow_takesItsOwnBytesOnly(Opcode op) {
        BinaryWriter out = new BinaryWriter();
        out.opcode(op);
        InstructionSamples.immediates(out, op.immediates(), 200);
        int size = out.size();
        boolean block = op.immediates() == Immediates.BLOCK_TYPE || op.immediates() == Immediates.BLOCK_TYPE_CATCHES;
        for (int ends = block ? 2 : 1; ends > 0; ends--) {
            out.opcode(Opcode.END);
        }
        CodeReader in = new CodeReader(out.toByteArray(), 0, out.size());
        if (op == Opcode.DELEGATE) {
            assertThrows(MalformedException.class, in::next);
        } else if (op != Opcode.END) {
            assertEquals(op, in.next());
            assertEquals(0, in.offset());
            assertEquals(size, in.position());
            assertEquals(Opcode.END, in.next());
        }
    }

    @ParameterizedTest
    @EnumSource(Opcode.class)
    void instruction_cutAnywhere_isMalformed(Opcode op) {
        BinaryWriter out = new BinaryWriter();
        out.opcode(op);
        InstructionSamples.immediates(out, op.immediates(), 200);
        for (int length = 1; length < out.size(); length++) {
            CodeReader in = new CodeReader(out.toByteArray(), 0, length);
            assertThrows(MalformedException.class, () -> {
                while (in.hasNext()) {
                    in.next();
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource(value = Feature.class, mode = EnumSource.Mode.EXCLUDE, names = "MVP")
    void instruction_proposalOff_isIllegalAndNamesIt(Feature feature) {
        for (Opcode op : Opcode.values()) {
            if (op.feature() == feature) {
                BinaryWriter out = new BinaryWriter();
                out.opcode(op);
                String hex = Binaries.hex(out.toByteArray());
                assertBodyMalformed("illegal opcode " + hex.substring(0, 2), Features.ALL.without(feature), hex);
                String message = assertThrows(MalformedException.class,
                        () -> decodeAll(Binaries.bytes(Binaries.PREAMBLE + ONE_FUNC + code(hex)),
                                Features.ALL.without(feature))).getMessage();
                assertTrue(message.contains(op + " needs the proposal " + feature), message);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "16", "1d", "27", "c5", "d7", "fa"})
    void opcode_withoutRow_isIllegal(String opcode) {
        assertBodyMalformed("illegal opcode " + opcode, Features.ALL, opcode + "0b");
    }

    @ParameterizedTest
    @CsvSource({"fb 1f, fb 1f", "fc 12, fc 12", "fd ffff03, fd ffff", "fe 04, fe 04", "fe ffffffff0f, fe ffffffff"})
    void opcode_behindPrefixWithoutRow_isIllegal(String code, String shown) {
        assertBodyMalformed("illegal opcode " + shown, Features.ALL, code + "0b");
    }

    @Test
    void opcode_behindPrefixInLongForm_isRead() {
        assertEquals(Opcode.I32_TRUNC_SAT_F32_S, read("fc 80808000 0b").next());
    }

    @Test
    void constants_rawBits_areRead() {
        CodeReader in = read("41 7f 42 8080808080808080807f 43 0000c07f 44 010000000000f0ff"
                + "fd0c 000102030405060708090a0b0c0d0e0f 0b");
        in.next();
        assertEquals(-1, in.bits());
        in.next();
        assertEquals(Long.MIN_VALUE, in.bits());
        in.next();
        assertEquals(0x7fc00000, in.bits());
        in.next();
        assertEquals(0xfff0000000000001L, in.bits());
        in.next();
        assertEquals(0x0706050403020100L, in.bits());
        assertEquals(0x0f0e0d0c0b0a0908L, in.bitsHigh());
    }

    @ParameterizedTest
    @CsvSource({
        "41 8080808008, integer too large", "41 ffffffff4f, integer too large",
        "41 808080808000, integer representation too long", "42 80808080808080808001, integer too large",
        "42 8080808080808080808000, integer representation too long", "20 ffffffff1f, integer too large"
    })
    void integers_tooLong_areMalformed(String code, String phrase) {
        assertBodyMalformed(phrase, Features.ALL, code + "0b");
    }

    @ParameterizedTest
    @CsvSource({"41 ffffffff07, 2147483647", "41 8080808078, -2147483648", "41 40, -64", "41 bf7f, -65"})
    void i32Const_edges_areRead(String code, int value) {
        CodeReader in = read(code + "0b");
        in.next();
        assertEquals(value, in.bits());
    }

    @Test
    void memarg_everyPart_isRead() {
        CodeReader in = read("28 02 10  29 43 05 ffffffffffffffffff01  fd54 00 01 0e 0b");
        in.next();
        assertEquals(2, in.align());
        assertEquals(16, in.memOffset());
        assertEquals(0, in.memIdx());
        in.next();
        assertEquals(3, in.align());
        assertEquals(-1L, in.memOffset());
        assertEquals(5, in.memIdx());
        in.next();
        assertEquals(14, in.lane());
    }

    @Test
    void memarg_unknownFlags_isMalformed() {
        assertBodyMalformed("malformed memop flags", Features.ALL, "28 80 01 00 0b");
        assertBodyMalformed("malformed memop flags", Features.ALL.without(Feature.MULTI_MEMORY), "28 42 00 00 0b");
    }

    @Test
    void memarg_longOffsetWithoutMemory64_isMalformed() {
        assertBodyMalformed("integer too large", Features.ALL.without(Feature.MEMORY64), "28 02 ffffffff1f 0b");
    }

    @ParameterizedTest
    @CsvSource({"MULTI_MEMORY, 3f 01", "MULTI_MEMORY, fc0a 00 01", "REFERENCE_TYPES, 11 00 01", "THREADS, fe03 01"})
    void index_reservedByte_mustBeZero(Feature feature, String code) {
        Features features = feature == Feature.THREADS ? Features.ALL : Features.ALL.without(feature);
        assertBodyMalformed("zero byte expected", features, code + "0b");
    }

    @Test
    void blockType_everyForm_isRead() {
        CodeReader in = read("02 40 03 7f 04 63 05 06 81 01 02 00 0b 0b 0b 0b 0b 0b");
        in.next();
        assertEquals(-1, in.blockTypeIdx());
        assertNull(in.blockResult());
        in.next();
        assertEquals(NumType.I32, in.blockResult());
        in.next();
        assertEquals(RefType.of(true, new TypeIdx(5)), in.blockResult());
        in.next();
        assertEquals(129, in.blockTypeIdx());
        assertEquals(5, in.depth());
        in.next();
        assertEquals(0, in.blockTypeIdx());
        while (in.hasNext()) {
            in.next();
        }
        assertEquals(0, in.depth());
    }

    @Test
    void brTable_manyLabels_areRead() {
        StringBuilder labels = new StringBuilder("0e 64");
        for (int i = 0; i <= 100; i++) {
            labels.append(String.format("%02x", i));
        }
        CodeReader in = read(labels + "0b");
        in.next();
        assertEquals(101, in.labelCount());
        assertEquals(99, in.label(99));
        assertEquals(100, in.label(100));
    }

    @Test
    void brTable_countBeyondTheBody_isMalformed() {
        assertBodyMalformed("length out of bounds", Features.ALL, "0e ffffffff0f 00 0b");
    }

    @Test
    void tryTable_everyClause_isRead() {
        CodeReader in = read("1f 40 04  00 07 01  01 08 02  02 03  03 04  0b 0b");
        in.next();
        assertEquals(4, in.catchCount());
        int[][] clauses = {{CodeReader.CATCH, 7, 1}, {CodeReader.CATCH_REF, 8, 2}, {CodeReader.CATCH_ALL, -1, 3},
            {CodeReader.CATCH_ALL_REF, -1, 4}};
        for (int i = 0; i < 4; i++) {
            assertArrayEquals(clauses[i], new int[] {in.catchKind(i), in.catchTag(i), in.catchLabel(i)});
        }
        assertEquals(2, in.depth());
    }

    @Test
    void tryTable_unknownClause_isMalformed() {
        assertBodyMalformed("malformed catch clause", Features.ALL, "1f 40 01 04 00 0b 0b");
    }

    @Test
    void brOnCast_flagsAndTypes_areRead() {
        CodeReader in = read("fb18 02 05 6e 07 0b");
        in.next();
        assertFalse(in.nullable());
        assertTrue(in.nullable2());
        assertEquals(5, in.index());
        assertEquals(AbsHeapType.ANY, in.heapType());
        assertEquals(new TypeIdx(7), in.heapType2());
        assertBodyMalformed("malformed br_on_cast flags", Features.ALL, "fb18 04 05 6e 6d 0b");
    }

    @Test
    void select_types_areRead() {
        CodeReader in = read("1c 02 7f 70 0b");
        assertEquals(Opcode.SELECT_T, in.next());
        assertArrayEquals(new ValType[] {NumType.I32, RefType.FUNCREF}, in.types());
    }

    @Test
    void delegate_insideTry_closesIt() {
        CodeReader in = read("06 40 18 00 0b");
        in.next();
        assertEquals(2, in.depth());
        in.next();
        assertEquals(1, in.depth());
        in.next();
        assertFalse(in.hasNext());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fc08 00 00", "fc09 00", "fb09 00 00", "fb12 00 00"})
    void dataInstruction_withoutDataCountSection_isMalformed(String code) {
        assertBodyMalformed("data count section required", Features.ALL, code + "0b");
        decodeAll(Binaries.bytes(Binaries.PREAMBLE + ONE_FUNC + section(Section.DATA_COUNT, "00") + code(code + "0b")),
                Features.ALL);
    }

    @Test
    void dataInstruction_inConstantExpression_isLeftToValidation() {
        var module = Binaries.decode(Features.ALL, section(Section.GLOBAL, "01 63 00 00 fb09 00 00 0b"));
        CodeReader in = CodeReader.ofConstant(module, module.globals().getFirst().init(), Features.ALL);
        assertEquals(Opcode.ARRAY_NEW_DATA, in.next());
    }

    @Test
    void body_endInTheMiddle_isMalformed() {
        assertMalformed("section size mismatch", ONE_FUNC, code("0b 0b"));
    }
}
