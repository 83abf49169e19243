package dev.gapless.fanout.inbox;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/// What a channel's task tells the task of a user: the records of the repartition topic. Those of one channel, or of one user's own
/// stream, arrive in order and once.
///
/// Bytes, big endian: type (byte), then the fields in order; a flag is a byte.
sealed interface UserUpdate {
    /// The message `target` is deleted, which took an ordinal.
    int DELETED = 1;
    /// The message `target` mentions the user.
    int NAMED = 2;
    /// It does no more.
    int UNNAMED = 4;
    /// The message `target` mentions all.
    int ALL = 8;
    /// It does no more.
    int NOT_ALL = 16;

    Serde<UserUpdate> SERDE =
            Serdes.serdeFrom((topic, update) -> update.toBytes(), (topic, bytes) -> UserUpdate.read(bytes));

    /// The channel moved on.
    ///
    /// @param seq where it stands
    /// @param marks what happened to `target`: a sum of the constants above, 0 for nothing that counts
    record Moved(ChannelId channel, long seq, long ordinal, long target, int marks) implements UserUpdate {}

    /// The user is a member from this seq on.
    record Joined(ChannelId channel, long seq, long ordinal, boolean tracked) implements UserUpdate {}

    /// The user is no member any more after this seq.
    record Left(ChannelId channel, long seq) implements UserUpdate {}

    /// From this seq on members are told each change, or none.
    ///
    /// @param floor counts are known for positions from here on only
    record Tracking(ChannelId channel, long seq, long ordinal, long floor, boolean tracked) implements UserUpdate {}

    /// A cursor of the user moved.
    ///
    /// @param thread true for the cursor of a thread, which does not count here
    record Cursor(ChannelId channel, long seq, long ordinal, long generation, long revision, boolean thread)
            implements UserUpdate {}

    /// The user's own stream moved on.
    record Noted(long revision) implements UserUpdate {}

    /// The user is a member since then, as the database says; what was known of the channel may have been wrong.
    ///
    /// @param seq where the channel stands
    /// @param floor counts are known for positions from here on only
    record Seeded(
            ChannelId channel, long seq, long ordinal, long floor, long joinedSeq, long joinedOrdinal, boolean tracked)
            implements UserUpdate {}

    /// All cursors that moved in a part of the user's own stream are told.
    ///
    /// @param after revision that the part begins behind
    /// @param upTo revision that it ends at
    record Complete(long after, long upTo) implements UserUpdate {}

    /// To all partitions of users: how far a partition of channels is.
    ///
    /// @param partition of the channels
    /// @param upToMs events up to this time are told
    /// @param unsure channels of which not even the members are sure
    /// @param more true if there are too many of those to name them
    record Pulse(int partition, long upToMs, List<ChannelKey> unsure, boolean more) implements UserUpdate {
        public Pulse {
            unsure = List.copyOf(unsure);
        }
    }

    private byte[] toBytes() {
        return switch (this) {
            case Moved(ChannelId channel, long seq, long ordinal, long target, int marks) ->
                start(1, 33).putLong(channel.value()).putLong(seq).putLong(ordinal).putLong(target)
                        .put((byte) marks).array();
            case Joined(ChannelId channel, long seq, long ordinal, boolean tracked) ->
                start(2, 25).putLong(channel.value()).putLong(seq).putLong(ordinal).put(flag(tracked)).array();
            case Left(ChannelId channel, long seq) ->
                start(3, 16).putLong(channel.value()).putLong(seq).array();
            case Tracking(ChannelId channel, long seq, long ordinal, long floor, boolean tracked) ->
                start(4, 33).putLong(channel.value()).putLong(seq).putLong(ordinal).putLong(floor)
                        .put(flag(tracked)).array();
            case Cursor(ChannelId channel, long seq, long ordinal, long generation, long revision, boolean thread) ->
                start(5, 41).putLong(channel.value()).putLong(seq).putLong(ordinal).putLong(generation)
                        .putLong(revision).put(flag(thread)).array();
            case Noted(long revision) -> start(6, 8).putLong(revision).array();
            case Seeded(ChannelId channel, long seq, long ordinal, long floor, long joinedSeq, long joinedOrdinal, boolean tracked) ->
                start(8, 49).putLong(channel.value()).putLong(seq).putLong(ordinal)
                        .putLong(floor).putLong(joinedSeq).putLong(joinedOrdinal).put(flag(tracked)).array();
            case Complete(long after, long upTo) -> start(9, 16).putLong(after).putLong(upTo).array();
            case Pulse(int partition, long upToMs, List<ChannelKey> unsure, boolean more) -> {
                ByteBuffer out = start(7, 13 + unsure.size() * ChannelKey.BYTES)
                        .putInt(partition).putLong(upToMs).put(flag(more));
                unsure.forEach(key -> out.put(key.toBytes()));
                byte[] bytes = new byte[out.position()];
                out.flip().get(bytes);
                yield bytes;
            }
        };
    }

    private static UserUpdate read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int type = in.get();
        return switch (type) {
            case 1 -> new Moved(channel(in), in.getLong(), in.getLong(), in.getLong(), in.get());
            case 2 -> new Joined(channel(in), in.getLong(), in.getLong(), in.get() == 1);
            case 3 -> new Left(channel(in), in.getLong());
            case 4 -> new Tracking(channel(in), in.getLong(), in.getLong(), in.getLong(), in.get() == 1);
            case 5 ->
                new Cursor(channel(in), in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.get() == 1);
            case 6 -> new Noted(in.getLong());
            case 7 -> {
                int partition = in.getInt();
                long upToMs = in.getLong();
                boolean more = in.get() == 1;
                List<ChannelKey> unsure = new ArrayList<>();
                while (in.hasRemaining()) {
                    unsure.add(ChannelKey.of(in.getLong(), in.getLong()));
                }
                yield new Pulse(partition, upToMs, unsure, more);
            }
            case 8 -> new Seeded(channel(in), in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong(),
                    in.get() == 1);
            case 9 -> new Complete(in.getLong(), in.getLong());
            default -> throw new SerializationException("user update: type " + type + " (expected: 1 to 9)");
        };
    }

    private static ChannelId channel(ByteBuffer in) {
        return new ChannelId(in.getLong());
    }

    private static ByteBuffer start(int type, int more) {
        return ByteBuffer.allocate(1 + more).put((byte) type);
    }

    private static byte flag(boolean value) {
        return (byte) (value ? 1 : 0);
    }
}
