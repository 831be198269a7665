package dev.weft.bench;

import java.util.Locale;

/** A picture that grows from left to right and from top to bottom; light or dark as its reader's system is. */
final class Svg {
    /** Colours of series, in their order; each readable on light and on dark ground. */
    private static final String[] COLORS = {"#2a78d6", "#1baf7a", "#eda100", "#008300", "#4a3aa7", "#e34948", "#e87ba4",
        "#eb6834", "#6b7a8f", "#8f6b3d"};
    private static final String STYLE = """
            text{font:12px system-ui,sans-serif;fill:#333}text.quiet{fill:#6b6b6b}
            text.head{font-weight:600;font-size:14px}
            line.grid{stroke:#e3e3e3}line.axis{stroke:#8a8a8a}rect.ground{fill:#fff}
            @media(prefers-color-scheme:dark){text{fill:#ddd}text.quiet{fill:#9a9a9a}line.grid{stroke:#333}
            line.axis{stroke:#777}rect.ground{fill:#161616}}""";

    private final StringBuilder body = new StringBuilder();
    private final int width;
    private final int height;

    Svg(int width, int height, String title) {
        this.width = width;
        this.height = height;
        text(12, 22, title, "head", "start");
    }

    /** The colour of a series. */
    static String color(int series) {
        return COLORS[series % COLORS.length];
    }

    Svg text(double x, double y, String text, String kind, String anchor) {
        body.append(String.format(Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\" text-anchor=\"%s\">%s</text>%n",
                x, y, kind, anchor, escaped(text)));
        return this;
    }

    Svg line(double x1, double y1, double x2, double y2, String kind) {
        body.append(String.format(Locale.ROOT, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>%n",
                x1, y1, x2, y2, kind));
        return this;
    }

    Svg stroke(double x1, double y1, double x2, double y2, String color, double strength) {
        body.append(String.format(Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>%n",
                x1, y1, x2, y2, color, strength));
        return this;
    }

    /** A bar; what it stands for is shown where a pointer rests on it. */
    Svg bar(double x, double y, double w, double h, String color, String hint) {
        body.append(String.format(Locale.ROOT, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\" "
                + "fill=\"%s\"><title>%s</title></rect>%n", x, y, Math.max(w, 1), h, color, escaped(hint)));
        return this;
    }

    Svg dot(double x, double y, String color, String hint) {
        body.append(String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"><title>%s</title>"
                + "</circle>%n", x, y, color, escaped(hint)));
        return this;
    }

    /** A line through points: x and y in turns. */
    Svg path(double[] points, String color, String hint) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i + 1 < points.length; i += 2) {
            path.append(String.format(Locale.ROOT, "%.1f,%.1f ", points[i], points[i + 1]));
        }
        body.append(String.format(Locale.ROOT, "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" "
                + "stroke-width=\"1.6\"><title>%s</title></polyline>%n",
                path.toString().strip(), color, escaped(hint)));
        return this;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
                + "width=\"%d\" height=\"%d\" role=\"img\"><style>%s</style><rect class=\"ground\" "
                + "width=\"%d\" height=\"%d\"/>%n",
                width, height, width, height, STYLE, width, height) + body + "</svg>\n";
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
