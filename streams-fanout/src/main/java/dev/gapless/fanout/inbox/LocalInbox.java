package dev.gapless.fanout.inbox;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.inbox.InboxAnswer;
import dev.gapless.protocol.inbox.InboxConversation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/// Answers from the two stores of one partition. Costs what changed, not what there is.
///
/// @param users conversations
/// @param index changes by revision
/// @param heard what the partition's task was told; its lock is held while reading
/// @param partitions partitions of channels, all of which have to have been heard
record LocalInbox(
        ReadOnlyKeyValueStore<Bytes, byte[]> users,
        ReadOnlyKeyValueStore<Bytes, byte[]> index,
        PartitionBoard.Heard heard,
        int partitions) {
    /// Channels to be checked, in one answer at most.
    static final int MAX_CHECK = 2_048;
    /// Conversations that are looked up one by one.
    static final int ONE_BY_ONE = 256;
    private static final ChannelId FIRST = new ChannelId(1);
    private static final ChannelId LAST = new ChannelId(Long.MAX_VALUE);

    InboxAnswer changedSince(WorkspaceId workspace, UserId user, long since, int limit, long nowMs) {
        heard.lock.readLock().lock();
        try {
            return read(workspace, user, since, limit, nowMs);
        } finally {
            heard.lock.readLock().unlock();
        }
    }

    private InboxAnswer read(WorkspaceId workspace, UserId user, long since, int limit, long nowMs) {
        if (!heard.complete(partitions)) {
            return new InboxAnswer.NotReady("not all partitions of channels were heard yet");
        }
        List<ChannelId> unsure = heard.unsure().stream()
                .filter(channel -> channel.workspace().equals(workspace))
                .map(ChannelKey::channel)
                .toList();
        if (heard.tooManyUnsure()) {
            return new InboxAnswer.NotReady("events of too many channels are missing", unsure);
        }
        byte[] key = UserKeys.user(workspace, user);
        TreeSet<ChannelId> check = new TreeSet<>(unsure);
        try (KeyValueIterator<Bytes, byte[]> all =
                index.range(UserKeys.check(key, 0), UserKeys.check(key, Long.MAX_VALUE))) {
            while (all.hasNext() && check.size() <= MAX_CHECK) {
                check.add(UserKeys.channelOf(all.next().key));
            }
        }
        if (check.size() > MAX_CHECK) {
            return new InboxAnswer.NotReady("over " + MAX_CHECK + " channels to be checked");
        }
        List<ChannelId> first = new ArrayList<>();
        int total = 0;
        try (KeyValueIterator<Bytes, byte[]> all =
                index.range(UserKeys.firstChangeAfter(key, since), UserKeys.lastChange(key))) {
            while (all.hasNext()) {
                Bytes change = all.next().key;
                total++;
                if (first.size() < limit) {
                    first.add(UserKeys.channelOf(change));
                }
            }
        }
        List<InboxConversation> changed = conversations(key, first);
        long revision = total > changed.size() && !changed.isEmpty()
                ? changed.getLast().revision()
                : heard.lastRevision();
        return new InboxAnswer.Changes(
                revision, changed, total, List.copyOf(check), unsure, cursorsTo(key),
                Math.max(0, nowMs - heard.upToMs()));
    }

    /// Each look into a store goes through all of the instance's tasks, so that from some number on one walk through everything that
    /// the user has is cheaper.
    private List<InboxConversation> conversations(byte[] user, List<ChannelId> channels) {
        List<InboxConversation> conversations = new ArrayList<>(channels.size());
        Map<ChannelId, byte[]> known = channels.size() > ONE_BY_ONE ? all(user) : Map.of();
        for (ChannelId channel : channels) {
            byte[] bytes =
                    known.isEmpty() ? users.get(UserKeys.conversation(user, channel)) : known.get(channel);
            if (bytes == null) {
                throw new AssertionError("conversation " + channel + ": in the index only");
            }
            conversations.add(Conversation.fromBytes(bytes).view(channel));
        }
        return conversations;
    }

    private Map<ChannelId, byte[]> all(byte[] user) {
        Map<ChannelId, byte[]> all = new HashMap<>();
        try (KeyValueIterator<Bytes, byte[]> each = users.range(
                UserKeys.conversation(user, FIRST), UserKeys.conversation(user, LAST))) {
            while (each.hasNext()) {
                KeyValue<Bytes, byte[]> next = each.next();
                all.put(UserKeys.channelOf(next.key), next.value);
            }
        }
        return all;
    }

    private long cursorsTo(byte[] user) {
        byte[] bytes = users.get(UserKeys.revisions(user));
        return bytes == null ? 0 : Revisions.fromBytes(bytes).contiguous();
    }
}
