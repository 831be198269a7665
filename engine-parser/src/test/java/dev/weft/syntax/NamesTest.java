package dev.weft.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class NamesTest {

    @Test
    void escaped_whatIsPrintable_stays() {
        String plain = "ok_1.$[]<>";
        assertSame(plain, Names.escaped(plain));
        assertEquals("é 模块 😀", Names.escaped("é 模块 😀"));
        assertEquals("\"\"", Names.quoted(""));
    }

    @Test
    void escaped_whatSteersATerminalOrReader_isShownByItsNumber() {
        assertEquals("a\\u{1b}[31mé", Names.escaped("a\u001b[31mé"));
        assertEquals("\\u{a}\\u{d}\\u{7f}\\u{9b}\\u{2028}\\u{202e}\\u{e0041}",
                Names.escaped("\n\r\u007f\u009b\u2028\u202e\uDB40\uDC41"));
        assertEquals("\"a\\\"b\\\\c\"", Names.quoted("a\"b\\c"));
    }
}
