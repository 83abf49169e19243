package dev.gapless.fanout.inbox;

import dev.gapless.protocol.id.ChannelId;
import java.time.Duration;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/// The rules of one task of users: keep each user's conversations, and give each that changed the next revision.
///
/// A revision is the clock's ms times 1,024, or one more than the last if that is larger. A task that starts is
/// [#CLOCK_MARGIN] ahead: what an aborted transaction had given out is so never given out again, and whoever asks with a revision
/// from before a rebuild is told too much, not too little. The index of changes is not in a changelog, but made from the conversations.
///
/// Writes under the partition's lock; one thread, that of the task.
final class UserProcessor implements Processor<byte[], UserUpdate, Void, Void> {
    static final int REVISIONS_PER_MS = 1_024;
    /// More than the clocks of two instances differ by, beyond the time that a partition takes to move.
    static final Duration CLOCK_MARGIN = Duration.ofSeconds(5);
    private static final byte[] PRESENT = {1};

    private final PartitionBoard board;
    private final InboxCounts counts;
    private ProcessorContext<Void, Void> context;
    private KeyValueStore<Bytes, byte[]> users;
    private KeyValueStore<Bytes, byte[]> index;
    private PartitionBoard.Heard heard;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    UserProcessor(PartitionBoard board, InboxCounts counts) {
        this.board = board;
        this.counts = counts;
    }

    @Override
    public void init(ProcessorContext<Void, Void> taskContext) {
        context = taskContext;
        users = context.getStateStore(InboxTopology.USERS);
        index = context.getStateStore(InboxTopology.INDEX);
        buildIndex();
        heard = board.open(context.taskId().partition());
        heard.nextRevision((context.currentSystemTimeMs() + CLOCK_MARGIN.toMillis()) * REVISIONS_PER_MS);
    }

    @Override
    public void process(Record<byte[], UserUpdate> record) {
        heard.lock.writeLock().lock();
        try {
            byte[] user = record.key();
            switch (record.value()) {
                case UserUpdate.Pulse pulse -> heard.pulse(pulse);
                case UserUpdate.Noted(long revision) -> note(user, revisions -> revisions.add(revision));
                case UserUpdate.Cursor cursor -> {
                    note(user, revisions -> revisions.add(cursor.revision()));
                    change(user, cursor.channel(), cursor);
                }
                case UserUpdate.Moved moved -> change(user, moved.channel(), moved);
                case UserUpdate.Joined joined -> change(user, joined.channel(), joined);
                case UserUpdate.Left left -> change(user, left.channel(), left);
                case UserUpdate.Tracking tracking -> change(user, tracking.channel(), tracking);
                case UserUpdate.Seeded seeded -> change(user, seeded.channel(), seeded);
                case UserUpdate.Complete complete ->
                    note(user, revisions -> revisions.complete(complete.after(), complete.upTo()));
            }
        } finally {
            heard.lock.writeLock().unlock();
        }
    }

    private void note(byte[] user, Predicate<Revisions> what) {
        Bytes key = UserKeys.revisions(user);
        byte[] bytes = users.get(key);
        Revisions revisions = bytes == null ? new Revisions() : Revisions.fromBytes(bytes);
        if (what.test(revisions)) {
            users.put(key, revisions.toBytes());
        }
    }

    private void change(byte[] user, ChannelId channel, UserUpdate update) {
        Bytes key = UserKeys.conversation(user, channel);
        byte[] bytes = users.get(key);
        Conversation conversation = bytes == null ? new Conversation() : Conversation.fromBytes(bytes);
        long before = conversation.revision();
        if (!conversation.take(update)) {
            return;
        }
        counts.changes.increment();
        long revision = heard.nextRevision(context.currentSystemTimeMs() * REVISIONS_PER_MS);
        conversation.changedAt(revision);
        users.put(key, conversation.toBytes());
        if (before > 0) {
            index.delete(UserKeys.change(user, before, channel));
        }
        index(user, channel, conversation);
    }

    private void index(byte[] user, ChannelId channel, Conversation conversation) {
        index.put(UserKeys.change(user, conversation.revision(), channel), PRESENT);
        Bytes check = UserKeys.check(user, channel.value());
        if (conversation.toBeChecked()) {
            index.put(check, PRESENT);
        } else if (index.get(check) != null) {
            index.delete(check);
        }
    }

    private void buildIndex() {
        Bytes from = Bytes.wrap(new byte[] {UserKeys.CONVERSATION});
        Bytes to = Bytes.wrap(new byte[] {UserKeys.CONVERSATION + 1});
        try (KeyValueIterator<Bytes, byte[]> all = users.range(from, to)) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> entry = all.next();
                index(
                        UserKeys.userOf(entry.key),
                        UserKeys.channelOf(entry.key),
                        Conversation.fromBytes(entry.value));
            }
        }
    }

    @Override
    public void close() {
        board.close(context.taskId().partition(), heard);
    }
}
