package dev.gapless.fanout.inbox;

import java.nio.ByteBuffer;

/// Where a channel stands in the inbox. Confined to its task's thread.
///
/// Bytes, big endian: version 2 (byte), applied, ordinal, told, floor (8 each), waiting (4), flags (byte: 1 tracked, 2 unsure), last
/// event about a member (8; not in version 1).
final class ChannelState {
    private static final byte VERSION = 2;
    private static final int BYTES = 1 + 4 * Long.BYTES + Integer.BYTES + 1 + Long.BYTES;

    /// Last seq applied: all up to it are, each once.
    long applied;
    /// Countable events up to there.
    long ordinal;
    /// Last seq that the members were told.
    long told;
    /// Counts are known for positions from here on.
    long floor;
    /// Last event applied that said who is a member.
    long memberSeq;
    /// Events in the reorder buffer.
    int waiting;
    /// Members are told each change.
    boolean tracked;
    /// Some events never came, so that the members may be others than those known.
    boolean unsure;

    byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putLong(applied)
                .putLong(ordinal)
                .putLong(told)
                .putLong(floor)
                .putInt(waiting)
                .put((byte) ((tracked ? 1 : 0) | (unsure ? 2 : 0)))
                .putLong(memberSeq)
                .array();
    }

    static ChannelState fromBytes(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).position(1);
        ChannelState state = new ChannelState();
        state.applied = in.getLong();
        state.ordinal = in.getLong();
        state.told = in.getLong();
        state.floor = in.getLong();
        state.waiting = in.getInt();
        int flags = in.get();
        state.tracked = (flags & 1) != 0;
        state.unsure = (flags & 2) != 0;
        state.memberSeq = bytes[0] == 1 ? state.applied : in.getLong();
        return state;
    }
}
