package dev.weft.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the little JSON that results need. */
final class Json {
    private Json() {
    }

    static String string(String value) {
        if (value == null) {
            return "null";
        }
        StringBuilder out = new StringBuilder("\"");
        for (char c : value.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    /** Five digits: no measurement here knows more. */
    static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        return Math.abs(value) >= 1e5 ? Long.toString(Math.round(value)) : String.format(Locale.ROOT, "%.5g", value);
    }

    static String numbers(double... values) {
        return Arrays.stream(values).mapToObj(Json::number).collect(Collectors.joining(",", "[", "]"));
    }

    /** A tree of maps, collections, strings, numbers, arrays of numbers and nulls. */
    static String tree(Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> string(text);
            case double[] numbers -> numbers(numbers);
            case Number number -> number(number.doubleValue());
            case Boolean truth -> truth.toString();
            case Map<?, ?> map -> map.entrySet().stream()
                    .map(entry -> string(entry.getKey().toString()) + ":" + tree(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
            case Collection<?> list -> list.stream().map(Json::tree)
                    .collect(Collectors.joining(",\n", "[", "]"));
            default -> throw new IllegalArgumentException(value.getClass().getName());
        };
    }
}
