package dev.weft.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.syntax.Features;
import org.junit.jupiter.api.Test;

class TextPrinterTest {
    private static final String FLAT = """
            (module $m
              (type $t (func (param i32) (result i32)))
              (memory 1)
              (export "f" (func $f))
              (func $f (type $t) (param $n i32) (result i32)
                (local $sum i64)
                block $out
                  local.get $n
                  i32.eqz
                  br_if $out
                  i32.const 8
                  local.get $n
                  i32.store offset=4
                end
                local.get $n
                if (result i32)
                  i32.const 1
                else
                  f32.const 0.1
                  i32.trunc_f32_s
                end)
              (data $d (offset i32.const 0) "a\\00"))
            """;

    private static final String FOLDED = """
            (module $m
              (type $t (func (param i32) (result i32)))
              (memory 1)
              (export "f" (func $f))
              (func $f (type $t) (param $n i32) (result i32)
                (local $sum i64)
                (block $out
                  (br_if $out (i32.eqz (local.get $n)))
                  (i32.store offset=4 (i32.const 8) (local.get $n)))
                (if (result i32)
                  (local.get $n)
                  (then (i32.const 1))
                  (else (i32.trunc_f32_s (f32.const 0.1)))))
              (data $d (offset i32.const 0) "a\\00"))
            """;

    @Test
    void module_printedFlat_isItsText() {
        assertEquals(FLAT, TextPrinter.print(TextParser.parse(FOLDED, Features.DEFAULT)));
    }

    @Test
    void module_printedFolded_isItsText() {
        assertEquals(FOLDED, TextPrinter.printFolded(TextParser.parse(FLAT, Features.DEFAULT)));
    }

    @Test
    void names_twiceOrStrange_surviveAsAnnotationsAndQuoted() {
        String text = """
                (module
                  (type (func))
                  (func $"a b" (type 0)
                    call $"a b"
                    call 1)
                  (func (@name "a b") (type 0)))
                """;
        assertEquals(text, TextPrinter.print(TextParser.parse(text, Features.DEFAULT)));
    }
}
