package dev.gapless.fanout.inbox;

import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.inbox.InboxAnswer;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/// Answers which conversations of a user changed, from the stores of this instance or of the one that owns the user. Any thread;
/// an answer from elsewhere takes at most the time that [InboxPeers] allows. Never throws for a store that moves: that is an answer.
public final class InboxQuery {
    /// Conversations in one answer at most.
    public static final int MAX_LIMIT = 2_048;

    private final InboxConfig config;
    private final Supplier<KafkaStreams> app;
    private final PartitionBoard board;
    private final InboxCounts counts;
    private final Clock clock;
    private final Optional<InboxPeers> peers;
    private final HostInfo own;

    InboxQuery(
            InboxConfig config,
            Supplier<KafkaStreams> app,
            PartitionBoard board,
            InboxCounts counts,
            Clock clock,
            Optional<InboxPeers> peers) {
        this.config = config;
        this.app = app;
        this.board = board;
        this.counts = counts;
        this.clock = clock;
        this.peers = peers;
        this.own = HostInfo.buildFromEndpoint(InboxSettings.own(config));
    }

    /// The conversations that changed after a revision, 0 for all.
    ///
    /// @param limit 1 to [#MAX_LIMIT]
    public InboxAnswer changedSince(WorkspaceId workspace, UserId user, long since, int limit) {
        return changedSince(workspace, user, since, limit, peers);
    }

    /// The same, from the own stores or not at all.
    InboxAnswer changedHere(WorkspaceId workspace, UserId user, long since, int limit) {
        return changedSince(workspace, user, since, limit, Optional.empty());
    }

    private InboxAnswer changedSince(
            WorkspaceId workspace, UserId user, long since, int limit, Optional<InboxPeers> others) {
        if (limit < 1 || limit > MAX_LIMIT || since < 0) {
            throw new IllegalArgumentException(
                    "since " + since + ", limit " + limit + " (expected: >= 0, 1 to " + MAX_LIMIT + ")");
        }
        InboxAnswer answer;
        try {
            answer = ask(workspace, user, since, limit, others);
        } catch (InvalidStateStoreException e) {
            answer = new InboxAnswer.NotReady("stores move or are filled");
        } catch (IllegalStateException e) {
            answer = new InboxAnswer.NotReady("not running");
        }
        (answer instanceof InboxAnswer.NotReady ? counts.notReady : counts.answered).increment();
        return answer;
    }

    private InboxAnswer ask(
            WorkspaceId workspace, UserId user, long since, int limit, Optional<InboxPeers> others) {
        KafkaStreams.State state = app.get().state();
        if (state != KafkaStreams.State.RUNNING) {
            return new InboxAnswer.NotReady("instance is " + state);
        }
        byte[] key = UserKeys.user(workspace, user);
        KeyQueryMetadata owner = app.get().queryMetadataForKey(
                InboxTopology.USERS,
                key,
                (topic, bytes, value, partitions) -> Optional.of(Set.of(UserPartitions.of(bytes, partitions))));
        if (owner == null || owner.equals(KeyQueryMetadata.NOT_AVAILABLE) || owner.partition() < 0) {
            return new InboxAnswer.NotReady("the owner of the user is not known");
        }
        if (!owner.activeHost().equals(own)) {
            if (others.isEmpty()) {
                return new InboxAnswer.NotReady("another instance owns the user");
            }
            counts.passedOn.increment();
            return others.get().ask(owner.activeHost(), workspace, user, since, limit);
        }
        int partition = owner.partition();
        Optional<PartitionBoard.Heard> heard = board.find(partition);
        if (heard.isEmpty()) {
            return new InboxAnswer.NotReady("the partition of the user is not open");
        }
        return new LocalInbox(
                store(InboxTopology.USERS, partition), store(InboxTopology.INDEX, partition), heard.get(),
                config.partitions())
                .changedSince(workspace, user, since, limit, clock.millis());
    }

    private ReadOnlyKeyValueStore<Bytes, byte[]> store(String name, int partition) {
        return app.get().store(StoreQueryParameters.fromNameAndType(
                name, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
                .withPartition(partition));
    }
}
