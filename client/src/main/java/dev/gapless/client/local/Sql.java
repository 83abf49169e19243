package dev.gapless.client.local;

import dev.gapless.client.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// One connection to a local database: statements with values, rows to things. Guarded by the store that owns it.
final class Sql {
    private final Path file;
    private final Connection connection;
    private boolean dirty;

    Sql(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /// Makes something of the current row.
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /// Changes rows, in the transaction that [#commit] ends.
    void change(String statement, Object... values) {
        try (PreparedStatement prepared = prepared(statement, values)) {
            prepared.executeUpdate();
            dirty = true;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    <T> List<T> rows(Row<T> row, String statement, Object... values) {
        try (PreparedStatement prepared = prepared(statement, values);
                ResultSet result = prepared.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row.read(result));
            }
            return rows;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    void commit() {
        if (!dirty) {
            return;
        }
        try {
            connection.commit();
            dirty = false;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private PreparedStatement prepared(String statement, Object... values) throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(statement);
        try {
            for (int i = 0; i < values.length; i++) {
                prepared.setObject(i + 1, values[i]);
            }
            return prepared;
        } catch (SQLException e) {
            prepared.close();
            throw e;
        }
    }

    private StoreException failure(SQLException e) {
        return new StoreException(file + ": " + e.getMessage(), e);
    }
}
