package dev.weft.host.caos;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests and responses in JSON: objects as maps, arrays as lists, strings; numbers count as their text's value. */
final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            // a blob of any size is one string
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build()).build();

    private Json() {
    }

    /** Writes members of an object. */
    interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    /** What bytes say; an exception, whose message fits on a line, if they are no JSON in UTF-8. */
    static Object read(byte[] bytes) throws CaosException {
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            if (parser.nextToken() == null) {
                throw CaosException.of(400, "invalid json: nothing there");
            }
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw CaosException.of(400, "invalid json: more behind the value");
            }
            return value;
        } catch (IOException e) {
            throw CaosException.of(400, "invalid json: " + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    /** The same for an object; anything else counts as one without members. */
    static Map<?, ?> readObject(byte[] bytes) throws CaosException {
        return read(bytes) instanceof Map<?, ?> map ? map : Map.of();
    }

    private static Object value(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, value(parser));
                }
                return object;
            }
            case START_ARRAY -> {
                List<Object> array = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser));
                }
                return array;
            }
            case VALUE_STRING -> {
                return parser.getText();
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                return parser.getBooleanValue();
            }
            case VALUE_NULL -> {
                return null;
            }
            default -> {
                return parser.getDoubleValue();
            }
        }
    }

    /** An object as bytes. */
    static byte[] object(Members members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** An object as a text on one line. */
    static String line(Members members) {
        return new String(object(members), StandardCharsets.UTF_8);
    }

    /** {@code {"error": message}}. */
    static byte[] error(String message) {
        return object(json -> json.writeStringField("error", message));
    }

    /** A member that must be a string. */
    static String string(Map<?, ?> object, String name) throws CaosException {
        if (object.get(name) instanceof String text) {
            return text;
        }
        throw CaosException.of(400, "missing string '" + name + "'");
    }

    /** A member that must be an array. */
    static List<?> array(Map<?, ?> object, String name) throws CaosException {
        if (object.get(name) instanceof List<?> list) {
            return list;
        }
        throw CaosException.of(400, "missing array '" + name + "'");
    }
}
