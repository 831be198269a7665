package dev.weft.binary;

import static dev.weft.binary.Binaries.ONE_FUNC;
import static dev.weft.binary.Binaries.code;
import static dev.weft.binary.Binaries.custom;
import static dev.weft.binary.Binaries.decode;
import static dev.weft.binary.Binaries.name;
import static dev.weft.binary.Binaries.section;
import static dev.weft.binary.Binaries.sized;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.binary.BranchHints.Hint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and branch hints, good ones and bad ones. */
class CustomSectionsTest {
    private static NameSection names(String subsections) {
        return NameSection.of(decode(custom("name", subsections)));
    }

    private static String map(int kind, String hex) {
        return String.format("%02x", kind) + sized(hex);
    }

    @Test
    void names_withoutSection_areAllMissing() {
        NameSection names = NameSection.of(decode());
        assertNull(names.module());
        assertNull(names.function(0));
        assertNull(names.local(0, 0));
    }

    @ParameterizedTest
    @EnumSource(value = NameSection.Kind.class, names = {"MODULE", "LOCAL", "LABEL", "FIELD"},
            mode = EnumSource.Mode.EXCLUDE)
    void names_ofIndexSpaces_areFound(NameSection.Kind kind) {
        NameSection names = names(map(kind.ordinal(), "03 00" + name("a") + "05" + name("b") + "8001" + name("ä")));
        assertTrue(names.has(kind));
        assertEquals("a", names.name(kind, 0));
        assertEquals("b", names.name(kind, 5));
        assertEquals("ä", names.name(kind, 128));
        assertNull(names.name(kind, 1));
        assertNull(names.name(kind, -1));
    }

    @ParameterizedTest
    @EnumSource(value = NameSection.Kind.class, names = {"LOCAL", "LABEL", "FIELD"})
    void names_insideOthers_areFound(NameSection.Kind kind) {
        NameSection names = names(map(kind.ordinal(), "02"
                + "01 02 00" + name("x") + "01" + name("y") + "07 01 03" + name("z")));
        assertEquals("x", names.name(kind, 1, 0));
        assertEquals("y", names.name(kind, 1, 1));
        assertEquals("z", names.name(kind, 7, 3));
        assertEquals("y", names.name(kind, 1, 1));
        assertNull(names.name(kind, 7, 0));
        assertNull(names.name(kind, 2, 0));
    }

    @Test
    void names_ofModuleAndUnknownKinds_areReadPast() {
        NameSection names = names(map(0, name("mod")) + map(99, "0102") + map(1, "01 00" + name("f")));
        assertEquals("mod", names.module());
        assertEquals("f", names.function(0));
    }

    @Test
    void names_outOfOrder_areFound() {
        NameSection names = names(map(1, "03 05" + name("b") + "00" + name("a") + "05" + name("second")));
        assertEquals("a", names.function(0));
        assertEquals("b", names.function(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "01 ff", "01 05 ff", "01 03 01 00 7f", "01 80", "ff", "01 05 ffffffff0f", "01 04 01 00 01 ff"
    })
    void names_malformed_failNothing(String bad) {
        NameSection names = names(map(0, name("mod")) + bad);
        assertEquals("mod", names.module());
        assertNull(names.function(0));
        assertNull(names.local(0, 0));
    }

    @Test
    void names_malformedBehindGoodOnes_keepTheGoodOnes() {
        NameSection names = names(map(1, "03 00" + name("a") + "01" + name("b") + "02 7f"));
        assertEquals("a", names.function(0));
        assertEquals("b", names.function(1));
        assertNull(names.function(2));
    }

    @Test
    void branchHints_ofFunction_areFoundByOffsetInTheBinary() {
        var module = decode(ONE_FUNC, custom(BranchHints.NAME, "01 00 02 03 01 00 08 01 01"),
                code("41 00 04 40 0b 41 00 0d 00 0b"));
        int start = module.funcs().getFirst().code().offset();
        BranchHints hints = BranchHints.of(module);
        assertFalse(hints.isEmpty());
        assertEquals(Hint.UNLIKELY, hints.at(start + 3));
        assertEquals(Hint.LIKELY, hints.at(start + 8));
        assertEquals(Hint.NONE, hints.at(start + 4));
        assertEquals(Hint.NONE, hints.at(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "01", "01 00", "01 05 01 03 01 00", "ffffffff0f", "01 00 01 03 01 02", "01 00 01 03 00"
    })
    void branchHints_malformed_areIgnored(String bad) {
        var module = decode(ONE_FUNC, custom(BranchHints.NAME, bad), code("0b"));
        assertTrue(BranchHints.of(module).isEmpty());
    }

    @Test
    void branchHints_ofImportedFunction_areIgnored() {
        var module = decode(section(Section.TYPE, "01 60 00 00"), section(Section.IMPORT, "01 00 00 00 00"),
                custom(BranchHints.NAME, "01 00 01 03 01 00"));
        assertTrue(BranchHints.of(module).isEmpty());
    }
}
