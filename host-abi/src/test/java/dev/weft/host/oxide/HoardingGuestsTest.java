package dev.weft.host.oxide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.host.ConsoleSink;
import org.junit.jupiter.api.Test;

/** What a guest may keep in the host's heap by history, canvas and console is bounded in bytes, not only in number. */
class HoardingGuestsTest {
    private static final String LONG = "x".repeat(1 << 20);

    private static Page.Entry entry(String url, int state) {
        return new Page.Entry(url, "", new byte[state]);
    }

    @Test
    void history_ofLongStates_keepsTheLast() {
        Page page = new Page("about:blank");
        for (int i = 0; i < 100; i++) {
            page.push(entry("p" + i, 1 << 20));
        }
        assertEquals(15, page.length());
        assertEquals("p99", page.url());
        assertTrue(page.go(-14));
        assertEquals("p85", page.url());
        page.replace(entry("long", 16 << 20));
        assertEquals("p85", page.url(), "longer than all may be");
        page.replace(entry("half", 8 << 20));
        assertEquals("half", page.url());
        assertEquals(8 << 20, page.state().length);
        assertTrue(page.length() < 15);
    }

    @Test
    void history_ofShortStates_keepsThemAll() {
        Page page = new Page("about:blank");
        for (int i = 0; i < 998; i++) {
            page.push(entry("p" + i, 10));
        }
        assertEquals(999, page.length());
        assertTrue(page.go(-998));
        assertEquals("about:blank", page.url());
        assertNull(page.state());
    }

    @Test
    void canvas_withVeryLongTexts_keepsTheFirst() {
        Canvas canvas = new Canvas();
        for (int i = 0; i < 10; i++) {
            canvas.add(new Canvas.Stroke.Text(0, 0, 1, 0, LONG));
        }
        canvas.add(new Canvas.Stroke.Rect(0, 0, 1, 1, 0));
        assertEquals(5, canvas.strokes().size());
        canvas.add(new Canvas.Stroke.Clear(0));
        canvas.add(new Canvas.Stroke.Text(0, 0, 1, 0, LONG));
        assertEquals(2, canvas.strokes().size());
    }

    @Test
    void console_withVeryLongLines_keepsTheLast() {
        OxideConsole console = new OxideConsole(ConsoleSink.NONE);
        for (int i = 0; i < 300; i++) {
            console.line(ConsoleSink.Level.LOG, "guest", i + LONG);
        }
        assertEquals(256, console.lines().size());
        assertTrue(console.lines().getLast().text().startsWith("299x"));
    }
}
