package io.varve.perf.bench;

import java.io.PrintWriter;
import java.util.List;

/** Prints rows in columns. */
final class Table {

    private static final Row HEAD = new Row("", "Varve", "against", "ratio", "goal", "");

    private Table() {
    }

    static void print(final PrintWriter out, final String title, final List<Row> rows) {
        final int[] widths = new int[6];
        widen(widths, HEAD);
        rows.forEach(row -> widen(widths, row));
        out.println(title);
        line(out, widths, HEAD);
        rows.forEach(row -> line(out, widths, row));
        out.println();
        out.flush();
    }

    private static String[] cells(final Row row) {
        return new String[] {row.what(), row.result(), row.against(), row.ratio(), row.goal(), row.verdict()};
    }

    private static void widen(final int[] widths, final Row row) {
        final String[] cells = cells(row);
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], cells[i].length());
        }
    }

    private static void line(final PrintWriter out, final int[] widths, final Row row) {
        final StringBuilder line = new StringBuilder("  ");
        final String[] cells = cells(row);
        for (int i = 0; i < widths.length; i++) {
            final String gap = " ".repeat(widths[i] - cells[i].length());
            // Words to the left, numbers to the right.
            line.append(i == 0 || i >= 4 ? cells[i] + gap : gap + cells[i]).append("  ");
        }
        out.println(line.toString().stripTrailing());
    }
}
