package dev.gapless.schema.statement;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// A statement of a family on its way to the database: plain JDBC, since these are the hot ones.
///
/// Parameters are added in order. Failures come out as [SqlFailure], for the transaction around it to sort. One thread.
public final class Prepared implements AutoCloseable {
    private final PreparedStatement statement;
    private int parameters;

    private Prepared(PreparedStatement statement) {
        this.statement = statement;
    }

    /// A statement over exactly so many rows.
    public static Prepared of(Handle handle, Statement statement, int rows) {
        try {
            return new Prepared(handle.getConnection().prepareStatement(statement.sql(rows)));
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    /// Runs a query that lists keys, [Statement#maxRows] at a time, padded as [Statement#paddedRows] says.
    ///
    /// @param bind adds the parameters of one key
    public static <K, T> List<T> queryKeys(
            Handle handle, Statement statement, List<K> keys, KeyBinder<K> bind, RowReader<T> reader) {
        List<T> found = new ArrayList<>(keys.size());
        for (int from = 0; from < keys.size(); from += statement.maxRows()) {
            List<K> some = keys.subList(from, Math.min(keys.size(), from + statement.maxRows()));
            try (Prepared prepared = of(handle, statement, statement.paddedRows(some.size()))) {
                prepared.addKeys(statement, some, bind);
                prepared.queryInto(found, reader);
            }
        }
        return found;
    }

    /// Runs a query over ranges, [Statement#maxRows] at a time: first the keys of all, then the ranges.
    ///
    /// @param bindKey adds the parameters of one key
    /// @param bindRange adds the parameters of one range
    public static <K, T> List<T> queryRanges(
            Handle handle,
            Statement statement,
            List<K> keys,
            KeyBinder<K> bindKey,
            KeyBinder<K> bindRange,
            RowReader<T> reader) {
        List<T> found = new ArrayList<>(keys.size());
        for (int from = 0; from < keys.size(); from += statement.maxRows()) {
            List<K> some = keys.subList(from, Math.min(keys.size(), from + statement.maxRows()));
            try (Prepared prepared = of(handle, statement, statement.paddedRows(some.size()))) {
                prepared.addKeys(statement, some, bindKey);
                prepared.addKeys(statement, some, bindRange);
                prepared.queryInto(found, reader);
            }
        }
        return found;
    }

    /// Runs an insert of any number of rows, [Statement#MAX_ROWS] at a time.
    ///
    /// @param bind adds the parameters of one row
    public static <K> void insertAll(Handle handle, Statement statement, List<K> rows, KeyBinder<K> bind) {
        for (int from = 0; from < rows.size(); from += Statement.MAX_ROWS) {
            List<K> some = rows.subList(from, Math.min(rows.size(), from + Statement.MAX_ROWS));
            try (Prepared insert = of(handle, statement, some.size())) {
                some.forEach(row -> bind.bind(insert, row));
                insert.update();
            }
        }
    }

    /// Runs an update or delete that lists keys, as [#queryKeys] does.
    public static <K> void updateKeys(Handle handle, Statement statement, List<K> keys, KeyBinder<K> bind) {
        for (int from = 0; from < keys.size(); from += statement.maxRows()) {
            List<K> some = keys.subList(from, Math.min(keys.size(), from + statement.maxRows()));
            try (Prepared prepared = of(handle, statement, statement.paddedRows(some.size()))) {
                prepared.addKeys(statement, some, bind);
                prepared.update();
            }
        }
    }

    /// Adds the keys of a list, padded.
    public <K> void addKeys(Statement statement, List<K> keys, KeyBinder<K> bind) {
        int rows = statement.paddedRows(keys.size());
        for (int i = 0; i < rows; i++) {
            bind.bind(this, keys.get(Math.min(i, keys.size() - 1)));
        }
    }

    /// Adds the parameters of one key.
    @FunctionalInterface
    public interface KeyBinder<K> {
        void bind(Prepared prepared, K key);
    }

    public Prepared add(long value) {
        try {
            statement.setLong(++parameters, value);
            return this;
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    public Prepared add(@Nullable String value) {
        try {
            statement.setString(++parameters, value);
            return this;
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    public Prepared add(byte @Nullable [] value) {
        try {
            statement.setBytes(++parameters, value);
            return this;
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    /// Adds a number, or NULL for 0.
    public Prepared addUnlessZero(long value) {
        if (value != 0) {
            return add(value);
        }
        try {
            statement.setNull(++parameters, java.sql.Types.BIGINT);
            return this;
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    /// Runs an insert, update or delete.
    ///
    /// @return rows found (not: changed)
    public int update() {
        try {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    public <T> List<T> query(RowReader<T> reader) {
        List<T> found = new ArrayList<>();
        queryInto(found, reader);
        return found;
    }

    private <T> void queryInto(List<T> found, RowReader<T> reader) {
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(reader.read(rows));
            }
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    @Override
    public void close() {
        try {
            statement.close();
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }
}
