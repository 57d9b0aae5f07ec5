package io.rxpath.lab.report;

import java.util.ArrayList;
import java.util.List;

/** Lines in columns. A column whose header begins with a blank is set to the right. */
public final class Table {
    private final List<String[]> rows = new ArrayList<>();
    private final boolean[] right;
    private final String indent;

    /** A table with these headers, {@code indent} in front of each line. */
    public Table(String indent, String... headers) {
        this.indent = indent;
        this.right = new boolean[headers.length];
        String[] first = new String[headers.length];
        for (int i = 0; i < headers.length; i++) {
            right[i] = headers[i].startsWith(" ");
            first[i] = headers[i].strip();
        }
        rows.add(first);
    }

    /** Adds a line; missing cells are empty. */
    public Table row(String... cells) {
        String[] row = new String[right.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = i < cells.length ? cells[i] : "";
        }
        rows.add(row);
        return this;
    }

    /** All lines, each with its line end. */
    public String text() {
        int[] width = new int[right.length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                width[i] = Math.max(width[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int i = 0; i < row.length; i++) {
                String pad = " ".repeat(width[i] - row[i].length());
                line.append(i == 0 ? "" : "  ").append(right[i] ? pad + row[i] : row[i] + pad);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
