package dev.gapless.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What transactions a database server has open, looked at several times a second: how many rows each has changed, and for how long it is
/// seen. What is shorter than the time between two looks may be missed. A thread of its own looks; the rest may be called from any.
final class OpenTransactions implements AutoCloseable {
    /// The server shows what it saw the last time to whoever asks again within a tenth of a second.
    private static final Duration EACH = Duration.ofMillis(125);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final Connection connection;
    private final Thread thread;
    private volatile boolean closed;
    private final Map<String, Long> firstSeen = new HashMap<>();
    private long rowsAtMost;
    private long longestNanos;

    OpenTransactions(Connection connection) {
        this.connection = connection;
        this.thread = Thread.ofVirtual().name("bench-transactions").start(this::run);
    }

    private void run() {
        try (connection;
                PreparedStatement open = connection.prepareStatement(
                        "SELECT trx_id, trx_rows_modified FROM information_schema.innodb_trx"
                                + " WHERE trx_rows_modified > 0 AND trx_mysql_thread_id <> CONNECTION_ID()")) {
            while (!closed) {
                look(open);
                Waits.run(EACH);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("transactions: " + e.getMessage(), e);
        }
    }

    private void look(PreparedStatement open) throws SQLException {
        Set<String> now = new HashSet<>();
        try (ResultSet rows = open.executeQuery()) {
            while (rows.next()) {
                String id = rows.getString(1);
                now.add(id);
                note(id, rows.getLong(2));
            }
        }
        forget(now);
    }

    private synchronized void note(String id, long rows) {
        long now = System.nanoTime();
        rowsAtMost = Math.max(rowsAtMost, rows);
        longestNanos = Math.max(longestNanos, now - firstSeen.computeIfAbsent(id, first -> now));
    }

    private synchronized void forget(Set<String> open) {
        firstSeen.keySet().retainAll(open);
    }

    /// Begins anew.
    synchronized void measure() {
        rowsAtMost = 0;
        longestNanos = 0;
        firstSeen.clear();
    }

    synchronized long rowsAtMost() {
        return rowsAtMost;
    }

    synchronized double longestMs() {
        return longestNanos / 1e6;
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
