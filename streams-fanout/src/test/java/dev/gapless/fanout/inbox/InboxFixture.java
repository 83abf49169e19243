package dev.gapless.fanout.inbox;

import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.event.Topics;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.inbox.InboxAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/// The topology over one partition, with a clock that tests turn.
final class InboxFixture implements AutoCloseable {
    final InboxCounts counts = new InboxCounts();
    private final PartitionBoard board = new PartitionBoard();
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> events;
    private final TestInputTopic<byte[], byte[]> seeds;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    InboxFixture() {
        InboxConfig config = InboxConfig.from(Settings.of(Map.of(
                "kafka.channel-partitions", "1", "inbox.state-dir", "/tmp/gapless-inbox-unused")));
        driver = new TopologyTestDriver(
                InboxTopology.build(config, counts, board), InboxSettings.of(config, counts), now);
        seeds = driver.createInputTopic(Topics.INBOX_SEEDS, new ByteArraySerializer(), new ByteArraySerializer());
        events = driver.createInputTopic(Topics.EVENTS, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void feed(ProducerRecord<byte[], byte[]> record) {
        (record.topic().equals(Topics.INBOX_SEEDS) ? seeds : events)
                .pipeInput(new TestRecord<>(record.key(), record.value(), record.headers(), now));
    }

    void pass(Duration time) {
        Instant end = now.plus(time);
        while (now.isBefore(end)) {
            now = now.plusMillis(100);
            driver.advanceWallClockTime(Duration.ofMillis(100));
        }
    }

    InboxAnswer ask(UserId user, long since, int limit) {
        PartitionBoard.Heard heard = board.find(0).orElseThrow();
        KeyValueStore<Bytes, byte[]> users = driver.getKeyValueStore(InboxTopology.USERS);
        KeyValueStore<Bytes, byte[]> index = driver.getKeyValueStore(InboxTopology.INDEX);
        return new LocalInbox(users, index, heard, 1)
                .changedSince(new WorkspaceId(LogModel.WORKSPACE), user, since, limit, now.toEpochMilli());
    }

    InboxAnswer.Changes changes(UserId user, long since, int limit) {
        if (ask(user, since, limit) instanceof InboxAnswer.Changes changes) {
            return changes;
        }
        throw new AssertionError(ask(user, since, limit).toString());
    }

    @Override
    public void close() {
        driver.close();
    }
}
