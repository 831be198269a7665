package dev.weft.binary;

import static dev.weft.binary.Binaries.ONE_FUNC;
import static dev.weft.binary.Binaries.assertMalformed;
import static dev.weft.binary.Binaries.bytes;
import static dev.weft.binary.Binaries.code;
import static dev.weft.binary.Binaries.custom;
import static dev.weft.binary.Binaries.decode;
import static dev.weft.binary.Binaries.name;
import static dev.weft.binary.Binaries.section;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.ArrayType;
import dev.weft.syntax.CustomSection;
import dev.weft.syntax.Elem;
import dev.weft.syntax.Expr;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.Feature;
import dev.weft.syntax.Features;
import dev.weft.syntax.FieldType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MalformedException;
import dev.weft.syntax.MemType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.PackedType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.SegmentMode;
import dev.weft.syntax.StructType;
import dev.weft.syntax.SubType;
import dev.weft.syntax.TableType;
import dev.weft.syntax.TagType;
import dev.weft.syntax.TypeIdx;
import dev.weft.syntax.TypeUse;
import dev.weft.syntax.VecType;
import dev.weft.syntax.WasmModule;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules from bytes, section by section. */
class ModuleDecoderTest {

    @Test
    void module_withoutSections_isEmpty() {
        WasmModule module = decode();
        assertEquals(0, module.funcs().size());
        assertEquals(-1, module.start());
        assertEquals(-1, module.dataCount());
    }

    @ParameterizedTest
    @CsvSource({
        "'', unexpected end",
        "0061, unexpected end",
        "0161736d01000000, magic header not detected",
        "6d736100 01000000, magic header not detected",
        "0061736d, unexpected end",
        "0061736d 0100, unexpected end",
        "0061736d 02000000, unknown binary version",
        "0061736d 01000100, unknown binary version"
    })
    void preamble_wrong_isMalformed(String hex, String phrase) {
        assertMalformed(phrase, bytes(hex), Features.DEFAULT);
    }

    @Test
    void typeSection_everyForm_isRead() {
        WasmModule module = decode(section(Section.TYPE, "05"
                + "60 05 7f7e7d7c7b 02 7f 64 70"
                + "4e 02 50 00 5f 02 78 00 63 01 01  4f 01 01 5f 00"
                + "5e 77 01"
                + "60 00 00"
                + "5e 6e 00"));
        SubType first = module.recTypes().get(0).types().getFirst();
        assertEquals(new SubType(true, List.of(), new FuncType(
                List.of(NumType.I32, NumType.I64, NumType.F32, NumType.F64, VecType.V128),
                List.of(NumType.I32, RefType.of(false, AbsHeapType.FUNC)))), first);
        assertEquals(List.of(
                new SubType(false, List.of(), new StructType(List.of(
                        new FieldType(PackedType.I8, false),
                        new FieldType(RefType.of(true, new TypeIdx(1)), true)))),
                new SubType(true, List.of(new TypeIdx(1)), new StructType(List.of()))),
                module.recTypes().get(1).types());
        assertEquals(new ArrayType(new FieldType(PackedType.I16, true)),
                module.recTypes().get(2).types().getFirst().comp());
        assertEquals(new ArrayType(new FieldType(RefType.ANYREF, false)),
                module.recTypes().get(4).types().getFirst().comp());
    }

    @Test
    void importSection_everyKind_isRead() {
        WasmModule module = decode(section(Section.TYPE, "01 60 00 00"), section(Section.IMPORT, "05"
                + name("m") + name("f") + "00 00"
                + name("m") + name("t") + "01 70 01 02 03"
                + name("m") + name("mem") + "02 03 01 10"
                + name("m") + name("g") + "03 7e 01"
                + name("m") + name("é") + "04 00 00"));
        assertEquals(List.of(
                new TypeUse(new TypeIdx(0)),
                new TableType(AddrType.I32, Limits.of(2, 3), RefType.FUNCREF),
                new MemType(AddrType.I32, Limits.of(1, 16), true, 16),
                new GlobalType(NumType.I64, true),
                new TagType(new TypeIdx(0))),
                module.imports().stream().map(item -> item.type()).toList());
        assertEquals("é", module.imports().getLast().name());
    }

