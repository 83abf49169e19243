package dev.gapless.fanout.inbox;

import dev.gapless.protocol.event.UserStream;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/// Keys of the two stores of a task of users: type (byte), workspace and user (8 each), then what the type says, big endian.
///
/// Store [InboxTopology#USERS], in a changelog: 0 the user's [Revisions]; 1 + channel: a [Conversation]. Store
/// [InboxTopology#INDEX], made from the other: 2 + revision + channel: when which conversation changed last; 3 + channel: to be checked.
final class UserKeys {
    static final byte REVISIONS = 0;
    static final byte CONVERSATION = 1;
    static final byte CHANGE = 2;
    static final byte CHECK = 3;
    private static final int USER_BYTES = 1 + 2 * Long.BYTES;

    private UserKeys() {}

    static byte[] user(WorkspaceId workspace, UserId user) {
        return UserStream.key(workspace, user).toBytes();
    }

    static Bytes revisions(byte[] user) {
        return key(REVISIONS, user, 0).done();
    }

    static Bytes conversation(byte[] user, ChannelId channel) {
        return key(CONVERSATION, user, 1).with(channel.value()).done();
    }

    static Bytes change(byte[] user, long revision, ChannelId channel) {
        return key(CHANGE, user, 2).with(revision).with(channel.value()).done();
    }

    static Bytes firstChangeAfter(byte[] user, long revision) {
        return key(CHANGE, user, 2).with(revision).with(Long.MAX_VALUE).done();
    }

    static Bytes lastChange(byte[] user) {
        return key(CHANGE, user, 2).with(Long.MAX_VALUE).with(Long.MAX_VALUE).done();
    }

    static Bytes check(byte[] user, long channel) {
        return key(CHECK, user, 1).with(channel).done();
    }

    /// The user of a key of a conversation.
    static byte[] userOf(Bytes key) {
        return Arrays.copyOfRange(key.get(), 1, USER_BYTES);
    }

    /// The channel that ends a key.
    static ChannelId channelOf(Bytes key) {
        byte[] bytes = key.get();
        return new ChannelId(ByteBuffer.wrap(bytes).getLong(bytes.length - Long.BYTES));
    }

    static long revisionOf(Bytes change) {
        return ByteBuffer.wrap(change.get()).getLong(USER_BYTES);
    }

    private static Key key(byte type, byte[] user, int numbers) {
        return new Key(ByteBuffer.allocate(USER_BYTES + numbers * Long.BYTES).put(type).put(user));
    }

    private record Key(ByteBuffer bytes) {
        Key with(long number) {
            bytes.putLong(number);
            return this;
        }

        Bytes done() {
            byte[] all = new byte[bytes.capacity()];
            bytes.get(0, all);
            return Bytes.wrap(all);
        }
    }
}
