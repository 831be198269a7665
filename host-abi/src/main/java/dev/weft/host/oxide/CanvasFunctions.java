package dev.weft.host.oxide;

import dev.weft.host.HostContext;
import dev.weft.host.ImportTable;

/** Imports for the canvas and what is clicked on it: recorded, and drawn when somebody wants a picture. */
final class CanvasFunctions {
    private CanvasFunctions() {
    }

    static void define(ImportTable table) {
        String module = OxideAbi.MODULE;
        table.function(module, "api_canvas_dimensions", ":I", (caller, s, r, b) ->
                s[b] = (long) Canvas.WIDTH << 32 | Canvas.HEIGHT);
        table.function(module, "api_canvas_clear", "iiii", (caller, s, r, b) ->
                OxideGuest.of(caller).canvas.add(new Canvas.Stroke.Clear(colour(s, b))));
        table.function(module, "api_canvas_rect", "ffffiiii", (caller, s, r, b) ->
                OxideGuest.of(caller).canvas.add(new Canvas.Stroke.Rect(number(s, b), number(s, b + 1),
                        number(s, b + 2), number(s, b + 3), colour(s, b + 4))));
        table.function(module, "api_canvas_circle", "fffiiii", (caller, s, r, b) ->
                OxideGuest.of(caller).canvas.add(new Canvas.Stroke.Circle(number(s, b), number(s, b + 1),
                        number(s, b + 2), colour(s, b + 3))));
        table.function(module, "api_canvas_text", "fffiiiiii", (caller, s, r, b) -> {
            String text = HostContext.of(caller).readText(caller, (int) s[b + 7], (int) s[b + 8]);
            OxideGuest.of(caller).canvas.add(new Canvas.Stroke.Text(number(s, b), number(s, b + 1),
                    number(s, b + 2), colour(s, b + 3), text == null ? "" : text));
        });
        table.function(module, "api_ui_button", "iffffii:i", (caller, s, r, b) -> {
            Canvas canvas = OxideGuest.of(caller).canvas;
            int id = (int) s[b];
            String label = HostContext.of(caller).readText(caller, (int) s[b + 5], (int) s[b + 6]);
            canvas.add(new Canvas.Stroke.Button(id, number(s, b + 1), number(s, b + 2), number(s, b + 3),
                    number(s, b + 4), label == null ? "" : label));
            s[b] = canvas.takeClick(id) ? 1 : 0;
        });
        table.function(module, "api_mouse_position", ":I", (caller, s, r, b) -> s[b] = 0);
    }

    private static float number(long[] slots, int at) {
        return Float.intBitsToFloat((int) slots[at]);
    }

    /** Red, green, blue, opacity. */
    private static int colour(long[] s, int at) {
        return ((int) s[at + 3] & 0xFF) << 24 | ((int) s[at] & 0xFF) << 16 | ((int) s[at + 1] & 0xFF) << 8
                | (int) s[at + 2] & 0xFF;
    }
}
