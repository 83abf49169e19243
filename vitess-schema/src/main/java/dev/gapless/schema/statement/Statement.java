package dev.gapless.schema.statement;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// One SQL statement, or a family of statements that differ in their number of rows only.
///
/// A family has the text `<rows>` in its SQL, which stands for that many copies of `row`, separated by commas; its
/// parameters are `?` in order. It may also have `<ranges>`, for as many copies of `range` with `OR` between. A single statement has named parameters, `:name`. Texts are made once per number of rows
/// and kept. Any thread may call.
///
/// @see StatementCatalog
public final class Statement {
    /// Rows of a family at most: a transaction stays short, and so does the list of texts that vtgate plans.
    public static final int MAX_ROWS = 256;

    /// Values in one list of an `IN` at most: at 1,000 MariaDB makes a subquery of the list, and scans the table for it.
    private static final int MAX_LIST_VALUES = 999;
    private static final String ROWS = "<rows>";
    private static final String RANGES = "<ranges>";
    /// Ranges of one statement at most.
    private static final int MAX_RANGES = 64;

    private final String name;
    private final Reach reach;
    private final String index;
    private final String bound;
    private final String sql;
    private final @Nullable String row;
    private final @Nullable String range;
    private final int maxRows;
    private final AtomicReferenceArray<@Nullable String> texts;

    private Statement(String name, Reach reach, String index, String bound, String sql, @Nullable String row,
            @Nullable String range) {
        this.name = name;
        this.reach = reach;
        this.index = index;
        this.bound = bound;
        this.sql = sql.strip();
        this.row = row;
        this.range = range;
        this.maxRows = row == null ? 1 : range == null ? maxRows(sql, row) : MAX_RANGES;
        this.texts = new AtomicReferenceArray<>(maxRows + 1);
    }

    /// A single statement.
    ///
    /// @param name table and purpose, such as `event.page-after`
    /// @param reach shards touched
    /// @param index index that finds the rows; `-` for an insert
    /// @param bound what bounds the rows touched, in words
    /// @param sql text with named parameters
    public static Statement single(String name, Reach reach, String index, String bound, String sql) {
        return new Statement(name, reach, index, bound, sql, null, null);
    }

    /// A family of statements over 1 to [#MAX_ROWS] rows.
    ///
    /// @param row text of one row, such as `(?,?)`
    public static Statement family(String name, Reach reach, String index, String sql, String row) {
        if (!sql.contains(ROWS)) {
            throw new IllegalArgumentException("statement " + name + ": no " + ROWS);
        }
        return new Statement(name, reach, index, maxRows(sql, row) + " rows given", sql, row, null);
    }

    /// A family of statements over 1 to 64 ranges of an index, with their keys in a list before them, by which vtgate routes.
    ///
    /// @param bound what bounds the rows touched, in words
    /// @param row text of one key, such as `(?,?)`
    /// @param range text of one range, in brackets
    public static Statement ranges(
            String name, Reach reach, String index, String bound, String sql, String row, String range) {
        if (!sql.contains(ROWS) || !sql.contains(RANGES)) {
            throw new IllegalArgumentException("statement " + name + ": no " + ROWS + " or " + RANGES);
        }
        return new Statement(name, reach, index, bound, sql, row, range);
    }

    public String name() {
        return name;
    }

    public Reach reach() {
        return reach;
    }

    public String index() {
        return index;
    }

    public String bound() {
        return bound;
    }

    /// True if the text depends on a number of rows.
    public boolean manyRows() {
        return row != null;
    }

    /// Rows that one text may have: [#MAX_ROWS], or fewer for lists of long keys.
    public int maxRows() {
        return maxRows;
    }

    /// The text of a single statement.
    public String sql() {
        if (row != null) {
            throw new IllegalStateException("statement " + name + ": is a family (expected: a number of rows)");
        }
        return sql;
    }

    /// The text of a family for so many rows.
    ///
    /// @param rows 1 to [#maxRows]
    public String sql(int rows) {
        if (row == null) {
            throw new IllegalStateException("statement " + name + ": is single (expected: no number of rows)");
        }
        if (rows < 1 || rows > maxRows) {
            throw new IllegalArgumentException(
                    "statement " + name + ": " + rows + " rows (expected: 1 to " + maxRows + ")");
        }
        String text = texts.get(rows);
        if (text == null) {
            text = sql.replace(ROWS, String.join(",", java.util.Collections.nCopies(rows, row)));
            if (range != null) {
                text = text.replace(RANGES, String.join(" OR ", java.util.Collections.nCopies(rows, range)));
            }
            texts.set(rows, text);
        }
        return text;
    }

    /// How many keys a list of so many is padded to, by repeating the last: a power of two, so that a family has nine texts to
    /// parse and plan, and not 256; and at least two if the family writes.
    ///
    /// For `UPDATE` and `DELETE` with a list of a single key MariaDB 11.4 reads, and locks, the whole table.
    public int paddedRows(int keys) {
        int rows = Integer.highestOneBit(keys * 2 - 1);
        return rows == 1 && !sql.startsWith("SELECT") ? 2 : rows;
    }

    /// The text as documents show it: a family with one row and an ellipsis.
    public String shown() {
        String text = row == null ? sql : sql.replace(ROWS, row + ", …");
        return range == null ? text : text.replace(RANGES, range + " OR …");
    }

    @Override
    public String toString() {
        return name;
    }

    private static int maxRows(String sql, String row) {
        if (sql.strip().startsWith("INSERT")) {
            return MAX_ROWS;
        }
        int columns = (int) row.chars().filter(c -> c == '?').count();
        return Math.min(MAX_ROWS, Integer.highestOneBit(MAX_LIST_VALUES / columns));
    }
}
