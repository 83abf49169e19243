package dev.gapless.protocol.inbox;

import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.UserId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// What a gateway tells the inbox from the database, so that the inbox is sure again of what it missed: the value of a record of
/// [dev.gapless.protocol.event.Topics#INBOX_SEEDS].
///
/// Bytes, big endian: version 1 (byte), type (byte: 1 channel, 2 cursors), then the fields in order; a list is its length (4) and
/// its elements, a flag a byte.
public sealed interface InboxSeed {
    /// Members or cursors in one seed at most, so that its record is below the usual bound of a megabyte.
    int MAX_ENTRIES = 20_000;

    /// A channel as it was after one of its events, whole.
    ///
    /// @param seq of that event
    /// @param ordinal countable events up to there
    /// @param channelClass the channel's class there
    /// @param members everybody who was in it
    record Channel(long seq, long ordinal, ChannelClass channelClass, List<Member> members) implements InboxSeed {
        public Channel {
            members = bounded(members);
        }
    }

    /// Somebody in the channel.
    ///
    /// @param user who
    /// @param joinedSeq since when
    /// @param joinedOrdinal countable events up to there
    record Member(UserId user, long joinedSeq, long joinedOrdinal) {}

    /// All cursors of a user that moved in a part of the user's own stream and stand there still.
    ///
    /// @param after revision that the part begins behind
    /// @param upTo revision that it ends at
    /// @param cursors those whose last move is in the part
    record Cursors(long after, long upTo, List<Moved> cursors) implements InboxSeed {
        public Cursors {
            cursors = bounded(cursors);
        }
    }

    /// Where a cursor is.
    ///
    /// @param thread true for the cursor of a thread
    record Moved(ChannelId channel, boolean thread, long seq, long ordinal, long generation, long revision) {}

    /// The bytes of the record's value.
    default byte[] toBytes() {
        return switch (this) {
            case Channel(long seq, long ordinal, ChannelClass channelClass, List<Member> members) -> {
                ByteBuffer out = start(1, 2 * Long.BYTES + 1 + Integer.BYTES + members.size() * 3 * Long.BYTES)
                        .putLong(seq).putLong(ordinal).put((byte) channelClass.number()).putInt(members.size());
                for (Member member : members) {
                    out.putLong(member.user().value()).putLong(member.joinedSeq()).putLong(member.joinedOrdinal());
                }
                yield bytes(out);
            }
            case Cursors(long after, long upTo, List<Moved> cursors) -> {
                ByteBuffer out = start(2, 2 * Long.BYTES + Integer.BYTES + cursors.size() * (5 * Long.BYTES + 1))
                        .putLong(after).putLong(upTo).putInt(cursors.size());
                for (Moved moved : cursors) {
                    out.putLong(moved.channel().value()).put((byte) (moved.thread() ? 1 : 0)).putLong(moved.seq())
                            .putLong(moved.ordinal()).putLong(moved.generation()).putLong(moved.revision());
                }
                yield bytes(out);
            }
        };
    }

    /// Reads the value of a record.
    ///
    /// @throws IllegalArgumentException if it is none
    static InboxSeed fromBytes(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            int version = in.get();
            int type = in.get();
            if (version != 1 || type < 1 || type > 2) {
                throw new IllegalArgumentException(
                        "inbox seed: version " + version + ", type " + type + " (expected: 1, 1 to 2)");
            }
            InboxSeed seed = type == 1 ? channel(in) : cursors(in);
            if (in.hasRemaining()) {
                throw new IllegalArgumentException("inbox seed: " + in.remaining() + " bytes left (expected: none)");
            }
            return seed;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("inbox seed: " + bytes.length + " bytes (expected: more)", e);
        }
    }

    private static Channel channel(ByteBuffer in) {
        long seq = in.getLong();
        long ordinal = in.getLong();
        int number = in.get();
        ChannelClass channelClass = ChannelClass.find(number)
                .orElseThrow(() -> new IllegalArgumentException("inbox seed: class " + number + " (expected: known)"));
        List<Member> members = new ArrayList<>();
        for (int left = length(in); left > 0; left--) {
            members.add(new Member(new UserId(in.getLong()), in.getLong(), in.getLong()));
        }
        return new Channel(seq, ordinal, channelClass, members);
    }

    private static Cursors cursors(ByteBuffer in) {
        long after = in.getLong();
        long upTo = in.getLong();
        List<Moved> cursors = new ArrayList<>();
        for (int left = length(in); left > 0; left--) {
            cursors.add(new Moved(
                    new ChannelId(in.getLong()), in.get() == 1, in.getLong(), in.getLong(), in.getLong(),
                    in.getLong()));
        }
        return new Cursors(after, upTo, cursors);
    }

    private static int length(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > MAX_ENTRIES) {
            throw new IllegalArgumentException(
                    "inbox seed: " + length + " entries (expected: 0 to " + MAX_ENTRIES + ")");
        }
        return length;
    }

    private static byte[] bytes(ByteBuffer full) {
        byte[] bytes = new byte[full.position()];
        full.flip().get(bytes);
        return bytes;
    }

    private static ByteBuffer start(int type, int more) {
        return ByteBuffer.allocate(2 + more).put((byte) 1).put((byte) type);
    }

    private static <T> List<T> bounded(List<T> entries) {
        if (entries.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException(
                    "inbox seed: " + entries.size() + " entries (expected: at most " + MAX_ENTRIES + ")");
        }
        return List.copyOf(entries);
    }
}
