package dev.weft.host.oxide;

import dev.weft.host.HostContext;
import dev.weft.host.ImportTable;
import dev.weft.runtime.Caller;
import java.io.IOException;

/** Imports for the address, the history, and notifications. */
final class PageFunctions {
    private PageFunctions() {
    }

    static void define(ImportTable table) {
        String module = OxideAbi.MODULE;
        table.function(module, "api_notify", "iiii", (caller, s, r, b) -> {
            HostContext context = HostContext.of(caller);
            OxideGuest.of(context).log("[NOTIFICATION] " + text(caller, (int) s[b], (int) s[b + 1]) + ": "
                    + text(caller, (int) s[b + 2], (int) s[b + 3]));
        });
        table.function(module, "api_navigate", "ii:i", (caller, s, r, b) -> {
            String url = HostContext.of(caller).readText(caller, (int) s[b], (int) s[b + 1]);
            s[b] = url != null && navigate(OxideGuest.of(caller), url) ? 0 : -1;
        });
        table.function(module, "api_push_state", "iiiiii", (caller, s, r, b) ->
                OxideGuest.of(caller).page.push(entry(caller, s, b)));
        table.function(module, "api_replace_state", "iiiiii", (caller, s, r, b) ->
                OxideGuest.of(caller).page.replace(entry(caller, s, b)));
        table.function(module, "api_get_state", "ii:i", (caller, s, r, b) -> {
            byte[] state = OxideGuest.of(caller).page.state();
            s[b] = state == null ? -1
                    : HostContext.of(caller).writeTruncated(caller, (int) s[b], (int) s[b + 1], state);
        });
        table.function(module, "api_history_length", ":i", (caller, s, r, b) ->
                s[b] = OxideGuest.of(caller).page.length());
        table.function(module, "api_history_back", ":i", (caller, s, r, b) ->
                s[b] = OxideGuest.of(caller).page.go(-1) ? 1 : 0);
        table.function(module, "api_history_forward", ":i", (caller, s, r, b) ->
                s[b] = OxideGuest.of(caller).page.go(1) ? 1 : 0);
    }

    private static String text(Caller caller, int pointer, int length) {
        String text = HostContext.of(caller).readText(caller, pointer, length);
        return text == null ? "" : text;
    }

    private static boolean navigate(OxideGuest guest, String url) {
        try {
            UrlLoader.parse(url);
            guest.page.navigate(url);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Slots: state, title, URL, each a pointer and a length; an empty URL is the present one. */
    private static Page.Entry entry(Caller caller, long[] s, int b) {
        String url = text(caller, (int) s[b + 4], (int) s[b + 5]);
        return new Page.Entry(url.isEmpty() ? OxideGuest.of(caller).page.url() : url,
                text(caller, (int) s[b + 2], (int) s[b + 3]),
                HostContext.of(caller).read(caller, (int) s[b], (int) s[b + 1]));
    }
}
