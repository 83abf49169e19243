package dev.gapless.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The floor of `bench send`: what plain JDBC reaches on the same shards in the same run, one writer per shard, the heads in
/// one statement and the messages in another per transaction, every commit durable. No idempotency, no outbox, no protocol.
public final class Floor {
    private static final int TEXT_BYTES = 200;

    private final List<String> urls;
    private final String user;
    private final String password;

    /// @param urls JDBC URLs of the shards
    public Floor(List<String> urls, String user, String password) {
        this.urls = List.copyOf(urls);
        this.user = user;
        this.password = password;
    }

    /// Rows per second over all shards.
    ///
    /// @param batch rows per transaction, 1 or more
    /// @param channels how many channels the rows are spread over
    /// @param length how long to measure, after as long a warm-up
    public double rowsPerSecond(int batch, int channels, Duration length) {
        try (ExecutorService writers = Executors.newFixedThreadPool(urls.size())) {
            List<Callable<Double>> tasks = new ArrayList<>();
            for (String url : urls) {
                tasks.add(() -> write(url, batch, Math.max(1, channels / urls.size()), length));
            }
            double sum = 0;
            for (Future<Double> rate : writers.invokeAll(tasks)) {
                sum += rate.get();
            }
            return sum;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        } catch (ExecutionException e) {
            throw new IllegalStateException("floor: " + e.getCause(), e);
        }
    }

    private double write(String url, int batch, int channels, Duration length) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, password)) {
            try (Statement ddl = connection.createStatement()) {
                ddl.execute("DROP TABLE IF EXISTS bench_floor_message");
                ddl.execute("DROP TABLE IF EXISTS bench_floor_head");
                ddl.execute("CREATE TABLE bench_floor_head (channel_id BIGINT NOT NULL, last_seq BIGINT NOT NULL,"
                        + " PRIMARY KEY (channel_id)) ENGINE=InnoDB");
                ddl.execute("CREATE TABLE bench_floor_message (channel_id BIGINT NOT NULL, seq BIGINT NOT NULL,"
                        + " sender_id BIGINT NOT NULL, text MEDIUMTEXT NOT NULL, PRIMARY KEY (channel_id, seq))"
                        + " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin");
            }
            connection.setAutoCommit(false);
            try {
                return measure(connection, batch, channels, length);
            } finally {
                connection.setAutoCommit(true);
                try (Statement ddl = connection.createStatement()) {
                    ddl.execute("DROP TABLE bench_floor_message");
                    ddl.execute("DROP TABLE bench_floor_head");
                }
            }
        }
    }

    private static double measure(Connection connection, int batch, int channels, Duration length)
            throws SQLException {
        String heads = "INSERT INTO bench_floor_head (channel_id, last_seq) VALUES " + rows("(?,?)", batch)
                + " ON DUPLICATE KEY UPDATE last_seq=VALUES(last_seq)";
        String messages = "INSERT INTO bench_floor_message (channel_id, seq, sender_id, text) VALUES "
                + rows("(?,?,?,?)", batch);
        String text = "x".repeat(TEXT_BYTES);
        long[] seqs = new long[channels];
        try (PreparedStatement head = connection.prepareStatement(heads);
                PreparedStatement message = connection.prepareStatement(messages)) {
            long turn = 0;
            long warmUntil = System.nanoTime() + length.toNanos();
            long start = 0;
            long written = 0;
            while (true) {
                for (int i = 0; i < batch; i++) {
                    int channel = (int) (turn++ % channels);
                    long seq = ++seqs[channel];
                    head.setLong(2 * i + 1, channel);
                    head.setLong(2 * i + 2, seq);
                    message.setLong(4 * i + 1, channel);
                    message.setLong(4 * i + 2, seq);
                    message.setLong(4 * i + 3, 7);
                    message.setString(4 * i + 4, text);
                }
                head.executeUpdate();
                message.executeUpdate();
                connection.commit();
                long now = System.nanoTime();
                if (start == 0) {
                    if (now >= warmUntil) {
                        start = now;
                    }
                    continue;
                }
                written += batch;
                if (now - start >= length.toNanos()) {
                    return written / ((now - start) / 1e9);
                }
            }
        }
    }

    private static String rows(String row, int count) {
        return String.join(",", java.util.Collections.nCopies(count, row));
    }
}
