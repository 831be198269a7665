package dev.weft.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns as wide as their widest cell; headings that begin with {@code >} are right-aligned. */
final class Table {
    private final String[] headings;
    private final boolean[] right;
    private final List<String[]> rows = new ArrayList<>();

    Table(String... headings) {
        this.headings = headings.clone();
        this.right = new boolean[headings.length];
        for (int i = 0; i < headings.length; i++) {
            right[i] = headings[i].startsWith(">");
            this.headings[i] = right[i] ? headings[i].substring(1) : headings[i];
        }
    }

    /** Adds a row, a cell for each heading. */
    Table row(String... cells) {
        if (cells.length != headings.length) {
            throw new IllegalArgumentException(cells.length + " cells for " + headings.length + " columns");
        }
        rows.add(cells);
        return this;
    }

    /** The headings and the rows. */
    @Override
    public String toString() {
        return text(true);
    }

    /** The rows without the headings. */
    String rowsOnly() {
        return text(false);
    }

    private String text(boolean withHeadings) {
        int[] widths = new int[headings.length];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = withHeadings ? width(headings[i]) : 0;
            for (String[] row : rows) {
                widths[i] = Math.max(widths[i], width(row[i]));
            }
        }
        StringBuilder text = new StringBuilder();
        if (withHeadings) {
            line(text, headings, widths);
        }
        for (String[] row : rows) {
            line(text, row, widths);
        }
        return text.toString();
    }

    private void line(StringBuilder text, String[] cells, int[] widths) {
        int start = text.length();
        for (int i = 0; i < cells.length; i++) {
            String padding = " ".repeat(widths[i] - width(cells[i]));
            text.append(i == 0 ? "" : "  ").append(right[i] ? padding : "").append(cells[i])
                    .append(right[i] ? "" : padding);
        }
        int end = text.length();
        while (end > start && text.charAt(end - 1) == ' ') {
            end--;
        }
        text.setLength(end);
        text.append('\n');
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
