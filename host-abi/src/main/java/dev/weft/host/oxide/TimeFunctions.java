package dev.weft.host.oxide;

import dev.weft.host.HostContext;
import dev.weft.host.ImportTable;

/** Imports for time, timers, and random numbers. */
final class TimeFunctions {
    private TimeFunctions() {
    }

    static void define(ImportTable table) {
        String module = OxideAbi.MODULE;
        table.function(module, "api_time_now_ms", ":I", (caller, s, r, b) ->
                s[b] = HostContext.of(caller).options().clock().wallMillis());
        table.function(module, "api_random", ":I", (caller, s, r, b) ->
                s[b] = HostContext.of(caller).random().nextLong());
        table.function(module, "api_set_timeout", "ii:i", (caller, s, r, b) ->
                s[b] = OxideGuest.of(caller).timers.set((int) s[b], (int) s[b + 1], false));
        table.function(module, "api_set_interval", "ii:i", (caller, s, r, b) ->
                s[b] = OxideGuest.of(caller).timers.set((int) s[b], (int) s[b + 1], true));
        table.function(module, "api_clear_timer", "i", (caller, s, r, b) ->
                OxideGuest.of(caller).timers.clear((int) s[b]));
        table.function(module, "api_request_animation_frame", "i:i", (caller, s, r, b) ->
                s[b] = OxideGuest.of(caller).timers.nextFrame((int) s[b]));
        table.function(module, "api_cancel_animation_frame", "i", (caller, s, r, b) ->
                OxideGuest.of(caller).timers.cancelFrame((int) s[b]));
    }
}
