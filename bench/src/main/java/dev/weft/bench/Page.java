package dev.weft.bench;

import java.util.List;

/** A result as one page of HTML that needs no other file. */
final class Page {
    private static final String HEAD = """
            <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>%s</title><style>
            body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:900px;padding:0 1rem;color:#222}
            table{border-collapse:collapse;font-size:13px;display:block;overflow-x:auto}
            td,th{padding:.25rem .6rem;border-bottom:1px solid #ddd;text-align:right;white-space:nowrap}
            td:first-child,th:first-child{text-align:left}svg{max-width:100%%;height:auto;margin:.6rem 0}
            dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;font-size:13px}
            dt{color:#666}dd{margin:0}
            @media(prefers-color-scheme:dark){body{color:#ddd;background:#161616}td,th{border-color:#333}dt{color:#999}
            }
            </style><h1>%s</h1>
            """;

    private Page() {
    }

    static String of(Result result) {
        String title = Svg.escaped("Weft measured, " + result.about().get("date"));
        StringBuilder out = new StringBuilder(String.format(HEAD, title, title));
        out.append("<dl>");
        result.about().forEach((key, value) -> out.append("<dt>").append(Svg.escaped(key)).append("</dt><dd>")
                .append(Svg.escaped(value)).append("</dd>"));
        out.append("<dt>noise</dt><dd>").append(Tables.plain(result.noise() * 100)).append(" %</dd></dl>\n");
        if (!result.engines().isEmpty()) {
            out.append("<h2>Engines</h2>\n").append(table(Tables.engines(result)));
        }
        Charts.of(result).values().forEach(out::append);
        if (!result.rows().isEmpty()) {
            out.append("<h2>Workloads</h2>\n").append(table(Tables.workloads(result)));
        }
        if (!result.benchmarks().isEmpty()) {
            out.append("<h2>Benchmarks by phase</h2>\n").append(table(Tables.figures(result)));
        }
        if (!result.missing().isEmpty()) {
            out.append("<h2>Left out</h2>\n<ul>");
            result.missing().forEach(line -> out.append("<li>").append(Svg.escaped(line)).append("</li>\n"));
            out.append("</ul>\n");
        }
        return out.append("</html>\n").toString();
    }

    private static String table(List<List<String>> rows) {
        StringBuilder out = new StringBuilder("<table>\n");
        for (int i = 0; i < rows.size(); i++) {
            String cell = i == 0 ? "th" : "td";
            out.append("<tr>");
            for (String text : rows.get(i)) {
                out.append("<" + cell + ">" + Svg.escaped(text) + "</" + cell + ">");
            }
            out.append("</tr>\n");
        }
        return out.append("</table>\n").toString();
    }
}
