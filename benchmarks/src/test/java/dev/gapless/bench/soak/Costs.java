package dev.gapless.bench.soak;

import dev.gapless.devstack.DatabaseLogin;
import dev.gapless.devstack.StackState;
import dev.gapless.protocol.event.Delivery;
import dev.gapless.protocol.event.Topics;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.keyspace.KeyspaceRouter;
import dev.gapless.schema.keyspace.ShardName;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Counts what a post leaves behind: rows added per table of its shard, and records of its channel per topic. What a workspace used is
/// written for ten seconds at a time, whoever posts how much, and is not counted.
final class Costs implements AutoCloseable {
    private static final Set<String> NOT_OF_POSTS = Set.of("channel_member", "quota_bucket", "quota_usage");
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int QUIET_POLLS = 15;
    private static final int MAX_POLLS = 600;

    private final WorkspaceId workspace;
    private final Connection connection;
    private final KafkaConsumer<byte[], byte[]> consumer;

    Costs(StackState stack, WorkspaceId workspace) throws SQLException {
        this.workspace = workspace;
        String url = stack.shards().stream()
                .filter(shard -> new ShardName(shard.name()).range().contains(KeyspaceRouter.ofWorkspace(workspace)))
                .findFirst()
                .orElseThrow()
                .jdbcUrl();
        DatabaseLogin login = DatabaseLogin.of(stack.dataDirectory());
        this.connection = DriverManager.getConnection(url, login.user(), login.password());
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", stack.kafka(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> all = new ArrayList<>();
        consumer.listTopics().forEach((topic, partitions) -> {
            if (!topic.startsWith("__")) {
                partitions.forEach(one -> all.add(new TopicPartition(one.topic(), one.partition())));
            }
        });
        consumer.assign(all);
    }

    /// What something cost.
    ///
    /// @param rows added, by table
    /// @param records of the channel, by topic: events, and pushes to gateways
    record Cost(Map<String, Long> rows, Map<String, Long> records) {}

    /// What something costs, once all that follows from it is done.
    Cost of(ChannelId channel, Runnable doing) throws SQLException {
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position);
        Map<String, Long> before = rows();
        doing.run();
        Map<String, Long> records = new TreeMap<>();
        int quiet = 0;
        // Quiet, and published: no row of the outbox is left.
        for (int polls = 0; polls < MAX_POLLS && (quiet < QUIET_POLLS || rows().getOrDefault("outbox", 0L) > 0);
                polls++) {
            boolean any = false;
            for (ConsumerRecord<byte[], byte[]> one : consumer.poll(POLL)) {
                if (about(one, new ChannelKey(workspace, channel))) {
                    records.merge(one.topic(), 1L, Long::sum);
                    any = true;
                }
            }
            quiet = any ? 0 : quiet + 1;
        }
        Map<String, Long> rows = rows();
        rows.replaceAll((table, count) -> count - before.getOrDefault(table, 0L));
        rows.values().removeIf(count -> count == 0);
        return new Cost(rows, records);
    }

    private static boolean about(ConsumerRecord<byte[], byte[]> one, ChannelKey channel) {
        if (one.topic().equals(Topics.EVENTS)) {
            return ChannelKey.fromBytes(one.key()).equals(channel);
        }
        if (one.topic().equals(Topics.DELIVERIES)) {
            Delivery delivery = Delivery.read(one.headers().lastHeader(Delivery.HEADER).value(), one.key(), one.value())
                    .delivery();
            return delivery instanceof Delivery.Push(var event) && event.key().equals(channel);
        }
        return one.topic().contains("user-updates") && one.key() != null && one.key().length > 0;
    }

    private Map<String, Long> rows() throws SQLException {
        Map<String, Long> counts = new TreeMap<>();
        try (Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet names = statement.executeQuery("SHOW TABLES")) {
                while (names.next()) {
                    tables.add(names.getString(1));
                }
            }
            for (String table : tables) {
                // The crowd itself is not counted again and again.
                if (!NOT_OF_POSTS.contains(table)) {
                    try (ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
                        count.next();
                        counts.put(table, count.getLong(1));
                    }
                }
            }
        }
        return counts;
    }

    @Override
    public void close() throws SQLException {
        consumer.close();
        connection.close();
    }
}
