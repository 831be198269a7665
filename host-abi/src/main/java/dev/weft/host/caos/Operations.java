package dev.weft.host.caos;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weft.host.ConsoleSink;
import dev.weft.host.HostContext;
import dev.weft.runtime.Caller;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The nine operations behind the two imports. Nothing that a guest asks for makes it trap. */
final class Operations {
    private static final byte[] DONE = {'{', '}'};
    private static final byte[] NOTHING = {};
    private static final byte[] STRING_END = {'"', '}'};
    /** Of a response in base64, what is around it. */
    private static final int ENVELOPE = 64;

    private Operations() {
    }

    /** Does what the JSON at a pointer asks for, keeps the response, and returns its length. */
    static int call(Caller caller, int pointer, int length) throws Exception {
        HostContext context = HostContext.of(caller);
        Job job = context.state(Job.class);
        job.response = NOTHING;
        byte[] request = pointer < 0 ? null : context.read(caller, pointer, length);
        byte[] response;
        if (request == null) {
            response = Json.error("pointer out of range: " + pointer + " with length " + length);
        } else {
            try {
                response = answer(context, job, Json.readObject(request));
            } catch (CaosException e) {
                job.sawPassing |= e.isPassing();
                response = Json.error(e.getMessage());
            }
        }
        job.response = response;
        return response.length;
    }

    /** Gives the guest the response; what does not fit is told on the console. */
    static void read(Caller caller, int pointer) {
        HostContext context = HostContext.of(caller);
        byte[] response = context.state(Job.class).response;
        if (pointer < 0 || !context.write(caller, pointer, response, response.length)) {
            context.console(ConsoleSink.Level.ERROR, "guest read failed: pointer out of range: " + pointer);
        }
    }

    private static byte[] answer(HostContext context, Job job, Map<?, ?> request) throws Exception {
        String op = Json.string(request, "op");
        CaosStore store = job.caos.store();
        return switch (op) {
            case "job" -> job(job);
            case "tree" -> tree(store.tree(hash(request, "hash")));
            case "get" -> get(store.blob(hash(request, "hash")));
            case "put_blob" -> hash(store.putBlob(base64(Json.string(request, "bytes_b64"))));
            case "put_tree" -> hash(store.putTree(entries(Json.array(request, "entries"))));
            case "run" -> result(job.run(Json.string(request, "image"), hash(request, "args")));
            case "run_many" -> results(job.runMany(requests(Json.array(request, "reqs"))));
            case "out" -> {
                job.out(resultKind(Json.string(request, "kind")), hash(request, "hash"));
                yield DONE;
            }
            case "log" -> {
                job.say(context, Json.string(request, "msg"));
                yield DONE;
            }
            default -> throw CaosException.of(400, "unknown op \"" + op + '"');
        };
    }

    private static byte[] job(Job job) {
        byte[] json = Json.object(object -> {
            object.writeStringField("args", job.request.args());
            object.writeStringField("std", job.request.std());
            object.writeStringField("salt", job.request.salt());
            object.writeStringField("stack", "");
        });
        int end = json.length - STRING_END.length;
        return job.stack.escapedBetween(Arrays.copyOf(json, end), STRING_END);
    }

    private static byte[] tree(List<TreeEntry> entries) {
        return Json.object(json -> {
            json.writeArrayFieldStart("entries");
            for (TreeEntry entry : entries) {
                json.writeStartObject();
                json.writeStringField("name", entry.name());
                json.writeStringField("kind", entry.kind().toString());
                json.writeStringField("hash", entry.hash());
                json.writeStringField("mode", entry.mode());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static byte[] get(byte[] blob) throws CaosException {
        if ((blob.length + 2L) / 3 * 4 > Integer.MAX_VALUE - ENVELOPE) {
            throw CaosException.of(500, "response too large");
        }
        return Json.object(json -> json.writeBinaryField("bytes_b64", blob));
    }

    private static byte[] hash(String hash) {
        return Json.object(json -> json.writeStringField("hash", hash));
    }

    private static byte[] result(Result result) {
        return Json.object(json -> write(json, result));
    }

    private static void write(JsonGenerator json, Result result) throws IOException {
        json.writeStringField("kind", result.kind().toString());
        json.writeStringField("hash", result.hash());
    }

    private static byte[] results(List<Job.Slot> slots) {
        return Json.object(json -> {
            json.writeArrayFieldStart("results");
            for (Job.Slot slot : slots) {
                json.writeStartObject();
                if (slot.result() != null) {
                    write(json, slot.result());
                } else {
                    json.writeStringField("error", slot.error());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    // What requests consist of

    private static String hash(Map<?, ?> request, String name) throws CaosException {
        return checked(Json.string(request, name));
    }

    private static String checked(String hash) throws CaosException {
        if (!GitObject.isHash(hash)) {
            throw CaosException.of(400, "invalid git SHA-1 hash \"" + hash + '"');
        }
        return hash.toLowerCase(java.util.Locale.ROOT);
    }

    private static ObjectKind resultKind(String text) throws CaosException {
        ObjectKind kind = ObjectKind.of(text);
        if (kind == null) {
            throw CaosException.of(400, "invalid result kind \"" + text + '"');
        }
        return kind;
    }

    private static byte[] base64(String text) throws CaosException {
        try {
            if (text.length() % 4 == 0) {
                return Base64.getDecoder().decode(text);
            }
        } catch (IllegalArgumentException e) {
            throw CaosException.of(400, "invalid base64: " + e.getMessage());
        }
        throw CaosException.of(400, "invalid base64: the length is no multiple of 4");
    }

    private static Map<?, ?> member(Object value, String of) throws CaosException {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw CaosException.of(400, "every element of '" + of + "' must be an object");
    }

    private static List<TreeEntry> entries(List<?> values) throws CaosException {
        List<TreeEntry> entries = new ArrayList<>(values.size());
        for (Object value : values) {
            Map<?, ?> entry = member(value, "entries");
            String name = Json.string(entry, "name");
            if (!TreeCodec.isName(name)) {
                throw CaosException.of(400, "invalid tree entry name \"" + name + '"');
            }
            entries.add(new TreeEntry(mode(entry), name, hash(entry, "hash")));
        }
        return entries;
    }

    /** The mode, if there is one, else the usual one of the kind. */
    private static String mode(Map<?, ?> entry) throws CaosException {
        String kind = Json.string(entry, "kind");
        if (entry.get("mode") != null) {
            String text = Json.string(entry, "mode");
            String mode = TreeCodec.mode(text);
            if (mode == null) {
                throw CaosException.of(400, "unsupported tree entry mode \"" + text + '"');
            }
            return mode;
        }
        ObjectKind known = ObjectKind.of(kind);
        if (known == null) {
            throw CaosException.of(400, "unsupported tree entry kind \"" + kind + '"');
        }
        return known.mode();
    }

    private static List<Job.Asked> requests(List<?> values) throws CaosException {
        List<Job.Asked> asked = new ArrayList<>(values.size());
        for (Object value : values) {
            Map<?, ?> request = member(value, "reqs");
            asked.add(new Job.Asked(Json.string(request, "image"), hash(request, "args")));
        }
        return asked;
    }
}
