package dev.weft.binary;

import static dev.weft.binary.Binaries.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.BotType;
import dev.weft.syntax.DefType;
import dev.weft.syntax.Features;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.TypeIdx;
import dev.weft.syntax.VecType;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Values to bytes, and back again. */
class BinaryWriterTest {
    private static String written(Consumer<BinaryWriter> write) {
        BinaryWriter out = new BinaryWriter(0);
        write.accept(out);
        return hex(out.toByteArray());
    }

    private static TypeReader reader(Consumer<BinaryWriter> write) {
        BinaryWriter out = new BinaryWriter();
        write.accept(out);
        return new TypeReader(out.toByteArray(), 0, out.size(), Features.ALL);
    }

    @ParameterizedTest
    @CsvSource({"0, 00", "127, 7f", "128, 8001", "-1, ffffffff0f", "-2147483648, 8080808008"})
    void u32_edges_areShortest(int value, String hex) {
        assertEquals(hex, written(out -> out.u32(value)));
        assertEquals(value, reader(out -> out.u32(value)).u32());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 00", "63, 3f", "64, c000", "-1, 7f", "-64, 40", "-65, bf7f", "2147483647, ffffffff07",
        "-2147483648, 8080808078", "4294967295, ffffffff0f", "9223372036854775807, ffffffffffffffffff00",
        "-9223372036854775808, 8080808080808080807f"
    })
    void s64_edges_areShortest(long value, String hex) {
        assertEquals(hex, written(out -> out.s64(value)));
        assertEquals(value, reader(out -> out.s64(value)).s64());
        if (value == (int) value) {
            assertEquals(value, reader(out -> out.s32((int) value)).s32());
        }
        if (value == value << 31 >> 31) {
            assertEquals(value, reader(out -> out.s33(value)).s33());
        }
    }

    @Test
    void u64_everyWidth_comesBack() {
        for (int shift = 0; shift < 64; shift++) {
            for (long value : new long[] {1L << shift, (1L << shift) - 1, -1L << shift}) {
                assertEquals(value, reader(out -> out.u64(value)).u64());
                assertEquals(value, reader(out -> out.s64(value)).s64());
            }
        }
    }

    @Test
    void name_anyCharacters_comeBack() {
        for (String name : new String[] {"", "a", "ä", "\u0000", "\uFFFF", "𝄞", "x".repeat(200)}) {
            assertEquals(name, reader(out -> out.name(name)).name());
        }
    }

    @ParameterizedTest
    @EnumSource(AbsHeapType.class)
    void refType_ofAbstractHeapType_comesBack(AbsHeapType heap) {
        for (RefType type : new RefType[] {RefType.of(true, heap), RefType.of(false, heap)}) {
            assertEquals(type, reader(out -> out.valType(type)).valType());
        }
        assertEquals(1, written(out -> out.refType(RefType.of(true, heap))).length() / 2);
    }

    @Test
    void valType_everyOther_comesBack() {
        for (NumType type : NumType.values()) {
            assertEquals(type, reader(out -> out.valType(type)).valType());
        }
        assertEquals(VecType.V128, reader(out -> out.valType(VecType.V128)).valType());
        RefType byIndex = RefType.of(true, new TypeIdx(-1));
        assertEquals("63ffffffff0f", written(out -> out.valType(byIndex)));
        assertEquals(byIndex, reader(out -> out.valType(byIndex)).valType());
        assertEquals("63c000", written(out -> out.valType(RefType.of(true, new TypeIdx(64)))));
    }

    @Test
    void types_withoutBinaryForm_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> written(out -> out.valType(BotType.BOT)));
        assertThrows(IllegalArgumentException.class,
                () -> written(out -> out.heapType(DefType.of(new FuncType(List.of(), List.of())))));
    }
}
