package dev.gapless.schema.channel;

import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.event.ChannelRules;
import dev.gapless.protocol.id.ChannelKey;

/// Where a channel stands, and what deciding about an event takes.
///
/// @param key which channel
/// @param kind public, private, dm or group_dm
/// @param channelClass fan-out class
/// @param state active or archived
/// @param epoch identity of its numbering
/// @param lastSeq seq of the last event, 0 if there is none
/// @param lastOrdinal countable events so far
/// @param minSeq first seq that retention has left
/// @param minOrdinal countable events before that
/// @param memberSeq seq of the last member event, 0 if there is none: the version of the member list
/// @param rules what it asks of those who post
public record ChannelHead(
        ChannelKey key,
        ChannelKind kind,
        ChannelClass channelClass,
        ChannelState state,
        long epoch,
        long lastSeq,
        long lastOrdinal,
        long minSeq,
        long minOrdinal,
        long memberSeq,
        ChannelRules rules) {
    /// A channel that has lost nothing to retention, and asks nothing of those who post.
    public ChannelHead(
            ChannelKey key, ChannelKind kind, ChannelClass channelClass, ChannelState state, long epoch, long lastSeq,
            long lastOrdinal, long minSeq, long memberSeq) {
        this(key, kind, channelClass, state, epoch, lastSeq, lastOrdinal, minSeq, 0, memberSeq, ChannelRules.NONE);
    }

    /// The same with another class and state.
    public ChannelHead with(ChannelClass otherClass, ChannelState otherState, ChannelRules otherRules) {
        return new ChannelHead(
                key, kind, otherClass, otherState, epoch, lastSeq, lastOrdinal, minSeq, minOrdinal, memberSeq,
                otherRules);
    }
}