    @Test
    void memorySection_everyFlag_isRead() {
        WasmModule module = decode(Features.ALL, section(Section.MEMORY, "04"
                + "00 00" + "05 01 ffffffffffffffffff01" + "03 01 02" + "0c 05 00"));
        assertEquals(List.of(
                MemType.of(Limits.of(0)),
                new MemType(AddrType.I64, Limits.of(1, -1L), false, 16),
                new MemType(AddrType.I32, Limits.of(1, 2), true, 16),
                new MemType(AddrType.I64, Limits.of(5), false, 0)),
                module.memories());
    }

    @ParameterizedTest
    @ValueSource(strings = {"08 00", "10 00", "80 00", "ff 00"})
    void memorySection_unknownFlags_isMalformed(String memory) {
        assertMalformed("malformed limits flags", section(Section.MEMORY, "01" + memory));
    }

    @ParameterizedTest
    @CsvSource({"THREADS, 03 01 02", "MEMORY64, 04 01", "CUSTOM_PAGE_SIZES, 08 01 00"})
    void memorySection_proposalOff_isMalformedAndNamesIt(Feature feature, String memory) {
        assertMalformed("malformed limits flags: needs the proposal " + feature, Features.ALL.without(feature),
                section(Section.MEMORY, "01" + memory));
    }

