package dev.weft.binary;

import static dev.weft.binary.Binaries.PREAMBLE;
import static dev.weft.binary.Binaries.bytes;
import static dev.weft.binary.Binaries.code;
import static dev.weft.binary.Binaries.custom;
import static dev.weft.binary.Binaries.hex;
import static dev.weft.binary.Binaries.name;
import static dev.weft.binary.Binaries.section;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.syntax.AddrType;
import dev.weft.syntax.Elem;
import dev.weft.syntax.Features;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MemType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.SegmentMode;
import dev.weft.syntax.WasmModule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules back to bytes. */
class ModuleEncoderTest {
    static List<String> canonical() {
        String types = section(Section.TYPE, "03 60 02 7f 64 70 01 7b  4e 02 50 00 5f 02 78 00 63 01 01  4f 01 01 5f 00"
                + "50 00 5e 77 01");
        return List.of(
                "",
                types,
                section(Section.TYPE, "01 60 00 00") + section(Section.IMPORT, "05"
                        + name("m") + name("f") + "00 00" + name("m") + name("t") + "01 70 01 02 03"
                        + name("m") + name("mem") + "02 03 01 10" + name("m") + name("g") + "03 7e 01"
                        + name("m") + name("é") + "04 00 00"),
                section(Section.TABLE, "02 70 00 01  40 00 64 70 04 02 d2 00 0b"),
                section(Section.MEMORY, "04 00 00  05 01 ffffffffffffffffff01  03 01 02  0c 05 00"),
                section(Section.TYPE, "01 60 00 00") + section(Section.TAG, "01 00 00"),
                section(Section.GLOBAL, "02 7f 01 41 00 0b  64 6d 00 d0 6d 0b"),
                section(Section.EXPORT, "02" + name("a") + "03 07" + name("b") + "04 80 01"),
                section(Section.START, "85 01"),
                section(Section.ELEMENT, "08  00 41 00 0b 01 00  01 00 01 01  02 05 41 00 0b 00 01 02  03 00 01 03"
                        + "04 41 00 0b 01 d2 04 0b  05 70 01 d0 70 0b  06 06 41 00 0b 6f 01 d0 6f 0b"
                        + "07 64 70 01 d2 07 0b"),
                section(Section.ELEMENT, "01 06 00 41 00 0b 6f 01 d0 6f 0b"),
                section(Section.DATA_COUNT, "03")
                        + section(Section.DATA, "03  00 41 07 0b 02 abcd  01 01 ef  02 03 41 07 0b 00"),
                section(Section.DATA, "01 01 01 ef"),
                Binaries.ONE_FUNC + code("41 80 80 00 1a 0b"),
                custom("a", "01") + section(Section.TYPE, "01 60 00 00") + custom("b", "") + custom("a", "02")
                        + section(Section.FUNCTION, "01 00") + custom("c", "03") + code("0b") + custom("d", "04"));
    }

    @ParameterizedTest
    @MethodSource("canonical")
    void module_canonical_comesOutByteForByte(String sections) {
        assertEncodes(sections, sections);
    }

    @Test
    void module_longForms_comesOutCanonical() {
        assertEncodes(section(Section.TYPE, "01 60 00 00"), section(Section.TYPE, "8180808000 4e 01 60 8000 00"));
        assertEncodes(section(Section.ELEMENT, "01 00 41 00 0b 01 00"),
                section(Section.ELEMENT, "01 02 00 41 00 0b 00 01 00"));
        assertEncodes(section(Section.MEMORY, "01 00 01"), section(Section.MEMORY, "01 08 01 10"));
        assertEncodes("", section(Section.TYPE, "00"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void elem_indicesOfNullableType_areWrittenAsExpressions(boolean active) {
        WasmModule empty = Binaries.decode(section(Section.GLOBAL, "01 7f 00 41 00 0b"));
        SegmentMode mode = active
                ? new SegmentMode.Active(0, empty.globals().getFirst().init()) : SegmentMode.PASSIVE;
        Elem elem = new Elem(RefType.FUNCREF, new int[] {300}, null, mode);
        WasmModule module = new WasmModule(empty.bytes(), List.of(), List.of(), List.of(), List.of(), List.of(),
                List.of(), List.of(), List.of(), -1, List.of(elem), -1, List.of(), List.of());
        assertEquals(hex(bytes(PREAMBLE + section(Section.ELEMENT, active
                ? "01 04 41 00 0b 01 d2 ac02 0b" : "01 05 70 01 d2 ac02 0b"))), hex(ModuleEncoder.encode(module)));
    }

    @Test
    void limits_wholeUnsignedRange_isWritten() {
        BinaryWriter out = new BinaryWriter(0);
        out.memType(new MemType(AddrType.I64, Limits.of(1L << 63, -1L), true, 0));
        assertEquals("0f 80808080808080808001 ffffffffffffffffff01 00".replace(" ", ""), hex(out.toByteArray()));
    }

    private static void assertEncodes(String expected, String sections) {
        WasmModule module = ModuleDecoder.decode(bytes(PREAMBLE + sections), Features.ALL);
        assertEquals(hex(bytes(PREAMBLE + expected)), hex(ModuleEncoder.encode(module)));
    }
}
