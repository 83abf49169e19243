package dev.gapless.protocol.api;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.UserId;
import java.util.List;
import java.util.Optional;

/// A channel as one user sees it.
///
/// @param id its id
/// @param kind public, private, dm or group_dm
/// @param channelClass normal, large, hot or announcement
/// @param name without the `#`; direct messages have none
/// @param topic what it is about
/// @param state active or archived
/// @param joined true if the caller is a member
/// @param peers for direct messages: everybody in it
/// @param epoch identity of the numbering
/// @param head last seq
/// @param ordinal last ordinal
public record ChannelView(
        ChannelId id,
        String kind,
        String channelClass,
        Optional<String> name,
        Optional<String> topic,
        String state,
        boolean joined,
        List<UserId> peers,
        Epoch epoch,
        Position head,
        Ordinal ordinal) {
    public ChannelView {
        peers = List.copyOf(peers);
    }
}
