package dev.weft.host.oxide;

import dev.weft.host.Capability;
import dev.weft.host.ConsoleSink;
import dev.weft.host.HostContext;
import dev.weft.host.ImportTable;
import dev.weft.runtime.Caller;
import java.io.IOException;
import java.net.URI;

/** Imports for the console, the database, and the storage of a session. */
final class StorageFunctions {
    private static final int NOT_FOUND = -1;
    private static final int NO_STORE = -2;
    private static final int MOST_SESSION_BYTES = 16 << 20;

    private StorageFunctions() {
    }

    static void define(ImportTable table) {
        String module = OxideAbi.MODULE;
        for (ConsoleSink.Level level : ConsoleSink.Level.values()) {
            table.function(module, "api_" + level.name().toLowerCase(java.util.Locale.ROOT), "ii",
                (caller, s, r, b) -> {
                    String text = HostContext.of(caller).readText(caller, (int) s[b], (int) s[b + 1]);
                    HostContext.of(caller).console(level, text == null ? "" : text);
                });
        }
        table.function(module, "api_kv_store_set", "iiii:i", (caller, s, r, b) ->
                s[b] = set(caller, (int) s[b], (int) s[b + 1], (int) s[b + 2], (int) s[b + 3]));
        table.function(module, "api_kv_store_get", "iiii:i", (caller, s, r, b) ->
                s[b] = get(caller, (int) s[b], (int) s[b + 1], (int) s[b + 2], (int) s[b + 3]));
        table.function(module, "api_kv_store_delete", "ii:i", (caller, s, r, b) ->
                s[b] = delete(caller, (int) s[b], (int) s[b + 1]));
        table.function(module, "api_storage_set", "iiii", (caller, s, r, b) ->
                sessionSet(caller, key(caller, (int) s[b], (int) s[b + 1]), (int) s[b + 2], (int) s[b + 3]));
        table.function(module, "api_storage_get", "iiii:i", (caller, s, r, b) -> {
            byte[] value = OxideGuest.of(caller).session.get(key(caller, (int) s[b], (int) s[b + 1]));
            s[b] = value == null ? 0 : Math.max(0, HostContext.of(caller).writeTruncated(caller, (int) s[b + 2],
                    (int) s[b + 3], value));
        });
        table.function(module, "api_storage_remove", "ii", (caller, s, r, b) ->
                OxideGuest.of(caller).session.remove(key(caller, (int) s[b], (int) s[b + 1])));
    }

    /** A key that cannot be read is the empty one. */
    private static String key(Caller caller, int pointer, int length) {
        String key = HostContext.of(caller).readText(caller, pointer, length);
        return key == null ? "" : key;
    }

    private static void sessionSet(Caller caller, String key, int pointer, int length) {
        byte[] value = HostContext.of(caller).read(caller, pointer, length);
        OxideGuest guest = OxideGuest.of(caller);
        if (value != null) {
            long used = guest.session.values().stream().mapToLong(each -> each.length).sum();
            if (used + value.length <= MOST_SESSION_BYTES) {
                guest.session.put(key, value);
            }
        }
    }

    /** The database key of a guest's key. */
    static String namespaced(OxideGuest guest, String key) {
        String space = guest.world.namespace() == OxideWorld.Namespace.FULL_URL ? guest.url : origin(guest.url);
        return space + "::" + key;
    }

    private static String origin(String url) {
        try {
            URI uri = UrlLoader.parse(url);
            if ("file".equals(uri.getScheme())) {
                return "file://" + uri.getPath().substring(0, uri.getPath().lastIndexOf('/') + 1);
            }
            return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        } catch (IOException e) {
            return url;
        }
    }

    private static KeyValueStore database(OxideGuest guest) {
        return guest.context.allows(Capability.STORAGE) ? guest.world.database() : null;
    }

    private static int set(Caller caller, int keyPointer, int keyLength, int pointer, int length) throws Exception {
        OxideGuest guest = OxideGuest.of(caller);
        KeyValueStore database = database(guest);
        if (database == null) {
            guest.error("[KV] store not initialised");
            return NOT_FOUND;
        }
        byte[] value = guest.context.read(caller, pointer, length);
        String key = namespaced(guest, key(caller, keyPointer, keyLength));
        if (value == null) {
            guest.error("[KV] set failed");
            return NOT_FOUND;
        }
        try {
            guest.blocking(() -> {
                database.put(key, value);
                return null;
            });
            return 0;
        } catch (IOException e) {
            guest.error("[KV] set failed: " + e.getMessage());
            return NOT_FOUND;
        }
    }

    private static int get(Caller caller, int keyPointer, int keyLength, int pointer, int capacity) {
        OxideGuest guest = OxideGuest.of(caller);
        KeyValueStore database = database(guest);
        if (database == null) {
            return NO_STORE;
        }
        try {
            byte[] value = database.get(namespaced(guest, key(caller, keyPointer, keyLength)));
            if (value == null) {
                return NOT_FOUND;
            }
            int written = guest.context.writeTruncated(caller, pointer, capacity, value);
            return written < 0 ? NO_STORE : written;
        } catch (IOException e) {
            return NO_STORE;
        }
    }

    private static int delete(Caller caller, int keyPointer, int keyLength) {
        OxideGuest guest = OxideGuest.of(caller);
        KeyValueStore database = database(guest);
        if (database == null) {
            guest.error("[KV] store not initialised");
            return NOT_FOUND;
        }
        try {
            database.delete(namespaced(guest, key(caller, keyPointer, keyLength)));
            return 0;
        } catch (IOException e) {
            guest.error("[KV] delete failed: " + e.getMessage());
            return NOT_FOUND;
        }
    }
}
