package dev.gapless.cli.output;

import java.util.ArrayList;
import java.util.List;

/// Rows in aligned columns with a head line. Cells are made safe here, so callers hand over text as it came.
public final class Table {
    private static final String GAP = "  ";

    /// A column.
    ///
    /// @param title head, upper case
    /// @param side where short cells stand
    public record Column(String title, Side side) {}

    /// Where a cell stands in its column.
    public enum Side {
        LEFT,
        RIGHT
    }

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    private Table(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    /// A table with these heads; one that begins with `>` is right-aligned, for numbers.
    public static Table of(String... heads) {
        List<Column> columns = new ArrayList<>();
        for (String head : heads) {
            columns.add(head.startsWith(">") ? new Column(head.substring(1), Side.RIGHT) : new Column(head, Side.LEFT));
        }
        return new Table(columns);
    }

    /// Adds a row; there must be a cell for each column.
    public Table row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException("row: " + cells.length + " cells (expected: " + columns.size() + ")");
        }
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(SafeText.line(cell.toString()));
        }
        rows.add(row);
        return this;
    }

    /// The lines, head first, without blanks at their ends.
    public List<String> lines() {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = Math.max(
                    Width.of(columns.get(i).title()),
                    rows.stream().mapToInt(row -> Width.of(row.get(column))).max().orElse(0));
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(columns.stream().map(Column::title).toList(), widths));
        rows.forEach(row -> lines.add(line(row, widths)));
        return lines;
    }

    private String line(List<String> cells, int[] widths) {
        List<String> padded = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            padded.add(columns.get(i).side() == Side.RIGHT
                    ? Width.padLeft(cells.get(i), widths[i])
                    : Width.padRight(cells.get(i), widths[i]));
        }
        return String.join(GAP, padded).stripTrailing();
    }
}