    @Test
    void memorySection_pageSizeBeyond64Bits_isMalformed() {
        assertMalformed("invalid custom page size", Features.ALL, section(Section.MEMORY, "01 08 00 40"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"02 00", "08 00"})
    void tableSection_unknownFlags_isMalformed(String limits) {
        assertMalformed("malformed limits flags", Features.ALL, section(Section.TABLE, "01 70" + limits));
    }

    @Test
    void tableSection_withInit_isRead() {
        WasmModule module = decode(section(Section.TABLE, "02 70 00 01  40 00 64 70 04 02 d2 00 0b"));
        assertNull(module.tables().get(0).init());
        assertEquals(new TableType(AddrType.I64, Limits.of(2), RefType.of(false, AbsHeapType.FUNC)),
                module.tables().get(1).type());
        assertEquals(3, module.tables().get(1).init().length());
    }

    @Test
    void tableSection_numberType_isMalformedReferenceType() {
        assertMalformed("malformed reference type", section(Section.TABLE, "01 7f 00 00"));
    }

    @Test
    void globalSection_badMutability_isMalformed() {
        assertMalformed("malformed mutability", section(Section.GLOBAL, "01 7f 02 41 00 0b"));
    }

    @Test
    void importSection_badKind_isMalformed() {
        assertMalformed("malformed import kind", section(Section.IMPORT, "01 00 00 05 00"));
    }

    @Test
    void exportSection_badKind_isMalformed() {
        assertMalformed("malformed export kind", section(Section.EXPORT, "01 00 05 00"));
    }

    @Test
    void exportSection_everyKind_isRead() {
        WasmModule module = decode(section(Section.EXPORT, "02" + name("a") + "03 07" + name("b") + "04 80 01"));
        assertEquals(ExternKind.GLOBAL, module.exports().getFirst().kind());
        assertEquals(128, module.exports().getLast().index());
    }

    @Test
    void tagSection_badAttribute_isMalformed() {
        assertMalformed("malformed tag attribute", section(Section.TAG, "01 01 00"));
    }

    @Test
    void elementSection_everyForm_isRead() {
        WasmModule module = decode(section(Section.ELEMENT, "08"
                + "00 41 00 0b 01 00"
                + "01 00 01 01"
                + "02 05 41 00 0b 00 01 02"
                + "03 00 01 03"
                + "04 41 00 0b 01 d2 04 0b"
                + "05 70 01 d0 70 0b"
                + "06 06 41 00 0b 6f 01 d0 6f 0b"
                + "07 64 70 01 d2 07 0b"));
        RefType func = RefType.of(false, AbsHeapType.FUNC);
        List<Elem> elems = module.elems();
        assertEquals(List.of(func, func, func, func, RefType.FUNCREF, RefType.FUNCREF, RefType.EXTERNREF, func),
                elems.stream().map(Elem::type).toList());
        for (int i = 0; i < 4; i++) {
            assertArrayEquals(new int[] {i}, elems.get(i).functions());
            assertNull(elems.get(i + 4).functions());
            assertEquals(3, elems.get(i + 4).exprs().getFirst().length());
        }
        for (int i = 0; i < 8; i += 4) {
            assertEquals(0, ((SegmentMode.Active) elems.get(i).mode()).index());
            assertSame(SegmentMode.PASSIVE, elems.get(i + 1).mode());
            assertEquals(5 + i / 4, ((SegmentMode.Active) elems.get(i + 2).mode()).index());
            assertSame(SegmentMode.DECLARATIVE, elems.get(i + 3).mode());
        }
    }

    @Test
    void elementSection_badKinds_areMalformed() {
        assertMalformed("malformed elements segment kind", section(Section.ELEMENT, "01 08 00 00"));
        assertMalformed("malformed element kind", section(Section.ELEMENT, "01 01 01 00"));
    }

    @Test
    void dataSection_everyForm_isRead() {
        WasmModule module = decode(section(Section.DATA_COUNT, "03"), section(Section.DATA, "03"
                + "00 41 07 0b 02 abcd"
                + "01 01 ef"
                + "02 03 41 07 0b 00"));
        assertEquals(3, module.dataCount());
        assertEquals((byte) 0xab, module.bytes()[module.datas().get(0).offset()]);
        assertEquals(2, module.datas().get(0).length());
        assertSame(SegmentMode.PASSIVE, module.datas().get(1).mode());
        assertEquals(3, ((SegmentMode.Active) module.datas().get(2).mode()).index());
    }

    @Test
    void dataSection_badKind_isMalformed() {
        assertMalformed("malformed data segment kind", section(Section.DATA, "01 03 00"));
    }

    @Test
    void dataCountSection_otherCount_isMalformed() {
        String phrase = "data count and data section have inconsistent lengths";
        assertMalformed(phrase, section(Section.DATA_COUNT, "01"));
        assertMalformed(phrase, section(Section.DATA_COUNT, "00"), section(Section.DATA, "01 01 00"));
        assertMalformed(phrase, section(Section.DATA_COUNT, "ffffffff0f"));
    }

    @Test
    void codeSection_otherCount_isMalformed() {
        String phrase = "function and code section have inconsistent lengths";
        assertMalformed(phrase, ONE_FUNC);
        assertMalformed(phrase, section(Section.TYPE, "01 60 00 00"), code("0b"));
    }

    @Test
    void codeSection_bodies_areLocatedButNotRead() {
        WasmModule module = decode(ONE_FUNC, code("ff 0b"));
        Expr code = module.funcs().getFirst().code();
        assertEquals(0xff, module.bytes()[code.offset() + 1] & 0xff);
        assertEquals(3, code.length());
        assertMalformed("illegal opcode ff", ONE_FUNC, code("ff 0b"));
    }

    @Test
    void codeSection_bodyWithoutEnd_isMalformed() {
        assertMalformed("unexpected end of section or function", ONE_FUNC, code("01"));
        assertMalformed("END opcode expected",
                section(Section.TYPE, "01 60 00 00"), section(Section.FUNCTION, "02 00 00"),
                section(Section.CODE, "02 03 00 41 01 05 00 41 01 1a 0b"));
        assertMalformed("section size mismatch", ONE_FUNC, section(Section.CODE, "01 02 00 01"), "0b00");
    }

    @Test
    void codeSection_bodyBehindItsEnd_isMalformed() {
        assertMalformed("section size mismatch", ONE_FUNC, code("0b 01"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"02 ffffffff0f 7f 02 7e", "04 80808080047f 80808080047f 80808080047f 80808080047f"})
    void locals_moreThanFormatAllows_isMalformed(String locals) {
        assertMalformed("too many locals", ONE_FUNC, section(Section.CODE, "01" + Binaries.sized(locals + "0b")));
    }

    @Test
    void locals_groups_areRead() {
        WasmModule module = decode(ONE_FUNC, section(Section.CODE, "01" + Binaries.sized("03 02 7f 00 7e 01 70 0b")));
        Locals locals = Locals.read(module, module.funcs().getFirst().code(), Features.DEFAULT);
        assertEquals(3, locals.groupCount());
        assertEquals(3, locals.total());
        assertEquals(2, locals.count(0));
        assertEquals(RefType.FUNCREF, locals.type(2));
        assertEquals(1, locals.body().length());
    }

    @ParameterizedTest
    @CsvSource({"0e, malformed section id", "7f, malformed section id", "80, malformed section id"})
    void section_unknownId_isMalformed(String id, String phrase) {
        assertMalformed(phrase, id + "00");
    }

    @Test
    void sections_outOfOrderOrTwice_areMalformed() {
        String phrase = "unexpected content after last section";
        assertMalformed(phrase, section(Section.IMPORT, "00"), section(Section.TYPE, "00"));
        assertMalformed(phrase, section(Section.TYPE, "00"), section(Section.TYPE, "00"));
        assertMalformed(phrase, section(Section.GLOBAL, "00"), section(Section.TAG, "00"));
        assertMalformed(phrase, section(Section.CODE, "00"), section(Section.DATA_COUNT, "00"));
    }

    @Test
    void sections_inOrder_areAccepted() {
        String all = "";
        for (int id : Section.ORDER) {
            if (id != Section.START) {
                all += section(id, "00");
            }
        }
        assertEquals(0, decode(all).dataCount());
    }

    @Test
    void section_wrongSize_isMalformed() {
        assertMalformed("section size mismatch", "01 05 01 60 00 00", "00");
        assertMalformed("section size mismatch", "01 03 01 60 00 00");
        assertMalformed("length out of bounds", "01 06 01 60 00 00");
        assertMalformed("length out of bounds", "01 ffffffff0f 01 60 00 00");
        assertMalformed("unexpected end", "01");
    }

    @Test
    void vector_longerThanTheFile_isMalformedAtOnce() {
        assertMalformed("length out of bounds", section(Section.TYPE, "ffffffff0f"));
        assertMalformed("length out of bounds", section(Section.FUNCTION, "ffffffff07"));
        assertMalformed("unexpected end", section(Section.TABLE, "01"));
    }

    @ParameterizedTest
    @CsvSource({
        "8080808000, 0", "8080808008, -2147483648", "feffffff0f, -2"
    })
    void u32_longForms_areRead(String hex, int value) {
        assertEquals(value, decode(section(Section.START, hex)).start());
    }

    @Test
    void startSection_indexThatMeansNone_staysAnUnknownFunction() {
        assertEquals(-2, decode(section(Section.START, "ffffffff0f")).start());
    }

    @ParameterizedTest
    @CsvSource({
        "808080808000, integer representation too long", "ffffffff1f, integer too large",
        "ffffffff7f, integer too large", "ffffffffff, integer too large"
    })
    void u32_tooLong_isMalformed(String hex, String phrase) {
        assertMalformed(phrase, section(Section.START, hex));
    }

    @ParameterizedTest
    @ValueSource(strings = {"01 80", "02 c0af", "01 ff", "03 eda080", "04 f4908080", "02 e282", "04 f8888080"})
    void name_notUtf8_isMalformed(String name) {
        assertMalformed("malformed UTF-8 encoding", section(Section.CUSTOM, name));
        assertMalformed("malformed UTF-8 encoding", section(Section.IMPORT, "01 00" + name + "03 7f 00"));
    }

    @Test
    void customSection_anyPlace_isLocated() {
        WasmModule module = decode(custom("a", "01 02"), section(Section.TYPE, "00"), custom("b", ""),
                custom("b", "03"), section(Section.DATA, "00"), custom("c", ""));
        assertEquals(List.of("a", "b", "b", "c"), module.customs().stream().map(CustomSection::name).toList());
        assertEquals(List.of(0, 1, 1, 11), module.customs().stream().map(CustomSection::after).toList());
        assertEquals(2, module.customs().getFirst().length());
        assertEquals(1, module.bytes()[module.customs().getFirst().offset()]);
    }

    @Test
    void customSection_shorterThanItsName_isMalformed() {
        assertMalformed("unexpected end", "00 00");
        assertMalformed("length out of bounds", "00 02 05 61", "62636465");
    }

    @Test
    void constantExpression_withBlocks_endsWithItsOwnEnd() {
        WasmModule module = decode(section(Section.GLOBAL, "01 7f 00 02 7f 41 0b 0b 0b"));
        assertEquals(6, module.globals().getFirst().init().length());
    }

    @ParameterizedTest
    @CsvSource({
        "SIMD, 60 01 7b 00", "REFERENCE_TYPES, 60 01 70 00", "FUNCTION_REFERENCES, 60 01 64 70 00",
        "GC, 60 01 6e 00", "GC, 5f 00", "GC, 5e 7f 00", "GC, 50 00 60 00 00", "GC, 4e 00", "EXCEPTIONS, 60 01 69 00"
    })
    void type_proposalOff_isMalformedAndNamesIt(Feature feature, String type) {
        assertEquals(1, decode(Features.ALL, section(Section.TYPE, "01" + type)).recTypes().size());
        String message = assertThrows(MalformedException.class,
                () -> decode(Features.ALL.without(feature), section(Section.TYPE, "01" + type))).getMessage();
        assertTrue(message.startsWith("malformed "), message);
        assertTrue(message.contains("needs the proposal " + feature), message);
    }

    @Test
    void type_unknownCode_isMalformed() {
        assertMalformed("malformed definition type", section(Section.TYPE, "01 61"));
        assertMalformed("integer representation too long", section(Section.TYPE, "01 e07f 00 00"));
        assertMalformed("malformed value type", section(Section.TYPE, "01 60 01 40 00"));
        assertMalformed("malformed heap type", section(Section.TYPE, "01 60 01 64 40 00"));
    }

    @Test
    void mvpModule_everyProposalOff_isRead() {
        WasmModule module = Binaries.decodeAll(bytes(Binaries.PREAMBLE
                + section(Section.TYPE, "01 60 01 7f 01 7f")
                + section(Section.IMPORT, "01" + name("m") + name("g") + "03 7f 00")
                + section(Section.FUNCTION, "01 00")
                + section(Section.TABLE, "01 70 01 01 02")
                + section(Section.MEMORY, "01 01 01 02")
                + section(Section.GLOBAL, "01 7e 01 42 00 0b")
                + section(Section.EXPORT, "01" + name("f") + "00 00")
                + section(Section.ELEMENT, "01 00 23 00 0b 01 00")
                + code("02 7f 20 00 28 02 80 08 3f 00 6a 20 00 11 00 00 0b 0b")
                + section(Section.DATA, "01 00 41 00 0b 01 ff")), Features.of(Set.of()));
        assertEquals(1, module.elems().size());
        assertEquals(1, module.datas().size());
    }

    @ParameterizedTest
    @CsvSource({
        "BULK_MEMORY, 0c 01 00", "EXCEPTIONS, 0d 01 00", "BULK_MEMORY, 09 05 01 01 00 01 00",
        "BULK_MEMORY, 0b 03 01 01 00", "EXCEPTIONS, 02 06 01 00 00 04 00 00", "EXCEPTIONS, 07 04 01 00 04 00",
        "FUNCTION_REFERENCES, 04 09 01 40 00 70 00 01 d0 70 0b", "MEMORY64, 04 04 01 70 04 01",
        "MEMORY64, 05 08 01 00 80 80 80 80 80 00", "GC, 04 04 01 72 00 00", "GC, 04 05 01 63 72 00 00"
    })
    void section_proposalOff_isMalformed(Feature feature, String section) {
        assertEquals(0, decode(Features.ALL, section).funcs().size());
        assertThrows(MalformedException.class, () -> decode(Features.ALL.without(feature), section));
    }
}
