package dev.gapless.schema.cursor;

import java.time.Instant;

/// A wish to move a cursor.
///
/// @param key which
/// @param seq to where; at most the head, which the caller has seen
/// @param ordinal countable events, or replies of the thread, up to there
/// @param reason why, which decides whether it may
/// @param at time to record
public record CursorMove(CursorKey key, long seq, long ordinal, Reason reason, Instant at) {
    /// Why a cursor moves.
    public sealed interface Reason {
        /// The user has read up to there, on a device that knew this generation: forward only, and not if it is an older one.
        record Read(long generation) implements Reason {}

        /// The user has read up to there, just now, whatever the generation: forward only.
        record ReadNow() implements Reason {}

        /// The user has posted there: forward only, and not if the post was there at the last mark-unread.
        record Posted() implements Reason {}

        /// The user wants it so: also backwards, in a new generation.
        ///
        /// @param head last seq of the channel
        record MarkUnread(long head) implements Reason {}

        /// The same, from the generation that the device knows: done twice it is done once.
        ///
        /// @param head last seq of the channel
        /// @param generation of the cursor that is to be moved; nothing moves if it has another
        record MarkUnreadFrom(long head, long generation) implements Reason {}
    }

    public CursorMove {
        if (seq < 1 || ordinal < 0) {
            throw new IllegalArgumentException(
                    "cursor: seq " + seq + " ordinal " + ordinal + " (expected: >= 1 and >= 0)");
        }
    }

    /// What the move makes of a cursor; the row itself if it is none.
    CursorRow applyTo(CursorRow row, long revision) {
        boolean forward = seq > row.seq();
        boolean moves = switch (reason) {
            case Reason.Read(long generation) -> forward && generation >= row.generation();
            case Reason.ReadNow() -> forward;
            case Reason.Posted() -> forward && seq > row.floor();
            case Reason.MarkUnread mark -> true;
            case Reason.MarkUnreadFrom(long head, long generation) -> generation == row.generation();
        };
        if (!moves) {
            return row;
        }
        long floor = switch (reason) {
            case Reason.MarkUnread(long head) -> head;
            case Reason.MarkUnreadFrom(long head, long generation) -> head;
            case Reason.Read read -> row.floor();
            case Reason.ReadNow read -> row.floor();
            case Reason.Posted posted -> row.floor();
        };
        boolean marked = reason instanceof Reason.MarkUnread || reason instanceof Reason.MarkUnreadFrom;
        return new CursorRow(
                row.key(),
                seq,
                ordinal,
                marked ? row.generation() + 1 : row.generation(),
                floor,
                revision,
                at.toEpochMilli());
    }
}
