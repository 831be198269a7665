package dev.weft.cli;

import dev.weft.syntax.CustomSection;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.ExternType;
import java.util.ArrayList;
import java.util.List;

/** What there is to tell about a module as an object in JSON, whose fields stay as they are. */
final class InspectionJson {
    private final StringBuilder json = new StringBuilder("{\n");
    private boolean first = true;

    InspectionJson(Inspection inspection, String file, String problem) {
        field("file", Json.string(file));
        field("size", Integer.toString(inspection.module().bytes().length));
        field("name", string(inspection.name()));
        field("valid", Boolean.toString(problem == null));
        field("problem", string(problem));
        List<String> producers = new ArrayList<>();
        inspection.producers().forEach((key, values) -> producers.add(Json.string(key) + ": "
                + strings(values)));
        field("producers", "{" + String.join(", ", producers) + "}");
        field("proposals", strings(inspection.features()));
        field("instructions", Long.toString(inspection.instructions()));
        field("start", inspection.module().start() < 0 ? "null" : Integer.toString(inspection.module().start()));
        List<String> rows = new ArrayList<>();
        for (Inspection.SectionRow row : inspection.sections()) {
            rows.add("{\"name\": " + Json.string(row.name()) + ", \"offset\": " + row.offset() + ", \"size\": "
                    + row.size() + (row.items() < 0 ? "" : ", \"items\": " + row.items()) + "}");
        }
        list("sections", rows);
        for (CustomSection section : inspection.module().customs()) {
            rows.add("{\"name\": " + Json.string(section.name()) + ", \"offset\": " + section.offset()
                    + ", \"size\": " + section.length() + "}");
        }
        list("customs", rows);
        inspection.imports().forEach(item -> rows.add("{\"module\": " + Json.string(item.module()) + ", "
                + named(item)));
        list("imports", rows);
        inspection.exports().forEach(item -> rows.add("{" + named(item)));
        list("exports", rows);
        for (ExternKind kind : ExternKind.values()) {
            if (kind != ExternKind.FUNC) {
                int index = 0;
                for (ExternType type : inspection.space(kind)) {
                    rows.add("{\"index\": " + index + ", \"name\": " + string(inspection.name(kind, index))
                            + ", \"type\": " + Json.string(inspection.show(type)) + "}");
                    index++;
                }
                list(kind == ExternKind.MEMORY ? "memories" : kind + "s", rows);
            }
        }
        field("data", "{\"segments\": " + inspection.module().datas().size() + ", \"bytes\": "
                + inspection.dataBytes() + "}");
        field("elements", "{\"segments\": " + inspection.module().elems().size() + ", \"references\": "
                + inspection.elemReferences() + "}");
        for (Inspection.Function function : inspection.functions()) {
            rows.add("{\"index\": " + function.index() + ", \"name\": " + string(function.name())
                    + ", \"size\": " + function.size() + ", \"type\": " + Json.string(function.type()) + "}");
        }
        list("functions", rows);
        json.append("\n}\n");
    }

    private static String named(Inspection.Item item) {
        return "\"name\": " + Json.string(item.name()) + ", \"kind\": \"" + item.kind() + "\", \"index\": "
                + item.index() + ", \"type\": " + Json.string(item.type()) + "}";
    }

    private static String string(String text) {
        return text == null ? "null" : Json.string(text);
    }

    private static String strings(List<?> values) {
        List<String> strings = new ArrayList<>();
        values.forEach(value -> strings.add(Json.string(value.toString())));
        return "[" + String.join(", ", strings) + "]";
    }

    private void field(String name, String value) {
        json.append(first ? "" : ",\n").append("  ").append(Json.string(name)).append(": ").append(value);
        first = false;
    }

    /** A field with a line for each row; empties the rows. */
    private void list(String name, List<String> rows) {
        field(name, rows.isEmpty() ? "[]" : "[\n    " + String.join(",\n    ", rows) + "\n  ]");
        rows.clear();
    }

    @Override
    public String toString() {
        return json.toString();
    }
}
