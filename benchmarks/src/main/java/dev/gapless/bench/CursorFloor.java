package dev.gapless.bench;

import dev.gapless.devstack.DatabaseLogin;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The floor of `bench cursors`: what plain JDBC reaches on the same shards in the same run with one writer per shard, one upsert of
/// many rows per transaction, every commit durable. No checks, no revisions, no protocol.
final class CursorFloor {
    private static final String ROW = "(?,?,?)";

    private final List<String> urls;
    private final DatabaseLogin login;

    /// @param urls JDBC URLs of the shards
    CursorFloor(List<String> urls, DatabaseLogin login) {
        this.urls = List.copyOf(urls);
        this.login = login;
    }

    /// Rows per second over all shards.
    ///
    /// @param batch rows per transaction, 1 or more
    /// @param users who reads
    /// @param channels of each
    /// @param length how long to measure, after as long a warm-up
    double rowsPerSecond(int batch, int users, int channels, Duration length) {
        try (ExecutorService writers = Executors.newFixedThreadPool(urls.size())) {
            List<Callable<Double>> tasks = new ArrayList<>();
            for (String url : urls) {
                tasks.add(() -> write(url, batch, Math.max(1, users / urls.size()), channels, length));
            }
            double sum = 0;
            for (Future<Double> one : writers.invokeAll(tasks)) {
                sum += one.get();
            }
            return sum;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        } catch (ExecutionException e) {
            throw new IllegalStateException("floor: " + e.getCause(), e);
        }
    }

    private double write(String url, int batch, int users, int channels, Duration length) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, login.user(), login.password())) {
            run(connection, "DROP TABLE IF EXISTS bench_floor_cursor");
            run(connection, "CREATE TABLE bench_floor_cursor (user_id BIGINT NOT NULL, channel_id BIGINT NOT NULL,"
                    + " seq BIGINT NOT NULL, PRIMARY KEY (user_id, channel_id)) ENGINE=InnoDB");
            connection.setAutoCommit(false);
            try {
                return measure(connection, batch, users, channels, length);
            } finally {
                connection.setAutoCommit(true);
                run(connection, "DROP TABLE bench_floor_cursor");
            }
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static double measure(Connection connection, int batch, int users, int channels, Duration length)
            throws SQLException {
        String upsert = "INSERT INTO bench_floor_cursor (user_id, channel_id, seq) VALUES "
                + String.join(",", Collections.nCopies(batch, ROW))
                + " ON DUPLICATE KEY UPDATE seq=GREATEST(seq, VALUES(seq))";
        try (PreparedStatement rows = connection.prepareStatement(upsert)) {
            long turn = 0;
            long written = 0;
            long warmUntil = System.nanoTime() + length.toNanos();
            long start = 0;
            while (true) {
                for (int i = 0; i < batch; i++, turn++) {
                    rows.setLong(3 * i + 1, turn % users);
                    rows.setLong(3 * i + 2, turn / users % channels);
                    rows.setLong(3 * i + 3, turn / users / channels);
                }
                rows.executeUpdate();
                connection.commit();
                long now = System.nanoTime();
                if (start == 0) {
                    start = now >= warmUntil ? now : 0;
                    continue;
                }
                written += batch;
                if (now - start >= length.toNanos()) {
                    return written / ((now - start) / 1e9);
                }
            }
        }
    }
}
