package dev.gapless.protocol.export;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.UserId;
import java.util.List;
import java.util.Optional;

/// A line of a `channels` file. It comes behind the channel's events, and says where they end.
///
/// @param id kept by an import
/// @param kind public, private, dm or group_dm
/// @param channelClass normal, large, hot or announcement
/// @param state active or archived
/// @param epoch identity of the numbering
/// @param first first seq that retention has left
/// @param firstOrdinal countable events before that
/// @param head last seq; all from `first` to it are in the files
/// @param ordinal countable events up to there
/// @param memberSeq seq of the last member event
/// @param members how many
/// @param name without the `#`; direct messages have none
/// @param topic what it is about
/// @param peers of direct messages, everybody in it
/// @param posters who may post
/// @param broadcasters who may name everybody
/// @param memberLimit members at most; 0 for any number
/// @param slowMs between two posts of one member
/// @param createdMs when it was made
/// @param lastEventMs when something happened in it
public record ExportedChannel(
        ChannelId id,
        String kind,
        String channelClass,
        String state,
        long epoch,
        long first,
        long firstOrdinal,
        long head,
        long ordinal,
        long memberSeq,
        long members,
        Optional<String> name,
        Optional<String> topic,
        List<UserId> peers,
        String posters,
        String broadcasters,
        int memberLimit,
        long slowMs,
        long createdMs,
        long lastEventMs) {
    public ExportedChannel {
        peers = List.copyOf(peers);
    }
}
