package dev.gapless.fanout.inbox;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.inbox.InboxConversation;
import java.nio.ByteBuffer;

/// A user's side of one channel: membership, head, cursor, and the seqs that the counts are made of.
///
/// Counts are known for positions from `floor` on: whatever was deleted or mentions the user behind it is in the sets. A set holds
/// [#MAX_SEQS] at most; when it is full its lowest goes, and the floor rises to it. So nothing is ever counted wrong: a
/// position below the floor has no counts, until the user reads past it. Confined to one thread.
///
/// Bytes, big endian: version 1 (byte), flags (byte: 1 member, 2 tracked), then the fields in order (8 each), then the three
/// sets (number (2), seqs (8 each)).
final class Conversation {
    static final int MAX_SEQS = 128;
    private static final byte VERSION = 1;
    private static final int FIELDS = 10;

    private boolean member;
    private boolean tracked;
    private long joinedSeq;
    private long joinedOrdinal;
    private long head;
    private long ordinal;
    private long floor;
    private long cursor;
    private long cursorOrdinal;
    private long generation;
    private long cursorRevision;
    private long revision;
    private SeqSet deleted = new SeqSet();
    private SeqSet named = new SeqSet();
    private SeqSet all = new SeqSet();

    /// Takes in what happened.
    ///
    /// @return true if anything is different now
    boolean take(UserUpdate update) {
        return switch (update) {
            case UserUpdate.Moved moved -> moved(moved);
            case UserUpdate.Joined joined -> joined(joined);
            case UserUpdate.Left left -> left(left);
            case UserUpdate.Tracking tracking -> tracking(tracking);
            case UserUpdate.Cursor moved -> cursor(moved);
            case UserUpdate.Seeded seeded -> seeded(seeded);
            case UserUpdate.Noted noted -> false;
            case UserUpdate.Complete complete -> false;
            case UserUpdate.Pulse pulse -> false;
        };
    }

    private boolean moved(UserUpdate.Moved moved) {
        if (!member || !tracked) {
            return false;
        }
        boolean changed = raise(moved.seq(), moved.ordinal());
        changed |= mark(moved, UserUpdate.DELETED, UserUpdate.DELETED, deleted);
        changed |= mark(moved, UserUpdate.NAMED, UserUpdate.NAMED | UserUpdate.UNNAMED, named);
        changed |= mark(moved, UserUpdate.ALL, UserUpdate.ALL | UserUpdate.NOT_ALL, all);
        return changed;
    }

    private boolean mark(UserUpdate.Moved moved, int adding, int concerning, SeqSet set) {
        if ((moved.marks() & concerning) == 0) {
            return false;
        }
        if ((moved.marks() & adding) == 0) {
            return set.remove(moved.target());
        }
        if (moved.target() <= floor || !set.add(moved.target())) {
            return false;
        }
        if (set.size() > MAX_SEQS) {
            floor = Math.max(floor, set.removeFirst());
        }
        return true;
    }

    private boolean joined(UserUpdate.Joined joined) {
        member = true;
        tracked = joined.tracked();
        joinedSeq = joined.seq();
        joinedOrdinal = joined.ordinal();
        raise(joined.seq(), joined.ordinal());
        forgetBelow(joined.seq());
        return true;
    }

    private boolean seeded(UserUpdate.Seeded seeded) {
        member = true;
        tracked = seeded.tracked();
        joinedSeq = seeded.joinedSeq();
        joinedOrdinal = seeded.joinedOrdinal();
        raise(seeded.seq(), seeded.ordinal());
        forgetBelow(Math.max(seeded.floor(), seeded.joinedSeq()));
        return true;
    }

    private boolean left(UserUpdate.Left left) {
        boolean changed = member;
        member = false;
        raise(left.seq(), ordinal);
        return changed;
    }

    private boolean tracking(UserUpdate.Tracking tracking) {
        tracked = tracking.tracked();
        raise(tracking.seq(), tracking.ordinal());
        forgetBelow(Math.max(floor, tracking.floor()));
        return true;
    }

    private boolean cursor(UserUpdate.Cursor moved) {
        if (moved.thread()) {
            return true;
        }
        if (moved.revision() <= cursorRevision) {
            return false;
        }
        cursor = moved.seq();
        cursorOrdinal = moved.ordinal();
        generation = moved.generation();
        cursorRevision = moved.revision();
        return true;
    }

    private boolean raise(long seq, long newOrdinal) {
        if (seq <= head) {
            return false;
        }
        head = seq;
        ordinal = newOrdinal;
        return true;
    }

    /// At a new floor all that is known starts anew; what is above it comes after.
    private void forgetBelow(long newFloor) {
        floor = newFloor;
        deleted.clear();
        named.clear();
        all.clear();
    }

    boolean member() {
        return member;
    }

    /// True if only the shard knows more than the membership.
    boolean toBeChecked() {
        return member && !tracked;
    }

    long revision() {
        return revision;
    }

    void changedAt(long newRevision) {
        revision = newRevision;
    }

    /// As it is told. A cursor below the join counts as the join.
    InboxConversation view(ChannelId channel) {
        boolean fromCursor = cursor >= joinedSeq;
        long position = fromCursor ? cursor : joinedSeq;
        long positionOrdinal = fromCursor ? cursorOrdinal : joinedOrdinal;
        boolean behind = position < head;
        long unread = behind ? Math.max(0, ordinal - positionOrdinal - deleted.above(position)) : 0;
        long mentions = behind ? named.above(position) + all.above(position) : 0;
        return new InboxConversation(
                channel,
                revision,
                member,
                new Position(head),
                new Ordinal(ordinal),
                new Position(position),
                new Ordinal(positionOrdinal),
                generation,
                unread,
                mentions,
                member && tracked && (!behind || position >= floor));
    }

    byte[] toBytes() {
        ByteBuffer out = ByteBuffer
                .allocate(2 + FIELDS * Long.BYTES + deleted.bytes() + named.bytes() + all.bytes())
                .put(VERSION)
                .put((byte) ((member ? 1 : 0) | (tracked ? 2 : 0)))
                .putLong(joinedSeq)
                .putLong(joinedOrdinal)
                .putLong(head)
                .putLong(ordinal)
                .putLong(floor)
                .putLong(cursor)
                .putLong(cursorOrdinal)
                .putLong(generation)
                .putLong(cursorRevision)
                .putLong(revision);
        deleted.write(out);
        named.write(out);
        all.write(out);
        return out.array();
    }

    static Conversation fromBytes(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).position(1);
        Conversation conversation = new Conversation();
        int flags = in.get();
        conversation.member = (flags & 1) != 0;
        conversation.tracked = (flags & 2) != 0;
        conversation.joinedSeq = in.getLong();
        conversation.joinedOrdinal = in.getLong();
        conversation.head = in.getLong();
        conversation.ordinal = in.getLong();
        conversation.floor = in.getLong();
        conversation.cursor = in.getLong();
        conversation.cursorOrdinal = in.getLong();
        conversation.generation = in.getLong();
        conversation.cursorRevision = in.getLong();
        conversation.revision = in.getLong();
        conversation.deleted = SeqSet.read(in);
        conversation.named = SeqSet.read(in);
        conversation.all = SeqSet.read(in);
        return conversation;
    }
}
