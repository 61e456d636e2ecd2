package dev.blindspot.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Columns aligned: numbers right, text left; the last column is cut to what the line has left. */
final class Table {
    static final int LINE = 100;
    private static final String INDENT = "  ";
    private static final String GAP = "  ";

    private final String[] titles;
    private final boolean[] left;
    private final List<String[]> rows = new ArrayList<>();

    /**
     * A table without rows.
     *
     * @param titles one a column; a column whose title begins with {@code <} is aligned left
     */
    Table(String... titles) {
        this.titles = new String[titles.length];
        this.left = new boolean[titles.length];
        for (int i = 0; i < titles.length; i++) {
            left[i] = titles[i].startsWith("<");
            this.titles[i] = left[i] ? titles[i].substring(1) : titles[i];
        }
    }

    void add(String... cells) {
        if (cells.length != titles.length) {
            throw new IllegalArgumentException(cells.length + " cells for " + titles.length + " columns");
        }
        rows.add(cells);
    }

    int size() {
        return rows.size();
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Appends the titles and the rows, a line each. */
    void appendTo(StringBuilder text, Ink ink) {
        int[] widths = new int[titles.length];
        for (int i = 0; i < titles.length; i++) {
            int column = i;
            widths[i] = Math.max(
                    titles[i].length(),
                    rows.stream().mapToInt(row -> row[column].length()).max().orElse(0));
        }
        int others = Arrays.stream(widths).limit(widths.length - 1L).sum() + GAP.length() * (widths.length - 1);
        int last = widths.length - 1;
        widths[last] = Math.min(widths[last], Math.max(8, LINE - INDENT.length() - others));
        text.append(ink.dim(line(titles, widths))).append('\n');
        rows.forEach(row -> text.append(line(row, widths)).append('\n'));
    }

    private String line(String[] cells, int[] widths) {
        StringBuilder line = new StringBuilder(INDENT);
        for (int i = 0; i < cells.length; i++) {
            String cell = Lines.cut(cells[i], widths[i]);
            String blank = " ".repeat(widths[i] - cell.length());
            line.append(i == 0 ? "" : GAP).append(left[i] ? cell + blank : blank + cell);
        }
        return line.toString().stripTrailing();
    }
}
