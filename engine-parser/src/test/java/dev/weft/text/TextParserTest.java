package dev.weft.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.binary.NameSection;
import dev.weft.syntax.Features;
import dev.weft.syntax.MalformedException;
import dev.weft.syntax.WasmModule;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class TextParserTest {

    private static String message(String text) {
        return assertThrows(MalformedException.class, () -> TextParser.assemble(text)).getMessage();
    }

    @Test
    void module_empty_isPreamble() {
        assertEquals("0061736d01000000", HexFormat.of().formatHex(TextParser.assemble("(module)")));
        assertEquals("0061736d01000000", HexFormat.of().formatHex(TextParser.assemble("")));
    }

    @Test
    void body_foldedAndFlat_sameBytes() {
        byte[] flat = TextParser.assemble("(func (param i32) (result i32) local.get 0 if (result i32) i32.const 1 "
                + "else i32.const 2 i32.const 3 i32.add end)");
        byte[] folded = TextParser.assemble("(func (param i32) (result i32) (if (result i32) (local.get 0) "
                + "(then (i32.const 1)) (else (i32.add (i32.const 2) (i32.const 3)))))");
        assertArrayEquals(flat, folded);
    }

    @Test
    void body_nestedTenThousandDeep_assembles() {
        int depth = 10_000;
        byte[] bytes = TextParser.assemble("(func " + "(block ".repeat(depth) + ")".repeat(depth) + ")");
        assertTrue(bytes.length > 3 * depth);
        TextParser.assemble("(func (drop " + "(i32.eqz ".repeat(depth) + "(i32.const 1)" + ")".repeat(depth) + "))");
    }

    @Test
    void typeUse_implied_appendedBehindDefinedTypes() {
        WasmModule module = TextParser.parse("(func (param i64)) (type $t (func (param i32))) (func (param i32))",
                Features.DEFAULT);
        assertEquals(2, module.recTypes().size());
        assertEquals(1, module.funcs().get(0).typeIdx());
        assertEquals(0, module.funcs().get(1).typeIdx());
    }

    @Test
    void identifiers_becomeNames() {
        WasmModule module = TextParser.parse("(module $m (func $f (param $p i32) (local $\"a b\" i64)) "
                + "(func (@name \"two words\")))", Features.DEFAULT);
        NameSection names = NameSection.of(module);
        assertEquals("m", names.module());
        assertEquals("f", names.function(0));
        assertEquals("two words", names.function(1));
        assertEquals("p", names.local(0, 0));
        assertEquals("a b", names.local(0, 1));
    }

    @Test
    void error_hasPhrasePlaceAndLine() {
        String message = message("(module\n  (func\n\t(drop (get_local 0))))");
        assertTrue(message.startsWith("unknown operator get_local (3:9)"), message);
        assertTrue(message.contains("\n  | \t(drop (get_local 0))))\n  | \t       ^"), message);
    }

    @Test
    void errors_startWithTheSpecificationsPhrase() {
        assertTrue(message("(func (br $l))").startsWith("unknown label"));
        assertTrue(message("(func block $a end $b)").startsWith("mismatching label"));
        assertTrue(message("(func (param $x i32) (local $x i32))").startsWith("duplicate local"));
        assertTrue(message("(type $t (func)) (func (type $t) (param i32))").startsWith("inline function type"));
        assertTrue(message("(func (i32.load align=3 (i32.const 0)))").startsWith("alignment must be a power of two"));
        assertTrue(message("(func (i32.const 0x1_0000_0000))").startsWith("constant out of range"));
        assertTrue(message("(func) (import \"\" \"\" (func))").startsWith("import after function"));
        assertTrue(message("(func").startsWith("unexpected token"));
        assertTrue(message("(func))").startsWith("unexpected token"));
        assertTrue(message("(func (export \"\\ff\"))").startsWith("malformed UTF-8 encoding"));
        assertTrue(message("(; (; ;)").startsWith("unclosed comment"));
    }
}
