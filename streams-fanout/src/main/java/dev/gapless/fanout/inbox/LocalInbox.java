package dev.gapless.fanout.inbox;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.inbox.InboxAnswer;
import dev.gapless.protocol.inbox.InboxConversation;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
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
        if (heard.tooManyUnsure()) {
            return new InboxAnswer.NotReady("events of too many channels are missing");
        }
        byte[] key = UserKeys.user(workspace, user);
        TreeSet<ChannelId> check = new TreeSet<>();
        heard.unsure().stream()
                .filter(channel -> channel.workspace().equals(workspace))
                .map(ChannelKey::channel)
                .forEach(check::add);
        try (KeyValueIterator<Bytes, byte[]> all =
                index.range(UserKeys.check(key, 0), UserKeys.check(key, Long.MAX_VALUE))) {
            while (all.hasNext() && check.size() <= MAX_CHECK) {
                check.add(UserKeys.channelOf(all.next().key));
            }
        }
        if (check.size() > MAX_CHECK) {
            return new InboxAnswer.NotReady("over " + MAX_CHECK + " channels to be checked");
        }
        List<InboxConversation> changed = new ArrayList<>();
        int total = 0;
        try (KeyValueIterator<Bytes, byte[]> all =
                index.range(UserKeys.firstChangeAfter(key, since), UserKeys.lastChange(key))) {
            while (all.hasNext()) {
                Bytes change = all.next().key;
                total++;
                if (changed.size() < limit) {
                    changed.add(conversation(key, change));
                }
            }
        }
        long revision = total > changed.size() && !changed.isEmpty()
                ? changed.getLast().revision()
                : heard.lastRevision();
        return new InboxAnswer.Changes(
                revision, changed, total, List.copyOf(check), cursorsTo(key), Math.max(0, nowMs - heard.upToMs()));
    }

    private InboxConversation conversation(byte[] user, Bytes change) {
        ChannelId channel = UserKeys.channelOf(change);
        byte[] bytes = users.get(UserKeys.conversation(user, channel));
        if (bytes == null) {
            throw new AssertionError("conversation " + channel + ": in the index only");
        }
        return Conversation.fromBytes(bytes).view(channel);
    }

    private long cursorsTo(byte[] user) {
        byte[] bytes = users.get(UserKeys.revisions(user));
        return bytes == null ? 0 : Revisions.fromBytes(bytes).contiguous();
    }
}
